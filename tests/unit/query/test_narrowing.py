"""A clause that is added holds for every paper of the query, whatever its shape, and its order stays."""

from __future__ import annotations

import pytest

from app.domain.errors import QueryError
from app.query.narrowing import has_clause, narrow
from app.query.parser import read_query

ADDED = {
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


@pytest.mark.parametrize(("text", "clause"), ADDED)
def test_a_clause_is_added_for_every_paper_and_only_once(text: str, clause: str) -> None:
    added = narrow(text, clause)
    assert added == ADDED[text, clause]
    assert (has_clause(text, clause), has_clause(added, clause)) == (False, True)
    assert read_query(added).sort == read_query(text).sort
    assert narrow(added, clause) == added


def test_a_query_that_cannot_be_read_is_not_narrowed() -> None:
    with pytest.raises(QueryError):
        narrow("(a", "tag:rl")
