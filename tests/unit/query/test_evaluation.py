"""Boolean algebra over sets of papers."""

from __future__ import annotations

from collections.abc import Sequence

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

    def matching(self, field: str | None, tokens: Sequence[str], is_phrase: bool) -> set[int]:
        assert (field, is_phrase) == (None, False)
        return set.intersection(*map(self.ids, tokens))


class Tags(Bits):
    def matching(self, fact: Fact) -> set[int]:  # type: ignore[override]  # the other protocol
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
        case Text(_, words):
            return bool(paper >> int(words[0]) & 1)
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
