"""Properties that hold for every order of imports, edits, removed imports and undos."""

from __future__ import annotations

import contextlib
import hashlib
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions.editing import Editing
from app.domain.errors import PaperdeskError
from app.domain.paper_values import Identifier, Organization
from app.domain.records import FeedRecord, PaperRecord
from app.domain.vocabulary import PRIORITIES, STATUSES, VERDICTS
from app.importer.source import Source
from app.ingest.run import ImportOptions, import_feed
from app.library import Library
from tests.profile import thorough

TITLES = ("Alpha Agents", "Beta Bandits", "Gamma: a Survey", "Delta Learning", "alpha agents")
DAYS = (date(2025, 3, 1), date(2025, 9, 9), date(2026, 1, 27), None)
few = settings(max_examples=thorough(40, 13), deadline=None)


@contextmanager
def fresh_library() -> Iterator[Library]:
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), synchronous="OFF") as library:
        yield library


def random_feed(draw: random.Random) -> tuple[Source, FeedRecord]:
    papers = tuple(random_paper(draw, position) for position in range(1, draw.randint(2, 5)))
    day = draw.choice(DAYS)
    record = FeedRecord("daily-papers", "A", "drawn", draw.choice(("Daily Papers", "Scholar Feed")), dump_date=day)
    record = replace(record, papers=papers)
    text = repr(record)
    return Source(text, "page.txt", hashlib.sha256(text.encode()).hexdigest(), len(text)), record


def random_paper(draw: random.Random, position: int) -> PaperRecord:
    month_day, published, inferred = draw.choice(
        [
            (None, None, False),
            ((1, 4), "2025-01-04", False),
            ((1, 4), "2026-01-04", True),
            ((1, 4), None, False),
            ((2, 5), "2024-02-05", False),
        ]
    )
    abstract, is_complete = draw.choice([(None, None), ("Short.", True), ("A longer tex", False), ("Other.", True)])
    return PaperRecord(
        draw.choice(TITLES),
        abstract,
        is_complete,
        position=position,
        authors=draw.choice([(), ("Ann A", "Bo B"), ("Ann A",)]),
        author_count=draw.choice([None, None, 2]),
        organization=draw.choice([None, Organization("lab", "Lab")]),
        published=published,
        published_month_day=month_day,
        year_inferred=inferred,
        comments=draw.choice([None, 1, 7]),
        identifiers=draw.choice([(), (), (), (Identifier("arxiv", "2501.00001"),)]),
    )


def add(library: Library, drawn: tuple[Source, FeedRecord]) -> None:
    import_feed(library.database, *drawn, ImportOptions(), lambda _done, _total: None)


def content(library: Library, *, with_ids: bool = False) -> list[Any]:
    """Everything the user sees, without timestamps and, unless `with_ids`, without ids."""
    views = library.views(library.find(sort="id"))
    seen = []
    for view in views:
        sightings = tuple(replace(one, import_id=0) for one in view.sightings)
        links = tuple((one.title, one.type, one.direction) for one in view.links)
        plain = replace(view, added="", sightings=sightings, links=(), id=view.id if with_ids else 0)
        seen.append((repr(plain), links))
    return seen if with_ids else sorted(seen)


@few
@given(st.randoms(use_true_random=False))
def test_the_order_of_imports_never_changes_the_library(draw: random.Random) -> None:
    drawn = [random_feed(draw) for _ in range(draw.randint(2, 5))]
    with fresh_library() as one, fresh_library() as other:
        for each in drawn:
            add(one, each)
        draw.shuffle(drawn)
        for each in [*drawn, draw.choice(drawn)]:
            add(other, each)
        assert content(one) == content(other)


@few
@given(st.randoms(use_true_random=False))
def test_removing_an_import_restores_the_library_before_it(draw: random.Random) -> None:
    with fresh_library() as library:
        for _ in range(draw.randint(0, 3)):
            add(library, random_feed(draw))
        before = content(library, with_ids=True)
        known = {view.id for view in library.imports()}
        add(library, random_feed(draw))
        for view in library.imports():
            if view.id not in known:
                library.unimport(view.id)
        assert content(library, with_ids=True) == before


@few
@given(st.randoms(use_true_random=False))
def test_removing_imports_equals_never_having_imported_them(draw: random.Random) -> None:
    drawn = [random_feed(draw) for _ in range(4)]
    kept = drawn[:2]
    with fresh_library() as library, fresh_library() as other:
        draw.shuffle(drawn)
        for each in drawn:
            add(library, each)
        hashes = {source.hash for source, _feed in kept}
        by_hash = dict(library.database.reader.execute("SELECT id, file_hash FROM import").fetchall())
        for import_id, digest in by_hash.items():
            if digest not in hashes:
                library.unimport(import_id)
        for each in kept:
            add(other, each)
        assert content(library) == content(other)


TAGS = ("rl", "rl/agents", "x", "x/y")
LISTS = ("list", "shelf")
SEARCHES = ("recent", "mine")


def random_action(library: Library, draw: random.Random) -> None:
    """Any action of the user; one in four imports a page or removes an import."""
    ids = library.find(sort="id")
    imports = [view.id for view in library.imports()]
    if draw.random() < 0.2 or not ids:
        add(library, random_feed(draw))
        return
    with contextlib.suppress(PaperdeskError):  # an action may be refused; then it must change nothing
        if imports and draw.random() < 0.08:
            library.unimport(draw.choice(imports))
        elif imports and draw.random() < 0.04:
            library.reimport(draw.choice(imports))
        else:
            random_edit(library.editing, draw, ids)


