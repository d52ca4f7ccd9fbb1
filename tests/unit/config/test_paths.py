"""The folders of the library and the index."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import paths


def test_a_given_library_overrides_the_environment_and_that_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PAPERDESK_LIBRARY", raising=False)
    assert paths.library_folder(None) == paths.data_folder() / "library"
    monkeypatch.setenv("PAPERDESK_LIBRARY", str(tmp_path))
    assert paths.library_folder(None) == tmp_path
    assert paths.library_folder(Path("mine")) == Path("mine")
    monkeypatch.setenv("PAPERDESK_LIBRARY", "")
    assert paths.library_folder(None) == paths.data_folder() / "library"


def test_a_copied_library_gets_an_index_of_its_own_outside_of_the_library(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    first, second = (paths.index_folder("id-1", tmp_path / name) for name in ("one", "two"))
    assert first != second
    assert first == paths.index_folder("id-1", tmp_path / "x" / ".." / "one")
    assert first.parent == tmp_path / "cache" / "index"


def test_a_hostile_library_id_cannot_move_the_index_out_of_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path))
    for library_id in ("../../etc", "/etc", "", "a\0b", "x" * 9000, "\ud800"):
        folder = paths.index_folder(library_id, tmp_path)
        assert folder.parent == tmp_path / "index"
        assert len(folder.name) < 100
    assert paths.index_folder("../a", tmp_path) != paths.index_folder("a", tmp_path)
