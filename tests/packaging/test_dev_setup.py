"""Setting up: `.venv` is created once, rebuilt when it is not current, and never by two processes at a time."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in programs are shell scripts")


def call_dev(
    root: Path, *arguments: str, cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "packaging" / "dev.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **variables},
    )


def test_a_fresh_checkout_runs_and_a_foreign_venv_is_replaced(small_checkout: Path) -> None:
    leftover = small_checkout / ".venv" / "bin" / "left-over"
    leftover.parent.mkdir(parents=True)
    leftover.write_text("half made")
    first = call_dev(small_checkout, "run", "list", "two words", PIP_NO_INDEX="1")
    assert (first.returncode, first.stdout) == (7, "list|two words\n"), first.stderr
    assert "setting up" in first.stderr
    assert not leftover.exists()
    again = call_dev(small_checkout, "run", "list", PIP_NO_INDEX="1")
    assert (again.returncode, again.stdout, again.stderr) == (7, "list\n", "")


def test_arguments_working_directory_and_exit_code_are_passed_through(ready_checkout: Path, tmp_path: Path) -> None:
    result = call_dev(ready_checkout, "run", "export", "markdown", "a b", "--json", cwd=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (7, "export|markdown|a b|--json\n", "")


def test_run_without_arguments_makes_a_new_demonstration(ready_checkout: Path) -> None:
    demo = ready_checkout / "build" / "demo"
    demo.mkdir(parents=True)
    (demo / "of-the-last-time").write_text("old")
    result = call_dev(ready_checkout, "run")
    assert result.stdout == f"demo|--out|{demo}-2\n"
    assert (demo / "of-the-last-time").read_text() == "old"


@pytest.mark.parametrize("changed", ["packaging/requirements.txt", "pyproject.toml", "app/__init__.py"])
def test_a_changed_lock_project_or_version_is_detected(dev: ModuleType, ready_checkout: Path, changed: str) -> None:
    checkout = dev.Checkout(ready_checkout)
    assert dev.is_ready(checkout, "run")
    (ready_checkout / changed).write_text("# changed\n")
    assert not dev.is_ready(checkout, "run")


@pytest.mark.parametrize("lost", ["bin/paperdesk", "bin/python", "paperdesk-stamp.json"])
def test_a_damaged_venv_is_detected(dev: ModuleType, ready_checkout: Path, lost: str) -> None:
    (ready_checkout / ".venv" / lost).unlink()
    assert not dev.is_ready(dev.Checkout(ready_checkout), "run")


@pytest.mark.parametrize("text", ["", "{", "[]", '"run"'])
def test_a_damaged_stamp_means_an_incomplete_venv(dev: ModuleType, ready_checkout: Path, text: str) -> None:
    checkout = dev.Checkout(ready_checkout)
    checkout.stamp.write_text(text)
    assert not dev.is_ready(checkout, "run")


def test_another_python_or_path_is_detected(dev: ModuleType, ready_checkout: Path) -> None:
    checkout = dev.Checkout(ready_checkout)
    stamp = json.loads(checkout.stamp.read_text())
    for key in ("python", "place"):
        checkout.stamp.write_text(json.dumps({**stamp, key: "another"}))
        assert not dev.is_ready(checkout, "run"), key


def test_a_venv_for_tests_also_runs_the_program_but_not_the_reverse(dev: ModuleType, ready_checkout: Path) -> None:
    checkout = dev.Checkout(ready_checkout)
    assert not dev.is_ready(checkout, "test")
    checkout.stamp.write_text(json.dumps(dev.expected_stamp(checkout, "test")))
    assert dev.is_ready(checkout, "test")
    assert dev.is_ready(checkout, "run")


def test_a_second_setup_waits_for_the_first_and_uses_its_venv(dev: ModuleType, ready_checkout: Path) -> None:
    checkout = dev.Checkout(ready_checkout)
    finished = checkout.stamp.read_text()
    checkout.stamp.unlink()
    with dev.hold_setup_lock(checkout):
        command = [sys.executable, str(ready_checkout / "packaging" / "dev.py"), "run", "second"]
        second = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        checkout.stamp.write_text(finished)
    output, errors = second.communicate()
    assert (second.returncode, output, errors) == (7, "second\n", "")


def test_a_failed_installation_is_an_error_message_and_leaves_no_stamp(small_checkout: Path) -> None:
    (small_checkout / "packaging" / "requirements.txt").write_text(
        f"nothing-of-that-name==1 --hash=sha256:{'0' * 64}\n"
    )
    result = call_dev(small_checkout, "run", "list", PIP_NO_INDEX="1")
    assert (result.returncode, result.stdout) == (1, "")
    assert "the libraries could not be installed" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (small_checkout / ".venv" / "paperdesk-stamp.json").exists()


def test_variables_that_select_other_libraries_are_not_passed_on(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PAPERDESK_LIBRARY", "/my/library")
    environment = dev.clean_environment()
    assert "PYTHONPATH" not in environment
    assert environment["PAPERDESK_LIBRARY"] == "/my/library"


def test_an_old_python_gets_an_error_message(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (99, 0))
    assert dev.main(["run"]) == 1
    assert "needs Python" in capsys.readouterr().err


def test_an_old_python_can_parse_the_file(checkout_root: Path) -> None:
    ast.parse((checkout_root / "packaging" / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("arguments", [[], ["dance"], ["--help"]])
def test_wrong_usage_prints_the_commands(
    dev: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.main(arguments) == 2
    explanation = capsys.readouterr().err
    assert all(f"dev.py {command}" in explanation for command in dev.COMMANDS)


def test_locking_without_uv_changes_nothing(checkout_root: Path, small_checkout: Path) -> None:
    shutil.copy(checkout_root / "packaging" / "lock.py", small_checkout / "packaging")
    program = [sys.executable, "packaging/lock.py"]
    result = subprocess.run(
        program, cwd=small_checkout, env={"PATH": str(small_checkout)}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "needs the program uv" in result.stderr
    assert (small_checkout / "packaging" / "requirements.txt").read_text() == "# requirements.txt: nothing\n"
