"""System packages: installed as root, otherwise one command line to copy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


def make_package(dev: ModuleType, apt: str = "thing", *, present: bool = False, required: bool = True) -> object:
    return dev.SystemPackage(apt, "does a thing", lambda: present, ("run", "test"), required)


@pytest.fixture
def fake_system(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Simulate another system: whether this is root, whether there is apt-get, which packages are missing."""

    def make(*, root: bool, apt: bool, packages: tuple[object, ...]) -> None:
        monkeypatch.setattr(dev, "is_root", lambda: root)
        monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}" if apt else None)
        monkeypatch.setattr(dev, "SYSTEM_PACKAGES", packages)

    return make


def test_the_table_is_complete_and_has_no_package_twice(dev: ModuleType) -> None:
    names = [package.apt for package in dev.SYSTEM_PACKAGES]
    assert len(set(names)) == len(names)
    for package in dev.SYSTEM_PACKAGES:
        assert re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", package.apt)
        assert package.purpose
        assert set(package.commands) <= {*dev.COMMANDS, "window"}
        assert package.commands


def test_the_tools_that_made_this_environment_are_detected(dev: ModuleType) -> None:
    assert dev.can_make_environments()


@pytest.mark.parametrize(
    ("modules", "possible"),
    [(("venv", "ensurepip"), True), (("venv", "pip"), True), (("venv",), False), (("ensurepip", "pip"), False)],
)
def test_debian_without_ensurepip_is_detected_before_venv_fails(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, modules: tuple[str, ...], possible: bool
) -> None:
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: object() if name in modules else None)
    assert dev.can_make_environments() is possible


def test_an_ordinary_user_gets_one_command_to_copy(
    dev: ModuleType, fake_system: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    fake_system(root=False, apt=True, packages=(make_package(dev, "first"), make_package(dev, "second")))
    with pytest.raises(dev.SetupError, match="\n    sudo apt-get install first second\n"):
        dev.ensure_packages("run")
    assert "missing on this system: first, which does a thing." in capsys.readouterr().err


def test_a_system_without_apt_gets_the_purpose_of_the_package(
    dev: ModuleType, fake_system: Callable[..., None]
) -> None:
    fake_system(root=True, apt=False, packages=(make_package(dev),))
    with pytest.raises(dev.SetupError, match="what does a thing") as caught:
        dev.ensure_packages("test")
    assert "apt-get" not in str(caught.value)


def test_a_missing_optional_package_is_no_error(
    dev: ModuleType, fake_system: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    fake_system(root=False, apt=True, packages=(make_package(dev, "nice-to-have", required=False),))
    dev.ensure_packages("test")
    assert "sudo apt-get install nice-to-have" in capsys.readouterr().err


def test_nothing_is_printed_when_nothing_is_missing(
    dev: ModuleType, fake_system: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    fake_system(root=False, apt=True, packages=(make_package(dev, present=True),))
    dev.ensure_packages("run")
    assert capsys.readouterr().err == ""


def write_fake_apt(folder: Path, failures: int) -> None:
    """An apt-get that logs its calls and fails the first `failures` times."""
    script = folder / "apt-get"
    script.write_text(
        f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> "{folder}/calls"\n[ "$(wc -l < "{folder}/calls")" -gt {failures} ]\n'
    )
    script.chmod(0o755)


@pytest.mark.parametrize(
    ("has_lists", "failures", "actions"),
    [
        (True, 0, ["install"]),
        (True, 1, ["install", "update", "install"]),
        (False, 0, ["update", "install"]),
        (False, 1, ["update"]),
    ],
)
def test_root_installs_packages_and_updates_lists_only_when_needed(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_lists: bool, failures: int, actions: list[str]
) -> None:
    write_fake_apt(tmp_path, failures)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(dev, "APT_LISTS", tmp_path / "lists")
    (tmp_path / "lists").mkdir()
    if has_lists:
        (tmp_path / "lists" / "main_Packages.lz4").touch()
    assert dev.install_with_apt(["first", "second"]) is (actions[-1] == "install")
    calls = (tmp_path / "calls").read_text().splitlines()
    assert [call.split()[1] for call in calls] == actions
    assert all(call.startswith("noninteractive ") for call in calls)
    installs = [call for call in calls if call.split()[1] == "install"]
    assert all(call.endswith("-y -o Dpkg::Use-Pty=0 --no-install-recommends first second") for call in installs)
