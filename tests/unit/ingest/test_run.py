"""Imports as a whole: dry runs, running time, and locking."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from app.domain.errors import LibraryError
from app.importer.formats import parse
from app.importer.source import Source, decode_source
from app.ingest import apply
from app.ingest.run import ImportOptions, ImportResult
from app.library import Library
from app.matching import grouping
from app.matching.grouping import MatchCandidate
from app.store import lock
from app.store.driver import Connection, connect

HEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research\n\n"
DRY = ImportOptions(is_dry_run=True)
BOATS, KITES, LANTERNS = "Paper Boats at Sea", "Kites of the North", "Lanterns on Slow Rivers"


def page(day: str, *papers: str) -> Source:
    """A Daily Papers page of titles; the line of facts below the abstract follows a title after `|`."""
    parts = []
    for title, _, facts in (paper.partition("|") for paper in papers):
        parts.append(f"{title}\n\nWe wrote of {title}. It went well.\n\n" + (f" • {facts}\n\n" if facts else ""))
    return decode_source((HEAD + day + "\n\n" + "".join(parts)).encode(), f"{day}.txt")


def inputs(*sources: Source) -> list[tuple[str, Callable[[], Source]]]:
    return [(source.name, lambda source=source: source) for source in sources]  # type: ignore[misc]


def counts_of(result: ImportResult) -> tuple[object, ...]:
    return result.path, result.papers, result.new, result.changed, result.same, result.year_confidence


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library", synchronous="OFF") as opened:
        yield opened


def test_a_dry_run_of_several_pages_takes_earlier_pages_into_account(library: Library) -> None:
    first, second = page("Mar 4", BOATS, KITES), page("Mar 5", KITES, LANTERNS)
    given = inputs(first, second, first)
    previewed = list(library.import_each(given, DRY))
    assert [counts_of(one)[2:5] for one in previewed] == [(2, 0, 0), (1, 1, 0), (0, 0, 2)]
    assert [counts_of(one) for one in previewed] == [counts_of(one) for one in library.import_each(given)]


def test_a_dry_run_names_an_unreadable_page_and_continues(library: Library) -> None:
    letter = decode_source(b"Dear sir, this is a letter.", "letter.txt")
    refused, read = library.import_each(inputs(letter, page("Mar 4", BOATS)), DRY)
    assert refused.feed is None
    assert "letter.txt" in refused.sentence
    assert read.new == 1


def read_everything(connection: Connection) -> list[Any]:
    """What another connection sees of the file: its data version and every row."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    return [connection.execute("PRAGMA data_version").fetchone(), *rows]


def test_a_dry_run_is_invisible_to_other_connections(library: Library) -> None:
    library.import_source(page("Mar 4", BOATS))
    other = connect(str(library.database.path))
    before = read_everything(other)
    list(library.import_each(inputs(page("Mar 5", KITES), page("Mar 6", KITES, LANTERNS)), DRY))
    assert read_everything(other) == before
    other.close()


def test_a_cancelled_dry_run_releases_the_library(library: Library) -> None:
    class Cancelled(Exception):
        pass

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(library.import_each(inputs(page("Mar 4", BOATS)), DRY, cancel))
    assert library.import_source(page("Mar 4", BOATS)).new == 1


