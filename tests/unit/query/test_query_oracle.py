"""Random libraries and random queries, answered by the program and by an oracle that knows no index and no SQL."""

from __future__ import annotations

import random
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions.editing import Editing
from app.domain.views import PaperView
from app.domain.vocabulary import STATUSES
from app.library import Library
from app.query.ast import And, Everything, Fact, Form, Node, Not, Or, Text
from app.query.evaluation import evaluate
from app.query.printing import to_text
from app.search.searcher import LibraryTexts

WORDS = ("deep", "deeper", "net", "nets", "ne", "Über", "uber", "τ²", "multi-agent", "a", "b")
TAGS = ("rl", "RL/agents", "rlhf", "Änderung", "to cite")
COLLECTIONS = ("For Friday", "later")
DAYS = ("2025-12-31", "2026-01-01", "2026-01-31", "2026-02-28")
ORGANIZATIONS = ("Deep Lab", "Lab", "Nets")
CATEGORIES = ("cs", "cs.CL", "stat.ML")


# -- the oracle -----------------------------------------------------------------------------------------------------


def is_true(node: Node, view: PaperView) -> bool:
    match node:
        case Everything():
            return True
        case Text():
            return any(_occurs(node, part) for part in _parts(node, view))
        case Fact():
            return _holds(node, view)
        case Not(inner):
            return not is_true(inner, view)
        case And(nodes):
            return all(is_true(inner, view) for inner in nodes)
        case Or(nodes):
            return any(is_true(inner, view) for inner in nodes)


def _parts(text: Text, view: PaperView) -> Sequence[str]:
    organization = view.organization.name if view.organization else ""
    parts = {
        "title": [view.title],
        "abstract": [view.abstract or ""],
        "author": view.authors,
        "org": [organization],
        "note": [view.note or ""],
        "highlight": [],
    }
    if text.field is None and text.form is Form.PREFIX and len(text.words) == 1 and len(text.words[0]) == 1:
        return parts["title"]
    return parts[text.field] if text.field else [part for each in parts.values() for part in each]


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character))


def _split(text: str) -> list[str]:
    plain = _fold(text).replace("τ", "tau")  # the only Greek letter of these tests, and a symbol
    return "".join(character if character.isalnum() else " " for character in plain).split()


def _occurs(text: Text, part: str) -> bool:
    stream, asked = _split(part), list(text.words)
    runs = [stream[start : start + len(asked)] for start in range(len(stream) - len(asked) + 1)]
    match text.form:
        case Form.WORDS:
            return asked in runs
        case Form.PREFIX:
            return any(run[:-1] == asked[:-1] and run[-1].startswith(asked[-1]) for run in runs)
        case Form.FUZZY:
            return any(_typos(asked[0], word) for word in stream)
        case Form.NEAR:
            places = [[place for place, word in enumerate(stream) if word == one] for one in asked]
            return any(max(run) - min(run) <= text.reach for run in product(*places))


def _typos(one: str, other: str) -> bool:
    if one == other:
        return True
    cuts = [(one[:at], one[at:]) for at in range(len(one) + 1)]
    letters = set(one + other)
    edits = {left + right[1:] for left, right in cuts}
    edits |= {left + letter + right[skip:] for left, right in cuts for letter in letters for skip in (0, 1)}
    edits |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    return other in edits


def _holds(fact: Fact, view: PaperView) -> bool:
    value = _fold(fact.value)
    names = {
        "tag": [_fold(tag) for tag in view.tags],
        "collection": [_fold(name) for name in view.collections],
        "category": [_fold(name) for name in view.categories],
        "keyword": [_fold(name) for name in view.categories],
    }
    if fact.field in names:
        end = {"tag": "/", "collection": "\n"}.get(fact.field, ".")
        known = [name if fact.operator == "*" else name + end for name in names[fact.field]]
        return any(name.startswith(value if fact.operator == "*" else value + end) for name in known)
    numbers = {
        "comments": view.comments,
        "upvotes": view.upvotes,
        "score": view.score,
        "priority": view.priority,
        "authors": len(view.authors) or None if view.author_count is None else view.author_count,
    }
    if fact.field in numbers:
        return _compares(fact, numbers[fact.field], [float(end) for end in fact.value.split("..") if end])
    if fact.field in ("published", "added", "done"):
        return _is_dated(fact, view)
    return {
        "status": view.status == fact.value,
        "is": {"starred": view.starred, "undecided": view.status == "inbox"}.get(fact.value, False),
        "has": bool(_possessions(view).get(fact.value)),
        "id": fact.value in (str(view.id), *(one.value for one in view.identifiers)),
        "import": False,
    }[fact.field]


