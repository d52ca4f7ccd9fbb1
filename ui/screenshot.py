"""Pictures of the window without a screen: for the help pages, the README and the eyes of whoever changes it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from app.cli.command import DONE, Request
from app.errors import PaperdeskError, UsageError
from ui.launch import THEMES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.main_window import MainWindow

_LONGEST_SECONDS = 60
DEFAULT_SIZE = (1280, 820)


def render(
    library_folder: Path,
    out: Path,
    size: tuple[int, int] = DEFAULT_SIZE,
    scale: float = 1.0,
    theme: str = "light",
    view: str = "main",
) -> None:
    """Write a PNG of a view of a library, `size` in pixels before scaling; a process of its own draws it.

    `view` is one of VIEWS. Raises UsageError for another one, and PaperdeskError when nothing could be drawn.
    """
    if view not in VIEWS:
        raise UsageError(f"There is no view “{view}”. The views are: {', '.join(VIEWS)}.")
    words = [str(library_folder.absolute()), str(out.absolute()), str(size[0]), str(size[1]), theme, view]
    program = [sys.executable, "-c", "import sys; from ui.screenshot import draw; draw(*sys.argv[1:])", *words]
    before = out.stat().st_mtime_ns if out.exists() else None
    with TemporaryDirectory() as own_config:  # the picture does not depend on what somebody prefers
        changed = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale), "PAPERDESK_CONFIG": own_config}
        result = subprocess.run(
            program,
            env={**os.environ, **changed},
            cwd=Path(__file__).resolve().parents[1],
            check=False,
            timeout=_LONGEST_SECONDS,
            capture_output=True,
        )
    if result.returncode != 0 or not out.exists() or out.stat().st_mtime_ns == before:
        why = result.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PaperdeskError(f"The picture could not be drawn, and {out} was not written. {why}".rstrip())


def carry_out(request: Request) -> int:
    """`paperdesk screenshot`, as app.cli describes it. Raises PaperdeskError."""
    if find_spec("PySide6") is None:
        raise PaperdeskError("Pictures are drawn by the window, which needs PySide6; it is not installed here.")
    words = request.arguments
    theme = words.theme or "light"
    if theme not in THEMES:
        raise UsageError(f"There is no theme “{theme}”. The themes are: {', '.join(THEMES)}.")
    out, size = Path(words.out), words.size or DEFAULT_SIZE
    render(request.folder, out, size, words.scale or 1.0, theme, words.view or "main")
    request.out.line(f"{out} was written.")
    return DONE


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


def _triage(window: MainWindow) -> QWidget:
    window.triage.start()
    return window


def _search(window: MainWindow) -> QWidget:
    window.top.field.setText("language models")
    window.listing.search("language models")
    return window


def _keys(window: MainWindow) -> QWidget:
    from ui.key_sheet import KeySheet  # noqa: PLC0415 - Qt, as above

    return _shown(KeySheet(window, window.keyboard.keymap))


def _preferences(window: MainWindow) -> QWidget:
    from ui.preferences import Preferences  # noqa: PLC0415 - Qt, as above

    return _shown(Preferences(window, window.preferring))


def _own_keys(window: MainWindow) -> QWidget:
    dialog = _preferences(window)
    dialog.groups.setCurrentRow(dialog.groups.count() - 1)  # type: ignore[attr-defined]
    return dialog


def _chord(window: MainWindow) -> QWidget:
    """What may follow the first key of a chord."""
    window.keyboard.chords.begin("G", ("paper", "window"))
    window.keyboard.chords.show_hint()
    return window


def _help(window: MainWindow) -> QWidget:
    from ui.help_window import HelpWindow  # noqa: PLC0415 - Qt, as above

    return _shown(HelpWindow(window, window.look))


def _tag(window: MainWindow) -> QWidget:
    window.tagging.tag()
    return window


def _palette(window: MainWindow) -> QWidget:
    window.finding.show()
    _settle(window)
    assert window.finding.finder is not None
    window.finding.finder.field.setText("tag a")
    return window


def _link(window: MainWindow) -> QWidget:
    window.linking.link()
    return window


def _import(window: MainWindow) -> QWidget:
    """The import dialog with the sample pages."""
    from app.samples import FOLDER  # noqa: PLC0415 - for this view only

    window.importing.preview(sorted(FOLDER.glob("*.txt")))
    _settle(window)
    return window.importing.dialog or window


def _shown(dialog: QWidget) -> QWidget:
    dialog.show()
    return dialog


VIEWS: Mapping[str, Callable[[MainWindow], QWidget]] = {
    "main": _main,
    "note": _note,
    "search": _search,
    "triage": _triage,
    "keys": _keys,
    "chord": _chord,
    "preferences": _preferences,
    "own-keys": _own_keys,
    "help": _help,
    "tag": _tag,
    "palette": _palette,
    "link": _link,
    "import": _import,
}
