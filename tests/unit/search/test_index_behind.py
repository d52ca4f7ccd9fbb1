"""Searching while the index is being built: titles and authors at once, and no result disappears later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from app.bench.corpus import DUMP_DATE, generate_papers, make_pages
from app.importer.source import decode_source
from app.ingest.run import ImportOptions
from app.library import Library
from app.store import papers
from app.store.listed_papers import read_listed_papers

MANY_PAPERS = 400


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library that does not wait for the index, with so many papers that indexing takes a while."""
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library", synchronous="OFF", has_worker=True) as library:
        import_papers(library, MANY_PAPERS)
        library.set_waits_for_index(False)
        yield library


def import_papers(library: Library, number: int, seed: int = 0) -> None:
    """Import synthetic papers."""
    for page in make_pages(list(generate_papers(number, seed))):
        library.import_source(decode_source(page.encode(), "page"), ImportOptions(dump_date=DUMP_DATE))


def index_in_another_thread(library: Library) -> None:
    """Update the index as the window does."""

    def index() -> None:
        with Library(library.folder, index_owner=library) as other:
            other.index_changes()

    thread = Thread(target=index)
    thread.start()
    thread.join()


def queries(library: Library) -> list[str]:
    title = library.show(library.find()[0]).title.split()
    author = next(view.authors[0] for view in library.views(library.find()) if view.authors)
    return [
        title[0],
        f'"{title[1]} {title[2]}"',
        f"title:{title[0]}",
        f"author:{author.split()[-1]}",
        f'author:"{author}"',
        f"{title[0]} OR {author.split()[0]}",
        f"{title[0]} -{title[1]}",
        f"{title[0]} published:2025",
        f"{title[0][:3]}*",
    ]


def test_titles_and_authors_are_searched_before_there_is_an_index(library: Library) -> None:
    all_queries = queries(library)
    first = {}
    for query in all_queries:
        first[query] = set(library.answer(query).ids)
        assert library.is_index_behind
    assert library.searcher.read_state() is None  # no search waited for it
    index_in_another_thread(library)
    for query in all_queries:
        assert first[query] <= set(library.answer(query).ids), query
        assert not library.is_index_behind
    whole_titles = [query for query in all_queries if query.startswith(("title:", "author:"))]
    assert {query: first[query] for query in whole_titles} == {q: set(library.find(q)) for q in whole_titles}
    assert sum(map(len, first.values())) > len(all_queries)


def test_typing_without_an_index_finds_titles_by_prefix(library: Library) -> None:
    word = library.show(library.find()[0]).title.split()[0]
    for size in range(1, len(word) + 1):
        typed = word[:size]
        expected = [one for one, title, _ in library.titles() if f" {typed}".casefold() in f" {title}".casefold()]
        assert set(expected) <= set(library.answer(typed, size, is_preliminary=True).ids), typed


def test_the_old_index_answers_until_new_papers_are_indexed(library: Library) -> None:
    index_in_another_thread(library)
    word = library.show(library.find()[0]).title[:2] + "*"
    before = library.answer(word).ids
    import_papers(library, 2 * MANY_PAPERS)
    assert (library.answer(word).ids, library.is_index_behind) == (before, True)
    assert library.answer(word, order="relevance").total == len(before)
    index_in_another_thread(library)
    after = library.answer(word)
    library.set_waits_for_index(True)
    assert (set(after.ids) > set(before), after.ids) == (True, library.find(word))


def test_a_search_waits_for_a_few_changes(library: Library) -> None:
    index_in_another_thread(library)
    paper = library.find()[0]
    library.editing.edit(paper, "title", "Kites over boats")
    assert (library.answer("kites boats").ids, library.is_index_behind) == ([paper], False)


def test_the_listed_papers_are_updated_after_every_kind_of_change(library: Library) -> None:
    reader = library.database.reader
    listed = read_listed_papers(reader)

    def check_listed() -> None:
        nonlocal listed
        listed = read_listed_papers(reader, listed)
        assert listed.papers == papers.list_ids(reader)

    check_listed()
    added, _ = library.editing.add({"title": "Added by hand"})
    check_listed()
    assert added in listed.papers
    library.undo()
    check_listed()
    assert added not in listed.papers
    library.redo()
    check_listed()
    import_papers(library, 30, seed=5)
    check_listed()
    library.unimport(library.imports()[0].id)
    check_listed()
    import_papers(library, 1300, seed=9)  # more than are updated one by one
    check_listed()
    assert len(listed.papers) >= 1200
