"""Sentences name the shortcuts the user has, in every profile and with custom keys."""

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
def empty_window(open_window: Any, own_folders: Path) -> Any:
    """A window on an empty library, in the screen-reader profile."""
    window = open_window(own_folders)
    window.preferences.set_value("profile", "safe")
    return window


def test_a_sentence_names_the_shortcut_or_the_command() -> None:
    sentence = "Press {tag} on a paper."
    assert Keymap(PROFILES[0]).fill_keys(sentence) == "Press t on a paper."
    assert Keymap(PROFILES[1]).fill_keys(sentence) == "Press Alt+T on a paper."
    assert Keymap(PROFILES[0], {"tag": ()}).fill_keys(sentence) == "Press “Tag…” on a paper."


@pytest.mark.parametrize(
    ("command", "key"), [("go_tag", "tag"), ("go_imports", "import"), ("untag", "tag"), ("unlink", "link")]
)
def test_hints_for_missing_tags_or_links_name_the_active_shortcut(
    main_window: MainWindow, press: Callable[..., None], qtbot: Any, command: str, key: str
) -> None:
    from app.library import Library

    with Library(main_window.library.folder) as library:
        for step in library.history():
            library.undo(step.step)
        plain = library.editing.add({"title": "A paper with nothing"})[0]
    qtbot.waitUntil(lambda: main_window.papers.ids == [plain], timeout=10_000)
    main_window.papers.go_to(plain)
    main_window.preferences.set_keys({key: ("Ctrl+Alt+J",)})
    main_window.actions_by_id[command].trigger()
    press("")
    assert "Ctrl+Alt+J" in main_window.toast.text


def test_merging_names_the_shortcut_for_marking(main_window: MainWindow, press: Callable[..., None]) -> None:
    main_window.preferences.set_value("profile", "safe")
    main_window.actions_by_id["join_marked"].trigger()
    assert "with Alt+X" in main_window.toast.text


def test_the_empty_library_names_the_active_shortcuts(empty_window: Any) -> None:
    from PySide6.QtWidgets import QLabel

    empty_window.preferences.set_keys({"import": ("Ctrl+Alt+J",), "paste": ("Ctrl+Alt+P",)})
    texts = [label.text() for label in empty_window.empty.findChildren(QLabel)]
    assert "Ctrl+Alt+P" in texts
    assert any("Ctrl+Alt+J" in text for text in texts)
    assert empty_window.empty.import_pages.text().endswith("Ctrl+Alt+J")


def test_the_import_dialogs_name_the_active_shortcuts(empty_window: Any, qtbot: Any) -> None:
    from PySide6.QtWidgets import QLabel

    from ui.imports.imports_dialog import ImportsDialog

    empty_window.preferences.set_keys({"import": ("Ctrl+Alt+J",), "paste": ("Ctrl+Alt+P",)})
    empty_window.imports.import_pages()
    dialog = empty_window.imports.dialog
    assert any("press Ctrl+Alt+P in it" in label.text() for label in dialog.findChildren(QLabel))
    dialog.reject()
    empty_window.imports.show_imports()
    qtbot.waitUntil(lambda: empty_window.findChild(ImportsDialog) is not None, timeout=10_000)
    assert "Ctrl+Alt+J imports a page" in empty_window.findChild(ImportsDialog).empty.text()


def test_no_sentence_has_a_hard_coded_shortcut() -> None:
    """“Press t”, “Ctrl+I reads”: with custom keys these would be wrong."""
    folder = ROOT / "ui"
    fixed = re.compile(r'(?:show_message|fill_keys)\(\s*f?"[^"]*(?:Press \w\b|Ctrl\+|, with \w\b)')
    assert [path.name for path in folder.rglob("*.py") if fixed.search(path.read_text("utf-8"))] == []


def test_ctrl_s_in_the_note_saves_it_and_says_so(main_window: MainWindow, press: Callable[..., None]) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = main_window.papers.current_id
    assert paper is not None
    press("n")
    QTest.keyClicks(main_window.note.editor, "A thought")
    QTest.keyClick(main_window.note.editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    press("")
    assert "The note is saved" in main_window.toast.text
    assert (main_window.library.show(paper).note or "").endswith("A thought")
    assert main_window.note.editor.hasFocus()


def test_the_import_dialog_shows_its_whole_text_and_one_cancel_button_while_reading(
    empty_window: Any, qtbot: Any
) -> None:
    from PySide6.QtWidgets import QLabel, QPushButton

    from app.domain.jobs import Job

    empty_window.imports.import_pages()
    dialog = empty_window.imports.dialog
    dialog.start_reading(Job(30), "Reading…")
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
