"""Runs the application with its window: one QApplication, one library, one window."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import sys
import time
import traceback
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.config.atomic_files import open_for_appending
from app.config.own_folders import secure_folder
from app.config.paths import log_file
from app.config.settings import Settings
from app.domain.errors import PaperdeskError
from ui.style.theme import ThemeManager
from ui.window.main_window import MainWindow

_EXTRA_REFERENCES = 2**28
_SWITCH_SECONDS = 0.0005  # a tenth of the default: how long a worker thread may keep the GIL from the window
_MAX_FIRST_PAINT_SECONDS = 0.5  # a window that starts minimised is not painted


def pin_none_refcount() -> None:
    """Add references to None, so that its reference count cannot reach zero.

    PySide6 6.12 loses references to None below Python 3.12, where None is not immortal; at zero the process crashes.
    """
    if sys.version_info < (3, 12):
        count = ctypes.c_ssize_t.from_address(id(None))
        count.value += _EXTRA_REFERENCES


class _LogHandler(logging.FileHandler):
    """A log file, created with the first line in a private folder; a link or a pipe in its place is not written."""

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        try:
            secure_folder(path.parent)
            return open_for_appending(path)
        except (OSError, PaperdeskError):
            return Path(os.devnull).open("a", encoding="utf-8")


def start_log() -> None:
    """Write warnings and errors to the log file; to nowhere when it cannot be written."""
    handler = _LogHandler(log_file(), encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger("paperdesk").addHandler(handler)


def handle_exception(error_type: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log and show an exception that nothing else handled (`sys.excepthook`)."""
    if issubclass(error_type, KeyboardInterrupt):
        QApplication.quit()
        return
    logging.getLogger("paperdesk").error("A bug in the window", exc_info=error)
    from ui.widgets.bug_dialog import BugDialog  # noqa: PLC0415 - rarely needed, and never before the first paint

    BugDialog(QApplication.activeWindow(), "".join(traceback.format_exception(error_type, error, trace))).exec()


def set_interface_scale(percent: int) -> None:
    """Scale the interface on top of the system's scale. Qt reads the variable when the QApplication is made."""
    if percent != 100 and "QT_SCALE_FACTOR" not in os.environ:
        os.environ["QT_SCALE_FACTOR"] = str(percent / 100)


def make_application() -> QApplication:
    """Return the QApplication of this process, made when it does not exist yet."""
    pin_none_refcount()
    sys.setswitchinterval(_SWITCH_SECONDS)
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("paperdesk")
    application.setApplicationDisplayName("Paperdesk")
    application.setDesktopFileName("paperdesk")
    return application


def main(folder: Path, theme_name: str | None = None) -> int:
    """Open the window on a library folder; return the exit code when it is closed.

    `theme_name` is `light`, `dark`, or None to follow the system.
    """
    settings = Settings()
    set_interface_scale(settings.number("scale"))
    application = make_application()
    start_log()
    sys.excepthook = handle_exception
    theme = ThemeManager(theme_name)
    theme.apply_settings(settings)
    theme.apply()
    try:
        window = MainWindow(folder, theme, is_staged=True)
    except PaperdeskError as error:
        print(f"paperdesk: {error}", file=sys.stderr)
        return error.exit_code
    show_staged(window)
    return application.exec()


def show_staged(window: MainWindow) -> float:
    """Show the window, wait until the list is painted, then load the rest. Key presses meanwhile are not lost.

    Returns the time at which the list was painted (`time.monotonic`).
    """
    window.show()
    deadline = time.monotonic() + _MAX_FIRST_PAINT_SECONDS
    while not window.papers.is_painted and time.monotonic() < deadline:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 10)
    painted = time.monotonic()
    window.complete()
    gc.freeze()  # what is loaded now stays loaded
    gc.enable()
    return painted
