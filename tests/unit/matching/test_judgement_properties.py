"""Properties that hold for every order of imports, judgements, un-imports and undos."""

from __future__ import annotations

import contextlib
import hashlib
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.doctor.checks import CHECKS
from app.domain.errors import PaperdeskError
from app.domain.paper_values import Identifier
from app.domain.records import FeedRecord, PaperRecord
from app.domain.vocabulary import VERDICTS
from app.importer.source import Source
from app.ingest.run import ImportOptions, import_feed
from app.library import Library
from tests.profile import thorough

TITLES = ("Alpha Agents", "Beta Bandits", "Gamma: a Survey")
many = settings(max_examples=thorough(25, 10), deadline=None)


@contextmanager
def fresh_library() -> Iterator[Library]:
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), synchronous="OFF") as library:
        yield library


def random_feed(draw: random.Random) -> tuple[Source, FeedRecord]:
    papers = tuple(random_paper(draw, position) for position in range(1, draw.randint(2, 5)))
    day = draw.choice((date(2025, 9, 9), date(2026, 1, 27), None))
    record = FeedRecord("daily-papers", "A", "drawn", "Daily Papers", dump_date=day, papers=papers)
    text = repr((record, draw.random()))
    return Source(text, "page.txt", hashlib.sha256(text.encode()).hexdigest(), len(text)), record


def random_paper(draw: random.Random, position: int) -> PaperRecord:
    month_day, published = draw.choice(
        [(None, None), (None, None), ((1, 4), "2025-01-04"), ((1, 4), None), ((2, 5), "2024-02-05")]
    )
    return PaperRecord(
        draw.choice(TITLES),
        position=position,
        authors=draw.choice([(), ("Ann A", "Bo B"), ("Ann A",)]),
        published=published,
        published_month_day=month_day,
        comments=draw.choice([None, 1, 7]),
        identifiers=draw.choice([(), (), (), (Identifier("arxiv", "2501.00001"),)]),
    )


def add(library: Library, drawn: tuple[Source, FeedRecord]) -> None:
    import_feed(library.database, *drawn, ImportOptions(), lambda _done, _total: None)


def content(library: Library, *, with_ids: bool = False) -> list[Any]:
    """Everything the user sees, without times and (unless `with_ids`) ids."""
    views = library.views(library.find(sort="id"))
    seen = []
    for view in views:
        sightings = tuple(replace(one, import_id=0) for one in view.sightings)
        links = tuple((one.title, one.type, one.direction) for one in view.links)
        plain = replace(view, added="", sightings=sightings, links=(), id=view.id if with_ids else 0)
        seen.append((repr(plain), links))
    return seen if with_ids else sorted(seen)


def stale_papers(library: Library) -> list[str]:
    """The papers that would differ if everything were reconciled again."""
    return next(check for check in CHECKS if check.name == "papers").find_problems(library)


def split_alike(libraries: list[Library], draw: random.Random) -> None:
    """Split the same sightings from a paper in libraries with equal content but different ids."""
    known = [
        {sighting_key(library, paper_id): paper_id for paper_id in library.find(sort="id")} for library in libraries
    ]
    keys = sorted(one for one in known[0] if len(one) > 1)
    if keys:
        whole = draw.choice(keys)
        split_off = draw.sample(whole, draw.randint(1, len(whole) - 1))
        for library, ids in zip(libraries, known, strict=True):
            imports = dict(library.database.reader.execute("SELECT file_hash, id FROM import").fetchall())
            library.editing.split_sightings(ids[whole], [(imports[digest], position) for digest, position in split_off])


def judge_alike(libraries: list[Library], draw: random.Random) -> None:
    """Judge the same two papers in libraries with equal content but different ids."""
    known = [
        {sighting_key(library, paper_id): paper_id for paper_id in library.find(sort="id")} for library in libraries
    ]
    keys = sorted(known[0])
    if len(keys) > 1:
        one, other = draw.sample(keys, 2)
        verdict = draw.choice(VERDICTS)
        for library, ids in zip(libraries, known, strict=True):
            library.editing.judge(ids[one], ids[other], verdict)


