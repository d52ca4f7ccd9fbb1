"""The system's file dialogs, opened in the folder used last for the same purpose, also after a restart."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.window_settings import open_window_settings

_FILE_FILTER = "Text (*.txt);;All files (*)"


def choose_files(parent: QWidget | None, title: str, purpose: str) -> list[Path]:
    """Ask for text files to read; empty when none was chosen. Each purpose remembers its own folder."""
    names, _filter = QFileDialog.getOpenFileNames(parent, title, last_folder(purpose), _FILE_FILTER)
    if names:
        remember_folder(purpose, Path(names[0]).parent)
    return [Path(name) for name in names]


def choose_folder(parent: QWidget | None, title: str, purpose: str, start: Path | None = None) -> Path | None:
    """Ask for a folder; None when none was chosen. The dialog opens at `start` if that exists."""
    at = _if_folder(start) or last_folder(purpose)
    name = QFileDialog.getExistingDirectory(parent, title, at)
    if not name:
        return None
    remember_folder(purpose, Path(name))
    return Path(name)


def choose_new_file(parent: QWidget | None, title: str, purpose: str, suggested: Path) -> Path | None:
    """Ask where to write a file, which may exist already; None when nothing was chosen."""
    at = suggested if suggested.parent.is_dir() else Path(last_folder(purpose)) / suggested.name
    name, _filter = QFileDialog.getSaveFileName(parent, title, str(at), options=QFileDialog.Option.DontConfirmOverwrite)
    if not name:
        return None
    remember_folder(purpose, Path(name).parent)
    return Path(name)


def last_folder(purpose: str) -> str:
    """Return the folder used last if it still exists; empty for the system's default."""
    folder = _settings().value(f"folders/{purpose}")
    return _if_folder(Path(str(folder))) if folder else ""


def remember_folder(purpose: str, folder: Path) -> None:
    """Remember a folder for the next dialog of this purpose, also after a restart."""
    settings = _settings()
    settings.setValue(f"folders/{purpose}", str(folder.absolute()))
    settings.sync()


def _if_folder(folder: Path | None) -> str:
    return str(folder) if folder is not None and folder.is_dir() else ""


def _settings() -> QSettings:
    return open_window_settings()
