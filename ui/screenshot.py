"""Pictures of the window without a screen: for the help pages, the README and the eyes of whoever changes it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import PaperdeskError, UsageError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.main_window import MainWindow

_LONGEST_SECONDS = 60


def render(
    library_folder: Path,
    out: Path,
    size: tuple[int, int] = (1280, 820),
    scale: float = 1.0,
    theme: str = "light",
    view: str = "main",
) -> None:
    """Write a PNG of a view of a library, `size` in pixels before scaling; a process of its own draws it.

    `view` is one of VIEWS. Raises UsageError for another one, and PaperdeskError when nothing could be drawn.
    """
    if view not in VIEWS:
        raise UsageError(f"There is no view “{view}”. The views are: {', '.join(VIEWS)}.")
    words = [str(library_folder), str(out), str(size[0]), str(size[1]), theme, view]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
    program = [sys.executable, "-c", "import sys; from ui.screenshot import draw; draw(*sys.argv[1:])", *words]
    result = subprocess.run(
        program, env=environment, cwd=Path(__file__).resolve().parents[1], check=False, timeout=_LONGEST_SECONDS
    )
    if result.returncode != 0 or not out.exists():
        raise PaperdeskError(f"The picture could not be drawn; {out} was not written.")


def draw(library_folder: str, out: str, width: str, height: str, theme: str, view: str) -> None:
    """Draw in this process; the platform and the scale are set already."""
    from ui.app import make_program  # noqa: PLC0415 - Qt reads its environment when it is imported
    from ui.main_window import MainWindow  # noqa: PLC0415 - Qt, as above
    from ui.theme import Look  # noqa: PLC0415 - Qt, as above

    make_program()
    look = Look(theme)
    look.apply()
    window = MainWindow(Path(library_folder), look)
    window.resize(int(width), int(height))
    window.show()
    window.activateWindow()
    _settle(window)
    shown = VIEWS[view](window)
    _settle(window)
    is_written = shown.grab().save(out)
    window.close()
    if not is_written:
        sys.exit(1)


def _settle(window: MainWindow) -> None:
    """Let everything happen that was asked for."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - Qt, as above

    until = time.monotonic() + _LONGEST_SECONDS / 2
    for _round in range(3):
        QApplication.processEvents()
        while not window.operations.is_idle and time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.005)


def _main(window: MainWindow) -> QWidget:
    return window


def _note(window: MainWindow) -> QWidget:
    """The first paper that has a note, with the cursor in it."""
    rows = window.library.rows(window.library.find())
    noted = next((row.id for row in rows if row.has_note), None)
    if noted is not None:
        window.going.go_to_paper(noted)
        _settle(window)
    window.note.editor.setFocus()
    return window


def _search(window: MainWindow) -> QWidget:
    window.top.field.setText("language models")
    window.listing.search("language models")
    return window


def _keys(window: MainWindow) -> QWidget:
    from ui.key_sheet import KeySheet  # noqa: PLC0415 - Qt, as above

    return _shown(KeySheet(window))


def _tag(window: MainWindow) -> QWidget:
    from ui.picker import TagPicker  # noqa: PLC0415 - Qt, as above

    return _shown(TagPicker(window, window.library.tags(), (), 1))


def _import(window: MainWindow) -> QWidget:
    from app.samples import FOLDER  # noqa: PLC0415 - for this view only
    from ui.importing import ImportDialog, preview  # noqa: PLC0415 - Qt, as above

    return _shown(ImportDialog(window, preview(sorted(FOLDER.glob("*.txt")), window.library)))


def _shown(dialog: QWidget) -> QWidget:
    dialog.show()
    return dialog


VIEWS: Mapping[str, Callable[[MainWindow], QWidget]] = {
    "main": _main,
    "note": _note,
    "search": _search,
    "keys": _keys,
    "tag": _tag,
    "import": _import,
}
