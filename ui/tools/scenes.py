"""Scenes for screenshots, by name: each brings the window into a state and returns the widget to draw."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.window.main_window import MainWindow

MAX_SECONDS = 60
"""The time limit of a screenshot."""


def wait_idle(window: MainWindow) -> None:
    """Wait until all pending operations are done and shown."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt reads its environment when it is imported

    deadline = time.monotonic() + MAX_SECONDS / 2
    for _round in range(3):
        QApplication.processEvents()
        while not window.operations.is_idle and time.monotonic() < deadline:
            QApplication.processEvents()
            time.sleep(0.005)


def _wait_until(window: MainWindow, condition: Callable[[], bool]) -> None:
    """Wait for something that a timer triggers."""
    deadline = time.monotonic() + 3
    while not condition() and time.monotonic() < deadline:
        wait_idle(window)


def _wait_for_timers(window: MainWindow) -> None:
    """Wait for what is computed only after a pause, such as previews."""
    deadline = time.monotonic() + 0.4
    _wait_until(window, lambda: time.monotonic() > deadline)


def _shown(dialog: QWidget) -> QWidget:
    dialog.show()
    return dialog


def _main(window: MainWindow) -> QWidget:
    return window


def _marked(window: MainWindow) -> QWidget:
    """Marked papers and a toast."""
    window.papers.selectAll()
    window.toast.show_message("Tagged 3 papers “reasoning”", [1])
    return window


def _linked(window: MainWindow) -> QWidget:
    """The first paper that has links."""
    views = window.library.views(window.library.find())
    paper_id = next((view.id for view in views if view.links), None)
    if paper_id is not None:
        window.navigation.go_to_paper(paper_id)
    return window


def _note(window: MainWindow, steps: int = 0) -> QWidget:
    """The first paper with a note, with the cursor in it; `steps` is how often Preview is triggered."""
    rows = window.library.rows(window.library.find())
    paper_id = next((row.id for row in rows if row.has_note), None)
    if paper_id is not None:
        window.navigation.go_to_paper(paper_id)
        wait_idle(window)
    window.note.editor.setFocus()
    for _step in range(steps):
        window.actions_by_id["preview"].trigger()
        wait_idle(window)
    return window


def _triage(window: MainWindow) -> QWidget:
    window.triage.start()
    return window


def _search(window: MainWindow) -> QWidget:
    """Search results with the facets above them."""
    window.top_bar.field.setText("language models")
    window.top_bar.commit()
    _wait_until(window, window.search.strip.isVisible)
    return window


def _type(window: MainWindow, text: str) -> QWidget:
    """A query being typed, with the suggestions below the field."""
    window.top_bar.field.setFocus()
    window.top_bar.field.setText(text)
    window.top_bar.field.textEdited.emit(text)
    window.top_bar.commit()
    wait_idle(window)
    return window


def _nothing_found(window: MainWindow) -> QWidget:
    return _type(window, "zebra zither")


def _keys(window: MainWindow) -> QWidget:
    from ui.help.key_sheet import KeySheet  # noqa: PLC0415 - Qt, see wait_idle

    return _shown(KeySheet(window, window.keyboard.keymap))


def _preferences(window: MainWindow, group: int = 0) -> QWidget:
    from ui.preferences.dialog import PreferencesDialog  # noqa: PLC0415 - Qt, see wait_idle

    dialog = PreferencesDialog(window, window.preferences)
    dialog.groups.setCurrentRow(group % dialog.groups.count())
    return _shown(dialog)


def _chord(window: MainWindow) -> QWidget:
    """The hint after the first key of a chord."""
    window.keyboard.chords.begin("G", ("paper", "window"))
    window.keyboard.chords.show_hint()
    return window


def _help(window: MainWindow) -> QWidget:
    from ui.help.window import HelpWindow  # noqa: PLC0415 - Qt, see wait_idle

    return _shown(HelpWindow(window, window.theme))


def _command(window: MainWindow, name: str) -> QWidget:
    """What a command shows inside the window."""
    window.actions_by_id[name].trigger()
    return window


def _palette(window: MainWindow) -> QWidget:
    window.command_palette.show()
    wait_idle(window)
    assert window.command_palette.finder is not None
    window.command_palette.finder.field.setText("tag a")
    return window


def _import(window: MainWindow) -> QWidget:
    """The import dialog with the sample pages."""
    from app.samples import FOLDER  # noqa: PLC0415 - for this scene only

    window.imports.preview(sorted(FOLDER.glob("*.txt")))
    wait_idle(window)
    return window.imports.dialog or window


def _explain(window: MainWindow) -> QWidget:
    """The explanation why a paper matches a search."""
    _search(window)
    wait_idle(window)
    return _dialog(window, "explain")


def _dialog(window: MainWindow, command: str) -> QWidget:
    """The dialog that a command opens."""
    from PySide6.QtWidgets import QApplication, QDialog  # noqa: PLC0415 - Qt, see wait_idle

    window.actions_by_id[command].trigger()
    wait_idle(window)
    _wait_for_timers(window)
    dialogs = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog)]
    return next((dialog for dialog in dialogs if dialog.isVisible()), window)


VIEWS: Mapping[str, Callable[[MainWindow], QWidget]] = {
    "main": _main,
    "marked": _marked,
    "linked": _linked,
    "note": _note,
    "note-both": partial(_note, steps=1),
    "note-page": partial(_note, steps=2),
    "search": _search,
    "suggestions": partial(_type, text="language s"),
    "query-problem": partial(_type, text="staus:done"),
    "nothing-found": _nothing_found,
    "triage": _triage,
    "keys": _keys,
    "chord": _chord,
    "preferences": _preferences,
    "reading-preferences": partial(_preferences, group=1),
    "own-keys": partial(_preferences, group=-1),
    "help": _help,
    "tag": partial(_command, name="tag"),
    "palette": _palette,
    "link": partial(_command, name="link"),
    "import": _import,
    "import-start": partial(_dialog, command="import"),
    "history": partial(_dialog, command="history"),
    "imports": partial(_dialog, command="imports"),
    "export": partial(_dialog, command="export"),
    "add-paper": partial(_dialog, command="add_paper"),
    "same-papers": partial(_dialog, command="same_papers"),
    "snooze": partial(_command, name="snooze"),
    "explain": _explain,
    "sightings": partial(_dialog, command="sightings"),
    "edit-field": partial(_command, name="edit_field"),
}
"""The views, by the name that `--view` takes."""
