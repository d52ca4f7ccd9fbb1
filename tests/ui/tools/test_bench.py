"""`paperdesk bench --ui` from the command line, and the dispatch of commands that need Qt."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.paths import ROOT
from ui.launch import find_window_command


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["bench", "--ui", "--json"], ["--json"]),
        (["bench", "--papers", "500", "--ui"], ["--papers", "500"]),
        (["--library", "bench", "bench", "--ui"], ["--library", "bench"]),
    ],
)
def test_a_command_that_needs_qt_is_found_with_its_arguments(words: list[str], left: list[str]) -> None:
    found = find_window_command(words)
    assert found is not None
    assert found[1] == left


@pytest.mark.parametrize("words", [["bench"], ["list", "--ui"], ["--library", "bench"], [], ["find", "bench", "--ui"]])
def test_other_arguments_stay_with_the_command_line(words: list[str]) -> None:
    assert find_window_command(words) is None


def test_the_benchmark_of_the_window_measures_every_line(program: object) -> None:
    words = [sys.executable, "paperdesk.py", "bench", "--ui", "--papers", "300", "--json"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["figures"]
    for key in ("start_300", "bare_300", "reset_300", "scroll_p95_300", "select_p95_300", "memory_300", "done_p99"):
        assert figures[key]["value"] > 0
    assert figures["ratio_300"]["value"] == pytest.approx(
        figures["start_300"]["value"] / figures["bare_300"]["value"], rel=0.01
    )
