#!/usr/bin/env python3
"""Run Paperdesk or its tests with one command, starting from a bare `python3`. Standard library only.

    python3 packaging/dev.py run [arguments…]    set up, then start Paperdesk; without arguments: a demonstration
    python3 packaging/dev.py test [arguments…]   set up, then every check and all tests; with arguments: only pytest
    python3 packaging/dev.py test --deep         the same, with many more rounds of the kill, hostile and random tests

Setting up creates `.venv` in the checkout from the locked requirement files in this folder and installs the checkout
into it. Its messages go to stderr: stdout belongs to the program that is started. A stamp file, written last, records
what `.venv` was made from: an incomplete, outdated or moved one is rebuilt, a current one costs one small read.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

OLDEST_PYTHON = (3, 11)
APT_LISTS = Path("/var/lib/apt/lists")


class SetupError(Exception):
    """The set-up failed; `str(error)` says why and what to do."""


def say(sentence: str) -> None:
    print(f"paperdesk: {sentence}", file=sys.stderr, flush=True)


# System packages


def can_make_environments() -> bool:
    """Whether packages can be installed into `.venv`: by ensurepip (a separate package on Debian), or by pip."""
    has_venv = importlib.util.find_spec("venv") is not None
    return has_venv and any(importlib.util.find_spec(name) is not None for name in ("ensurepip", "pip"))


@dataclass(frozen=True)
class SystemPackage:
    """A dependency that pip cannot install: its apt name, its purpose, a check for it, and the commands that use it.

    Without a package that is not `required`, some tests are skipped.
    """

    apt: str
    purpose: str
    is_present: Callable[[], bool]
    commands: tuple[str, ...]
    required: bool = False


def shared_libraries() -> Iterator[SystemPackage]:
    """The packages of system-libraries.txt; without them the window cannot open and its tests are skipped."""
    table = Path(__file__).with_name("system-libraries.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            apt, library, commands = line.split()
            yield SystemPackage(apt, f"has {library} for Qt", partial(is_loadable, library), (*commands.split(","),))


def is_loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return not sys.platform.startswith("linux")  # elsewhere the wheels include all libraries
    return True


SYSTEM_PACKAGES = (
    SystemPackage(
        f"python3.{sys.version_info[1]}-venv", "creates the folder .venv", can_make_environments, ("run", "test"), True
    ),
    SystemPackage(
        "strace", "traces every write for the power-loss test", lambda: bool(shutil.which("strace")), ("test",)
    ),
    *shared_libraries(),
)


def missing_packages(command: str) -> list[SystemPackage]:
    return [package for package in SYSTEM_PACKAGES if command in package.commands and not package.is_present()]


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def ensure_packages(command: str) -> None:
    """Install the missing packages as root, otherwise say how. Raises SetupError when a required one is missing."""
    missing = missing_packages(command)
    if not missing:
        return
    for package in missing:
        say(f"missing on this system: {package.apt}, which {package.purpose}.")
    names = [package.apt for package in missing]
    if is_root() and shutil.which("apt-get"):
        install_with_apt(names)
        importlib.invalidate_caches()
    still_missing = missing_packages(command)
    if still_missing:
        advice = format_advice(still_missing, has_apt=shutil.which("apt-get") is not None)
        if any(package.required for package in still_missing):
            raise SetupError(advice)
        say(advice)


def format_advice(missing: Sequence[SystemPackage], *, has_apt: bool) -> str:
    """The sentence, or the command line to copy, for missing packages."""
    names = " ".join(package.apt for package in missing)
    if has_apt:
        return (
            f"install what is missing with this line, then run the command again:\n\n    sudo apt-get install {names}\n"
        )
    needs = "; ".join(f"what {package.purpose} (on Debian {package.apt})" for package in missing)
    return f"please install with your system's package manager: {needs}. Then run the command again."


def install_with_apt(names: Sequence[str]) -> bool:
    """Install packages as root without questions; package lists are updated when missing or outdated."""
    say(f"installing {' '.join(names)} with apt-get …")
    has_lists = any(APT_LISTS.glob("*Packages*"))
    if has_lists and apt_get("install", *names):
        return True
    return apt_get("update") and apt_get("install", *names)


def apt_get(action: str, *names: str) -> bool:
    command = ["apt-get", action, "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
    if action == "install":
        command += ["--no-install-recommends", *names]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, stdout=sys.stderr, env=environment).returncode == 0


# The environment


@dataclass(frozen=True)
class Checkout:
    """The checkout this file belongs to, and the paths in it."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def stamp(self) -> Path:
        return self.venv / "paperdesk-stamp.json"

    @property
    def lock(self) -> Path:
        return self.root / ".venv.lock"

    @property
    def next_demo_folder(self) -> Path:
        """A new folder for a demonstration; earlier ones belong to the user."""
        names = ("demo", *(f"demo-{number}" for number in range(2, 10_000)))
        return next(folder for name in names if not (folder := self.root / "build" / name).exists())

    def program(self, name: str) -> Path:
        """The path of a program in the environment."""
        if sys.platform == "win32":
            return self.venv / "Scripts" / f"{name}.exe"
        return self.venv / "bin" / name

    def requirements(self, command: str) -> Path:
        """The locked requirements for `run` or `test`; those of `test` include those of `run`."""
        name = "requirements.txt" if command == "run" else "requirements-test.txt"
        return self.root / "packaging" / name

    def digest(self, *names: str) -> str:
        """One hash of some files of the checkout."""
        content = b"\0".join((self.root / name).read_bytes() for name in names)
        return hashlib.sha256(content).hexdigest()


