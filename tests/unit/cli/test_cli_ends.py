"""Abnormal ends of a command: interruption, bugs, input errors."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from app.cli.main import main


class BadInput(io.RawIOBase):
    """A standard input whose reads raise an exception."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self._error = error

    def read(self, _size: int = -1) -> bytes:
        raise self._error


@pytest.fixture
def end_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[BaseException], int]:
    folder = tmp_path_factory.mktemp("ends")
    monkeypatch.setenv("PAPERDESK_LIBRARY", str(folder / "library"))
    monkeypatch.setenv("PAPERDESK_CACHE", str(folder / "cache"))

    def call(error: BaseException) -> int:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BadInput(error)))
        return main(["import", "-"])

    return call


def test_ctrl_c_ends_with_130_and_a_message(
    end_with: Callable[[BaseException], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert end_with(KeyboardInterrupt()) == 130
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("paperdesk: Interrupted.")


def test_a_bug_is_reported_with_its_traceback(
    end_with: Callable[[BaseException], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert end_with(RuntimeError("out of paper")) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "RuntimeError: out of paper" in captured.err
    assert "bug in Paperdesk" in captured.err.splitlines()[-1]


def test_an_input_error_rejects_the_file_without_a_traceback(
    end_with: Callable[[BaseException], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert end_with(OSError(5, "Input/output error")) == 3
    assert "Traceback" not in capsys.readouterr().err


def test_a_closed_standard_input_is_an_error(
    end_with: Callable[[BaseException], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["import", "-"]) == 3
    assert main(["note", "1", "--set", "-"]) == 3


def test_an_export_without_a_destination_names_only_the_destination(run: Any) -> None:
    outcome = run("export", "markdown")
    assert outcome.code == 2
    assert "DEST" in outcome.err
    assert "QUERY" not in outcome.err
