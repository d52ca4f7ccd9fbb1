"""Boolean algebra over sets of papers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.index.documents import TextTerm
from app.query.ast import And, Condition, Node, Not, Or, Text
from app.query.evaluation import evaluate, has_text, positive_terms
from app.query.parser import parse

UNIVERSE = set(range(16))


class BitTextSearch:
    """Paper n has the word or tag k when bit k of n is set; papers from 16 on are not listed."""

    def ids(self, name: str) -> set[int]:
        return {paper for paper in range(32) if paper >> int(name) & 1}

    def find(self, term: TextTerm) -> set[int]:
        """Words 0 and 1 are in titles, the others in abstracts."""
        (word,) = term.words
        field = "title" if word in "01" else "abstract"
        return self.ids(word) if term.field in (None, field) else set()


class BitConditionSearch(BitTextSearch):
    def find(self, condition: Condition) -> set[int]:  # type: ignore[override]  # the other protocol
        return self.ids(condition.value)


BITS = st.sampled_from("0123")
NODES = st.recursive(
    st.one_of(
        st.builds(lambda bit: Text(None, (bit,)), BITS),
        st.builds(lambda bit: Condition("tag", "=", bit), BITS),
    ),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=10,
)


def matches(node: Node, paper: int) -> bool:
    match node:
        case Text():
            return bool(paper >> int(node.words[0]) & 1)
        case Condition(_, _, value):
            return bool(paper >> int(value) & 1)
        case Not(inner):
            return not matches(inner, paper)
        case And(nodes):
            return all(matches(inner, paper) for inner in nodes)
        case Or(nodes):
            return any(matches(inner, paper) for inner in nodes)
    raise AssertionError(node)


@given(NODES)
def test_a_query_finds_exactly_the_matching_papers(node: Node) -> None:
    found = evaluate(node, BitTextSearch(), BitConditionSearch(), lambda: set(UNIVERSE))
    assert found == {paper for paper in UNIVERSE if matches(node, paper)}


@given(NODES)
def test_a_preliminary_result_is_a_subset_of_the_full_one(node: Node) -> None:
    first = evaluate(node, BitTextSearch(), BitConditionSearch(), lambda: set(UNIVERSE), is_preliminary=True)
    assert first <= evaluate(node, BitTextSearch(), BitConditionSearch(), lambda: set(UNIVERSE))


def test_a_preliminary_search_covers_titles_and_authors() -> None:
    def search(query: str) -> set[int]:
        return evaluate(parse(query), BitTextSearch(), BitConditionSearch(), lambda: set(UNIVERSE), is_preliminary=True)

    assert search("0") == BitTextSearch().ids("0") & UNIVERSE
    assert search("2") == set()
    assert search("abstract:2") == BitTextSearch().ids("2") & UNIVERSE
    assert search("-2") == UNIVERSE - BitTextSearch().ids("2")


def test_a_field_that_is_not_indexed_finds_nothing() -> None:
    for query, found in (
        ("highlight:0", set()),
        ("-highlight:0", UNIVERSE),
        ("highlight:0 OR 1", BitTextSearch().ids("1")),
    ):
        assert evaluate(parse(query), BitTextSearch(), BitConditionSearch(), lambda: set(UNIVERSE)) == found & UNIVERSE
    assert positive_terms(parse("highlight:0 1")) == (TextTerm(None, ("1",)),)


def test_the_empty_query_finds_all_listed_papers() -> None:
    assert evaluate(parse(""), BitTextSearch(), BitConditionSearch(), lambda: set(UNIVERSE)) == UNIVERSE


def test_only_positive_words_are_ranked_and_marked() -> None:
    node = parse('agents -survey author:"ada lovelace" (org:acme OR agents) -(-kept) tag:x')
    assert positive_terms(node) == (
        TextTerm(None, ("agents",)),
        TextTerm("authors", ("ada", "lovelace")),
        TextTerm("organization", ("acme",)),
        TextTerm(None, ("kept",)),
    )


def test_a_query_of_conditions_does_not_need_the_index() -> None:
    assert not has_text(parse("tag:x (status:inbox OR -is:starred)"))
    assert has_text(parse("tag:x -(status:inbox OR -title:agents)"))
