"""The locked requirements: exact versions with hashes, no addresses, all dependencies of pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

LOCKS = ("requirements.txt", "requirements-test.txt")
PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>.+))?")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_entries(path: Path) -> list[str]:
    """The requirements with their continuation lines joined, comments left out."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    return [entry for entry in "\n".join(lines).replace("\\\n", " ").splitlines() if entry.strip()]


def read_pins(path: Path) -> dict[str, str]:
    """Name to `version ; marker` of every requirement."""
    pins = {}
    for entry in read_entries(path):
        pin = PINNED.fullmatch(entry.split("--hash")[0].strip())
        assert pin, f"not pinned to one version: {entry[:60]}"
        pins[canonical(pin["name"])] = f"{pin['version']} ; {pin['marker']}"
    return pins


@pytest.fixture(scope="module")
def project(checkout_root: Path) -> dict[str, Any]:
    return tomllib.loads((checkout_root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", LOCKS)
def test_every_library_is_installed_with_hashes(checkout_root: Path, name: str) -> None:
    entries = read_entries(checkout_root / "packaging" / name)
    assert len(entries) > 10
    for entry in entries:
        hashes = entry.split("--hash=")[1:]
        assert hashes, entry
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value.strip()) for value in hashes), entry


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_works_with_a_mirror_or_a_folder_of_wheels(checkout_root: Path, name: str) -> None:
    text = (checkout_root / "packaging" / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|-e|--index|--extra-index|--find-links|--trusted-host)", text, re.MULTILINE)


def test_the_wheels_of_several_systems_are_in_the_lock(checkout_root: Path) -> None:
    (entry,) = [
        entry for entry in read_entries(checkout_root / "packaging" / "requirements.txt") if "sqlalchemy" in entry
    ]
    assert entry.count("--hash=") > 20


def test_the_tests_use_the_same_versions_as_the_program(checkout_root: Path) -> None:
    running, testing = (read_pins(checkout_root / "packaging" / name) for name in LOCKS)
    assert running.items() <= testing.items()


def test_all_dependencies_of_the_project_are_locked(checkout_root: Path, project: dict[str, Any]) -> None:
    groups = project["dependency-groups"]
    wanted = {
        "requirements.txt": [
            *project["project"]["dependencies"],
            *groups["build"],
            *project["build-system"]["requires"],
        ],
        "requirements-test.txt": groups["test"],
    }
    for name, requirements in wanted.items():
        pins = read_pins(checkout_root / "packaging" / name)
        for requirement in requirements:
            found = re.match(r"[A-Za-z0-9._-]+", requirement)
            assert found
            assert canonical(found.group()) in pins, f"{requirement} is not in {name}: lock again"


def test_an_exact_version_of_the_project_is_the_locked_one(checkout_root: Path, project: dict[str, Any]) -> None:
    pins = read_pins(checkout_root / "packaging" / "requirements.txt")
    exact = [
        requirement.split("==")
        for requirement in project["project"]["dependencies"]
        if "==" in requirement.split(";")[0]
    ]
    assert exact
    for name, version in exact:
        assert pins[canonical(name)].split(" ; ")[0] == version


@pytest.mark.parametrize("name", LOCKS)
def test_no_key_store_with_plain_text_secrets(checkout_root: Path, name: str) -> None:
    assert "keyrings-alt" not in read_pins(checkout_root / "packaging" / name)


def test_the_qt_version_that_crashes_old_pythons_is_excluded(project: dict[str, Any]) -> None:
    requirements = [entry for entry in project["project"]["dependencies"] if "PySide6" in entry]
    assert any("<6.12" in entry and 'python_version < "3.12"' in entry for entry in requirements)
    assert all("<6.12" in entry or 'python_version >= "3.12"' in entry for entry in requirements)