def _possessions(view: PaperView) -> dict[str, object]:
    return {
        "note": view.note, "code": view.has_code or view.code_urls, "date": view.published, "link": view.links,
        "abstract": view.abstract, "tag": view.tags, "collection": view.collections, "author": view.authors,
        "org": view.organization, "category": view.categories, "id": view.identifiers,
    }  # fmt: skip


def _compares(fact: Fact, known: float | None, ends: list[float]) -> bool:
    if known is None:
        return False
    if ".." in fact.value:
        first, _, last = fact.value.partition("..")
        return (not first or float(first) <= known) and (not last or known <= float(last))
    return {
        "<": known < ends[0], "<=": known <= ends[0], "=": known == ends[0], ">": known > ends[0],
        ">=": known >= ends[0],
    }[fact.operator]  # fmt: skip


def _is_dated(fact: Fact, view: PaperView) -> bool:
    if fact.field == "published":
        if view.published is None:
            return False
        known, asked = view.published[: len(fact.value)], fact.value
        return {
            "<": known < asked, "<=": known <= asked, "=": known == asked, ">": known > asked, ">=": known >= asked,
        }[fact.operator]  # fmt: skip
    is_there = fact.field == "added" or view.status == "done"
    age, number = 0, int(fact.value[:-1])  # all was added and decided today
    is_so = {"<": age < number, "<=": True, "=": True, ">": age > number, ">=": age >= number}[fact.operator]
    return is_there and is_so


# -- libraries and queries ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    library: Library
    views: list[PaperView]


@pytest.fixture(autouse=True, scope="module")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The indexes of these libraries stay out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPERDESK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@contextmanager
def random_library(seed: int) -> Iterator[Case]:
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), synchronous="OFF") as library:
        for number in range(draw.randint(1, 9)):
            _add_paper(library.editing, draw, number)
        ids = library.find(sort="id")
        for _ in range(draw.randint(0, 12)):
            _touch(library, draw, ids)
        yield Case(library, library.views(ids))


def _text(draw: random.Random, most: int) -> str:
    return " ".join(draw.choices(WORDS, k=draw.randint(1, most)))


def _add_paper(editing: Editing, draw: random.Random, number: int) -> None:
    texts = {"title": f"{_text(draw, 4)} {'xyz'[number % 3]}{number}"}
    optional = {
        "abstract": _text(draw, 8),
        "authors": "; ".join(_text(draw, 2) for _ in range(draw.randint(1, 3))),
        "organization": draw.choice(ORGANIZATIONS),
        "published": draw.choice(DAYS),
        "comments": str(draw.randint(0, 4)),
        "upvotes": str(draw.randint(0, 4)),
        "categories": " ".join(draw.sample(CATEGORIES, draw.randint(1, 2))),
        "identifiers": f"arxiv:2601.0000{number}",
        "code_urls": "https://example.org/code",
    }
    editing.add(texts | {name: text for name, text in optional.items() if draw.random() < 0.6})


def _touch(library: Library, draw: random.Random, ids: Sequence[int]) -> None:
    editing = library.editing
    some = draw.sample(ids, draw.randint(1, len(ids)))
    match draw.randint(0, 6):
        case 0:
            editing.tag(draw.choice(TAGS), some)
        case 1:
            editing.set_status(draw.choice(STATUSES), some)
        case 2:
            editing.star(some)
        case 3:
            editing.set_priority(draw.randint(0, 5), some)
        case 4:
            editing.set_note(some[0], _text(draw, 5))
        case 5:
            name = draw.choice(COLLECTIONS)
            if name not in dict(library.collections()):
                editing.create_collection(name)
            editing.collect(name, some)
        case _ if len(some) > 1:
            editing.link(some[0], some[1], "related")


def random_query(draw: random.Random, depth: int = 0) -> Node:
    kind = draw.random()
    if depth > 3 or kind < 0.55:
        return _leaf(draw)
    if kind < 0.7:
        return Not(random_query(draw, depth + 1))
    nodes = tuple(random_query(draw, depth + 1) for _ in range(draw.randint(2, 3)))
    return (And if kind < 0.85 else Or)(nodes)


