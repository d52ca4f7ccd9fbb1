"""The test command: all checks run even if one fails, and pytest runs last."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in programs are shell scripts")


def add_program(root: Path, name: str, code: int) -> None:
    program = root / ".venv" / "bin" / name
    program.write_text(f'#!/bin/sh\necho "{name} called with $*"\nexit {code}\n')
    program.chmod(0o755)


def test_the_test_command_checks_style_layout_types_and_layers(dev: ModuleType) -> None:
    assert [(check.program, *check.arguments) for check in dev.CHECKS] == [
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("mypy",),
        ("lint-imports",),
    ]


def test_the_layers_contract_covers_every_module(checkout_root: Path) -> None:
    settings = tomllib.loads((checkout_root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = [contract for contract in settings["contracts"] if contract["type"] == "layers"]
    assert layers["exhaustive"]
    assert "exhaustive_ignores" not in layers
    assert not any("ignore_imports" in contract for contract in (layers, settings))
    forbidden = {name for contract in settings["contracts"] for name in contract.get("forbidden_modules", ())}
    assert {"PySide6", "whoosh", "sqlite3", "pysqlite3", "sqlalchemy", "sqlmodel", "appdirs"} <= forbidden


def test_ci_runs_only_the_test_command_of_the_readme(checkout_root: Path) -> None:
    script = checkout_root / ".ci" / "run"
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert [line.split()[0] for line in lines] == ["set", "cd", "python3"]
    assert lines[-1] == "python3 packaging/dev.py test"
    assert script.stat().st_mode & 0o111


@posix_only
@pytest.mark.parametrize(("failing", "code"), [((), 0), (("mypy",), 1), (("pytest",), 1), (("ruff", "pytest"), 1)])
def test_a_failed_check_fails_the_run_but_does_not_stop_it(
    dev: ModuleType, ready_checkout: Path, failing: tuple[str, ...], code: int
) -> None:
    checkout = dev.Checkout(ready_checkout)
    checkout.stamp.write_text(json.dumps(dev.expected_stamp(checkout, "test")))
    for name in ("ruff", "mypy", "lint-imports", "pytest"):
        add_program(ready_checkout, name, 3 if name in failing else 0)
    command = [sys.executable, str(ready_checkout / "packaging" / "dev.py"), "test"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    called = [line.split()[0] for line in result.stdout.splitlines() if " called with" in line]
    assert called == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]
    assert result.stdout.splitlines()[-1] == "pytest called with -n auto --dist worksteal"
    assert result.returncode == code


@posix_only
def test_with_arguments_only_pytest_runs(dev: ModuleType, ready_checkout: Path) -> None:
    checkout = dev.Checkout(ready_checkout)
    checkout.stamp.write_text(json.dumps(dev.expected_stamp(checkout, "test")))
    add_program(ready_checkout, "pytest", 5)
    command = [sys.executable, str(ready_checkout / "packaging" / "dev.py"), "test", "-k", "one two"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (5, "pytest called with -k one two\n")


@posix_only
def test_a_deep_run_is_asked_for_by_one_word(dev: ModuleType, ready_checkout: Path) -> None:
    checkout = dev.Checkout(ready_checkout)
    checkout.stamp.write_text(json.dumps(dev.expected_stamp(checkout, "test")))
    add_program(ready_checkout, "pytest", 0)
    (checkout.program("pytest")).write_text('#!/bin/sh\necho "$PAPERDESK_TESTS: $*"\n')
    command = [sys.executable, str(ready_checkout / "packaging" / "dev.py"), "test", "--deep", "tests/e2e"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "deep: tests/e2e\n")