def sighting_key(library: Library, paper_id: int) -> tuple[tuple[str, int], ...]:
    """The sightings of a paper, in a form that is equal in every library."""
    rows = library.database.reader.execute(
        "SELECT i.file_hash, s.position FROM sighting AS s JOIN import AS i ON i.id = s.import_id "
        "WHERE s.paper_id = ? ORDER BY 1, 2",
        (paper_id,),
    )
    return tuple(rows.fetchall())


@many
@given(st.randoms(use_true_random=False))
def test_judgements_hold_for_every_order_of_the_imports_before_and_after_them(draw: random.Random) -> None:
    drawn = [random_feed(draw) for _ in range(draw.randint(2, 6))]
    before, after = drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :]
    with fresh_library() as one, fresh_library() as other:
        for batch in (before, after):
            for each in batch:
                add(one, each)
            for each in draw.sample(batch, len(batch)):
                add(other, each)
            assert content(one) == content(other)
            for _ in range(draw.randint(0, 3)):
                draw.choice((judge_alike, split_alike))([one, other], draw)
                assert content(one) == content(other)


@many
@given(st.randoms(use_true_random=False))
def test_a_withdrawn_import_leaves_judged_papers_unchanged(draw: random.Random) -> None:
    with fresh_library() as library:
        for _ in range(draw.randint(1, 3)):
            add(library, random_feed(draw))
        for _ in range(draw.randint(1, 3)):
            draw.choice((judge_alike, split_alike))([library], draw)
        before = content(library, with_ids=True)
        known = {view.id for view in library.imports()}
        add(library, random_feed(draw))
        for view in library.imports():
            if view.id not in known:
                library.unimport(view.id)
        assert content(library, with_ids=True) == before
        assert stale_papers(library) == []


def random_action(library: Library, draw: random.Random) -> None:
    ids = library.find(sort="id")
    if draw.random() < 0.3 or not ids:
        add(library, random_feed(draw))
        return
    imports = [view.id for view in library.imports()]
    one, other = draw.choice(ids), draw.choice(ids)
    judge = library.editing.judge
    actions: list[Callable[[], object]] = [
        *[lambda: judge(one, other, draw.choice(VERDICTS))] * 4,
        *[lambda: split_alike([library], draw)] * 3,
        lambda: judge(one, draw.randint(1, 9), "different"),
        lambda: library.unimport(draw.choice(imports)),
        lambda: library.reimport(draw.choice(imports)),
        lambda: library.editing.tag("kept", [one]),
        lambda: library.editing.add({"title": draw.choice(TITLES), "published": draw.choice(("", "2025-01-04"))}),
    ]
    with contextlib.suppress(PaperdeskError):  # a refused action must change nothing
        draw.choice(actions)()


@many
@given(st.randoms(use_true_random=False))
def test_any_judgement_can_be_undone_alone_leaving_the_effect_of_the_others(draw: random.Random) -> None:
    with fresh_library() as library:
        for _ in range(draw.randint(6, 16)):
            random_action(library, draw)
        judged = [
            step
            for step in library.history()
            if step.label.startswith(("Merged papers", "Marked papers", "Split")) and not step.undone
        ]
        for step in draw.sample(judged, len(judged)):
            library.undo(step.step)
            assert stale_papers(library) == []


@many
@given(st.randoms(use_true_random=False))
def test_undoing_everything_restores_the_start_and_redoing_everything_the_end(draw: random.Random) -> None:
    with fresh_library() as library:
        states = [content(library, with_ids=True)]
        for _ in range(draw.randint(4, 14)):
            steps = len(library.history())
            random_action(library, draw)
            if len(library.history()) > steps:
                states.append(content(library, with_ids=True))
            assert content(library, with_ids=True) == states[-1]
        for expected in reversed(states[:-1]):
            library.undo()
            assert content(library, with_ids=True) == expected
        for expected in states[1:]:
            library.redo()
            assert content(library, with_ids=True) == expected
        assert stale_papers(library) == []
