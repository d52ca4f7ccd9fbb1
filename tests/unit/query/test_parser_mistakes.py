"""Mistakes in a finished query: position, message and suggested correction."""

from __future__ import annotations

import pytest

from app.domain.errors import QueryError
from app.index.documents import MAX_DISTANCE
from app.query.parser import parse

# query: (position of the mistake, part of the message, suggested query)
MISTAKES: dict[str, tuple[int, str, str | None]] = {
    'agents "open': (7, "not closed", 'agents "open"'),
    'title:"open': (6, "not closed", 'title:"open"'),
    'agents "': (7, "not closed", "agents"),
    'x "a\\': (2, "not closed", 'x "a\\""'),
    "a (b": (2, "no matching “)”", "a (b)"),
    "((a (b": (4, "no matching “)”", "((a (b)))"),
    '(a "b': (3, "not closed", '(a "b")'),
    "(": (0, "no matching “)”", None),
    "a b)": (3, "without a matching “(”", "a b"),
    "a)b": (1, "without a matching “(”", "a b"),
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
    "published:>2025..2026": (10, "cannot be used with a range", "published:2025..2026"),
    "published:..": (10, "at least one end", None),
    "published:2025*": (10, "does not support “*”", "published:2025"),
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
    "comments:3~": (9, "does not support “~”", "comments:3"),
    "score:high": (6, "not a number", None),
    "status:read": (7, "dropped and trash", "status:done"),
    "status:readin": (7, "dropped and trash", "status:reading"),
    "status:xyzzy": (7, "dropped and trash", None),
    "has:pdf": (4, "category and id", None),
    "has:notes": (4, "note, code", "has:note"),
    "is:red": (3, "accepts starred", "is:starred"),
    "is:unread": (3, "accepts starred", "is:undecided"),
    "is:>starred": (3, "not “>starred”", "is:starred"),
    "import:latest": (7, "number of an import", "import:last"),
    "import:page.txt": (7, "number of an import", None),
    "id:26*": (3, "does not support “*”", "id:26"),
    "id:>26": (3, "does not support “>”", "id:26"),
    "tag:rl~": (4, "does not support “~”", "tag:rl*"),
    "transfomer~3": (0, "at most one typo", "transfomer~"),
    '"a b"~': (0, "maximum distance", '"a b"~5'),
    "title:multi-agent~": (6, "maximum distance", 'title:"multi-agent"~5'),
    '"a b"~0': (0, "from 1 to", f'"a b"~{MAX_DISTANCE}'),
    '"a b"~999': (0, "from 1 to", f'"a b"~{MAX_DISTANCE}'),
    "sort:dat": (5, "sort:” accepts date", "sort:date"),
    "sort:zzz x": (5, "sort:” accepts date", None),
    "sort:date a sort:title": (12, "only one", "sort:date a"),
    "b (a sort:date)": (5, "outside parentheses", "b (a ) sort:date"),
    "-sort:date a": (1, "outside parentheses", "a sort:date"),
    "OR a": (0, "both sides", "a"),
    "a OR": (2, "both sides", "a"),
    "a OR OR b": (5, "both sides", "a OR b"),
    "(a OR ) b": (3, "both sides", "(a ) b"),
    "titel:x stauts:done": (0, "did you mean “title:”", "title:x status:done"),
    "!!!": (0, "nothing to search for", None),
    "(" * 60 + "a" + ")" * 60: (51, "too deeply", None),
    "-" * 5000 + "a": (51, "too deeply", None),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_reported_with_position_and_suggestion(text: str) -> None:
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


def test_a_query_with_too_many_mistakes_gets_no_suggestion() -> None:
    with pytest.raises(QueryError) as caught:
        parse("titel:x " * 9)
    assert caught.value.proposal is None
