#!/usr/bin/env python3
"""From a bare `python3` to a running Paperdesk, and to its tests, in one command each. Standard library only.

    python3 packaging/dev.py run [arguments…]    set up, then start Paperdesk; without arguments: a demonstration
    python3 packaging/dev.py test [arguments…]   set up, then every check and all tests; with arguments: only pytest

Setting up makes `.venv` in the checkout from the locked requirement files beside this file and installs the checkout
into it. What it has to say goes to stderr: stdout belongs to the program that is started. A stamp, written last,
records what `.venv` was made from: a half-made, outdated or moved one is made anew, a right one costs one small read.
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
    """The set-up cannot go on; `str(error)` says what happened and what to do."""


def say(sentence: str) -> None:
    print(f"paperdesk: {sentence}", file=sys.stderr, flush=True)


# What the system must bring


def can_make_environments() -> bool:
    """Whether `.venv` can be filled: by ensurepip, which Debian keeps in a package of its own, or by a pip at hand."""
    has_venv = importlib.util.find_spec("venv") is not None
    return has_venv and any(importlib.util.find_spec(name) is not None for name in ("ensurepip", "pip"))


@dataclass(frozen=True)
class SystemPackage:
    """Something pip cannot bring: its apt name, what it is for, how to see that it is there, which commands use it.

    A package that is not `required` only makes some tests run that are skipped without it.
    """

    apt: str
    purpose: str
    is_present: Callable[[], bool]
    commands: tuple[str, ...]
    required: bool = False


def shared_libraries() -> Iterator[SystemPackage]:
    """The packages of the table beside this file; without them the window stays away and its tests are skipped."""
    table = Path(__file__).with_name("system-libraries.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            apt, library, commands = line.split()
            yield SystemPackage(
                apt, f"holds {library} for the window", partial(can_load, library), (*commands.split(","),)
            )


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return not sys.platform.startswith("linux")  # elsewhere the wheels bring all they need
    return True


SYSTEM_PACKAGES = (
    SystemPackage(
        f"python3.{sys.version_info[1]}-venv", "makes the folder .venv", can_make_environments, ("run", "test"), True
    ),
    SystemPackage("strace", "shows the power-loss test every write", lambda: bool(shutil.which("strace")), ("test",)),
    *shared_libraries(),
)


def missing_packages(command: str) -> list[SystemPackage]:
    return [package for package in SYSTEM_PACKAGES if command in package.commands and not package.is_present()]


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def provide_packages(command: str) -> None:
    """Install what `command` misses when we may, else say how. Raises SetupError when something required stays away."""
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
        advice = advise(still_missing, has_apt=shutil.which("apt-get") is not None)
        if any(package.required for package in still_missing):
            raise SetupError(advice)
        say(advice)


def advise(missing: Sequence[SystemPackage], *, has_apt: bool) -> str:
    """The sentence, or the line to copy, for what is missing."""
    names = " ".join(package.apt for package in missing)
    if has_apt:
        return (
            f"install what is missing with this line, then run the command again:\n\n    sudo apt-get install {names}\n"
        )
    needs = "; ".join(f"what {package.purpose} (on Debian {package.apt})" for package in missing)
    return f"please install with your system's package manager: {needs}. Then run the command again."


def install_with_apt(names: Sequence[str]) -> bool:
    """Install packages as root, asking nothing; the package lists are fetched when there are none or they are old."""
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
    """The folder this file belongs to, and where everything lies in it."""

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
    def demo(self) -> Path:
        """A folder for the next demonstration; those of earlier ones are the user's by now."""
        names = ("demo", *(f"demo-{number}" for number in range(2, 10_000)))
        return next(folder for name in names if not (folder := self.root / "build" / name).exists())

    def program(self, name: str) -> Path:
        """Where the environment keeps the program `name`."""
        if sys.platform == "win32":
            return self.venv / "Scripts" / f"{name}.exe"
        return self.venv / "bin" / name

    def requirements(self, command: str) -> Path:
        """The locked requirements `run` or `test` needs; those of `test` contain those of `run`."""
        name = "requirements.txt" if command == "run" else "requirements-test.txt"
        return self.root / "packaging" / name

    def digest(self, *names: str) -> str:
        """One hash over some files of the checkout."""
        content = b"\0".join((self.root / name).read_bytes() for name in names)
        return hashlib.sha256(content).hexdigest()


def describe_wanted(checkout: Checkout, command: str) -> dict[str, str]:
    """What a right `.venv` for `command` is made from, as it stands in the stamp."""
    wanted = {
        "python": f"{'.'.join(map(str, sys.version_info[:3]))} {sys.base_prefix}",
        "place": str(checkout.root),
        "project": checkout.digest("pyproject.toml", "app/__init__.py"),
        "run": checkout.digest("packaging/requirements.txt"),
    }
    if command == "test":
        wanted["test"] = checkout.digest("packaging/requirements-test.txt")
    return wanted


