"""Starts the real program in processes of its own, also as another user and with a wrong clock, and reads its files.

Rows and bytes are read here with the standard `sqlite3` from private copies, never through Paperdesk: a test compares
what a person would lose with a copy that the program did not make.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.paths import ROOT

SAMPLES = sorted((ROOT / "resources" / "samples").glob("*.txt"))
NOBODY = 65534
PROGRAM = ROOT / "paperdesk.py"
USER_TABLES = ("tag", "paper_tag", "mark", "note", "note_revision", "link", "hand_paper")

_WITH_CLOCK = """
import datetime, runpy, sys
real, shift = datetime.datetime, datetime.timedelta(seconds=float(sys.argv.pop(1)))
class Shifted(real):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(real.now().timestamp(), tz) + shift
datetime.datetime = Shifted
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""

Rows = dict[str, list[tuple[object, ...]]]
Result = subprocess.CompletedProcess[str]


@dataclass
class Program:
    """`paperdesk("list")` runs the program on `library`, as the user of the tests or as `prefix` says."""

    library: Path
    home: Path
    prefix: Sequence[str] = ()
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PAPERDESK_LIBRARY": str(self.library),
            "PAPERDESK_CACHE": str(self.home / "cache"),
            "PAPERDESK_CONFIG": str(self.home / "config"),
            "HOME": str(self.home),
            **self.extra,
        }

    def command(self, *words: str) -> list[str]:
        return [*self.prefix, sys.executable, str(PROGRAM), *words]

    def __call__(self, *words: str, clock: float | None = None) -> Result:
        """Run a command; `clock` is how many seconds the clock of the program is ahead."""
        command = self.command(*words)
        if clock is not None:
            command = [*self.prefix, sys.executable, "-c", _WITH_CLOCK, str(clock), str(PROGRAM), *words]
        return self._run(command)

    def script(self, text: str, *words: str) -> Result:
        """Run Python with the program's modules: a program that is killed, or kept running, at a chosen place."""
        return self._run([*self.prefix, sys.executable, "-c", text, str(self.library), *words])

    def _run(self, command: list[str]) -> Result:
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )

    def done(self, *words: str, clock: float | None = None) -> str:
        """Run a command that must succeed; returns its output."""
        result = self(*words, clock=clock)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def kill_when(self, is_time: Callable[[], bool], delay: float, *words: str) -> bool:
        """Start a command and kill it `delay` seconds after `is_time`; returns whether it was still running."""
        command = self.command(*words)
        with subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and not is_time():
                time.sleep(0.0002)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL


def read_rows(file: Path, tables: Sequence[str] = USER_TABLES) -> Rows:
    """The rows of a database with its WAL, read from a private copy: neither is touched."""
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("", "-wal", "-journal"):
            if (source := file.with_name(file.name + ending)).exists():
                shutil.copyfile(source, Path(folder) / f"copy.db{ending}")
        with closing(sqlite3.connect(f"{folder}/copy.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return {table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables}


def change(file: Path, *statements: str) -> None:
    """Change a database outside Paperdesk; no WAL is left."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def read_tree(folder: Path) -> dict[str, str]:
    """Every path below a folder with its kind, mode, time and content, to tell whether anything changed."""
    return {str(path.relative_to(folder)): _describe(path) for path in sorted(folder.rglob("*"))}


def _describe(path: Path) -> str:
    found = path.lstat()
    content = str(path.readlink()) if path.is_symlink() else ""
    if path.is_file() and not path.is_symlink():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{found.st_mode:o} {found.st_size if not path.is_dir() else 0} {content}"


def list_leftovers(folder: Path) -> list[str]:
    """Files that only an interrupted program leaves."""
    return [path.name for path in folder.rglob("*") if ".tmp" in path.name or ".unchecked" in path.name]


@cache
def find_unprivileged() -> tuple[str, ...] | None:
    """What to put before a command so that file modes matter; None where the tests run as root and cannot do that."""
    if os.name != "posix":
        return None
    if os.geteuid() != 0:
        return ()
    prefix = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    if shutil.which("setpriv") is None:
        return None
    trial = subprocess.run([*prefix, sys.executable, str(PROGRAM), "--version"], capture_output=True, check=False)
    return prefix if trial.returncode == 0 else None


def leave_wal(program: Program, action: str) -> None:
    """Run an action on `library.editing` in a process that ends as if killed: what it wrote is in the WAL only."""
    script = (
        "import os, sys; from pathlib import Path; from app.library import Library; "
        f"library = Library(Path(sys.argv[1])); library.editing.{action}; os._exit(0)"
    )
    result = program.script(script)
    assert result.returncode == 0, result.stderr
    assert program.library.joinpath("library.db-wal").stat().st_size > 0
