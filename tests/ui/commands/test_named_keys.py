"""Sentences name the keys a person has, in every profile and with keys of their own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.paths import ROOT
from ui.commands.keymap import PROFILES, Keymap

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow


@pytest.fixture
def bare(open_window: Any, own_folders: Path) -> Any:
    """A window on a library without papers, in the profile without letters."""
    window = open_window(own_folders)
    window.preferring.put("profile", "safe")
    return window


def test_a_sentence_names_the_key_of_the_profile_or_the_command() -> None:
    sentence = "Press {tag} on a paper."
    assert Keymap(PROFILES[0]).fill(sentence) == "Press t on a paper."
    assert Keymap(PROFILES[1]).fill(sentence) == "Press Alt+T on a paper."
    assert Keymap(PROFILES[0], {"tag": ()}).fill(sentence) == "Press “Tag…” on a paper."


@pytest.mark.parametrize(
    ("command", "key"), [("go_tag", "tag"), ("go_imports", "import"), ("untag", "tag"), ("unlink", "link")]
)
def test_what_is_missing_is_told_with_the_keys_that_act(
    desk: MainWindow, press: Callable[..., None], command: str, key: str
) -> None:
    from app.library import Library

    with Library(desk.library.folder) as library:
        for step in library.history():
            library.undo(step.step)
        plain = library.editing.add({"title": "A paper with nothing"})[0]
    desk.refresh()
    press("")
    desk.papers.go_to(plain)
    desk.preferring.give_keys({key: ("Ctrl+Alt+J",)})
    desk.actions_by_id[command].trigger()
    press("")
    assert "Ctrl+Alt+J" in desk.toast.text


def test_joining_names_the_key_that_marks(desk: MainWindow, press: Callable[..., None]) -> None:
    desk.preferring.put("profile", "safe")
    desk.actions_by_id["join_marked"].trigger()
    assert "with Alt+X" in desk.toast.text


def test_the_empty_library_names_the_keys_that_act(bare: Any) -> None:
    from PySide6.QtWidgets import QLabel

    bare.preferring.give_keys({"import": ("Ctrl+Alt+J",), "paste": ("Ctrl+Alt+P",)})
    texts = [label.text() for label in bare.empty.findChildren(QLabel)]
    assert "Ctrl+Alt+P" in texts
    assert any("with Ctrl+Alt+J." in text for text in texts)
    assert bare.empty.import_pages.text().endswith("Ctrl+Alt+J")


def test_the_dialogs_of_imports_name_the_keys_that_act(bare: Any, qtbot: Any) -> None:
    from PySide6.QtWidgets import QLabel

    from ui.imports.imports_dialog import ImportsDialog

    bare.preferring.give_keys({"import": ("Ctrl+Alt+J",), "paste": ("Ctrl+Alt+P",)})
    bare.importing.import_pages()
    dialog = bare.importing.dialog
    assert any("press Ctrl+Alt+P in it" in label.text() for label in dialog.findChildren(QLabel))
    dialog.reject()
    bare.importing.show_imports()
    qtbot.waitUntil(lambda: bare.findChild(ImportsDialog) is not None, timeout=10_000)
    assert "Ctrl+Alt+J reads a page" in bare.findChild(ImportsDialog).empty.text()


def test_no_sentence_of_the_window_has_a_key_of_a_command_in_it() -> None:
    """“Press t”, “Ctrl+I reads”: whoever has other keys would be told wrong ones."""
    folder = ROOT / "ui"
    fixed = re.compile(r'(?:say|fill)\(\s*f?"[^"]*(?:Press \w\b|Ctrl\+|, with \w\b)')
    assert [path.name for path in folder.rglob("*.py") if fixed.search(path.read_text("utf-8"))] == []


def test_ctrl_s_in_the_note_saves_the_note_and_says_so(desk: MainWindow, press: Callable[..., None]) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = desk.papers.current_id
    assert paper is not None
    press("n")
    QTest.keyClicks(desk.note.editor, "A thought")
    QTest.keyClick(desk.note.editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    press("")
    assert "The note is saved" in desk.toast.text
    assert (desk.library.show(paper).note or "").endswith("A thought")
    assert desk.note.editor.hasFocus()


def test_while_something_is_read_the_dialog_shows_all_its_words_and_one_cancel(bare: Any, qtbot: Any) -> None:
    from PySide6.QtWidgets import QLabel, QPushButton

    from app.domain.jobs import Job

    bare.importing.import_pages()
    dialog = bare.importing.dialog
    dialog.begin(Job(30), "Reading…")
    qtbot.waitUntil(dialog.bar.isVisible, timeout=10_000)
    qtbot.waitUntil(
        lambda: all(
            label.height() >= label.heightForWidth(label.width())
            for label in dialog.start.findChildren(QLabel)
            if label.wordWrap()
        )
    )
    shown = [button for button in dialog.findChildren(QPushButton) if button.isVisible()]
    assert [button.text() for button in shown].count("Cancel") == 1
    job = dialog.bar.job
    dialog.cancel.click()
    assert job.is_cancelled
