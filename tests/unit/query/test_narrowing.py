"""Adding a clause to a query: it applies to every paper, and the sort order is kept."""

from __future__ import annotations

import pytest

from app.domain.errors import QueryError
from app.query.narrowing import has_clause, narrow
from app.query.parser import parse_query

NARROWED = {
    ("", "tag:rl"): "tag:rl",
    ("Long  Context ", "tag:rl"): "Long  Context tag:rl",
    ("a OR b", "tag:rl"): "(a OR b) tag:rl",
    ("a OR b sort:title", "-has:date"): "(a OR b) -has:date sort:title",
    ("-(a b)", 'tag:"to cite"'): '-(a b) tag:"to cite"',
    ("sort:title", "tag:rl"): "sort:title tag:rl",
    ("model sort:comments", "status:inbox"): "model sort:comments status:inbox",
    ("-status:inbox", "status:inbox"): "-status:inbox status:inbox",
    ("status:inbox OR x", "status:inbox"): "(status:inbox OR x) status:inbox",
}


@pytest.mark.parametrize(("text", "clause"), NARROWED)
def test_a_clause_is_added_once_and_applies_to_every_paper(text: str, clause: str) -> None:
    added = narrow(text, clause)
    assert added == NARROWED[text, clause]
    assert (has_clause(text, clause), has_clause(added, clause)) == (False, True)
    assert parse_query(added).sort == parse_query(text).sort
    assert narrow(added, clause) == added


def test_an_invalid_query_is_not_narrowed() -> None:
    with pytest.raises(QueryError):
        narrow("(a", "tag:rl")
