"""Where fields come from, and their values without the user's edits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import UsageError
from app.importer.source import Source, decode_source
from app.ingest.run import ImportOptions
from app.library import Library

HEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research\n\n"
TITLE = "Sorting Pebbles with Patience"
ABSTRACT = "Patience beats speed. We show it with pebbles of two colours."


def page(day: str, meta: str, abstract: str = ABSTRACT) -> Source:
    return decode_source((HEAD + f"{day}\n\n{TITLE}\n\n{abstract}\n\n  • {meta}\n\n").encode(), f"{day}.txt")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library") as opened:
        yield opened


def only(library: Library) -> int:
    (paper_id,) = library.find()
    return paper_id


def texts(library: Library) -> dict[str, tuple[str, str, bool]]:
    return {one.name: (one.value, one.source, one.is_edited) for one in library.fields(only(library))}


def test_each_field_is_listed_with_the_page_it_comes_from(library: Library) -> None:
    library.import_source(page("Mar 4", "3 authors\n·\nMar 1 2"))
    library.import_source(page("Mar 9", "3 authors\n·\nMar 1 5"))
    newest, oldest = library.sightings(only(library))
    assert (newest.path, newest.comments, oldest.comments) == ("Mar 9.txt", 5, 2)
    assert "comments" in newest.provided_fields
    assert "title" in newest.provided_fields
    assert set(newest.provided_fields) & set(oldest.provided_fields) == set()


def test_a_withdrawn_page_is_listed_and_provides_no_fields(library: Library) -> None:
    library.import_source(page("Mar 4", "3 authors\n·\nMar 1 2"))
    library.import_source(page("Mar 9", "3 authors\n·\nMar 1 5"))
    library.unimport(2)
    active, withdrawn = library.sightings(only(library))
    assert (active.path, active.withdrawn) == ("Mar 4.txt", False)
    assert (withdrawn.path, withdrawn.withdrawn, withdrawn.provided_fields) == ("Mar 9.txt", True, ())
    assert "comments" in active.provided_fields


def test_an_edit_keeps_the_value_of_the_source(library: Library) -> None:
    library.import_source(page("Mar 4", "3 authors\n·\nMar 1 2"))
    library.editing.edit(only(library), "title", "Sorting Stones")
    assert texts(library)["title"] == ("Sorting Stones", TITLE, True)
    assert texts(library)["abstract"] == (ABSTRACT, ABSTRACT, False)
    library.editing.edit(only(library), "title", "")
    assert texts(library)["title"] == (TITLE, TITLE, False)


GIVEN = {
    "title": "By Hand",
    "authors": "Ada Lovelace, Grace Hopper",
    "organization": "A House",
    "published": "2026-01-27",
    "comments": "3",
    "upvotes": "7",
    "categories": "cs.LG cs.AI",
    "identifiers": "arxiv:2601.00001 doi:10.1000/x",
    "code_urls": "https://code.example/one https://code.example/two",
    "abstract": "One line.\n\nAnother.",
}


def test_fields_entered_by_hand_are_shown_as_entered(library: Library) -> None:
    library.editing.add(GIVEN)
    shown = {name: value for name, (value, _source, _edited) in texts(library).items()}
    assert shown == {**dict.fromkeys(shown, ""), **GIVEN}


def test_a_name_with_a_comma_survives_an_edit_that_changes_nothing(library: Library) -> None:
    library.editing.add({"title": "By Hand", "authors": "Lovelace, Ada; Hopper, Grace"})
    library.editing.edit(only(library), "authors", texts(library)["authors"][0])
    assert library.show(only(library)).authors == ("Lovelace, Ada", "Hopper, Grace")


def test_a_year_is_marked_as_inferred_until_the_user_sets_the_date(library: Library) -> None:
    library.import_source(page("Mar 4", "3 authors\n·\nMar 1 2"), ImportOptions(dump_date=date(2025, 3, 4)))
    paper = library.show(only(library))
    assert paper.published == "2025-03-01"
    assert paper.year_inferred
    library.editing.edit(paper.id, "published", "2025-03-01")
    assert library.show(paper.id).year_inferred is False


def test_an_unknown_paper_is_refused_with_a_message(library: Library) -> None:
    for read in (library.sightings, library.fields):
        with pytest.raises(UsageError, match="no paper 77"):
            read(77)


def test_linking_several_papers_is_one_step_and_one_direction_can_be_removed_alone(library: Library) -> None:
    one, other, third = (library.editing.add({"title": title})[0] for title in ("One", "Other", "Third"))
    library.editing.link_each([(one, third), (other, third), (third, one)], "uses", "see there")
    assert len(library.history()) == 4
    library.editing.unlink(one, third, "uses", is_one_way=True)
    assert [(link.paper_id, link.direction) for link in library.show(third).links] == [(one, "out"), (other, "in")]
    library.undo()
    library.undo()
    assert library.show(third).links == ()


def test_linking_again_keeps_one_link_with_the_newer_evidence(library: Library) -> None:
    one, other = (library.editing.add({"title": title})[0] for title in ("One", "Other"))
    library.editing.link(one, other, "uses", "first")
    assert library.editing.link(one, other, "uses").is_empty
    library.editing.link(one, other, "uses", "second")
    assert [link.evidence for link in library.show(one).links] == ["second"]
    library.undo()
    assert [link.evidence for link in library.show(one).links] == ["first"]


def test_adding_and_removing_tags_together_is_one_step_whose_label_names_both(library: Library) -> None:
    paper = library.editing.add({"title": "One"})[0]
    library.editing.tag("old", [paper])
    changes = library.editing.change_tags([paper], ["new", "newer"], ["old"])
    assert changes.label == "Tagged 1 paper “new”, “newer” and removed “old” from 1 paper"
    assert library.show(paper).tags == ("new", "newer")
    with pytest.raises(UsageError, match="no tag “gone”"):
        library.editing.change_tags([paper], ["extra"], ["gone"])
    assert library.show(paper).tags == ("new", "newer")
    library.undo()
    assert library.show(paper).tags == ("old",)