def random_edit(editing: Editing, draw: random.Random, ids: list[int]) -> None:
    """Any action but imports. Papers, names and positions are drawn from few, so that they often collide."""
    one, other, some = draw.choice(ids), draw.choice(ids), draw.sample(ids, draw.randint(1, len(ids)))
    tag, new_tag, name, new_name = (draw.choice(names) for names in (TAGS, TAGS, LISTS, LISTS))
    search, new_search = draw.choice(SEARCHES), draw.choice(SEARCHES)
    day = date(2026, 2, draw.randint(1, 28))
    actions = [
        lambda: editing.tag(tag, some),
        lambda: editing.untag(tag, some),
        lambda: editing.change_tags(some, draw.sample(TAGS, 2), [tag]),
        lambda: editing.rename_tag(tag, new_tag),
        lambda: editing.delete_tag(tag),
        lambda: editing.set_note(one, draw.choice(("", "first", "second\r\nline"))),
        lambda: editing.link(one, other, draw.choice(("extends", "uses")), draw.choice((None, "because"))),
        lambda: editing.link_each([(one, paper) for paper in some], "cites"),
        lambda: editing.unlink(one, other),
        lambda: editing.set_status(draw.choice(STATUSES), some),
        lambda: editing.star(some, draw.random() < 0.5),
        lambda: editing.set_priority(draw.choice(PRIORITIES), [one]),
        lambda: editing.snooze(day, some),
        lambda: editing.wake(day),
        lambda: editing.edit(one, "title", draw.choice(TITLES)),
        lambda: editing.edit(one, "comments", draw.choice(("", "3"))),
        lambda: editing.edit(one, "identifiers", draw.choice(("", "arxiv:2501.00001"))),
        lambda: editing.add({"title": draw.choice(TITLES), "published": draw.choice(("", "2025-01-04"))}),
        lambda: editing.create_collection(name),
        lambda: editing.rename_collection(name, new_name),
        lambda: editing.delete_collection(name),
        lambda: editing.add_to_collection(name, some, create_missing=True),
        lambda: editing.remove_from_collection(name, [one]),
        lambda: editing.move_in_collection(name, [one], draw.choice((-2, -1, 1, 2))),
        lambda: editing.save_search(search, draw.choice(("alpha", "tag:rl")), draw.choice(("relevance", "date"))),
        lambda: editing.rename_search(search, new_search),
        lambda: editing.delete_search(search),
        lambda: editing.judge(one, other, draw.choice(VERDICTS)),
        lambda: editing.split_sightings(one, [(draw.randint(1, 4), draw.randint(1, 3))]),
    ]
    draw.choice(actions)()


def read_everything(library: Library) -> tuple[Any, ...]:
    withdrawn = [(view.id, view.withdrawn) for view in library.imports()]
    return (
        content(library, with_ids=True),
        library.tags(),
        [(name, library.collection(name)) for name, _papers in library.collections()],
        library.saved_searches(),
        [one for one in withdrawn if not one[1]],
    )


@settings(max_examples=thorough(40, 13), deadline=None)
@given(st.randoms(use_true_random=False))
def test_undoing_everything_gives_the_start_and_redoing_it_the_end_with_the_same_ids(draw: random.Random) -> None:
    """Also when the library is closed and reopened in between."""
    with tempfile.TemporaryDirectory() as folder:
        session = RestartingLibrary(Path(folder), draw)
        states = [read_everything(session.library)]
        for _ in range(draw.randint(1, 16)):
            steps = len(session.library.history())
            random_action(session.library, draw)
            if len(session.library.history()) > steps:
                states.append(read_everything(session.library))
            else:
                assert read_everything(session.library) == states[-1]
            session.restart_sometimes()
        for expected in reversed(states[:-1]):
            session.library.undo()
            assert read_everything(session.library) == expected
            session.restart_sometimes()
        for expected in states[1:]:
            session.library.redo()
            assert read_everything(session.library) == expected
            session.restart_sometimes()
        session.library.close()


class RestartingLibrary:
    """A library that is closed and reopened at random."""

    def __init__(self, folder: Path, draw: random.Random) -> None:
        self._folder, self._draw = folder, draw
        self.library = Library(folder, synchronous="OFF")

    def restart_sometimes(self) -> None:
        if self._draw.random() < 0.15:
            self.library.close()
            self.library = Library(self._folder, synchronous="OFF")


@few
@given(st.randoms(use_true_random=False))
def test_papers_that_the_user_edited_survive_every_unimport(draw: random.Random) -> None:
    with fresh_library() as library:
        for _ in range(3):
            add(library, random_feed(draw))
        one = draw.choice(library.find())
        library.editing.tag("keep", [one])
        for view in library.imports():
            library.unimport(view.id)
        after = library.show(one)
        assert library.find() == [after.id]
        assert after.tags == ("keep",)
        assert after.sightings
        assert all(sighting.withdrawn for sighting in after.sightings)
        library.editing.untag("keep", [one])
        assert library.find() == []
        library.undo()
        assert library.show(one) == after
