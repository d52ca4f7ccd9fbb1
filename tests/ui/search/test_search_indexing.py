"""Searching in the window while the index is being built, and when it cannot be stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

MANY = 400
"""Enough papers that indexing takes a while."""


@pytest.fixture
def large_folder(own_folders: Path) -> Path:
    from app.bench.corpus import DUMP_DATE, generate_papers, make_pages
    from app.importer.source import decode_source
    from app.ingest.run import ImportOptions
    from app.library import Library

    with Library(own_folders, synchronous="OFF") as library:
        for page in make_pages(list(generate_papers(MANY))):
            library.import_source(decode_source(page.encode(), "page"), ImportOptions(dump_date=DUMP_DATE))
    return own_folders


def title_word(window: MainWindow) -> str:
    return str(window.library.show(window.library.find()[0]).title.split()[1])


def test_a_search_shows_title_matches_while_the_index_is_built_and_then_all(
    open_window: Callable[[Path], MainWindow], large_folder: Path, qtbot: Any
) -> None:
    from app.library import Library

    window = open_window(large_folder)
    shown: list[list[int]] = []
    moments: list[int] = []
    window.listing.listed.connect(lambda ids, _is_other: shown.append(list(ids)))
    window.operations.indexed.connect(lambda: moments.append(len(shown)))
    word = title_word(window)
    window.listing.search(word[:2], 2)
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=20_000)
    assert moments
    assert 0 < len(shown[0]) < len(shown[-1])  # the first answer is of titles and authors
    assert set(shown[0]) <= set(shown[-1])
    with Library(large_folder, has_worker=True) as library:
        assert set(shown[-1]) == set(library.answer(word[:2], 2, include_trash=False).ids)
    built = len(moments)
    window.listing.search(word)
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=20_000)
    assert len(moments) == built  # it is not built again


def test_a_search_finds_everything_when_the_index_cannot_be_stored(
    open_window: Callable[[Path], MainWindow], large_folder: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = large_folder.parent / "a file"
    blocked.write_text("no folder")
    monkeypatch.setenv("PAPERDESK_CACHE", str(blocked / "cache"))
    window = open_window(large_folder)
    said: list[str] = []
    shown: list[list[int]] = []
    window.operations.noticed.connect(said.append)
    window.listing.listed.connect(lambda ids, _is_other: shown.append(list(ids)))
    word = title_word(window)
    window.listing.search(word)
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=20_000)
    texts = {view.id: f" {view.title} {view.abstract} ".lower() for view in window.library.views(window.library.find())}
    expected = {identity for identity, text in texts.items() if f" {word.lower()} " in text}
    assert set(shown[-1]) >= expected
    assert expected
    assert any("The library itself was searched instead." in sentence for sentence in said)


def test_closing_the_window_while_the_index_is_built_leaves_a_library_that_finds_everything(
    open_window: Callable[[Path], MainWindow], large_folder: Path, qtbot: Any
) -> None:
    from app.library import Library

    window = open_window(large_folder)
    word, begun = title_word(window), []
    window.listing.listed.connect(lambda ids, _is_other: begun.append(list(ids)))
    window.listing.search(f"title:{word}")
    qtbot.waitUntil(lambda: bool(begun), timeout=20_000)
    window.close()
    with Library(large_folder) as library:
        assert library.find(f"title:{word}") == begun[0] != []
