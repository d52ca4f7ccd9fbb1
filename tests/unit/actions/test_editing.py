"""The user's actions: their effect, their steps in the history, and undo."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import LibraryError, PaperdeskError, PaperExistsError, UsageError
from app.importer.source import Source, decode_source
from app.ingest.run import ImportOptions
from app.library import Library
from app.store import backup, lock

HEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research\n\n"


def page(day: str, *papers: tuple[str, str, str]) -> Source:
    """A Daily Papers page: (title, abstract, meta line) for each paper; an empty meta line leaves the block out."""
    parts = [f"{title}\n\n{abstract}\n\n" + (f"  • {meta}\n\n" if meta else "") for title, abstract, meta in papers]
    return decode_source((HEAD + day + "\n\n" + "".join(parts)).encode(), f"{day}.txt")


PEBBLES = ("Sorting Pebbles with Patience", "Patience beats speed. We show it with pebbles of two colours.", "")
CLOUDS = ("Counting Clouds from Below", "A camera on a roof counts clouds, and agrees with three people.", "")
RIVERS = ("Rivers Remember Their Bends", "We follow a river for ten years. It returns to the old bend twice.", "")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library") as opened:
        opened.import_source(page("Mar 4", PEBBLES, CLOUDS, RIVERS))
        yield opened


def test_a_step_with_later_dependents_is_not_undone_and_the_dependents_are_named(library: Library) -> None:
    first = library.editing.tag("stone", [1])
    library.editing.tag("stone", [2])
    with pytest.raises(PaperdeskError, match=r"step 3 \(“Tagged 1 paper “stone””\)"):
        library.undo(first.step)
    assert library.show(1).tags == ("stone",)


def test_a_step_can_be_undone_alone_when_nothing_depends_on_it(library: Library) -> None:
    first = library.editing.tag("stone", [1])
    library.editing.set_note(2, "keep me")
    library.undo(first.step)
    assert library.show(1).tags == ()
    assert library.show(2).note == "keep me"
    library.redo()
    assert library.show(1).tags == ("stone",)


def test_a_change_after_an_undo_clears_the_redo_history(library: Library) -> None:
    library.editing.star([1])
    library.undo()
    library.editing.star([2])
    with pytest.raises(PaperdeskError, match="nothing to redo"):
        library.redo()


@pytest.mark.parametrize(
    "action",
    [
        lambda editing: editing.tag("stone", [1]),
        lambda editing: editing.set_status("later", [1]),
        lambda editing: editing.star([1]),
        lambda editing: editing.set_priority(3, [1]),
        lambda editing: editing.set_note(1, "same"),
        lambda editing: editing.link(1, 2, "uses"),
        lambda editing: editing.edit(1, "comments", "4"),
        lambda editing: editing.create_collection("list"),
    ],
)
def test_repeating_an_action_makes_no_step(library: Library, action) -> None:  # type: ignore[no-untyped-def]
    assert not action(library.editing).is_empty
    steps = library.history()
    assert action(library.editing).is_empty
    assert library.history() == steps


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (lambda editing: editing.tag("stone", [1, 99]), "no paper 99"),
        (lambda editing: editing.tag(" / ", [1]), "cannot be empty"),
        (lambda editing: editing.untag("never", [1]), "no tag “never”"),
        (lambda editing: editing.set_status("read", [1]), "no status “read”"),
        (lambda editing: editing.set_priority(6, [1]), "from 0 to 5"),
        (lambda editing: editing.link(1, 1, "uses"), "linked to itself"),
        (lambda editing: editing.link(1, 2, "likes"), "no link type “likes”"),
        (lambda editing: editing.edit(1, "colour", "red"), "no field “colour”"),
        (lambda editing: editing.edit(1, "published", "yesterday"), "not a date"),
        (lambda editing: editing.edit(1, "comments", "many"), "not a count"),
        (lambda editing: editing.edit(1, "code_urls", "file:///etc/passwd"), "not a web address"),
        (lambda editing: editing.add({"title": " "}), "needs a title"),
        (lambda editing: editing.add_to_collection("nowhere", [1]), "no collection “nowhere”"),
    ],
)
def test_an_invalid_action_gives_a_clear_error_and_changes_nothing(library: Library, action, words: str) -> None:  # type: ignore[no-untyped-def]
    before = (library.history(), library.views(library.find()), library.tags())
    with pytest.raises(UsageError, match=words):
        action(library.editing)
    assert (library.history(), library.views(library.find()), library.tags()) == before


def test_every_earlier_text_of_a_note_is_kept(library: Library) -> None:
    texts = ["first\r\n", "second \x00 with a NUL", "# third\n\n"]
    for text in texts:
        library.editing.set_note(1, text)
        assert library.show(1).note == text
    library.editing.set_note(1, "")
    assert library.show(1).note is None
    kept = library.database.reader.execute("SELECT text FROM note_revision ORDER BY id").fetchall()
    assert [row[0] for row in kept] == texts
    for text in reversed(texts):
        library.undo()
        assert library.show(1).note == text


def test_one_editing_session_of_a_note_is_one_step_and_another_action_ends_it(library: Library) -> None:
    library.editing.set_note(1, "before")
    first = library.editing.set_note(1, "dr")
    second = library.editing.set_note(1, "draft", first.step)
    assert second.step == first.step
    library.undo()
    assert library.show(1).note == "before"
    library.redo()
    assert library.show(1).note == "draft"
    library.editing.star([2])
    third = library.editing.set_note(1, "draft, later", first.step)
    assert third.step not in (None, first.step)
    library.undo()
    assert library.show(1).note == "draft"


def test_a_link_is_shown_on_both_papers(library: Library) -> None:
    library.editing.link(1, 2, "extends", "says so on page 3")
    out, into = library.show(1).links[0], library.show(2).links[0]
    assert (out.paper_id, out.direction, out.evidence) == (2, "out", "says so on page 3")
    assert (into.paper_id, into.direction) == (1, "in")
    library.editing.unlink(2, 1)
    assert library.show(1).links == library.show(2).links == ()


def test_an_edit_overrides_every_later_dump_until_it_is_cleared(library: Library) -> None:
    library.editing.edit(1, "abstract", "My own words.")
    longer = (PEBBLES[0], PEBBLES[1] + " And once more with a third colour.", "3 authors\n·\nFeb 2, 2025")
    library.import_source(page("Mar 9", longer, CLOUDS))
    assert library.show(1).abstract == "My own words."
    assert library.show(1).author_count == 3
    library.editing.edit(1, "abstract", "")
    assert library.show(1).abstract == longer[1]


def test_a_paper_added_by_hand_is_merged_with_the_same_paper_of_a_later_import(library: Library) -> None:
    paper_id, _changes = library.editing.add({"title": "Lanterns on the Lake", "authors": "Ann Lee, Bo Chu"})
    library.editing.set_note(paper_id, "mine")
    library.import_source(
        page("Mar 9", ("Lanterns on the Lake", "Lanterns drift. We count them.", "2 authors"), CLOUDS)
    )
    found = library.show(paper_id)
    assert (found.note, found.abstract, len(found.sightings)) == ("mine", "Lanterns drift. We count them.", 1)
    assert len(library.find()) == 4


def test_correcting_a_paper_that_was_added_by_hand_never_creates_a_duplicate(library: Library) -> None:
    library.unimport(1)
    library.editing.add({"title": PEBBLES[0], "comments": "77"})
    library.reimport(1)
    assert len(library.find()) == 3
    for name, text in (("title", "Corrected"), ("title", ""), ("published", "2020-01-01"), ("authors", "Someone Else")):
        library.editing.edit(1, name, text)
        assert len(library.find()) == 3
    assert (library.show(1).title, library.show(1).comments) == (PEBBLES[0], 77)


def test_two_merged_papers_added_by_hand_stay_one_paper_with_a_title(library: Library) -> None:
    first, _changes = library.editing.add({"title": "Same", "authors": "A B"})
    second, _changes = library.editing.add({"title": "The same", "authors": "A B"})
    library.editing.judge(first, second, "same")
    library.editing.edit(first, "title", "Other")
    assert [view.title for view in library.views(library.find("Other"))] == ["Other"]
    assert len(library.find()) == 4


def test_papers_titled_with_different_symbols_are_not_merged(library: Library) -> None:
    titles = ("~", "🙂", "!?")
    ids = {library.editing.add({"title": title})[0] for title in titles}
    assert {library.show(identity).title for identity in ids} == set(titles)


def test_an_import_step_is_not_undone_under_a_later_one_of_the_same_import(library: Library) -> None:
    library.unimport(1)
    with pytest.raises(PaperdeskError, match=r"step 2 \(“Removed import 1"):
        library.undo(1)
    library.undo()
    assert len(library.find()) == 3
    library.undo()
    assert library.find() == []
    library.redo()
    library.redo()
    assert library.find() == []


def test_actions_without_changes_leave_no_gaps_in_step_numbers(library: Library) -> None:
    library.editing.star([1])
    library.editing.star([1])
    assert library.editing.star([2]).step == 3


def test_a_tag_is_found_without_its_accents(library: Library) -> None:
    library.editing.tag("Été/chaud", [1])
    assert library.find("tag:ete") == library.find("tag:été") == library.find("tag:ETE/chaud") == [1]


def test_merged_papers_show_the_tags_of_both_and_get_their_own_back_when_split(library: Library) -> None:
    """An undated sighting fits two dated papers, so it stays separate. Without one of them it is merged."""
    early = (RIVERS[0], RIVERS[1], "4 authors\n·\nJan 4, 2023")
    late = (RIVERS[0], RIVERS[1], "4 authors\n·\nMay 9, 2024")
    library.import_source(page("Mar 9", early, CLOUDS))
    second = library.import_source(page("Mar 10", late, CLOUDS))
    twins = library.find("title:rivers", sort="id")
    assert len(twins) == 3
    library.editing.tag("old", [twins[0]])
    library.editing.tag("new", [twins[1]])
    assert second.import_id is not None
    library.unimport(second.import_id)
    joined = library.find("title:rivers")
    assert len(joined) == 1
    assert library.show(joined[0]).tags == ("new", "old")
    assert library.find("tag:new") == library.find("tag:old") == joined
    library.undo()
    assert library.find("title:rivers", sort="id") == twins
    assert (library.show(twins[0]).tags, library.show(twins[1]).tags) == (("old",), ("new",))


def test_a_collection_keeps_its_order(library: Library) -> None:
    library.editing.create_collection("Reading group")
    library.editing.add_to_collection("reading GROUP", [3, 1])
    library.editing.add_to_collection("Reading group", [2, 1])
    assert library.collection("Reading group") == [3, 1, 2]
    library.editing.remove_from_collection("Reading group", [1])
    library.editing.rename_collection("Reading group", "Thesis")
    assert library.collections() == [("Thesis", 2)]
    library.editing.delete_collection("Thesis")
    for _ in range(3):
        library.undo()
    assert library.collection("Reading group") == [3, 1, 2]


def test_a_tag_without_papers_disappears_and_undo_restores_it(library: Library) -> None:
    library.editing.tag("stone", [1, 2])
    library.editing.untag("STONE", [1, 2])
    assert library.tags() == []
    library.undo()
    assert [(tag.name, tag.papers) for tag in library.tags()] == [("stone", 2)]


def test_the_same_page_again_changes_nothing_and_makes_no_import(library: Library) -> None:
    again = library.import_source(page("Mar 4", PEBBLES, CLOUDS, RIVERS))
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    assert (len(library.imports()), len(library.history())) == (1, 1)


def test_a_dry_run_counts_as_the_import_does_and_stores_nothing(library: Library) -> None:
    before = library.database.reader.execute("SELECT * FROM sqlite_sequence").fetchall()
    lanterns = ("Lanterns on the Lake", "Lanterns drift. We count them.", "")
    trial = library.import_source(page("Mar 9", PEBBLES, lanterns), ImportOptions(is_dry_run=True))
    assert (trial.new, trial.changed, trial.import_id) == (1, 1, None)
    assert library.database.reader.execute("SELECT * FROM sqlite_sequence").fetchall() == before
    real = library.import_source(page("Mar 9", PEBBLES, lanterns))
    assert (real.new, real.changed) == (trial.new, trial.changed)


def test_a_verified_backup_is_made_before_an_import(library: Library) -> None:
    library.editing.set_note(1, "before")
    library.import_source(page("Mar 9", CLOUDS, RIVERS))
    copies = [copy.path for copy in backup.list_copies(library.folder / "backups")]
    assert [backup.check_integrity(copy) for copy in copies] == ["ok"]
    restored = library.folder.parent / "restored"
    restored.mkdir()
    (restored / "library.db").write_bytes(copies[0].read_bytes())
    with Library(restored) as other:
        assert len(other.imports()) == 1
        assert other.show(1).note == "before"


def many_papers(count: int) -> Source:
    words = ("amber", "birch", "cedar", "delta", "ember")
    titles = [f"Study {number} of the {words[number % 5]} {words[number // 5 % 5]} Method" for number in range(count)]
    return page("Mar 9", *((title, f"{title} is short. It works well.", "") for title in titles))


def test_cancelling_a_long_import_removes_all_of_it(library: Library) -> None:
    class Cancelled(Exception):
        pass

    def cancel(_done: int, _total: int) -> None:
        raise Cancelled

    before = library.views(library.find())
    with pytest.raises(Cancelled):
        library.import_source(many_papers(2500), progress=cancel)
    assert library.views(library.find()) == before
    assert (len(library.imports()), lock.find_unfinished(library.database.reader)) == (1, [])


def test_a_long_import_reports_progress_and_is_one_step(library: Library) -> None:
    seen: list[tuple[int, int]] = []
    library.import_source(many_papers(4100), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2000, 4100), (4000, 4100), (4100, 4100)]
    assert len(library.find()) == 4103
    library.undo()
    assert len(library.find()) == 3


def test_a_file_in_place_of_the_library_folder_gives_a_clear_error(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    with pytest.raises(PaperdeskError, match="cannot be used as a library folder"):
        Library(blocker)


def test_a_library_without_write_access_can_still_be_read(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.editing.set_note(1, "pebbles again")
    folder = library.folder
    library.close()
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    notices: list[str] = []
    with Library(folder, notices.append) as reading:
        assert any("read-only" in sentence for sentence in notices)
        assert [hit.id for hit in reading.search("note:again")] == [1]
        with pytest.raises(LibraryError, match="not writable"):
            reading.editing.star([1])
        assert not reading.show(1).starred


@pytest.mark.parametrize(
    "texts",
    [
        {"title": "smooth PEBBLES!", "authors": "Somebody Else", "published": "1999-01-01"},
        {"title": "Another title", "identifiers": "arxiv:2501.00001"},
    ],
)
def test_adding_an_existing_paper_overwrites_nothing_and_names_it(library: Library, texts: dict[str, str]) -> None:
    library.editing.edit(1, "title", "Smooth Pebbles")
    library.editing.edit(1, "identifiers", "arxiv:2501.00001")
    before, steps = library.show(1), len(library.history())
    with pytest.raises(
        PaperExistsError, match=r"“Smooth Pebbles” \(paper 1\) is already in the library; nothing"
    ) as raised:
        library.editing.add(texts)
    assert (raised.value.paper_id, library.show(1), len(library.history())) == (1, before, steps)


def test_a_paper_whose_title_was_corrected_is_not_added_again_under_its_old_title(library: Library) -> None:
    library.editing.edit(1, "title", "Smooth Pebbles")
    with pytest.raises(PaperExistsError, match="Smooth Pebbles"):
        library.editing.add({"title": PEBBLES[0]})


def test_a_paper_in_the_trash_exists_and_one_of_a_removed_import_does_not(library: Library) -> None:
    library.editing.set_status("trash", [1])
    with pytest.raises(PaperExistsError, match="already in the library, in the trash; nothing was added"):
        library.editing.add({"title": PEBBLES[0]})
    library.undo()
    library.unimport(1)
    paper_id, _changes = library.editing.add({"title": PEBBLES[0]})
    library.reimport(1)
    assert library.show(paper_id).abstract == PEBBLES[1]
    assert len(library.find()) == 3