def expected_stamp(checkout: Checkout, command: str) -> dict[str, str]:
    """The stamp of a current `.venv` for `command`."""
    expected = {
        "python": f"{'.'.join(map(str, sys.version_info[:3]))} {sys.base_prefix}",
        "place": str(checkout.root),
        "project": checkout.digest("pyproject.toml", "app/__init__.py"),
        "run": checkout.digest("packaging/requirements.txt"),
    }
    if command == "test":
        expected["test"] = checkout.digest("packaging/requirements-test.txt")
    return expected


def read_stamp(checkout: Checkout) -> dict[str, str]:
    """What `.venv` was made from; empty when it is missing, incomplete or not made by this program."""
    if not checkout.program("python").exists() or not checkout.program("paperdesk").exists():
        return {}
    try:
        content = json.loads(checkout.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def is_ready(checkout: Checkout, command: str) -> bool:
    return expected_stamp(checkout, command).items() <= read_stamp(checkout).items()


def set_up(checkout: Checkout, command: str) -> None:
    """Create or update `.venv` for `command`, unless it is current. Raises SetupError."""
    if is_ready(checkout, command):
        return
    ensure_packages(command)
    with hold_setup_lock(checkout):
        if not is_ready(checkout, command):  # another set-up may have done it in the meantime
            build_environment(checkout, command)


@contextlib.contextmanager
def hold_setup_lock(checkout: Checkout) -> Iterator[None]:
    """Allow one set-up at a time. The system releases the lock when the process ends, also after a crash."""
    with checkout.lock.open("a+b") as file:
        if not try_lock(file.fileno()):
            say("waiting for another set-up of this checkout to finish …")
            while not try_lock(file.fileno()):
                time.sleep(0.2)
        yield


def try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def build_environment(checkout: Checkout, command: str) -> None:
    """Create or update `.venv` for `command`. The caller holds the lock."""
    expected = expected_stamp(checkout, command)
    present = read_stamp(checkout)
    foundation = ("python", "place", "run")
    is_usable = all(present.get(key) == expected[key] for key in foundation)
    checkout.stamp.unlink(missing_ok=True)  # incomplete until the end
    if not is_usable:
        say(f"setting up {checkout.venv} (once; a minute or less with a good connection) …")
        create_venv(checkout)
    else:
        say(f"updating {checkout.venv} …")
    install(checkout, "--require-hashes", "--only-binary", ":all:", "-r", str(checkout.requirements(command)))
    install(checkout, "--no-deps", "--no-build-isolation", "--editable", str(checkout.root))
    checkout.stamp.write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")


def create_venv(checkout: Checkout) -> None:
    """Create an empty `.venv`, replacing whatever is there."""
    if checkout.venv.is_symlink() or checkout.venv.is_file():
        checkout.venv.unlink()
    elif checkout.venv.exists():
        shutil.rmtree(checkout.venv)
    options = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    command = [base_python(), "-m", "venv", *options, str(checkout.venv)]
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
        raise SetupError(f"{checkout.venv} could not be created; the message of python3 -m venv is above.")


def base_python() -> str:
    """The interpreter outside of environments: this program may run in the `.venv` that is about to be deleted."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def install(checkout: Checkout, *arguments: str) -> None:
    """Run pip for `.venv`: its own, or that of the system when there is no ensurepip."""
    python = str(checkout.program("python"))
    outer_pip = [base_python(), "-m", "pip", "--python", python]
    pip = [python, "-m", "pip"] if checkout.program("pip").exists() else outer_pip
    options = ["install", "--quiet", "--disable-pip-version-check", "--no-input", *arguments]
    if subprocess.run([*pip, *options], check=False, stdout=sys.stderr, env=clean_environment()).returncode:
        raise SetupError(
            "the libraries could not be installed; pip's message is above. Nothing outside .venv was changed. "
            "Once the cause is fixed, run the same command again."
        )


def clean_environment() -> dict[str, str]:
    """The environment variables without those that make Python use libraries outside of `.venv`."""
    unwanted = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}


def has_display() -> bool:
    return sys.platform in {"darwin", "win32"} or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def run(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Start Paperdesk in place of this process; without arguments the window, or a demonstration without a display."""
    set_up(checkout, "run")
    if has_display():
        ensure_packages("window")
    elif not arguments:
        arguments = ["demo", "--out", str(checkout.next_demo_folder)]
    program = str(checkout.program("paperdesk"))
    if sys.platform != "win32":  # there exec would return to the prompt at once
        os.execve(program, [program, *arguments], clean_environment())
    return subprocess.run([program, *arguments], check=False, env=clean_environment()).returncode


@dataclass(frozen=True)
class Check:
    """A step of `test`: its name, the program of `.venv` and its arguments."""

    name: str
    program: str
    arguments: tuple[str, ...] = ()


CHECKS = (
    Check("style", "ruff", ("check",)),
    Check("layout", "ruff", ("format", "--check")),
    Check("types", "mypy"),
    Check("layers", "lint-imports"),
)


def test(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Run every check, then pytest, whatever failed before; 1 when anything failed. pytest has the last word."""
    set_up(checkout, "test")
    if list(arguments[:1]) == ["--deep"]:
        os.environ["PAPERDESK_TESTS"], arguments = "deep", arguments[1:]  # see tests/profile.py
    if arguments:
        return run_program(checkout, "pytest", *arguments)
    failed = [check.name for check in CHECKS if not run_check(checkout, check)]
    if failed:
        print(f"FAILED before the tests: {', '.join(failed)}", flush=True)
    print("== tests: pytest", flush=True)
    return 1 if run_program(checkout, "pytest", "-n", "auto", "--dist", "worksteal") or failed else 0


def run_check(checkout: Checkout, check: Check) -> bool:
    print(f"== {check.name}: {check.program} {' '.join(check.arguments)}".rstrip(), flush=True)
    start = time.perf_counter()
    code = run_program(checkout, check.program, *check.arguments)
    print(f"-- {check.name} {'FAILED' if code else 'ok'}, {time.perf_counter() - start:.1f} s", flush=True)
    return code == 0


def run_program(checkout: Checkout, name: str, *arguments: str) -> int:
    command = [str(checkout.program(name)), *arguments]
    return subprocess.run(command, check=False, cwd=checkout.root, env=clean_environment()).returncode


COMMANDS: dict[str, Callable[[Checkout, Sequence[str]], int]] = {"run": run, "test": test}


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code, 1 when the set-up fails, 2 for wrong usage."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        say(f"needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).")
        return 1
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    checkout = Checkout(Path(__file__).resolve().parent.parent)
    try:
        return COMMANDS[arguments[0]](checkout, arguments[1:])
    except (SetupError, OSError) as error:  # the text of an OSError names the file
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("stopped; run the same command again to continue.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
