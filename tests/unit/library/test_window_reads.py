"""Frequent reads of the window: rows, counts, papers of an import, and changes by other connections."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.importer.source import Source, decode_source
from app.library import Library


def page(day: str, *titles: str) -> Source:
    blocks = "".join(
        f"{title}\n\nWe study {title.lower()} for a long time and tell what we have seen of it.\n\n"
        f"  • 3 authors\n·\nFeb 3 4\n\n"
        for title in titles
    )
    return decode_source(
        f"Subscribe\n\nDaily Papers\n\nbyAK and the research community\n\n{day}\n\n{blocks}".encode(), f"{day}.txt"
    )


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path / "library")
    made.import_source(page("Mar 2", "Paper Boats at Sea", "Kites of the North"))
    made.import_source(page("Mar 3", "Kites of the North", "Lanterns on Rivers"))
    return made


def test_rows_and_views_agree(library: Library) -> None:
    ids = library.find()
    library.editing.tag("wind", ids[:2])
    library.editing.set_note(ids[0], "a note")
    library.editing.star(ids[1:2])
    rows, views = library.rows(ids), library.views(ids)
    assert [row.id for row in rows] == ids
    for row, view in zip(rows, views, strict=True):
        assert (row.title, row.tags, row.status, row.starred, row.author_count, row.comments, row.published) == (
            view.title, view.tags, view.status, view.starred, view.author_count, view.comments, view.published,
        )  # fmt: skip
        assert row.has_note is (view.note is not None)
    assert library.rows([99, ids[1]])[0].id == ids[1]


def test_counts_match_the_lists(library: Library) -> None:
    ids = library.find()
    library.editing.set_status("later", ids[:1])
    library.editing.set_status("trash", ids[1:2])
    library.editing.star(ids)
    counts = library.counts()
    for status, number in counts.statuses.items():
        assert number == len(library.find(f"status:{status}")), status
    assert (counts.total, counts.starred) == (2, 2)


def test_papers_of_an_import_are_in_page_order(library: Library) -> None:
    titles = [[row.title for row in library.rows(library.import_papers(number))] for number in (1, 2)]
    assert titles == [["Paper Boats at Sea", "Kites of the North"], ["Kites of the North", "Lanterns on Rivers"]]


def test_an_edit_by_another_connection_is_noticed(library: Library) -> None:
    before = library.data_version()
    assert library.data_version() == before
    with Library(library.folder) as other:
        other.editing.star(other.find())
    assert library.data_version() != before


def test_an_answer_by_relevance_is_in_the_order_of_search(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    assert library.answer("kites", order="relevance").ids == [hit.id for hit in library.search("kites")] != []


def test_a_title_is_found_in_any_case_and_punctuation(library: Library) -> None:
    for paper_id, title, _published in library.titles():
        assert library.find_by_title(f"  {title.upper()}!") == library.find_by_title(title)
        assert library.show(library.find_by_title(title) or 0).title == title, paper_id
    assert library.find_by_title("No such title") is None
    assert library.find_by_title("") is None
