"""The program with a window: one QApplication, one library, one window."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.config.paths import log_file
from app.config.settings import Settings
from app.domain.errors import PaperdeskError
from ui.style.theme import Look
from ui.window.main_window import MainWindow

_IMMORTAL = 2**28
_SWITCH_SECONDS = 0.0005  # how long a search in another thread may keep the window from answering, a tenth of the usual
_LONGEST_FIRST_PICTURE = 0.5  # seconds; a window that starts minimised is not painted


def keep_none_alive() -> None:
    """Give None more references than can be lost.

    PySide6 6.12 drops references to None below Python 3.12, where None is not immortal yet; at zero the process ends.
    """
    if sys.version_info < (3, 12):
        count = ctypes.c_ssize_t.from_address(id(None))
        count.value += _IMMORTAL


def start_log() -> None:
    """Write bugs and warnings of this program into the log file; without one when it cannot be written."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger("paperdesk").addHandler(handler)


def show_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The last place where an exception of the window can become words."""
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    logging.getLogger("paperdesk").error("A bug in the window", exc_info=error)
    from ui.widgets.bug_dialog import BugDialog  # noqa: PLC0415 - rarely needed, and never before the first picture

    BugDialog(QApplication.activeWindow(), "".join(traceback.format_exception(kind, error, trace))).exec()


def scale_everything(percent: int) -> None:
    """Make everything larger, times what the system does; Qt reads it when the program begins."""
    if percent != 100 and "QT_SCALE_FACTOR" not in os.environ:
        os.environ["QT_SCALE_FACTOR"] = str(percent / 100)


def make_program() -> QApplication:
    """The one QApplication of this process."""
    keep_none_alive()
    sys.setswitchinterval(_SWITCH_SECONDS)
    there = QApplication.instance()
    program = there if isinstance(there, QApplication) else QApplication(sys.argv[:1])
    program.setApplicationName("paperdesk")
    program.setApplicationDisplayName("Paperdesk")
    program.setDesktopFileName("paperdesk")
    return program


def main(folder: Path, theme: str | None = None) -> int:
    """Open the window on a library folder and return the exit code when it is closed.

    `theme` is `light`, `dark`, or None to follow the system.
    """
    settings = Settings()
    scale_everything(settings.number("scale"))
    program = make_program()
    start_log()
    sys.excepthook = show_bug
    look = Look(theme)
    look.follow(settings)
    look.apply()
    try:
        window = MainWindow(folder, look, is_staged=True)
    except PaperdeskError as error:
        print(f"paperdesk: {error}", file=sys.stderr)
        return error.exit_code
    show_in_stages(window)
    return program.exec()


def show_in_stages(window: MainWindow) -> float:
    """Show the window, let the list be painted, then make the rest. Keys pressed meanwhile wait and are not lost.

    Returns when the list had been painted, as `time.monotonic` tells it.
    """
    window.show()
    until = time.monotonic() + _LONGEST_FIRST_PICTURE
    while not window.papers.was_painted and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 10)
    painted = time.monotonic()
    window.complete()
    gc.freeze()  # what was loaded stays
    gc.enable()
    return painted
