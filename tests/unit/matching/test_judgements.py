"""The user's judgements on which papers are the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.doctor.checks import CHECKS
from app.domain.errors import UsageError
from app.domain.paper_values import Identifier
from app.domain.records import FeedRecord, PaperRecord
from app.importer.source import Source
from app.ingest.run import ImportOptions, import_feed
from app.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path, synchronous="OFF") as opened:
        yield opened
        assert next(check for check in CHECKS if check.name == "papers").find_problems(opened) == []


def paper(position: int, title: str, day: date | None = None, **known: object) -> PaperRecord:
    month_day = (day.month, day.day) if day else None
    published = day.isoformat() if day else None
    return PaperRecord(title, position=position, published=published, published_month_day=month_day, **known)  # type: ignore[arg-type]


def add(library: Library, name: str, *papers: PaperRecord, day: date | None = None) -> None:
    feed = FeedRecord("daily-papers", "A", "made", "Daily Papers", dump_date=day, papers=papers)
    import_feed(library.database, Source(name, name, name, len(name)), feed, ImportOptions(), lambda _done, _all: None)


EARLY, LATE = date(2024, 1, 4), date(2025, 5, 9)


def test_papers_judged_the_same_show_the_best_values_of_both_and_keep_their_user_data(library: Library) -> None:
    add(library, "one", paper(1, "Paper Boats", abstract="Cut", abstract_complete=False))
    add(library, "two", paper(1, "Boats of Paper", LATE, abstract="Cut no more.", abstract_complete=True))
    library.editing.tag("ponds", [2])
    previewed = {field.title: field.joined for field in library.compare(1, 2)}
    library.editing.judge(1, 2, "same")
    joined = library.show(2)
    assert library.find() == [1]
    assert (joined.id, joined.abstract, joined.published, joined.tags) == (1, "Cut no more.", "2025-05-09", ("ponds",))
    assert (previewed["Title"], previewed["Abstract"]) == (joined.title, joined.abstract)


def test_a_judgement_survives_withdrawing_an_import_and_importing_it_again(library: Library) -> None:
    add(library, "one", paper(1, "Paper Boats"))
    add(library, "two", paper(1, "Boats of Paper"))
    library.editing.judge(1, 2, "same")
    library.unimport(2)
    assert len(library.show(1).sightings) == 1
    add(library, "two", paper(1, "Boats of Paper"))
    add(library, "three", paper(1, "Boats of Paper", comments=4))
    assert library.find() == [1]
    assert len(library.show(1).sightings) == 3


def test_papers_judged_different_stay_separate_when_a_later_page_would_join_them(library: Library) -> None:
    add(library, "one", paper(1, "Editorial", EARLY), paper(2, "Editorial", LATE), paper(3, "Editorial"))
    assert len(library.find()) == 3
    library.editing.judge(1, 3, "different")
    library.editing.judge(2, 3, "different")
    add(library, "two", paper(1, "Editorial", comments=3))
    library.unimport(1)
    library.reimport(1)
    assert len(library.find()) == 3
    assert len(library.show(3).sightings) == 2


def test_the_later_judgement_counts_and_undoing_it_restores_the_earlier_one(library: Library) -> None:
    add(library, "one", paper(1, "Editorial", EARLY), paper(2, "Editorial", LATE))
    library.editing.judge(1, 2, "different")
    library.editing.judge(1, 2, "same")
    assert library.find() == [1]
    library.editing.judge(1, 2, "different")
    assert sorted(library.find()) == [1, 2]
    library.undo()
    assert library.find() == [1]
    library.undo()
    assert sorted(library.find()) == [1, 2]


def test_a_paper_added_by_hand_can_be_joined_with_an_imported_one_and_separated_again(library: Library) -> None:
    add(library, "one", paper(1, "Paper Boats", LATE))
    by_hand, _ = library.editing.add({"title": "My Boats", "comments": "7"})
    library.editing.judge(by_hand, 1, "same")
    assert (library.show(1).title, library.show(1).comments) == ("My Boats", 7)
    library.editing.judge(1, by_hand, "different")
    assert sorted(library.find()) == [1, by_hand]
    assert library.show(1).title == "Paper Boats"


@pytest.mark.parametrize("names", [("Alpha", "Beta", "Gamma"), ("Gamma", "Beta", "Alpha"), ("Beta", "Gamma", "Alpha")])
def test_contradicting_judgements_do_not_depend_on_the_order_of_imports(
    library: Library, names: tuple[str, ...]
) -> None:
    for name in names:
        add(library, name, paper(1, name))
    ids = {library.show(paper_id).title: paper_id for paper_id in library.find()}
    first = library.editing.judge(ids["Alpha"], ids["Beta"], "same").step
    library.editing.judge(ids["Alpha"], ids["Gamma"], "same")
    library.undo(first)
    library.editing.judge(ids["Alpha"], ids["Beta"], "different")
    sightings_of_papers = [sorted(one.title for one in library.sightings(paper_id)) for paper_id in library.find()]
    assert sorted(sightings_of_papers) == [["Alpha", "Gamma"], ["Beta"]]


def test_a_judgement_that_changes_nothing_records_no_step(library: Library) -> None:
    add(library, "one", paper(1, "Editorial", EARLY), paper(2, "Editorial", LATE))
    library.editing.judge(1, 2, "different")
    assert library.editing.judge(2, 1, "different").step is None
    library.editing.judge(1, 2, "same")
    assert library.editing.judge(1, 2, "same").step is None
    with pytest.raises(UsageError, match="cannot be told apart"):
        library.editing.judge(1, 1, "different")
    with pytest.raises(UsageError, match="alike"):
        library.editing.judge(1, 2, "alike")


def test_possible_duplicates_are_listed_with_a_reason_until_they_are_judged(library: Library) -> None:
    library.editing.add({"title": "Something else", "published": "2020-02-02", "authors": "Zoe"})
    add(library, "one", paper(1, "Editorial", EARLY), paper(2, "Editorial", LATE), paper(3, "Something Else"))
    add(library, "two", paper(1, "Slow Lanterns on Broad Rivers", authors=("Ann",)))
    add(library, "three", paper(1, "Slow Lanterns on the Broad Rivers", authors=("Ann", "Bo")))
    add(library, "four", paper(1, "Kites", authors=("Ann",)), paper(2, "Kites", authors=("Cy",)))
    pairs = {pair.reason: (pair.one_title, pair.other_title) for pair in library.duplicate_candidates()}
    assert pairs == {
        "The same title, with another date": ("Editorial", "Editorial"),
        "The same title, with other authors": ("Kites", "Kites"),
        "Nearly the same title": ("Slow Lanterns on Broad Rivers", "Slow Lanterns on the Broad Rivers"),
    }
    for pair in library.duplicate_candidates():
        library.editing.judge(pair.one, pair.other, "different" if pair.one_title == "Kites" else "same")
    assert library.duplicate_candidates() == []
    library.undo()
    assert len(library.duplicate_candidates()) == 1


def test_a_judgement_is_undone_for_all_joined_papers_even_when_those_it_names_are_gone(library: Library) -> None:
    add(library, "one", paper(1, "Alpha"))
    add(library, "two", paper(1, "Gamma"))
    add(library, "three", paper(1, "Delta"), paper(2, "Zeta"))
    parts = [library.editing.judge(1, 3, "same").step, library.editing.judge(2, 4, "same").step]
    whole = library.editing.judge(1, 2, "same").step
    for step in parts:
        library.undo(step)
    library.unimport(1)
    library.unimport(2)
    assert library.find() == [3]
    library.undo(whole)
    assert sorted(library.find()) == [3, 4]


def sightings_of_papers(library: Library) -> list[list[tuple[int, int]]]:
    """The sightings of each paper, as imports and positions."""
    return sorted(
        sorted((one.import_id, one.position) for one in library.sightings(paper_id) if not one.withdrawn)
        for paper_id in library.find()
    )


def test_a_sighting_can_be_split_from_its_paper_and_undo_joins_them_again(library: Library) -> None:
    add(library, "one", paper(1, "Editorial", EARLY, comments=3))
    add(library, "two", paper(1, "Editorial", EARLY, abstract="Of other things."))
    library.editing.tag("mine", [1])
    assert library.find() == [1]
    library.editing.split_sightings(1, [(2, 1)])
    first, second = sorted(library.find())
    assert (library.show(first).tags, library.show(first).comments) == (("mine",), 3)
    assert (library.show(second).tags, library.show(second).abstract) == ((), "Of other things.")
    assert library.duplicate_candidates() == []
    library.undo()
    assert library.find() == [1]
    assert library.show(second).id == 1
    library.redo()
    assert sorted(library.find()) == [first, second]


def test_the_older_part_keeps_id_and_tags_even_when_it_is_the_one_split_off(library: Library) -> None:
    add(library, "one", paper(1, "Editorial", EARLY))
    add(library, "two", paper(1, "Editorial", EARLY, comments=8))
    library.editing.tag("mine", [1])
    library.editing.split_sightings(1, [(1, 1)])
    assert sightings_of_papers(library) == [[(1, 1)], [(2, 1)]]
    assert (library.show(1).tags, library.show(1).comments) == (("mine",), None)


def test_split_papers_stay_split_when_their_pages_are_withdrawn_and_imported_again(library: Library) -> None:
    add(library, "one", paper(1, "Editorial", EARLY), paper(2, "Kites"))
    add(library, "two", paper(1, "Editorial"))
    add(library, "three", paper(1, "Editorial", EARLY, comments=5))
    library.editing.split_sightings(1, [(2, 1)])
    apart = [[(1, 1), (3, 1)], [(1, 2)], [(2, 1)]]
    assert sightings_of_papers(library) == apart
    for number, name in ((2, "two"), (1, "one")):
        library.unimport(number)
        assert sum(map(len, sightings_of_papers(library))) < 4
        library.reimport(number)
        add(library, name, paper(1, "Editorial"))  # the same file again
        assert sightings_of_papers(library) == apart


def test_a_later_page_with_the_same_facts_as_a_part_joins_that_part(library: Library) -> None:
    add(library, "one", paper(1, "Editorial", EARLY))
    add(library, "two", paper(1, "Editorial"))
    library.editing.split_sightings(1, [(2, 1)])
    add(library, "three", paper(1, "Editorial", EARLY))
    assert sightings_of_papers(library) == [[(1, 1), (3, 1)], [(2, 1)]]


def test_parts_that_share_an_identifier_stay_separate(library: Library) -> None:
    doi = (Identifier("doi", "10.1/x"),)
    add(library, "one", paper(1, "Kites", identifiers=doi))
    add(library, "two", paper(1, "Lanterns", identifiers=doi))
    assert len(library.find()) == 1
    library.editing.split_sightings(1, [(2, 1)])
    assert {library.show(one).title for one in library.find()} == {"Kites", "Lanterns"}


def test_a_paper_added_by_hand_can_be_split_from_its_page_and_joined_again(library: Library) -> None:
    by_hand, _ = library.editing.add({"title": "Paper Boats"})
    add(library, "one", paper(1, "Paper Boats", EARLY))
    assert library.find() == [by_hand]
    library.editing.split_sightings(by_hand, [(1, 1)])
    parted = next(one for one in library.find() if one != by_hand)
    library.editing.judge(by_hand, parted, "same")
    assert library.find() == [by_hand]


def test_a_split_that_was_joined_can_be_separated_by_the_former_ids(library: Library) -> None:
    add(library, "one", paper(1, "Editorial", EARLY))
    add(library, "two", paper(1, "Editorial", EARLY))
    library.editing.split_sightings(1, [(2, 1)])
    apart, parted = sightings_of_papers(library), max(library.find())
    library.editing.judge(1, parted, "same")
    assert library.find() == [1]
    library.editing.judge(1, parted, "different")
    assert (sightings_of_papers(library), sorted(library.find())) == (apart, [1, parted])


@pytest.mark.parametrize("places", [[], [(1, 2)], [(9, 1)], [(1, 1), (9, 9)], [(1, 1), (2, 1)]])
def test_an_impossible_split_is_refused_and_nothing_changes(library: Library, places: list[tuple[int, int]]) -> None:
    add(library, "one", paper(1, "Editorial", EARLY), paper(2, "Kites"))
    add(library, "two", paper(1, "Editorial", EARLY))
    steps = len(library.history())
    with pytest.raises(UsageError, match="Nothing was changed"):
        library.editing.split_sightings(1, places)
    assert len(library.history()) == steps
    assert sightings_of_papers(library) == [[(1, 1), (2, 1)], [(1, 2)]]