def _leaf(draw: random.Random) -> Node:
    if draw.random() < 0.5:
        return _random_text(draw)
    sign = draw.choice(("<", "<=", "=", ">", ">="))
    number = draw.choice(("0", "1", "2", "3", "1..3", "2..", "..2"))
    value, name_sign = draw.choice(("rl", "rl/agents", "rlhf", "anderung", "to cite", "for friday", "later")), "="
    if draw.random() < 0.4:
        value, name_sign = value[: draw.randint(1, len(value))].strip(" /"), "*"
    return draw.choice(
        (
            Fact("tag", name_sign, value),
            Fact("collection", name_sign, value),
            Fact(draw.choice(("category", "keyword")), "=", draw.choice(("cs", "CS.cl", "stat", "ml"))),
            Fact("status", "=", draw.choice(STATUSES)),
            Fact("is", "=", draw.choice(("starred", "undecided", "snoozed"))),
            Fact("has", "=", draw.choice(tuple(_HAVING))),
            Fact("published", sign, draw.choice(("2025", "2026-01", "2026-01-31", "2026"))),
            Fact(draw.choice(("added", "done")), sign, draw.choice(("0d", "3d", "2w"))),
            Fact(
                draw.choice(("comments", "upvotes", "priority", "authors", "score")),
                "=" if ".." in number else sign,
                number,
            ),
            Fact("id", "=", draw.choice(("1", "3", "2601.00001", "2601.00002"))),
            Fact("import", "=", "last"),
        )
    )


_HAVING = (
    "note", "code", "date", "link", "abstract", "highlight", "tag", "collection", "author", "org", "category", "id",
)  # fmt: skip


def _random_text(draw: random.Random) -> Text:
    field = draw.choice((None, None, None, "title", "abstract", "author", "org", "note", "highlight"))
    words = tuple(word for one in draw.choices(WORDS, k=draw.randint(1, 3)) for word in _split(one))
    form = draw.choice(tuple(Form))
    if form is Form.PREFIX:
        return Text(field, (*words[:-1], words[-1][: draw.randint(1, len(words[-1]))]), form)
    if form is Form.FUZZY:
        return Text(field, (_mistype(draw, words[0]),), form)
    if form is Form.NEAR and len(words) > 1:
        return Text(field, words, form, draw.randint(1, 4))
    return Text(field, words)


def _mistype(draw: random.Random, word: str) -> str:
    at = draw.randrange(len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return before + draw.choice((letter, f"x{letter}", "x", "" if before + after else letter)) + after


# -- the properties -------------------------------------------------------------------------------------------------

some = settings(max_examples=25, deadline=None)
seeds = st.integers(0, 2**32)


@some
@given(seeds)
def test_every_query_finds_what_reading_every_paper_finds(seed: int) -> None:
    draw = random.Random(seed + 1)
    with random_library(seed) as case:
        facts = case.library.searcher.snapshot
        texts = LibraryTexts(case.library.database.reader)
        for node in [random_query(draw) for _ in range(12)]:
            expected = {view.id for view in case.views if is_true(node, view)}
            assert set(case.library.find(to_text(node))) == expected, to_text(node)
            unindexed = evaluate(node, texts, facts, lambda: facts.listed)
            assert unindexed == expected, to_text(node)


@some
@given(seeds)
def test_an_explanation_says_of_each_paper_whether_it_is_found(seed: int) -> None:
    draw = random.Random(seed + 2)
    with random_library(seed) as case:
        for node in [random_query(draw) for _ in range(4)]:
            for view in case.views:
                explanation = case.library.explain(to_text(node), view.id)
                assert explanation.is_found == is_true(node, view), to_text(node)


@some
@given(seeds)
def test_a_first_look_and_narrowing_keep_their_promises(seed: int) -> None:
    draw = random.Random(seed + 3)
    with random_library(seed) as case:
        library = case.library
        for text in [to_text(random_query(draw)) for _ in range(6)]:
            full = library.answer(text)
            first = library.answer(text, is_first_look=True)
            assert set(first.ids) <= set(full.ids), text
            assert not first.is_complete or first.ids == full.ids
            for facet in library.facets(full.ids):
                for value in facet.values:
                    narrowed = set(full.ids) & set(library.find(value.clause))
                    assert len(narrowed) == value.count or (facet.field == "org" and len(narrowed) > value.count)


@pytest.mark.parametrize("order", ["date", "added", "title", "comments", "upvotes", "score", "id"])
def test_an_order_turned_round_keeps_what_has_no_value_at_the_end(order: str) -> None:
    with random_library(7) as case:
        library = case.library
        forwards, backwards = library.find(sort=order), library.answer(f"sort:-{order}").ids
        column = {"date": "published"}.get(order, order)
        empty = [view.id for view in case.views if getattr(view, column) is None]
        filled = len(forwards) - len(empty)
        assert sorted(forwards) == sorted(backwards) == sorted(view.id for view in case.views)
        assert set(forwards[filled:]) == set(backwards[filled:]) == set(empty)
        assert forwards[:filled] == backwards[:filled][::-1]
