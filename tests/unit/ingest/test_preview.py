"""Previews: what an import would change, field by field, and which papers stay when an import is removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import UsageError
from app.domain.jobs import Cancelled, Job
from app.importer.source import decode_source
from app.ingest.dump_dates import file_day, lacks_date, read_dump_date, suggest_day
from app.ingest.preview import MAX_LISTED, cut_to_difference
from app.ingest.run import ImportOptions, ImportResult
from app.library import Library

_HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"


def page(day: str, *papers: tuple[str, str, int]) -> str:
    """A Daily Papers page with (title, abstract, comments) of papers."""
    parts = [
        f"{title}\n\n{abstract}\n\n  • 3 authors\n·\nJun 12, 2017 {comments}\n\n"
        for title, abstract, comments in papers
    ]
    return f"{_HEAD}{day}\n\n{''.join(parts)}"


PLANS = ("Plans that hold", "A planner proposes and a judge decides. The outcome is clear in most of the cases.", 3)
GRAPHS = ("Graphs that think", "Every thought is a node and every step an edge. Walking them costs little.", 5)
TREES = ("Trees that grow", "A tree of answers is grown and cut again. What stays is the answer that was asked for.", 7)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library") as opened:
        yield opened


def import_text(library: Library, text: str, **options: object) -> ImportResult:
    source = decode_source(text.encode(), "page.txt")
    return library.import_source(source, ImportOptions(**options))  # type: ignore[arg-type]


def test_a_dry_run_lists_the_fields_that_would_change_and_the_new_titles(library: Library) -> None:
    import_text(library, page("Mar 4", PLANS, GRAPHS))
    more = (GRAPHS[0], GRAPHS[1], 50)
    result = import_text(library, page("Mar 9", PLANS, more, TREES), is_dry_run=True)
    preview = result.preview
    assert preview is not None
    assert preview.new == ("Trees that grow",)
    assert [(change.title, change.fields[0].name) for change in preview.changes] == [("Graphs that think", "comments")]
    assert (preview.changes[0].fields[0].old, preview.changes[0].fields[0].new) == ("5", "50")
    assert (preview.new_count, preview.changed_count) == (1, 1)
    assert library.show(library.find()[0]).comments in (3, 5)


def test_the_preview_equals_the_effect_of_the_import(library: Library) -> None:
    import_text(library, page("Mar 4", PLANS, GRAPHS))
    text = page("Mar 9", (PLANS[0], PLANS[1], 11), TREES)
    before = {view.id: view.comments for view in library.views(library.find())}
    preview = import_text(library, text, is_dry_run=True).preview
    assert {view.id: view.comments for view in library.views(library.find())} == before
    import_text(library, text)
    after = {view.id: view for view in library.views(library.find())}
    assert preview is not None
    assert {change.paper_id for change in preview.changes} == {i for i in before if after[i].comments != before[i]}
    assert {after[i].title for i in after.keys() - before.keys()} == set(preview.new)


def test_a_preview_lists_a_limited_number_and_counts_all(library: Library) -> None:
    papers = [
        (f"Study number {n} of many", f"Case {n} is told here in a few plain words for once.", n + 1)
        for n in range(620)
    ]
    preview = import_text(library, page("Mar 4", *papers), is_dry_run=True).preview
    assert preview is not None
    assert preview.new_count == 620
    assert len(preview.new) == MAX_LISTED


def test_long_texts_are_cut_to_the_difference() -> None:
    old = "word " * 100 + "end"
    new = "word " * 100 + "another end"
    was, will = cut_to_difference(old, new)
    assert was.endswith("end")
    assert "another end" in will
    assert len(will) < 100
    assert cut_to_difference("", "text") == ("", "text")


def test_the_preview_of_removing_an_import_equals_its_effect(library: Library) -> None:
    first = import_text(library, page("Mar 4", PLANS, GRAPHS))
    import_text(library, page("Mar 9", GRAPHS))
    tagged = next(view.id for view in library.views(library.find()) if view.title == PLANS[0])
    assert first.import_id is not None
    assert library.preview_unimport(first.import_id).gone_count == 1
    library.editing.tag("keep", [tagged])
    preview = library.preview_unimport(first.import_id)
    assert (preview.gone_count, preview.kept_count) == (0, 1)
    assert len(library.find()) == 2
    library.unimport(first.import_id)
    assert len(library.find()) == 2


def test_a_removed_import_can_be_restored_and_that_can_be_undone(library: Library) -> None:
    first = import_text(library, page("Mar 4", PLANS, GRAPHS))
    assert first.import_id is not None
    before = library.views(library.find())
    library.unimport(first.import_id)
    assert library.find() == []
    library.reimport(first.import_id)
    assert library.views(library.find()) == before
    assert library.reimport(first.import_id).is_empty
    library.undo()
    assert library.find() == []


def test_an_import_keeps_its_reason_and_its_unread_lines(library: Library) -> None:
    result = import_text(library, page("Mar 4", PLANS))
    assert result.import_id is not None
    assert result.feed is not None
    detail = library.import_detail(result.import_id)
    assert detail.reason == result.feed.reason
    assert detail.unread == result.feed.unread
    assert detail.view.papers == 1


def test_a_date_given_for_one_file_applies_to_that_file_only(library: Library) -> None:
    bare = page("Mar 9", PLANS).replace(", 2017", "").replace("Jun 12", "Mar 2")
    source = decode_source(bare.encode(), "a.txt")
    days = {"a.txt": date(2020, 3, 9)}
    options = ImportOptions(is_dry_run=True, dump_dates=days)
    inputs = [(name, lambda: source) for name in ("a.txt", "b.txt")]
    given, open_day = (result.feed for result in library.import_each(inputs, options))
    assert given is not None
    assert open_day is not None
    assert given.dump_date == date(2020, 3, 9)
    assert lacks_date(open_day)
    assert suggest_day(open_day, date(2026, 1, 5)) == date(2025, 3, 9)


def test_the_date_of_a_file_is_suggested_and_the_future_rejected(tmp_path: Path) -> None:
    assert file_day(str(tmp_path / "none")) is None
    assert file_day(str(tmp_path)) is not None
    with pytest.raises(UsageError, match="future"):
        read_dump_date("2999-01-01")


def test_a_cancelled_import_of_many_chunks_is_removed_completely(library: Library) -> None:
    papers = [
        (f"Study number {n} of many", f"Case {n} is told here in a few plain words for once.", n + 1)
        for n in range(4500)
    ]
    source = decode_source(page("Mar 4", *papers).encode(), "page.txt")
    job = Job()

    def stop_soon(done: int, total: int) -> None:
        job.report(done, total)
        if done:
            job.cancel()
            job.check()

    with pytest.raises(Cancelled):
        library.import_source(source, ImportOptions(), stop_soon)
    assert 0 < job.done < 4500
    assert job.total == 4500
    assert library.find() == []
    assert library.imports() == []
    assert library.history() == []
