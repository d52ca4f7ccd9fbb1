"""Setting up: `.venv` is made once, made anew when it is not right, and never by two at a time."""

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


def test_a_fresh_checkout_becomes_a_running_program_and_a_foreign_venv_does_not_stop_it(small_checkout: Path) -> None:
    leftover = small_checkout / ".venv" / "bin" / "left-over"
    leftover.parent.mkdir(parents=True)
    leftover.write_text("half made")
    first = call_dev(small_checkout, "run", "list", "two words", PIP_NO_INDEX="1")
    assert (first.returncode, first.stdout) == (7, "list|two words\n"), first.stderr
    assert "setting up" in first.stderr
    assert not leftover.exists()
    again = call_dev(small_checkout, "run", "list", PIP_NO_INDEX="1")
    assert (again.returncode, again.stdout, again.stderr) == (7, "list\n", "")


def test_arguments_exit_code_and_the_folder_one_stands_in_reach_the_program(
    ready_checkout: Path, tmp_path: Path
) -> None:
    result = call_dev(ready_checkout, "run", "export", "markdown", "a b", "--json", cwd=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (7, "export|markdown|a b|--json\n", "")


def test_run_without_arguments_is_a_demonstration_that_leaves_the_last_one_alone(ready_checkout: Path) -> None:
    demo = ready_checkout / "build" / "demo"
    demo.mkdir(parents=True)
    (demo / "of-the-last-time").write_text("old")
    result = call_dev(ready_checkout, "run")
    assert result.stdout == f"demo|--out|{demo}-2\n"
    assert (demo / "of-the-last-time").read_text() == "old"


@pytest.mark.parametrize("changed", ["packaging/requirements.txt", "pyproject.toml", "app/__init__.py"])
def test_a_changed_lock_project_or_version_is_noticed(dev: ModuleType, ready_checkout: Path, changed: str) -> None:
    checkout = dev.Checkout(ready_checkout)
    assert dev.is_ready(checkout, "run")
    (ready_checkout / changed).write_text("# changed\n")
    assert not dev.is_ready(checkout, "run")


@pytest.mark.parametrize("lost", ["bin/paperdesk", "bin/python", "paperdesk-stamp.json"])
def test_a_damaged_venv_is_noticed(dev: ModuleType, ready_checkout: Path, lost: str) -> None:
    (ready_checkout / ".venv" / lost).unlink()
    assert not dev.is_ready(dev.Checkout(ready_checkout), "run")


@pytest.mark.parametrize("text", ["", "{", "[]", '"run"'])
def test_a_torn_stamp_means_half_made(dev: ModuleType, ready_checkout: Path, text: str) -> None:
    checkout = dev.Checkout(ready_checkout)
    checkout.stamp.write_text(text)
    assert not dev.is_ready(checkout, "run")


def test_another_python_or_place_is_noticed(dev: ModuleType, ready_checkout: Path) -> None:
    checkout = dev.Checkout(ready_checkout)
    stamp = json.loads(checkout.stamp.read_text())
    for key in ("python", "place"):
        checkout.stamp.write_text(json.dumps({**stamp, key: "another"}))
        assert not dev.is_ready(checkout, "run"), key


def test_what_serves_the_tests_serves_running_too_but_not_the_other_way(dev: ModuleType, ready_checkout: Path) -> None:
    checkout = dev.Checkout(ready_checkout)
    assert not dev.is_ready(checkout, "test")
    checkout.stamp.write_text(json.dumps(dev.describe_wanted(checkout, "test")))
    assert dev.is_ready(checkout, "test")
    assert dev.is_ready(checkout, "run")


def test_a_second_setup_waits_for_the_first_and_uses_what_it_made(dev: ModuleType, ready_checkout: Path) -> None:
    checkout = dev.Checkout(ready_checkout)
    finished = checkout.stamp.read_text()
    checkout.stamp.unlink()
    with dev.hold_lock(checkout):
        command = [sys.executable, str(ready_checkout / "packaging" / "dev.py"), "run", "second"]
        second = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        checkout.stamp.write_text(finished)
    output, errors = second.communicate()
    assert (second.returncode, output, errors) == (7, "second\n", "")


def test_a_failed_installation_is_a_sentence_and_leaves_no_stamp(small_checkout: Path) -> None:
    (small_checkout / "packaging" / "requirements.txt").write_text(
        f"nothing-of-that-name==1 --hash=sha256:{'0' * 64}\n"
    )
    result = call_dev(small_checkout, "run", "list", PIP_NO_INDEX="1")
    assert (result.returncode, result.stdout) == (1, "")
    assert "the libraries could not be installed" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (small_checkout / ".venv" / "paperdesk-stamp.json").exists()


def test_variables_that_lead_to_other_libraries_do_not_reach_the_program(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PAPERDESK_LIBRARY", "/my/library")
    environment = dev.clean_environment()
    assert "PYTHONPATH" not in environment
    assert environment["PAPERDESK_LIBRARY"] == "/my/library"


def test_an_old_python_gets_a_sentence(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (99, 0))
    assert dev.main(["run"]) == 1
    assert "needs Python" in capsys.readouterr().err


def test_an_old_python_can_at_least_read_the_file(checkout_root: Path) -> None:
    ast.parse((checkout_root / "packaging" / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("arguments", [[], ["dance"], ["--help"]])
def test_wrong_use_explains_the_commands(
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
