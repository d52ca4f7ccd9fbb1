"""Scenes: what a picture of the window shows, by name; each brings the window there and gives the widget to draw."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.window.main_window import MainWindow

LONGEST_SECONDS = 60
"""How long a picture may take."""


def settle(window: MainWindow) -> None:
    """Let everything happen that was asked for."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt reads its environment when it is imported

    until = time.monotonic() + LONGEST_SECONDS / 2
    for _round in range(3):
        QApplication.processEvents()
        while not window.operations.is_idle and time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.005)


def _wait_until(window: MainWindow, is_there: Callable[[], bool]) -> None:
    """Settle until something is there that a timer brings."""
    until = time.monotonic() + 3
    while not is_there() and time.monotonic() < until:
        settle(window)


def _wait_a_moment(window: MainWindow) -> None:
    """Settle until what is reckoned only after a pause is there, too."""
    until = time.monotonic() + 0.4
    _wait_until(window, lambda: time.monotonic() > until)


def _shown(dialog: QWidget) -> QWidget:
    dialog.show()
    return dialog


def _main(window: MainWindow) -> QWidget:
    return window


def _marked(window: MainWindow) -> QWidget:
    """Three papers marked and tagged: marks, and the toast."""
    window.papers.selectAll()
    window.toast.say("Tagged 3 papers “reasoning”", [1])
    return window


def _linked(window: MainWindow) -> QWidget:
    """The first paper that has links."""
    views = window.library.views(window.library.find())
    wanted = next((view.id for view in views if view.links), None)
    if wanted is not None:
        window.going.go_to_paper(wanted)
    return window


def _note(window: MainWindow, steps: int = 0) -> QWidget:
    """The first paper that has a note, with the cursor in it; `steps` times the preview was asked for."""
    rows = window.library.rows(window.library.find())
    noted = next((row.id for row in rows if row.has_note), None)
    if noted is not None:
        window.going.go_to_paper(noted)
        settle(window)
    window.note.editor.setFocus()
    for _step in range(steps):
        window.actions_by_id["preview"].trigger()
        settle(window)
    return window


def _triage(window: MainWindow) -> QWidget:
    window.triage.start()
    return window


def _search(window: MainWindow) -> QWidget:
    """The results of a search with what they have in common above them."""
    window.top.field.setText("language models")
    window.top.commit()
    _wait_until(window, window.searching.strip.isVisible)
    return window


def _type(window: MainWindow, text: str) -> QWidget:
    """A query that is being typed, with what hangs below the field."""
    window.top.field.setFocus()
    window.top.field.setText(text)
    window.top.field.textEdited.emit(text)
    window.top.commit()
    settle(window)
    return window


def _nothing_found(window: MainWindow) -> QWidget:
    return _type(window, "zebra zither")


def _keys(window: MainWindow) -> QWidget:
    from ui.help.key_sheet import KeySheet  # noqa: PLC0415 - Qt, as above

    return _shown(KeySheet(window, window.keyboard.keymap))


def _preferences(window: MainWindow, group: int = 0) -> QWidget:
    from ui.preferences.dialog import Preferences  # noqa: PLC0415 - Qt, as above

    dialog = Preferences(window, window.preferring)
    dialog.groups.setCurrentRow(group % dialog.groups.count())
    return _shown(dialog)


def _chord(window: MainWindow) -> QWidget:
    """What may follow the first key of a chord."""
    window.keyboard.chords.begin("G", ("paper", "window"))
    window.keyboard.chords.show_hint()
    return window


def _help(window: MainWindow) -> QWidget:
    from ui.help.window import HelpWindow  # noqa: PLC0415 - Qt, as above

    return _shown(HelpWindow(window, window.look))


def _command(window: MainWindow, name: str) -> QWidget:
    """What a command shows within the window."""
    window.actions_by_id[name].trigger()
    return window


def _palette(window: MainWindow) -> QWidget:
    window.finding.show()
    settle(window)
    assert window.finding.finder is not None
    window.finding.finder.field.setText("tag a")
    return window


def _import(window: MainWindow) -> QWidget:
    """The import dialog with the sample pages."""
    from app.samples import FOLDER  # noqa: PLC0415 - for this view only

    window.importing.preview(sorted(FOLDER.glob("*.txt")))
    settle(window)
    return window.importing.dialog or window


def _explain(window: MainWindow) -> QWidget:
    """Why the current paper of a search is found."""
    _search(window)
    settle(window)
    return _dialog(window, "explain")


def _dialog(window: MainWindow, command: str) -> QWidget:
    """The dialog that a command opens."""
    from PySide6.QtWidgets import QApplication, QDialog  # noqa: PLC0415 - Qt, as above

    window.actions_by_id[command].trigger()
    settle(window)
    _wait_a_moment(window)
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