def test_an_import_is_not_removed_while_another_one_runs(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    result = library.import_source(page("Mar 4", BOATS))
    assert result.import_id == 1
    monkeypatch.setattr(lock, "_TIMEOUT_SECONDS", 0.0)
    with lock.try_lock(lock.import_lock_path(library.database.path)) as is_held:
        assert is_held
        for remove in (lambda: library.unimport(1), library.undo, lambda: library.undo(1)):
            with pytest.raises(LibraryError, match="Another import is running"):
                remove()
    assert [view.withdrawn for view in library.imports()] == [False]
    library.undo()
    with (
        lock.try_lock(lock.import_lock_path(library.database.path)),
        pytest.raises(LibraryError, match="Another import"),
    ):
        library.redo()
    library.redo()
    library.unimport(result.import_id)
    assert [view.withdrawn for view in library.imports()] == [True]


def steps_of_sqlite(library: Library, work: Callable[[], object]) -> int:
    """How many hundred virtual machine steps SQLite runs for the writes of `work`."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    library.database.writer.set_progress_handler(count, 100)
    work()
    library.database.writer.set_progress_handler(None, 100)
    return taken


def test_a_page_that_repeats_one_paper_takes_linear_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "CHUNK_PAPERS", 50)
    steps = {}
    for count in (400, 1600):
        with Library(tmp_path / str(count), synchronous="OFF") as library:
            source = page("Mar 4", *[BOATS] * count)
            steps[count] = steps_of_sqlite(
                library, lambda library=library, source=source: library.import_source(source)
            )
            assert len(library.find()) == 1
            assert len(library.show(1).sightings) == count
    assert steps[1600] < 6 * steps[400]  # four times the papers; quadratic time would be sixteen times


def test_a_title_with_thousands_of_different_authors_takes_linear_time() -> None:
    def calls(count: int) -> int:
        kinds = [MatchCandidate(number, "a title", "03-04", None, (), None, number) for number in range(1, count + 1)]
        made = 0

        def note(frame: FrameType, event: str, _argument: Any) -> None:
            nonlocal made
            made += event == "call" and frame.f_code is grouping.is_compatible.__code__

        sys.setprofile(note)
        try:
            assert len(grouping.group(kinds)) == count
        finally:
            sys.setprofile(None)
        return made

    assert calls(400) <= 4 * 400


@pytest.mark.parametrize("seed", range(6))
def test_the_papers_of_a_long_page_do_not_depend_on_the_chunk_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    draw = random.Random(seed)
    titles = [f"Title {draw.randint(1, 12)}|{draw.choice(('', '2 authors', '3 authors'))}" for _ in range(60)]
    source = page("Mar 4", *titles)
    seen = []
    for size in (1000, 7):
        monkeypatch.setattr(apply, "CHUNK_PAPERS", size)
        with Library(tmp_path / str(size), synchronous="OFF") as library:
            result = library.import_source(source)
            views = library.views(library.find(sort="id"))
            papers = sorted(
                (view.title, view.author_count or 0, [s.position for s in view.sightings]) for view in views
            )
            seen.append((result.new, result.changed, papers))
    assert seen[0] == seen[1]


def test_chunks_contain_every_record_once_and_keep_related_records_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "CHUNK_PAPERS", 3)
    papers = parse(page("Mar 4", "A one", "B two", "C three", "D four", "a ONE", "E five", "B two").text).papers
    slices = [[record.title for _key, record in part] for part in apply.split_into_chunks(papers)]
    assert slices == [["A one", "B two", "a ONE", "B two"], ["C three", "D four", "E five"]]


def dated(day: str, comments: int, *others: str) -> Source:
    return page(day, *others, f"{BOATS}|3 authors\n·\nMar 1, 2025 {comments}")


@pytest.mark.parametrize("counts", [(5, 9), (9, 5)])
def test_of_two_pages_of_one_day_the_higher_count_is_shown_in_any_order(
    library: Library, counts: tuple[int, int]
) -> None:
    for number, comments in enumerate(counts):
        library.import_source(dated("Mar 4", comments, *[KITES][:number]))
    paper = library.find(BOATS)[0]
    assert library.show(paper).comments == 9
    provided = {seen.comments: "comments" in seen.provided_fields for seen in library.sightings(paper)}
    assert provided == {9: True, 5: False}


def test_the_count_of_a_newer_day_is_shown_even_when_it_is_lower(library: Library) -> None:
    library.import_source(dated("Mar 4", 9))
    library.import_source(dated("Mar 6", 5))
    assert library.show(library.find(BOATS)[0]).comments == 5


def test_a_dry_run_and_the_import_agree_on_the_number_of_changed_papers(library: Library) -> None:
    library.import_source(dated("Mar 4", 5, KITES))
    given = inputs(dated("Mar 4", 9, KITES, LANTERNS), page("Mar 3", KITES))
    previewed = list(library.import_each(given, DRY))
    done = list(library.import_each(given))
    for results in (previewed, done):
        assert [(one.new, one.changed, one.altered) for one in results] == [(1, 2, 1), (0, 1, 0)]
    assert [one.preview.changed_count for one in previewed if one.preview] == [1, 0]


def test_removing_or_undoing_an_import_reports_which_papers_stay_and_why(library: Library) -> None:
    library.import_source(page("Mar 4", BOATS, KITES))
    second = library.import_source(page("Mar 5", KITES, LANTERNS, BOATS, "Stones")).import_id
    lanterns = library.find(LANTERNS)[0]
    undone = library.undo()
    assert undone.label.endswith("from Mar 5.txt; 2 papers stay because other imports contain them")
    assert undone.stayed == frozenset(library.find())
    assert "stay" not in library.redo().label
    library.editing.tag("mine", [lanterns])
    assert second is not None
    assert library.unimport(second).label.endswith(
        "; 2 papers stay because other imports contain them; 1 paper stays because you have edited it"
    )
    assert "stay" not in library.history()[0].label
    assert "stay" not in library.undo().label
