"""A query formatted as text is parsed back to the same query."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import QueryError
from app.index.analysis import split_words
from app.index.documents import MAX_DISTANCE
from app.query.ast import And, Condition, MatchMode, Node, Not, Or, Query, Text
from app.query.fields import FIELDS, HAS_VALUES, IS_VALUES, ORDERS, STATUSES
from app.query.parser import parse, parse_query
from app.query.printing import to_text

TEXT_FIELDS = [None, *(name for name, field in FIELDS.items() if field.kind == "text")]
WORDS = st.text(max_size=8).map(split_words).filter(bool).map(tuple)
TAGS = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)
DATES = st.one_of(
    st.integers(1, 9999).map("{:04}".format), st.dates().map(str), st.dates().map(lambda day: str(day)[:7])
)
COMPARISONS = st.sampled_from(["=", "<", "<=", ">", ">="])
NUMBERS = st.integers(0, 10**17).map(str)
AGES = st.builds("{}{}".format, st.integers(0, 9999), st.sampled_from("dwmy"))
DATE_EXPRESSIONS = st.one_of(DATES, AGES, st.sampled_from(["today", "yesterday", "last week", "this year"]))
RANGES = st.one_of(NUMBERS.map("..{}".format), NUMBERS.map("{}..".format), NUMBERS.map(lambda one: f"{one}..{one}"))
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Text, st.sampled_from(TEXT_FIELDS), WORDS, st.sampled_from([MatchMode.WORDS, MatchMode.PREFIX])),
    st.builds(Text, st.sampled_from(TEXT_FIELDS), WORDS.map(lambda one: one[:1]), st.just(MatchMode.FUZZY)),
    st.builds(
        Text,
        st.sampled_from(TEXT_FIELDS),
        st.tuples(WORDS, WORDS).map(lambda pair: pair[0] + pair[1]),
        st.just(MatchMode.NEAR),
        st.integers(1, MAX_DISTANCE),
    ),
    st.builds(
        Condition, st.sampled_from(["tag", "collection", "source", "category", "keyword"]), st.sampled_from("=*"), TAGS
    ),
    st.builds(Condition, st.just("status"), st.just("="), st.sampled_from(STATUSES)),
    st.builds(Condition, st.just("has"), st.just("="), st.sampled_from(list(HAS_VALUES))),
    st.builds(Condition, st.just("is"), st.just("="), st.sampled_from(list(IS_VALUES))),
    st.builds(Condition, st.sampled_from(["published", "added", "done"]), COMPARISONS, DATE_EXPRESSIONS),
    st.builds(Condition, st.just("published"), st.just("="), DATE_EXPRESSIONS.map("..{}".format)),
    st.builds(Condition, st.sampled_from(["comments", "upvotes", "priority", "authors"]), COMPARISONS, NUMBERS),
    st.builds(Condition, st.sampled_from(["comments", "score"]), st.just("="), RANGES),
    st.builds(Condition, st.just("score"), COMPARISONS, st.sampled_from(["0", "0.5", "12.25"])),
    st.builds(
        Condition, st.just("id"), st.just("="), st.sampled_from(["7", "2601.00001", "doi:10.1000/a.b", "openreview:x"])
    ),
    st.builds(Condition, st.just("import"), st.just("="), st.sampled_from(["1", "last"])),
)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=12,
)


QUERIES = st.builds(
    Query, NODES, st.one_of(st.none(), st.sampled_from([minus + order for order in ORDERS for minus in ("", "-")]))
)


@given(QUERIES)
def test_a_formatted_query_is_parsed_to_the_same_query(query: Query) -> None:
    assert parse_query(to_text(query)) == query


@given(st.text(alphabet='ab -:"()\\ORtagé>=<1½\n*~.d', max_size=24))
def test_any_text_is_a_query_or_a_mistake_with_a_valid_suggestion(text: str) -> None:
    position, proposal = 0, None
    try:
        node = parse(text)
    except QueryError as error:
        position, proposal = error.position, error.proposal
        node = parse(proposal or "")
    assert 0 <= position <= len(text)
    assert parse(to_text(node)) == node
