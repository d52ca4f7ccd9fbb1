"""The state of the window (`window.ini`): sizes, folded places, last folders."""

from __future__ import annotations

import stat

from PySide6.QtCore import QSettings

from app.config.paths import config_folder, find_library_folder

_FILE_NAME = "window.ini"


def open_window_settings() -> QSettings:
    """Open the file. Where it must not be written the state is only kept in memory, until the window closes.

    Qt would write through a link, and would wait for a pipe.
    """
    path = config_folder() / _FILE_NAME
    return QSettings(str(path) if _is_usable() else "", QSettings.Format.IniFormat)


def _is_usable() -> bool:
    path = config_folder() / _FILE_NAME
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return find_library_folder(path) is None
    except OSError:
        return False
