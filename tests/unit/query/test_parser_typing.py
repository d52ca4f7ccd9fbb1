"""A query that is being typed is parsed as far as possible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.query.ast import And, Condition, Everything, MatchMode, Node, Not
from app.query.parser import parse, parse_query
from app.query.printing import to_text
from tests.unit.query.conftest import make_text

# text with the caret at its end: (parsed node, whether the rest may become valid by typing on)
QUERIES_BEING_TYPED: dict[str, tuple[Node, bool | None]] = {
    "": (Everything(), None),
    "ag": (make_text("ag", None, MatchMode.PREFIX), None),
    "two w": (And((make_text("two"), make_text("w", None, MatchMode.PREFIX))), None),
    "two ": (make_text("two"), None),
    "multi-ag": (make_text("multi ag", None, MatchMode.PREFIX), None),
    "agents*": (make_text("agents", None, MatchMode.PREFIX), None),
    "agents~": (make_text("agents", None, MatchMode.FUZZY), None),
    '"long context"': (make_text("long context"), None),
    '"long con': (make_text("long con", None, MatchMode.PREFIX), True),
    '"long ': (make_text("long"), True),
    'a "': (make_text("a"), True),
    "title:ag": (make_text("ag", "title", MatchMode.PREFIX), None),
    "tag:r": (Condition("tag", "*", "r"), None),
    "tag:": (Everything(), True),
    "a tag:": (make_text("a"), True),
    'tag:"two w': (Condition("tag", "*", "two w"), True),
    "-": (Everything(), True),
    "a -": (make_text("a"), None),
    "-a": (Not(make_text("a", None, MatchMode.PREFIX)), None),
    "a OR": (make_text("a"), True),
    "a OR ": (make_text("a"), True),
    "(a OR": (make_text("a"), True),
    "(a b": (And((make_text("a"), make_text("b", None, MatchMode.PREFIX))), True),
    "a (": (make_text("a"), True),
    "a ()": (make_text("a"), False),
    "published:202": (Everything(), True),
    "published:2025": (Condition("published", "=", "2025"), None),
    "published:2025-0": (Condition("published", "=", "2025"), None),
    "published:2025-08-1": (Condition("published", "=", "2025-08"), None),
    "published:>2025-0": (Condition("published", ">", "2025"), None),
    "published:>": (Everything(), True),
    "published:la": (Everything(), True),
    "published:last w": (Everything(), True),
    "published:last week": (Condition("published", "=", "last week"), None),
    "published:soon": (Everything(), False),
    "comments:>": (Everything(), True),
    "comments:x": (Everything(), False),
    "status:re": (Condition("status", "=", "reading"), None),
    "status:d": (Everything(), True),
    "status:x": (Everything(), False),
    "sort:ti": (Everything(), True),
    "sort:xx": (Everything(), False),
    "titel:x foo": (make_text("foo", None, MatchMode.PREFIX), False),
    "titel:x tag:": (Everything(), False),
    "a)b": (And((make_text("a"), make_text("b", None, MatchMode.PREFIX))), False),
    "x~3 y": (make_text("y", None, MatchMode.PREFIX), False),
    "-" * 60 + "a": (Everything(), False),
}


@pytest.mark.parametrize("text", QUERIES_BEING_TYPED)
def test_the_finished_part_of_a_query_is_used(text: str) -> None:
    node, is_unfinished = QUERIES_BEING_TYPED[text]
    query = parse_query(text, len(text))
    assert query.node == node
    assert (query.problem and query.problem.is_unfinished) == is_unfinished


def test_only_the_word_at_the_caret_is_a_prefix() -> None:
    assert parse_query("long context", 3).node == And((make_text("long", None, MatchMode.PREFIX), make_text("context")))
    assert parse_query("long context", 0).node == And((make_text("long"), make_text("context")))
    assert parse_query("long context", 5).node == And((make_text("long"), make_text("context")))
    assert parse_query("multi-agent", 3).node == make_text("multi agent")
    between = parse_query("a ()", 3)
    assert between.node == make_text("a")
    assert between.problem is not None
    assert between.problem.is_unfinished


TYPED_PIECES = [
    "a",
    "bc",
    " ",
    "-",
    "OR ",
    "(",
    ")",
    '"',
    ":",
    "tag:",
    "published:",
    "2025-0",
    ">",
    "*",
    "~",
    "sort:",
    "x",
]


@given(st.lists(st.sampled_from(TYPED_PIECES), max_size=12).map("".join), st.data())
def test_typing_never_raises(text: str, data: st.DataObject) -> None:
    query = parse_query(text, data.draw(st.integers(0, len(text))))
    assert parse(to_text(query.node)) == query.node
    if query.problem is None and not query.sort:
        assert to_text(query.node) or not text.strip(" -()")
