"""Choosing files and folders: the chooser of the system, opened in the folder that was used last, also days ago."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from app.config.paths import config_folder

_TEXTS = "Text (*.txt);;All files (*)"


def choose_files(parent: QWidget | None, title: str, purpose: str) -> list[Path]:
    """Ask for text files to read; empty when none was chosen. Each purpose has a folder of its own."""
    names, _filter = QFileDialog.getOpenFileNames(parent, title, last_folder(purpose), _TEXTS)
    if names:
        keep_folder(purpose, Path(names[0]).parent)
    return [Path(name) for name in names]


def choose_folder(parent: QWidget | None, title: str, purpose: str, shown: Path | None = None) -> Path | None:
    """Ask for a folder; None when none was chosen. It opens at `shown`, as far as that is there."""
    at = _that_is_there(shown) or last_folder(purpose)
    name = QFileDialog.getExistingDirectory(parent, title, at)
    if not name:
        return None
    keep_folder(purpose, Path(name))
    return Path(name)


def choose_new_file(parent: QWidget | None, title: str, purpose: str, shown: Path) -> Path | None:
    """Ask where to write a file, which may be there already; None when nothing was chosen."""
    at = shown if shown.parent.is_dir() else Path(last_folder(purpose)) / shown.name
    name, _filter = QFileDialog.getSaveFileName(parent, title, str(at), options=QFileDialog.Option.DontConfirmOverwrite)
    if not name:
        return None
    keep_folder(purpose, Path(name).parent)
    return Path(name)


def last_folder(purpose: str) -> str:
    """The folder that was used last, when it is still there; empty for the one the system would show."""
    kept = _settings().value(f"folders/{purpose}")
    return _that_is_there(Path(str(kept))) if kept else ""


def keep_folder(purpose: str, folder: Path) -> None:
    """Remember a folder for the next time, over restarts."""
    settings = _settings()
    settings.setValue(f"folders/{purpose}", str(folder.absolute()))
    settings.sync()


def _that_is_there(folder: Path | None) -> str:
    return str(folder) if folder is not None and folder.is_dir() else ""


def _settings() -> QSettings:
    return QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)
