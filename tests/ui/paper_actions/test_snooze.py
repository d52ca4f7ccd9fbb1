"""A snoozed paper that is due is back in the inbox when the window opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.library import Library

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def test_opening_the_window_wakes_only_papers_that_are_due(
    open_window: Callable[[Path], MainWindow], sample_folder: Path
) -> None:
    today = date.today()
    with Library(sample_folder) as library:
        due, waiting = library.list_by_status("inbox")[:2]
        library.editing.snooze(today, [due])
        library.editing.snooze(today + timedelta(days=30), [waiting])
    window = open_window(sample_folder)
    assert due in window.papers.ids
    assert waiting not in window.papers.ids
    assert window.library.show(waiting).status == "later"
