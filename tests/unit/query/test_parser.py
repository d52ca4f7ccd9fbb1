"""The query language: what it means, that it can be written back, and how it says what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import QueryError
from app.index.analysis import words
from app.query.ast import And, Everything, Fact, Node, Not, Or, Text
from app.query.fields import FIELDS, STATUSES
from app.query.parser import parse, to_text


def word(text: str, field: str | None = None) -> Text:
    return Text(field, tuple(text.split()))


MEANINGS: dict[str, Node] = {
    "": Everything(),
    "  \n": Everything(),
    "agents": word("agents"),
    "Multi AGENT": And((word("multi"), word("agent"))),
    "multi-agent": word("multi agent"),
    "multi_agent": word("multi agent"),
    '"Large Language Models"': word("large language models"),
    '"agents"': word("agents"),
    "-survey": Not(word("survey")),
    "--survey": Not(Not(word("survey"))),
    "agents -(survey OR review)": And((word("agents"), Not(Or((word("survey"), word("review")))))),
    '-"a survey"': Not(word("a survey")),
    "a b OR c": Or((And((word("a"), word("b"))), word("c"))),
    "a (b OR c)": And((word("a"), Or((word("b"), word("c"))))),
    "a or b": And((word("a"), word("or"), word("b"))),
    '"OR"': word("or"),
    "ORacle": word("oracle"),
    "Title:Agents": word("agents", "title"),
    'author:"Ada Lovelace"': word("ada lovelace", "author"),
    "-org:acme": Not(word("acme", "org")),
    "tag:rl/agents": Fact("tag", "=", "rl/agents"),
    'tag:"two words"': Fact("tag", "=", "two words"),
    r'tag:"say \"hi\" \\o"': Fact("tag", "=", r'say "hi" \o'),
    "STATUS:Reading": Fact("status", "=", "reading"),
    "is:starred": Fact("is", "=", "starred"),
    "-has:date": Not(Fact("has", "=", "date")),
    "published:2025": Fact("published", "=", "2025"),
    "published:>2026-01": Fact("published", ">", "2026-01"),
    "published:<=2024-02-29": Fact("published", "<=", "2024-02-29"),
    "comments:>=3": Fact("comments", ">=", "3"),
    "comments:05": Fact("comments", "=", "5"),
    "3:2": word("3 2"),
    "GPT-4:vision": word("gpt 4 vision"),
    "https://example.org/a": word("https example org a"),
    "Voyager: an agent": And((word("voyager"), word("an"), word("agent"))),
    "agents -- & ... - (now)": And((word("agents"), word("now"))),
    "!!! OR cats": word("cats"),
    "a(b)c": And((word("a"), word("b"), word("c"))),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_a_query_means_what_the_help_says(text: str) -> None:
    assert parse(text) == MEANINGS[text]


MISTAKES = {
    'agents "open': (7, "quotation mark"),
    'title:"open': (6, "quotation mark"),
    "a (b": (2, "no “)”"),
    "a b)": (3, "without its “(”"),
    "a ()": (2, "nothing between"),
    "x titel:foo": (2, "did you mean “title:”"),
    "foo:bar": (0, "There is no field “foo:”"),
    'foo:"bar"': (0, "There is no field “foo:”"),
    "zzzzzz:bar": (0, "there are title:"),
    "tag: rl": (0, "right after “tag:”"),
    "-title:": (1, "right after “title:”"),
    'tag:" "': (0, "right after “tag:”"),
    "title:!!!": (6, "no word"),
    "published:2025-13": (10, "not a date"),
    "published:2025-02-30": (10, "not a date"),
    "published:2025-8": (10, "not a date"),
    "published:>soon": (10, "not a date"),
    "published:0000": (10, "not a date"),
    "comments:many": (9, "whole number"),
    "comments:>": (9, "whole number"),
    "comments:-1": (9, "whole number"),
    "status:read": (7, "dropped and trash"),
    "has:pdf": (4, "note, code, date and link"),
    "is:red": (3, "knows starred"),
    "OR a": (0, "both sides"),
    "a OR": (2, "both sides"),
    "a OR OR b": (5, "both sides"),
    "(a OR ) b": (3, "both sides"),
    "(" * 60 + "a" + ")" * 60: (51, "too deeply"),
    "-" * 5000 + "a": (51, "too deeply"),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_named_with_its_place(text: str) -> None:
    position, part = MISTAKES[text]
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.position == position
    assert part in str(caught.value)
    assert str(caught.value).lstrip("“")[0].isupper() or str(caught.value).startswith("“")
    assert str(caught.value)[-1] in ".?"


TEXT_FIELDS = [None, *(name for name, field in FIELDS.items() if field.kind == "text")]
WORDS = st.text(max_size=8).map(words).filter(bool).map(tuple)
TAGS = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)
DATES = st.one_of(
    st.integers(1, 9999).map("{:04}".format), st.dates().map(str), st.dates().map(lambda day: str(day)[:7])
)
COMPARISONS = st.sampled_from(["=", "<", "<=", ">", ">="])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Text, st.sampled_from(TEXT_FIELDS), WORDS),
    st.builds(Fact, st.just("tag"), st.just("="), TAGS),
    st.builds(Fact, st.just("status"), st.just("="), st.sampled_from(STATUSES)),
    st.builds(Fact, st.just("published"), COMPARISONS, DATES),
    st.builds(Fact, st.just("comments"), COMPARISONS, st.integers(0, 10**17).map(str)),
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


@given(NODES)
def test_a_saved_query_reads_back_as_the_same_query(node: Node) -> None:
    assert parse(to_text(node)) == node


@given(st.text(alphabet='ab -:"()\\ORtagé>=<1½\n', max_size=24))
def test_whatever_is_typed_is_a_query_or_a_sentence(text: str) -> None:
    try:
        node = parse(text)
    except QueryError as error:
        place: int | None = error.position
    else:
        place = None
        assert parse(to_text(node)) == node
    assert place is None or 0 <= place <= len(text)


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_has_help_and_an_example_that_works(name: str) -> None:
    node = parse(FIELDS[name].example)
    assert FIELDS[name].help
    assert isinstance(node, Text | Fact)
    assert node.field == name
