"""The parser: the syntax tree of every kind of query."""

from __future__ import annotations

import pytest

from app.query.ast import And, Condition, Everything, MatchMode, Node, Not, Or, Query, Text
from app.query.fields import FIELDS
from app.query.parser import parse, parse_query
from tests.unit.query.conftest import make_text

MEANINGS: dict[str, Node] = {
    "": Everything(),
    "  \n": Everything(),
    "agents": make_text("agents"),
    "Multi AGENT": And((make_text("multi"), make_text("agent"))),
    "multi-agent": make_text("multi agent"),
    "multi_agent": make_text("multi agent"),
    '"Large Language Models"': make_text("large language models"),
    '"agents"': make_text("agents"),
    "-survey": Not(make_text("survey")),
    "--survey": Not(Not(make_text("survey"))),
    "agents -(survey OR review)": And((make_text("agents"), Not(Or((make_text("survey"), make_text("review")))))),
    '-"a survey"': Not(make_text("a survey")),
    "a b OR c": Or((And((make_text("a"), make_text("b"))), make_text("c"))),
    "a (b OR c)": And((make_text("a"), Or((make_text("b"), make_text("c"))))),
    "a or b": And((make_text("a"), make_text("or"), make_text("b"))),
    '"OR"': make_text("or"),
    "ORacle": make_text("oracle"),
    "Title:Agents": make_text("agents", "title"),
    'author:"Ada Lovelace"': make_text("ada lovelace", "author"),
    "-org:acme": Not(make_text("acme", "org")),
    "tag:rl/agents": Condition("tag", "=", "rl/agents"),
    'tag:"two words"': Condition("tag", "=", "two words"),
    r'tag:"say \"hi\" \\o"': Condition("tag", "=", r'say "hi" \o'),
    "STATUS:Reading": Condition("status", "=", "reading"),
    "is:starred": Condition("is", "=", "starred"),
    "-has:date": Not(Condition("has", "=", "date")),
    "published:2025": Condition("published", "=", "2025"),
    "published:>2026-01": Condition("published", ">", "2026-01"),
    "published:<=2024-02-29": Condition("published", "<=", "2024-02-29"),
    "comments:>=3": Condition("comments", ">=", "3"),
    "comments:05": Condition("comments", "=", "5"),
    "transform*": make_text("transform", None, MatchMode.PREFIX),
    "Title:Trans*": make_text("trans", "title", MatchMode.PREFIX),
    '"large lang"*': make_text("large lang", None, MatchMode.PREFIX),
    "A*-search": make_text("a search"),
    "2*3": make_text("2 3"),
    '"A*"': make_text("a"),
    "transfomer~": make_text("transfomer", None, MatchMode.FUZZY),
    "author:lovelase~1": make_text("lovelase", "author", MatchMode.FUZZY),
    "~bob a~b": And((make_text("bob"), make_text("a b"))),
    '"reward robust"~5': make_text("reward robust", None, MatchMode.NEAR, 5),
    'abstract:"a b c"~9': make_text("a b c", "abstract", MatchMode.NEAR, 9),
    '"alone"~3': make_text("alone"),
    "highlight:x": make_text("x", "highlight"),
    "tag:rl*": Condition("tag", "*", "rl"),
    'tag:"two wo"*': Condition("tag", "*", "two wo"),
    'tag:"rl*"': Condition("tag", "=", "rl*"),
    "tag:>x": Condition("tag", "=", ">x"),
    'collection:"for friday"': Condition("collection", "=", "for friday"),
    "source:daily-papers": Condition("source", "=", "daily-papers"),
    "category:cs.CL keyword:agents": And((Condition("category", "=", "cs.CL"), Condition("keyword", "=", "agents"))),
    "import:07 import:LAST": And((Condition("import", "=", "7"), Condition("import", "=", "last"))),
    "id:12": Condition("id", "=", "12"),
    "id:arXiv:2601.00001v3": Condition("id", "=", "arxiv:2601.00001"),
    "id:https://arxiv.org/abs/2601.00001v1": Condition("id", "=", "2601.00001"),
    "id:https://doi.org/10.1000/ABC": Condition("id", "=", "10.1000/abc"),
    "is:snoozed -is:undecided": And((Condition("is", "=", "snoozed"), Not(Condition("is", "=", "undecided")))),
    "has:abstract": Condition("has", "=", "abstract"),
    "published:<7d": Condition("published", "<", "7d"),
    "published:last week agents": And((Condition("published", "=", "last week"), make_text("agents"))),
    "added:Last-Month": Condition("added", "=", "last month"),
    "added:<2 weeks x": And((Condition("added", "<", "2w"), make_text("x"))),
    "done:>30 days ago": Condition("done", ">", "30d"),
    'done:"last 3 months"': Condition("done", "=", "3m"),
    "published:2025 days": And((Condition("published", "=", "2025"), make_text("days"))),
    "published:2025-03..2025-06": Condition("published", "=", "2025-03..2025-06"),
    "published:..2024": Condition("published", "=", "..2024"),
    'published:">2026-01"': Condition("published", ">", "2026-01"),
    "comments:3..10": Condition("comments", "=", "3..10"),
    "upvotes:50..": Condition("upvotes", "=", "50.."),
    "score:>=0.50": Condition("score", ">=", "0.5"),
    "priority:=4": Condition("priority", "=", "4"),
    "authors:3": Condition("authors", "=", "3"),
    "authors:>3": Condition("authors", ">", "3"),
    "authors:ada": make_text("ada", "author"),
    'authors:"3"': make_text("3", "author"),
    "sort:title": Everything(),
    "sort: of": And((make_text("sort"), make_text("of"))),
    "3:2": make_text("3 2"),
    "GPT-4:vision": make_text("gpt 4 vision"),
    "https://example.org/a": make_text("https example org a"),
    "Voyager: an agent": And((make_text("voyager"), make_text("an"), make_text("agent"))),
    "agents -- & ... - (now)": And((make_text("agents"), make_text("now"))),
    "!!! OR cats": make_text("cats"),
    "a(b)c": And((make_text("a"), make_text("b"), make_text("c"))),
}


@pytest.mark.parametrize("text", MEANINGS)
def test_a_query_is_parsed_as_documented(text: str) -> None:
    assert parse(text) == MEANINGS[text]


def test_sort_applies_to_the_whole_query() -> None:
    assert parse_query("a OR b sort:-date") == Query(Or((make_text("a"), make_text("b"))), "-date")
    assert parse_query("sort:Relevance").sort == "relevance"
    assert parse_query('sort:"title" a') == Query(make_text("a"), "title")
    assert parse_query("a").sort is None


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_has_help_and_an_example_that_works(name: str) -> None:
    node = parse(FIELDS[name].example)
    assert FIELDS[name].help
    assert isinstance(node, Text | Condition)
    assert node.field == name
