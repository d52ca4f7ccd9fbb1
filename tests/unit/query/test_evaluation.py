"""Boolean algebra over sets of papers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.index.documents import Leaf
from app.query.ast import And, Fact, Node, Not, Or, Text
from app.query.evaluation import evaluate, has_text, positive_leaves
from app.query.parser import parse

UNIVERSE = set(range(16))


class Bits:
    """A library in which paper n has the word or the tag k when bit k of n is set; it knows papers not listed, too."""

    def ids(self, name: str) -> set[int]:
        return {paper for paper in range(32) if paper >> int(name) & 1}

    def find(self, leaf: Leaf) -> set[int]:
        """Words 0 and 1 stand in titles, the others in abstracts."""
        (word,) = leaf.words
        home = "title" if word in "01" else "abstract"
        return self.ids(word) if leaf.field in (None, home) else set()


class Tags(Bits):
    def find(self, fact: Fact) -> set[int]:  # type: ignore[override]  # the other protocol
        return self.ids(fact.value)


BITS = st.sampled_from("0123")
NODES = st.recursive(
    st.one_of(
        st.builds(lambda bit: Text(None, (bit,)), BITS),
        st.builds(lambda bit: Fact("tag", "=", bit), BITS),
    ),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=10,
)


def is_true(node: Node, paper: int) -> bool:
    match node:
        case Text():
            return bool(paper >> int(node.words[0]) & 1)
        case Fact(_, _, value):
            return bool(paper >> int(value) & 1)
        case Not(inner):
            return not is_true(inner, paper)
        case And(nodes):
            return all(is_true(inner, paper) for inner in nodes)
        case Or(nodes):
            return any(is_true(inner, paper) for inner in nodes)
    raise AssertionError(node)


@given(NODES)
def test_a_query_finds_exactly_the_papers_for_which_it_is_true(node: Node) -> None:
    found = evaluate(node, Bits(), Tags(), lambda: set(UNIVERSE))
    assert found == {paper for paper in UNIVERSE if is_true(node, paper)}


@given(NODES)
def test_a_first_look_finds_a_part_of_what_the_full_one_finds(node: Node) -> None:
    first = evaluate(node, Bits(), Tags(), lambda: set(UNIVERSE), is_first_look=True)
    assert first <= evaluate(node, Bits(), Tags(), lambda: set(UNIVERSE))


def test_a_first_look_is_into_titles_and_authors() -> None:
    def look(query: str) -> set[int]:
        return evaluate(parse(query), Bits(), Tags(), lambda: set(UNIVERSE), is_first_look=True)

    assert look("0") == Bits().ids("0") & UNIVERSE
    assert look("2") == set()
    assert look("abstract:2") == Bits().ids("2") & UNIVERSE
    assert look("-2") == UNIVERSE - Bits().ids("2")


def test_a_field_that_nothing_fills_yet_finds_nothing() -> None:
    for query, found in (("highlight:0", set()), ("-highlight:0", UNIVERSE), ("highlight:0 OR 1", Bits().ids("1"))):
        assert evaluate(parse(query), Bits(), Tags(), lambda: set(UNIVERSE)) == found & UNIVERSE
    assert positive_leaves(parse("highlight:0 1")) == (Leaf(None, ("1",)),)


def test_the_empty_query_finds_all_listed_papers() -> None:
    assert evaluate(parse(""), Bits(), Tags(), lambda: set(UNIVERSE)) == UNIVERSE


def test_only_words_that_a_hit_can_have_are_ranked_and_marked() -> None:
    node = parse('agents -survey author:"ada lovelace" (org:acme OR agents) -(-kept) tag:x')
    assert positive_leaves(node) == (
        Leaf(None, ("agents",)),
        Leaf("authors", ("ada", "lovelace")),
        Leaf("organization", ("acme",)),
        Leaf(None, ("kept",)),
    )


def test_a_query_of_facts_alone_does_not_need_the_index() -> None:
    assert not has_text(parse("tag:x (status:inbox OR -is:starred)"))
    assert has_text(parse("tag:x -(status:inbox OR -title:agents)"))
