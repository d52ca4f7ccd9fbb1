"""Random queries on random libraries, compared with an oracle that uses neither the index nor SQL."""

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
from app.query.ast import And, Condition, Everything, MatchMode, Node, Not, Or, Text
from app.query.evaluation import evaluate
from app.query.printing import to_text
from app.search.searcher import LibraryTextSearch
from tests.profile import thorough

WORDS = ("deep", "deeper", "net", "nets", "ne", "Über", "uber", "τ²", "multi-agent", "a", "b")
TAGS = ("rl", "RL/agents", "rlhf", "Änderung", "to cite")
COLLECTIONS = ("For Friday", "later")
DAYS = ("2025-12-31", "2026-01-01", "2026-01-31", "2026-02-28")
ORGANIZATIONS = ("Deep Lab", "Lab", "Nets")
CATEGORIES = ("cs", "cs.CL", "stat.ML")


# -- the oracle -----------------------------------------------------------------------------------------------------


def matches(node: Node, view: PaperView) -> bool:
    match node:
        case Everything():
            return True
        case Text():
            return any(_contains(node, part) for part in _parts(node, view))
        case Condition():
            return _meets(node, view)
        case Not(inner):
            return not matches(inner, view)
        case And(nodes):
            return all(matches(inner, view) for inner in nodes)
        case Or(nodes):
            return any(matches(inner, view) for inner in nodes)


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
    if text.field is None and text.mode is MatchMode.PREFIX and len(text.words) == 1 and len(text.words[0]) == 1:
        return parts["title"]
    return parts[text.field] if text.field else [part for each in parts.values() for part in each]


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character))


def _split(text: str) -> list[str]:
    plain = _fold(text).replace("τ", "tau")  # the only Greek letter of these tests, and a symbol
    return "".join(character if character.isalnum() else " " for character in plain).split()


def _contains(text: Text, part: str) -> bool:
    text_words, words = _split(part), list(text.words)
    runs = [text_words[start : start + len(words)] for start in range(len(text_words) - len(words) + 1)]
    match text.mode:
        case MatchMode.WORDS:
            return words in runs
        case MatchMode.PREFIX:
            return any(run[:-1] == words[:-1] and run[-1].startswith(words[-1]) for run in runs)
        case MatchMode.FUZZY:
            return any(_is_within_one_typo(words[0], word) for word in text_words)
        case MatchMode.NEAR:
            positions = [[position for position, word in enumerate(text_words) if word == one] for one in words]
            return any(max(run) - min(run) <= text.distance for run in product(*positions))


def _is_within_one_typo(one: str, other: str) -> bool:
    if one == other:
        return True
    cuts = [(one[:position], one[position:]) for position in range(len(one) + 1)]
    letters = set(one + other)
    edits = {left + right[1:] for left, right in cuts}
    edits |= {left + letter + right[skip:] for left, right in cuts for letter in letters for skip in (0, 1)}
    edits |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    return other in edits


def _meets(condition: Condition, view: PaperView) -> bool:
    value = _fold(condition.value)
    names = {
        "tag": [_fold(tag) for tag in view.tags],
        "collection": [_fold(name) for name in view.collections],
        "category": [_fold(name) for name in view.categories],
        "keyword": [_fold(name) for name in view.categories],
    }
    if condition.field in names:
        end = {"tag": "/", "collection": "\n"}.get(condition.field, ".")
        known = [name if condition.operator == "*" else name + end for name in names[condition.field]]
        return any(name.startswith(value if condition.operator == "*" else value + end) for name in known)
    numbers = {
        "comments": view.comments,
        "upvotes": view.upvotes,
        "score": view.score,
        "priority": view.priority,
        "authors": len(view.authors) or None if view.author_count is None else view.author_count,
    }
    if condition.field in numbers:
        return _compare(condition, numbers[condition.field], [float(end) for end in condition.value.split("..") if end])
    if condition.field in ("published", "added", "done"):
        return _meets_date(condition, view)
    return {
        "status": view.status == condition.value,
        "is": {"starred": view.starred, "undecided": view.status == "inbox"}.get(condition.value, False),
        "has": bool(_filled_fields(view).get(condition.value)),
        "id": condition.value in (str(view.id), *(one.value for one in view.identifiers)),
        "import": False,
    }[condition.field]


def _filled_fields(view: PaperView) -> dict[str, object]:
    return {
        "note": view.note, "code": view.has_code or view.code_urls, "date": view.published, "link": view.links,
        "abstract": view.abstract, "tag": view.tags, "collection": view.collections, "author": view.authors,
        "org": view.organization, "category": view.categories, "id": view.identifiers,
    }  # fmt: skip


