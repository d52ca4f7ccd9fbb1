"""A search while the index is being built: what titles and authors tell comes at once, and none of it goes again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from app.bench.corpus import DUMP_DATE, invent, pages
from app.importer.source import decode_source
from app.ingest.run import ImportOptions
from app.library import Library
from app.store import papers
from app.store.listed import read_listed

MANY = 400


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """An impatient library of so many papers that their indexing takes more than a moment."""
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library", synchronous="OFF", has_worker=True) as library:
        take_in(library, MANY)
        library.wait_for_index(False)
        yield library


def take_in(library: Library, number: int, seed: int = 0) -> None:
    """Import so many invented papers."""
    for page in pages(list(invent(number, seed))):
        library.import_source(decode_source(page.encode(), "page"), ImportOptions(dump_date=DUMP_DATE))


def index_in_another_thread(library: Library) -> None:
    """As the window does it."""

    def index() -> None:
        with Library(library.folder, beside=library) as other:
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


def test_titles_and_authors_answer_before_there_is_an_index_and_all_they_find_stays(library: Library) -> None:
    asked = queries(library)
    first = {}
    for query in asked:
        first[query] = set(library.answer(query).ids)
        assert library.is_index_behind
    assert library.searcher.state() is None  # nobody waited for it
    index_in_another_thread(library)
    for query in asked:
        assert first[query] <= set(library.answer(query).ids), query
        assert not library.is_index_behind
    whole_titles = [query for query in asked if query.startswith(("title:", "author:"))]
    assert {query: first[query] for query in whole_titles} == {q: set(library.find(q)) for q in whole_titles}
    assert sum(map(len, first.values())) > len(asked)


def test_typing_while_there_is_no_index_finds_titles_that_begin_so(library: Library) -> None:
    word = library.show(library.find()[0]).title.split()[0]
    for size in range(1, len(word) + 1):
        typed = word[:size]
        expected = [one for one, title, _ in library.titles() if f" {typed}".casefold() in f" {title}".casefold()]
        assert set(expected) <= set(library.answer(typed, size, is_first_look=True).ids), typed


def test_an_old_index_answers_until_the_new_papers_are_in(library: Library) -> None:
    index_in_another_thread(library)
    word = library.show(library.find()[0]).title[:2] + "*"
    before = library.answer(word).ids
    take_in(library, 2 * MANY)
    assert (library.answer(word).ids, library.is_index_behind) == (before, True)
    assert library.answer(word, order="relevance").total == len(before)
    index_in_another_thread(library)
    after = library.answer(word)
    library.wait_for_index(True)
    assert (set(after.ids) > set(before), after.ids) == (True, library.find(word))


def test_a_few_changes_are_waited_for(library: Library) -> None:
    index_in_another_thread(library)
    paper = library.find()[0]
    library.editing.edit(paper, "title", "Kites over boats")
    assert (library.answer("kites boats").ids, library.is_index_behind) == ([paper], False)


def test_the_listed_papers_are_followed_through_every_kind_of_change(library: Library) -> None:
    reader = library.database.reader
    known = read_listed(reader)

    def follow() -> None:
        nonlocal known
        known = read_listed(reader, known)
        assert known.papers == papers.all_ids(reader)

    follow()
    added, _ = library.editing.add({"title": "Added by hand"})
    follow()
    assert added in known.papers
    library.undo()
    follow()
    assert added not in known.papers
    library.redo()
    follow()
    take_in(library, 30, seed=5)
    follow()
    library.unimport(library.imports()[0].id)
    follow()
    take_in(library, 1300, seed=9)  # more than is followed one by one
    follow()
    assert len(known.papers) >= 1200