def read_stamp(checkout: Checkout) -> dict[str, str]:
    """What `.venv` was made from; empty when it is absent, half made or not ours."""
    if not checkout.program("python").exists() or not checkout.program("paperdesk").exists():
        return {}
    try:
        content = json.loads(checkout.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def is_ready(checkout: Checkout, command: str) -> bool:
    return describe_wanted(checkout, command).items() <= read_stamp(checkout).items()


def set_up(checkout: Checkout, command: str) -> None:
    """Make `.venv` right for `command`; nothing but one look when it is already. Raises SetupError."""
    if is_ready(checkout, command):
        return
    provide_packages(command)
    with hold_lock(checkout):
        if not is_ready(checkout, command):  # another set-up may have done it while we waited
            build(checkout, command)


@contextlib.contextmanager
def hold_lock(checkout: Checkout) -> Iterator[None]:
    """Let one set-up work at a time. The system lets go of the lock when its holder ends, however it ends."""
    with checkout.lock.open("a+b") as file:
        if not try_lock(file.fileno()):
            say("another set-up of this checkout is at work; waiting for it …")
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


def build(checkout: Checkout, command: str) -> None:
    """Bring `.venv` from whatever it is to what `command` needs. Needs the lock."""
    wanted = describe_wanted(checkout, command)
    present = read_stamp(checkout)
    foundation = ("python", "place", "run")
    is_usable = all(present.get(key) == wanted[key] for key in foundation)
    checkout.stamp.unlink(missing_ok=True)  # from here until the end it is half made
    if not is_usable:
        say(f"setting up {checkout.venv} (once; a minute or less with a good connection) …")
        make_environment(checkout)
    else:
        say(f"bringing {checkout.venv} up to date …")
    install(checkout, "--require-hashes", "--only-binary", ":all:", "-r", str(checkout.requirements(command)))
    install(checkout, "--no-deps", "--no-build-isolation", "--editable", str(checkout.root))
    checkout.stamp.write_text(json.dumps(wanted, indent=1) + "\n", encoding="utf-8")


def make_environment(checkout: Checkout) -> None:
    """Make an empty `.venv`, in place of whatever stands there."""
    if checkout.venv.is_symlink() or checkout.venv.is_file():
        checkout.venv.unlink()
    elif checkout.venv.exists():
        shutil.rmtree(checkout.venv)
    options = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    command = [base_python(), "-m", "venv", *options, str(checkout.venv)]
    if subprocess.run(command, check=False, stdout=sys.stderr).returncode:
        raise SetupError(f"{checkout.venv} could not be made; the message of python3 -m venv is above.")


def base_python() -> str:
    """The interpreter outside any environment: `.venv` may be the one we run in and about to be deleted."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def install(checkout: Checkout, *arguments: str) -> None:
    """Run pip for `.venv`: its own, or the system's where the system brings no ensurepip."""
    python = str(checkout.program("python"))
    pip = (
        [python, "-m", "pip"] if checkout.program("pip").exists() else [base_python(), "-m", "pip", "--python", python]
    )
    options = ["install", "--quiet", "--disable-pip-version-check", "--no-input", *arguments]
    if subprocess.run([*pip, *options], check=False, stdout=sys.stderr, env=clean_environment()).returncode:
        raise SetupError(
            "the libraries could not be installed; pip's message is above. Nothing outside .venv was changed. "
            "When the cause is gone, run the same command again."
        )


def clean_environment() -> dict[str, str]:
    """Our environment variables without those that would lead Python to other libraries than those of `.venv`."""
    unwanted = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV"}
    return {name: value for name, value in os.environ.items() if name not in unwanted}


# The commands


def has_display() -> bool:
    return sys.platform in {"darwin", "win32"} or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def run(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Start Paperdesk in place of this process; without arguments the window, or without a display a demonstration."""
    set_up(checkout, "run")
    if has_display():
        provide_packages("window")
    elif not arguments:
        arguments = ["demo", "--out", str(checkout.demo)]
    program = str(checkout.program("paperdesk"))
    if sys.platform != "win32":  # where exec would return to the prompt at once
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
    if arguments:
        return run_program(checkout, "pytest", *arguments)
    failed = [check.name for check in CHECKS if not run_check(checkout, check)]
    if failed:
        print(f"FAILED before the tests: {', '.join(failed)}", flush=True)
    print("== tests: pytest", flush=True)
    code = run_program(checkout, "pytest")
    return 1 if failed or code else 0


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
    """Run one command; its exit code, 1 when the set-up fails, 2 for a wrong use."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        say(f"needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).")
        return 1
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    checkout = Checkout(Path(__file__).resolve().parent.parent)
    try:
        return COMMANDS[arguments[0]](checkout, arguments[1:])
    except (SetupError, OSError) as error:  # an OSError's text names the file
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("stopped; the same command goes on from here.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
