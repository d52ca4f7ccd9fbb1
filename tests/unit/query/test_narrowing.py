"""A click on a facet adds its clause to the query, and a second click takes it out."""

from __future__ import annotations

import pytest

from app.errors import QueryError
from app.query.narrowing import has_clause, toggle_clause
from app.query.parser import read_query

ADDED = {
    ("", "tag:rl"): "tag:rl",
    ("Long  Context ", "tag:rl"): "Long  Context tag:rl",
    ("a OR b", "tag:rl"): "(a OR b) tag:rl",
    ("a OR b sort:title", "-has:date"): "(a OR b) -has:date sort:title",
    ("-(a b)", 'tag:"to cite"'): '-(a b) tag:"to cite"',
    ("sort:title", "tag:rl"): "sort:title tag:rl",
}


@pytest.mark.parametrize(("text", "clause"), ADDED)
def test_a_clause_is_added_for_every_paper_and_taken_out_again(text: str, clause: str) -> None:
    added = toggle_clause(text, clause)
    assert added == ADDED[text, clause]
    assert (has_clause(text, clause), has_clause(added, clause)) == (False, True)
    assert read_query(toggle_clause(added, clause)) == read_query(text)


def test_a_query_that_cannot_be_read_is_not_narrowed() -> None:
    with pytest.raises(QueryError):
        toggle_clause("(a", "tag:rl")
