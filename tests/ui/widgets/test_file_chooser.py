"""Choosers of files and folders open where one was last, also after the window was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def chooser(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands for the chooser of the system: `at` is where it was opened, `answer` what is chosen in it."""
    pytest.importorskip("PySide6.QtWidgets", reason="Qt cannot be loaded here", exc_type=ImportError)
    from PySide6.QtWidgets import QFileDialog

    seen: dict[str, Any] = {"at": None, "answer": ""}

    def ask(_parent: Any, _title: str, at: str = "", *_rest: Any, **_options: Any) -> str:
        seen["at"] = at
        return str(seen["answer"])

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *words, **named: ([ask(*words, **named)], ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words, **named: (ask(*words, **named), ""))
    return seen


def test_a_file_dialog_opens_in_the_last_folder(chooser: dict[str, Any], tmp_path: Path) -> None:
    from ui.widgets.file_chooser import choose_files, choose_folder

    pages = tmp_path / "pages"
    pages.mkdir()
    chooser["answer"] = pages / "one.txt"
    assert choose_files(None, "Import", "import") == [pages / "one.txt"]
    choose_files(None, "Import", "import")
    assert chooser["at"] == str(pages)
    choose_folder(None, "Import", "import")
    assert chooser["at"] == str(pages)
    choose_folder(None, "Export", "export")
    assert chooser["at"] != str(pages)


def test_a_missing_folder_is_not_opened(chooser: dict[str, Any], tmp_path: Path) -> None:
    from ui.widgets.file_chooser import choose_folder

    gone = tmp_path / "gone"
    gone.mkdir()
    chooser["answer"] = gone
    choose_folder(None, "Import", "import")
    gone.rmdir()
    chooser["answer"] = ""
    assert choose_folder(None, "Import", "import") is None
    assert chooser["at"] == ""


def test_the_export_dialog_opens_at_its_folder_or_else_the_last_one(chooser: dict[str, Any], tmp_path: Path) -> None:
    from ui.widgets.file_chooser import choose_folder, choose_new_file

    last, there = tmp_path / "last", tmp_path / "there"
    last.mkdir()
    there.mkdir()
    chooser["answer"] = last
    choose_folder(None, "Export", "export", tmp_path / "nowhere")
    chooser["answer"] = ""
    choose_folder(None, "Export", "export", there)
    assert chooser["at"] == str(there)
    choose_folder(None, "Export", "export", tmp_path / "nowhere")
    assert chooser["at"] == str(last)
    choose_new_file(None, "Export", "export", tmp_path / "nowhere" / "papers.md")
    assert chooser["at"] == str(last / "papers.md")