def _compare(condition: Condition, known: float | None, ends: list[float]) -> bool:
    if known is None:
        return False
    if ".." in condition.value:
        first, _, last = condition.value.partition("..")
        return (not first or float(first) <= known) and (not last or known <= float(last))
    return {
        "<": known < ends[0], "<=": known <= ends[0], "=": known == ends[0], ">": known > ends[0],
        ">=": known >= ends[0],
    }[condition.operator]  # fmt: skip


def _meets_date(condition: Condition, view: PaperView) -> bool:
    if condition.field == "published":
        if view.published is None:
            return False
        known, value = view.published[: len(condition.value)], condition.value
        return {
            "<": known < value, "<=": known <= value, "=": known == value, ">": known > value, ">=": known >= value,
        }[condition.operator]  # fmt: skip
    has_date = condition.field == "added" or view.status == "done"
    age, number = 0, int(condition.value[:-1])  # all papers were added and decided today
    meets_age = {"<": age < number, "<=": True, "=": True, ">": age > number, ">=": age >= number}[condition.operator]
    return has_date and meets_age


# -- libraries and queries ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    library: Library
    views: list[PaperView]


@pytest.fixture(autouse=True, scope="module")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the indexes of these libraries out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPERDESK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@contextmanager
def random_library(seed: int) -> Iterator[Case]:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), synchronous="OFF") as library:
        for number in range(rng.randint(1, 9)):
            _add_paper(library.editing, rng, number)
        ids = library.find(sort="id")
        for _ in range(rng.randint(0, 12)):
            _edit_randomly(library, rng, ids)
        yield Case(library, library.views(ids))


def _text(rng: random.Random, max_words: int) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(1, max_words)))


def _add_paper(editing: Editing, rng: random.Random, number: int) -> None:
    text_search = {"title": f"{_text(rng, 4)} {'xyz'[number % 3]}{number}"}
    optional = {
        "abstract": _text(rng, 8),
        "authors": "; ".join(_text(rng, 2) for _ in range(rng.randint(1, 3))),
        "organization": rng.choice(ORGANIZATIONS),
        "published": rng.choice(DAYS),
        "comments": str(rng.randint(0, 4)),
        "upvotes": str(rng.randint(0, 4)),
        "categories": " ".join(rng.sample(CATEGORIES, rng.randint(1, 2))),
        "identifiers": f"arxiv:2601.0000{number}",
        "code_urls": "https://example.org/code",
    }
    editing.add(text_search | {name: text for name, text in optional.items() if rng.random() < 0.6})


def _edit_randomly(library: Library, rng: random.Random, ids: Sequence[int]) -> None:
    editing = library.editing
    some = rng.sample(ids, rng.randint(1, len(ids)))
    match rng.randint(0, 6):
        case 0:
            editing.tag(rng.choice(TAGS), some)
        case 1:
            editing.set_status(rng.choice(STATUSES), some)
        case 2:
            editing.star(some)
        case 3:
            editing.set_priority(rng.randint(0, 5), some)
        case 4:
            editing.set_note(some[0], _text(rng, 5))
        case 5:
            name = rng.choice(COLLECTIONS)
            if name not in dict(library.collections()):
                editing.create_collection(name)
            editing.add_to_collection(name, some)
        case _ if len(some) > 1:
            editing.link(some[0], some[1], "related")


def random_query(rng: random.Random, depth: int = 0) -> Node:
    kind = rng.random()
    if depth > 3 or kind < 0.55:
        return _random_leaf(rng)
    if kind < 0.7:
        return Not(random_query(rng, depth + 1))
    nodes = tuple(random_query(rng, depth + 1) for _ in range(rng.randint(2, 3)))
    return (And if kind < 0.85 else Or)(nodes)


