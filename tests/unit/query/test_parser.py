"""The query language: what it means, that it can be written back, and how it says what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import QueryError
from app.index.analysis import words
from app.index.documents import MOST_REACH
from app.query.ast import And, Everything, Fact, Form, Node, Not, Or, Query, Text
from app.query.fields import BEING, FIELDS, HAVING, ORDERS, STATUSES
from app.query.parser import parse, read_query
from app.query.printing import to_text


def word(text: str, field: str | None = None, form: Form = Form.WORDS, reach: int = 0) -> Text:
    return Text(field, tuple(text.split()), form, reach)


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
    "transform*": word("transform", None, Form.PREFIX),
    "Title:Trans*": word("trans", "title", Form.PREFIX),
    '"large lang"*': word("large lang", None, Form.PREFIX),
    "A*-search": word("a search"),
    "2*3": word("2 3"),
    '"A*"': word("a"),
    "transfomer~": word("transfomer", None, Form.FUZZY),
    "author:lovelase~1": word("lovelase", "author", Form.FUZZY),
    "~bob a~b": And((word("bob"), word("a b"))),
    '"reward robust"~5': word("reward robust", None, Form.NEAR, 5),
    'abstract:"a b c"~9': word("a b c", "abstract", Form.NEAR, 9),
    '"alone"~3': word("alone"),
    "highlight:x": word("x", "highlight"),
    "tag:rl*": Fact("tag", "*", "rl"),
    'tag:"two wo"*': Fact("tag", "*", "two wo"),
    'tag:"rl*"': Fact("tag", "=", "rl*"),
    "tag:>x": Fact("tag", "=", ">x"),
    'collection:"for friday"': Fact("collection", "=", "for friday"),
    "source:daily-papers": Fact("source", "=", "daily-papers"),
    "category:cs.CL keyword:agents": And((Fact("category", "=", "cs.CL"), Fact("keyword", "=", "agents"))),
    "import:07 import:LAST": And((Fact("import", "=", "7"), Fact("import", "=", "last"))),
    "id:12": Fact("id", "=", "12"),
    "id:arXiv:2601.00001v3": Fact("id", "=", "arxiv:2601.00001"),
    "id:https://arxiv.org/abs/2601.00001v1": Fact("id", "=", "2601.00001"),
    "id:https://doi.org/10.1000/ABC": Fact("id", "=", "10.1000/abc"),
    "is:snoozed -is:undecided": And((Fact("is", "=", "snoozed"), Not(Fact("is", "=", "undecided")))),
    "has:abstract": Fact("has", "=", "abstract"),
    "published:<7d": Fact("published", "<", "7d"),
    "published:last week agents": And((Fact("published", "=", "last week"), word("agents"))),
    "added:Last-Month": Fact("added", "=", "last month"),
    "added:<2 weeks x": And((Fact("added", "<", "2w"), word("x"))),
    "done:>30 days ago": Fact("done", ">", "30d"),
    'done:"last 3 months"': Fact("done", "=", "3m"),
    "published:2025 days": And((Fact("published", "=", "2025"), word("days"))),
    "published:2025-03..2025-06": Fact("published", "=", "2025-03..2025-06"),
    "published:..2024": Fact("published", "=", "..2024"),
    'published:">2026-01"': Fact("published", ">", "2026-01"),
    "comments:3..10": Fact("comments", "=", "3..10"),
    "upvotes:50..": Fact("upvotes", "=", "50.."),
    "score:>=0.50": Fact("score", ">=", "0.5"),
    "priority:=4": Fact("priority", "=", "4"),
    "authors:3": Fact("authors", "=", "3"),
    "authors:>3": Fact("authors", ">", "3"),
    "authors:ada": word("ada", "author"),
    'authors:"3"': word("3", "author"),
    "sort:title": Everything(),
    "sort: of": And((word("sort"), word("of"))),
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


# query: (place of the mistake, part of the sentence, the proposal)
MISTAKES: dict[str, tuple[int, str, str | None]] = {
    'agents "open': (7, "quotation mark", 'agents "open"'),
    'title:"open': (6, "quotation mark", 'title:"open"'),
    'agents "': (7, "quotation mark", "agents"),
    'x "a\\': (2, "quotation mark", 'x "a\\""'),
    "a (b": (2, "no “)”", "a (b)"),
    "((a (b": (4, "no “)”", "((a (b)))"),
    '(a "b': (3, "quotation mark", '(a "b")'),
    "(": (0, "no “)”", None),
    "a b)": (3, "without its “(”", "a b"),
    "a)b": (1, "without its “(”", "a b"),
    "a ()": (2, "nothing between", "a"),
    "a -() b": (3, "nothing between", "a b"),
    "x titel:foo": (2, "did you mean “title:”", "x title:foo"),
    'x titel:"two words"': (2, "did you mean “title:”", 'x title:"two words"'),
    "year:2025": (0, "did you mean “published:”", "published:2025"),
    "arxiv:2601.00001": (0, "did you mean “id:”", "id:2601.00001"),
    "foo:bar": (0, "There is no field “foo:”", '"foo:bar"'),
    'foo:"bar"': (0, "There is no field “foo:”", '"foo: bar"'),
    "zzzzzz:bar": (0, "in quotation marks", '"zzzzzz:bar"'),
    "tag: rl": (0, "right after “tag:”", "tag:rl"),
    "tag: (a)": (0, "right after “tag:”", "(a)"),
    "-title:": (1, "right after “title:”", None),
    "a -title:": (3, "right after “title:”", "a"),
    'tag:" "': (0, "right after “tag:”", None),
    "title:!!!": (6, "no word", None),
    "x title:!!!": (8, "no word", "x"),
    "published:2025-13": (10, "not a date", "published:2025"),
    "published:2025-02-30": (10, "not a date", "published:2025-02"),
    "published:2025-8": (10, "not a date", "published:2025-08"),
    "published:2025-3..2025-06": (10, "not a date", "published:2025-03..2025-06"),
    "published:>2025/8/5": (10, "not a date", "published:>2025-08-05"),
    "published:5.8.2025": (10, "not a date", "published:2025-08-05"),
    "published:>soon": (10, "not a date", None),
    "published:0000": (10, "not a date", None),
    "published:7x": (10, "not a date", None),
    "published:7dways": (10, "not a date", None),
    "published:2025-06..2025-03": (10, "before it begins", "published:2025-03..2025-06"),
    "published:>2025..2026": (10, "range cannot be compared", "published:2025..2026"),
    "published:..": (10, "at least one end", None),
    "published:2025*": (10, "knows no “*”", "published:2025"),
    "comments:many": (9, "whole number", None),
    "comments:>": (9, "whole number", None),
    "comments:-1": (9, "whole number", None),
    "comments:3+": (9, "whole number", "comments:>=3"),
    "comments:3-10": (9, "whole number", "comments:3..10"),
    "comments:>1k": (9, "whole number", "comments:>1000"),
    "comments:1,200": (9, "whole number", "comments:1200"),
    "comments:=>3": (9, "whole number", "comments:>=3"),
    "comments:2.5": (9, "whole number", None),
    "comments:10..3": (9, "before it begins", "comments:3..10"),
    "comments:3~": (9, "knows no “~”", "comments:3"),
    "score:high": (6, "not a number", None),
    "status:read": (7, "dropped and trash", "status:done"),
    "status:readin": (7, "dropped and trash", "status:reading"),
    "status:xyzzy": (7, "dropped and trash", None),
    "has:pdf": (4, "category and id", None),
    "has:notes": (4, "note, code", "has:note"),
    "is:red": (3, "knows starred", "is:starred"),
    "is:unread": (3, "knows starred", "is:undecided"),
    "is:>starred": (3, "not “>starred”", "is:starred"),
    "import:latest": (7, "number of an import", "import:last"),
    "import:page.txt": (7, "number of an import", None),
    "id:26*": (3, "knows no “*”", "id:26"),
    "id:>26": (3, "knows no “>”", "id:26"),
    "tag:rl~": (4, "knows no “~”", "tag:rl*"),
    "transfomer~3": (0, "as far as", "transfomer~"),
    '"a b"~': (0, "how near", '"a b"~5'),
    "title:multi-agent~": (6, "how near", 'title:"multi-agent"~5'),
    '"a b"~0': (0, "from 1 to", f'"a b"~{MOST_REACH}'),
    '"a b"~999': (0, "from 1 to", f'"a b"~{MOST_REACH}'),
    "sort:dat": (5, "sort:” knows date", "sort:date"),
    "sort:zzz x": (5, "sort:” knows date", None),
    "sort:date a sort:title": (12, "only one", "sort:date a"),
    "b (a sort:date)": (5, "outside parentheses", "b (a ) sort:date"),
    "-sort:date a": (1, "outside parentheses", "a sort:date"),
    "OR a": (0, "both sides", "a"),
    "a OR": (2, "both sides", "a"),
    "a OR OR b": (5, "both sides", "a OR b"),
    "(a OR ) b": (3, "both sides", "(a ) b"),
    "titel:x stauts:done": (0, "did you mean “title:”", "title:x status:done"),
    "!!!": (0, "nothing to look for", None),
    "(" * 60 + "a" + ")" * 60: (51, "too deeply", None),
    "-" * 5000 + "a": (51, "too deeply", None),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_its_mend(text: str) -> None:
    position, part, proposal = MISTAKES[text]
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.position, caught.value.proposal) == (position, proposal)
    assert part in str(caught.value)
    assert str(caught.value).lstrip("“")[0].isupper() or str(caught.value).startswith("“")
    assert str(caught.value)[-1] in ".?"
    assert not caught.value.is_unfinished
    if proposal is not None:
        parse(proposal)


def test_a_text_that_is_wrong_all_over_is_not_mended() -> None:
    with pytest.raises(QueryError) as caught:
        parse("titel:x " * 9)
    assert caught.value.proposal is None


# what is typed, the caret at its end: (what is looked for meanwhile, whether more typing may mend the rest)
TYPED: dict[str, tuple[Node, bool | None]] = {
    "": (Everything(), None),
    "ag": (word("ag", None, Form.PREFIX), None),
    "two w": (And((word("two"), word("w", None, Form.PREFIX))), None),
    "two ": (word("two"), None),
    "multi-ag": (word("multi ag", None, Form.PREFIX), None),
    "agents*": (word("agents", None, Form.PREFIX), None),
    "agents~": (word("agents", None, Form.FUZZY), None),
    '"long context"': (word("long context"), None),
    '"long con': (word("long con", None, Form.PREFIX), True),
    '"long ': (word("long"), True),
    'a "': (word("a"), True),
    "title:ag": (word("ag", "title", Form.PREFIX), None),
    "tag:r": (Fact("tag", "*", "r"), None),
    "tag:": (Everything(), True),
    "a tag:": (word("a"), True),
    'tag:"two w': (Fact("tag", "*", "two w"), True),
    "-": (Everything(), True),
    "a -": (word("a"), None),
    "-a": (Not(word("a", None, Form.PREFIX)), None),
    "a OR": (word("a"), True),
    "a OR ": (word("a"), True),
    "(a OR": (word("a"), True),
    "(a b": (And((word("a"), word("b", None, Form.PREFIX))), True),
    "a (": (word("a"), True),
    "a ()": (word("a"), False),
    "published:202": (Everything(), True),
    "published:2025": (Fact("published", "=", "2025"), None),
    "published:2025-0": (Fact("published", "=", "2025"), None),
    "published:2025-08-1": (Fact("published", "=", "2025-08"), None),
    "published:>2025-0": (Fact("published", ">", "2025"), None),
    "published:>": (Everything(), True),
    "published:la": (Everything(), True),
    "published:last w": (Everything(), True),
    "published:last week": (Fact("published", "=", "last week"), None),
    "published:soon": (Everything(), False),
    "comments:>": (Everything(), True),
    "comments:x": (Everything(), False),
    "status:re": (Fact("status", "=", "reading"), None),
    "status:d": (Everything(), True),
    "status:x": (Everything(), False),
    "sort:ti": (Everything(), True),
    "sort:xx": (Everything(), False),
    "titel:x foo": (word("foo", None, Form.PREFIX), False),
    "titel:x tag:": (Everything(), False),
    "a)b": (And((word("a"), word("b", None, Form.PREFIX))), False),
    "x~3 y": (word("y", None, Form.PREFIX), False),
    "-" * 60 + "a": (Everything(), False),
}


@pytest.mark.parametrize("text", TYPED)
def test_an_unfinished_query_is_answered_as_far_as_it_goes(text: str) -> None:
    node, is_unfinished = TYPED[text]
    query = read_query(text, len(text))
    assert query.node == node
    assert (query.problem and query.problem.is_unfinished) == is_unfinished


def test_only_the_word_at_the_caret_is_the_beginning_of_a_word() -> None:
    assert read_query("long context", 3).node == And((word("long", None, Form.PREFIX), word("context")))
    assert read_query("long context", 0).node == And((word("long"), word("context")))
    assert read_query("long context", 5).node == And((word("long"), word("context")))
    assert read_query("multi-agent", 3).node == word("multi agent")
    between = read_query("a ()", 3)
    assert between.node == word("a")
    assert between.problem is not None
    assert between.problem.is_unfinished


def test_an_order_belongs_to_the_whole_query() -> None:
    assert read_query("a OR b sort:-date") == Query(Or((word("a"), word("b"))), "-date")
    assert read_query("sort:Relevance").sort == "relevance"
    assert read_query('sort:"title" a') == Query(word("a"), "title")
    assert read_query("a").sort is None


TEXT_FIELDS = [None, *(name for name, field in FIELDS.items() if field.kind == "text")]
WORDS = st.text(max_size=8).map(words).filter(bool).map(tuple)
TAGS = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)
DATES = st.one_of(
    st.integers(1, 9999).map("{:04}".format), st.dates().map(str), st.dates().map(lambda day: str(day)[:7])
)
COMPARISONS = st.sampled_from(["=", "<", "<=", ">", ">="])
NUMBERS = st.integers(0, 10**17).map(str)
AGES = st.builds("{}{}".format, st.integers(0, 9999), st.sampled_from("dwmy"))
MOMENTS = st.one_of(DATES, AGES, st.sampled_from(["today", "yesterday", "last week", "this year"]))
RANGES = st.one_of(NUMBERS.map("..{}".format), NUMBERS.map("{}..".format), NUMBERS.map(lambda one: f"{one}..{one}"))
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Text, st.sampled_from(TEXT_FIELDS), WORDS, st.sampled_from([Form.WORDS, Form.PREFIX])),
    st.builds(Text, st.sampled_from(TEXT_FIELDS), WORDS.map(lambda one: one[:1]), st.just(Form.FUZZY)),
    st.builds(
        Text,
        st.sampled_from(TEXT_FIELDS),
        st.tuples(WORDS, WORDS).map(lambda pair: pair[0] + pair[1]),
        st.just(Form.NEAR),
        st.integers(1, MOST_REACH),
    ),
    st.builds(
        Fact, st.sampled_from(["tag", "collection", "source", "category", "keyword"]), st.sampled_from("=*"), TAGS
    ),
    st.builds(Fact, st.just("status"), st.just("="), st.sampled_from(STATUSES)),
    st.builds(Fact, st.just("has"), st.just("="), st.sampled_from(list(HAVING))),
    st.builds(Fact, st.just("is"), st.just("="), st.sampled_from(list(BEING))),
    st.builds(Fact, st.sampled_from(["published", "added", "done"]), COMPARISONS, MOMENTS),
    st.builds(Fact, st.just("published"), st.just("="), MOMENTS.map("..{}".format)),
    st.builds(Fact, st.sampled_from(["comments", "upvotes", "priority", "authors"]), COMPARISONS, NUMBERS),
    st.builds(Fact, st.sampled_from(["comments", "score"]), st.just("="), RANGES),
    st.builds(Fact, st.just("score"), COMPARISONS, st.sampled_from(["0", "0.5", "12.25"])),
    st.builds(
        Fact, st.just("id"), st.just("="), st.sampled_from(["7", "2601.00001", "doi:10.1000/a.b", "openreview:x"])
    ),
    st.builds(Fact, st.just("import"), st.just("="), st.sampled_from(["1", "last"])),
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
def test_a_saved_query_reads_back_as_the_same_query(query: Query) -> None:
    assert read_query(to_text(query)) == query


@given(st.text(alphabet='ab -:"()\\ORtagé>=<1½\n*~.d', max_size=24))
def test_whatever_is_typed_is_a_query_or_a_sentence(text: str) -> None:
    place, proposal = 0, None
    try:
        node = parse(text)
    except QueryError as error:
        place, proposal = error.position, error.proposal
        node = parse(proposal or "")
    assert 0 <= place <= len(text)
    assert parse(to_text(node)) == node


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
def test_typing_is_never_refused(text: str, data: st.DataObject) -> None:
    query = read_query(text, data.draw(st.integers(0, len(text))))
    assert parse(to_text(query.node)) == query.node
    if query.problem is None and not query.sort:
        assert to_text(query.node) or not text.strip(" -()")


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_has_help_and_an_example_that_works(name: str) -> None:
    node = parse(FIELDS[name].example)
    assert FIELDS[name].help
    assert isinstance(node, Text | Fact)
    assert node.field == name
