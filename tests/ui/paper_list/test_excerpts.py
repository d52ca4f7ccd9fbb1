"""In a search the list shows the matching passages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"


@pytest.fixture
def window(open_window: Callable[[Path], MainWindow], own_folders: Path) -> MainWindow:
    from app.library import Library

    pieces = (
        f"Study {number}\n\n{'Plain words come first here and say little. ' * 6}Then the walrus{number} is <b>met</b>, "
        f"which is what counts in the end.\n\n  • 3 authors\n·\nJun 12, 2017 {number + 1}\n\n"
        for number in range(60)
    )
    page = own_folders.parent / "page.txt"
    page.write_text(f"{_HEAD}Mar 9\n\n{''.join(pieces)}")
    with Library(own_folders) as library:
        library.import_paths([page])
    return open_window(own_folders)


def excerpts(window: MainWindow) -> dict[int, str]:
    return dict(window.papers._delegate.excerpts)


def test_a_row_shows_the_matching_passage_as_plain_text(window: MainWindow, qtbot: Any) -> None:
    window.listing.search("walrus7")
    qtbot.waitUntil(lambda: any(excerpts(window).values()), timeout=60_000)
    (paper_id,) = window.papers.ids
    assert excerpts(window) == {paper_id: "…little. Then the walrus7 is <b>met</b>, which is what counts in the end."}


def test_only_visible_rows_get_excerpts_and_others_after_scrolling(window: MainWindow, qtbot: Any) -> None:
    window.listing.search("walrus*")
    qtbot.waitUntil(lambda: any(excerpts(window).values()), timeout=60_000)
    seen = set(window.papers.visible_ids())
    assert set(excerpts(window)) == seen
    assert len(seen) < 60 == len(window.papers.ids)
    window.papers.go_to_row(59)
    last = window.papers.ids[-1]
    qtbot.waitUntil(lambda: excerpts(window).get(last), timeout=60_000)


def test_excerpts_of_a_search_disappear_with_it(window: MainWindow, qtbot: Any) -> None:
    window.listing.search("walrus7")
    qtbot.waitUntil(lambda: any(excerpts(window).values()), timeout=60_000)
    window.listing.search("")
    qtbot.waitUntil(lambda: window.operations.is_idle and len(window.papers.ids) == 60, timeout=60_000)
    assert excerpts(window) == {}


def test_a_paper_whose_title_matches_gets_no_excerpt(window: MainWindow, qtbot: Any) -> None:
    window.listing.search('title:"study 12"')
    qtbot.waitUntil(lambda: bool(excerpts(window)), timeout=60_000)
    (paper_id,) = window.papers.ids
    assert excerpts(window) == {paper_id: ""}