def _random_leaf(rng: random.Random) -> Node:
    if rng.random() < 0.5:
        return _random_text(rng)
    operator = rng.choice(("<", "<=", "=", ">", ">="))
    number = rng.choice(("0", "1", "2", "3", "1..3", "2..", "..2"))
    value, name_operator = rng.choice(("rl", "rl/agents", "rlhf", "anderung", "to cite", "for friday", "later")), "="
    if rng.random() < 0.4:
        value, name_operator = value[: rng.randint(1, len(value))].strip(" /"), "*"
    return rng.choice(
        (
            Condition("tag", name_operator, value),
            Condition("collection", name_operator, value),
            Condition(rng.choice(("category", "keyword")), "=", rng.choice(("cs", "CS.cl", "stat", "ml"))),
            Condition("status", "=", rng.choice(STATUSES)),
            Condition("is", "=", rng.choice(("starred", "undecided", "snoozed"))),
            Condition("has", "=", rng.choice(tuple(_HAS_VALUES))),
            Condition("published", operator, rng.choice(("2025", "2026-01", "2026-01-31", "2026"))),
            Condition(rng.choice(("added", "done")), operator, rng.choice(("0d", "3d", "2w"))),
            Condition(
                rng.choice(("comments", "upvotes", "priority", "authors", "score")),
                "=" if ".." in number else operator,
                number,
            ),
            Condition("id", "=", rng.choice(("1", "3", "2601.00001", "2601.00002"))),
            Condition("import", "=", "last"),
        )
    )


_HAS_VALUES = (
    "note", "code", "date", "link", "abstract", "highlight", "tag", "collection", "author", "org", "category", "id",
)  # fmt: skip


def _random_text(rng: random.Random) -> Text:
    field = rng.choice((None, None, None, "title", "abstract", "author", "org", "note", "highlight"))
    words = tuple(word for one in rng.choices(WORDS, k=rng.randint(1, 3)) for word in _split(one))
    mode = rng.choice(tuple(MatchMode))
    if mode is MatchMode.PREFIX:
        return Text(field, (*words[:-1], words[-1][: rng.randint(1, len(words[-1]))]), mode)
    if mode is MatchMode.FUZZY:
        return Text(field, (_mistype(rng, words[0]),), mode)
    if mode is MatchMode.NEAR and len(words) > 1:
        return Text(field, words, mode, rng.randint(1, 4))
    return Text(field, words)


def _mistype(rng: random.Random, word: str) -> str:
    position = rng.randrange(len(word))
    before, letter, after = word[:position], word[position], word[position + 1 :]
    return before + rng.choice((letter, f"x{letter}", "x", "" if before + after else letter)) + after


# -- the properties -------------------------------------------------------------------------------------------------

some = settings(max_examples=thorough(25, 10), deadline=None)
seeds = st.integers(0, 2**32)


@some
@given(seeds)
def test_a_query_finds_the_same_papers_as_reading_every_paper(seed: int) -> None:
    rng = random.Random(seed + 1)
    with random_library(seed) as case:
        snapshot = case.library.searcher.snapshot
        text_search = LibraryTextSearch(case.library.database.reader)
        for node in [random_query(rng) for _ in range(12)]:
            expected = {view.id for view in case.views if matches(node, view)}
            assert set(case.library.find(to_text(node))) == expected, to_text(node)
            found_without_index = evaluate(node, text_search, snapshot, lambda: snapshot.listed)
            assert found_without_index == expected, to_text(node)


@some
@given(seeds)
def test_an_explanation_agrees_with_the_search_for_every_paper(seed: int) -> None:
    rng = random.Random(seed + 2)
    with random_library(seed) as case:
        for node in [random_query(rng) for _ in range(4)]:
            for view in case.views:
                explanation = case.library.explain(to_text(node), view.id)
                assert explanation.is_found == matches(node, view), to_text(node)


@some
@given(seeds)
def test_preliminary_results_and_facets_agree_with_the_full_result(seed: int) -> None:
    rng = random.Random(seed + 3)
    with random_library(seed) as case:
        library = case.library
        for text in [to_text(random_query(rng)) for _ in range(6)]:
            full = library.answer(text)
            first = library.answer(text, is_preliminary=True)
            assert set(first.ids) <= set(full.ids), text
            assert not first.is_complete or first.ids == full.ids
            for facet in library.facets(full.ids):
                for value in facet.values:
                    narrowed = set(full.ids) & set(library.find(value.clause))
                    assert len(narrowed) == value.count or (facet.field == "org" and len(narrowed) > value.count)


@pytest.mark.parametrize("order", ["date", "added", "title", "comments", "upvotes", "score", "id"])
def test_a_reversed_order_keeps_papers_without_a_value_last(order: str) -> None:
    with random_library(7) as case:
        library = case.library
        forwards, backwards = library.find(sort=order), library.answer(f"sort:-{order}").ids
        column = {"date": "published"}.get(order, order)
        empty = [view.id for view in case.views if getattr(view, column) is None]
        filled = len(forwards) - len(empty)
        assert sorted(forwards) == sorted(backwards) == sorted(view.id for view in case.views)
        assert set(forwards[filled:]) == set(backwards[filled:]) == set(empty)
        assert forwards[:filled] == backwards[:filled][::-1]
