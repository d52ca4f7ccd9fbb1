"""Copying by key: what the clipboard holds then."""

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
def addressed(desk: MainWindow, press: Press) -> int:
    """The first paper of the list, with an address."""
    paper = desk.papers.papers.ids[0]
    desk.operations.act(lambda library: library.editing.edit(paper, "identifiers", "arxiv:2501.00001"))
    press("")
    desk.papers.go_to(paper)
    return paper


def test_every_y_chord_copies_its_text_and_says_so(desk: MainWindow, press: Press, addressed: int) -> None:
    view, steps = desk.library.show(addressed), len(desk.library.history())
    for key, text in {
        "t": view.title,
        "u": "https://arxiv.org/abs/2501.00001",
        "m": f"[{view.title}](https://arxiv.org/abs/2501.00001)",
        "a": view.abstract,
    }.items():
        press(f"y{key}")
        assert clipboard() == text
        assert desk.toast.text.startswith("Copied the ")
    press("yy")
    assert view.title in clipboard()
    assert clipboard().endswith(" https://arxiv.org/abs/2501.00001")
    assert len(desk.library.history()) == steps


def test_marked_papers_are_copied_a_line_each_in_the_order_of_the_list(desk: MainWindow, press: Press) -> None:
    ids = desk.papers.papers.ids[:3]
    press("jjxk")
    press("xk")
    press("xyt")
    assert clipboard().split("\n") == [desk.library.show(one).title for one in ids]
    assert "Copied 3 titles" in desk.toast.text


def test_what_a_paper_has_not_leaves_the_clipboard_as_it_is(desk: MainWindow, press: Press) -> None:
    press("yt")
    before = clipboard()
    bare = next(one for one in desk.papers.papers.ids if not desk.library.show(one).identifiers)
    desk.papers.go_to(bare)
    press("yu")
    assert clipboard() == before
    assert "no address" in desk.toast.text


def test_in_triage_a_paper_is_copied_too(desk: MainWindow, press: Press) -> None:
    desk.actions_by_id["triage"].trigger()
    press("")
    paper = desk.papers.current_id
    assert paper is not None
    press("yt")
    assert clipboard() == desk.library.show(paper).title
