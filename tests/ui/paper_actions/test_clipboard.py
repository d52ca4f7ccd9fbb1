"""Copying papers to the clipboard by key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def clipboard() -> str:
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.clipboard().text()


@pytest.fixture
def addressed(main_window: MainWindow, press: Press) -> int:
    """The first paper of the list, with an address."""
    paper = main_window.papers.ids[0]
    main_window.operations.write(lambda library: library.editing.edit(paper, "identifiers", "arxiv:2501.00001"))
    press("")
    main_window.papers.go_to(paper)
    return paper


def test_every_y_chord_copies_its_text_and_confirms_it(main_window: MainWindow, press: Press, addressed: int) -> None:
    view, steps = main_window.library.show(addressed), len(main_window.library.history())
    for key, text in {
        "t": view.title,
        "u": "https://arxiv.org/abs/2501.00001",
        "m": f"[{view.title}](https://arxiv.org/abs/2501.00001)",
        "a": view.abstract,
    }.items():
        press(f"y{key}")
        assert clipboard() == text
        assert main_window.toast.text.startswith("Copied the ")
    press("yy")
    assert view.title in clipboard()
    assert clipboard().endswith(" https://arxiv.org/abs/2501.00001")
    assert len(main_window.library.history()) == steps


def test_marked_papers_are_copied_one_per_line_in_list_order(main_window: MainWindow, press: Press) -> None:
    ids = main_window.papers.ids[:3]
    press("jjxk")
    press("xk")
    press("xyt")
    assert clipboard().split("\n") == [main_window.library.show(one).title for one in ids]
    assert "Copied 3 titles" in main_window.toast.text


def test_copying_a_missing_value_leaves_the_clipboard_unchanged(main_window: MainWindow, press: Press) -> None:
    press("yt")
    before = clipboard()
    bare = next(one for one in main_window.papers.ids if not main_window.library.show(one).identifiers)
    main_window.papers.go_to(bare)
    press("yu")
    assert clipboard() == before
    assert "no address" in main_window.toast.text


def test_a_paper_can_be_copied_in_triage(main_window: MainWindow, press: Press) -> None:
    main_window.actions_by_id["triage"].trigger()
    press("")
    paper = main_window.papers.current_id
    assert paper is not None
    press("yt")
    assert clipboard() == main_window.library.show(paper).title
