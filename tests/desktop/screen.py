"""A screen of its own for the real program: Xvfb with a window manager, and keys pressed by xdotool.

Everything here waits for a condition with a deadline; nothing sleeps for a fixed time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.paths import ROOT

NEEDED = ("Xvfb", "openbox", "xdotool")
PATIENCE = 60.0  # seconds until a wait is given up


def missing() -> list[str]:
    """The programs of NEEDED that this machine does not have."""
    return [name for name in NEEDED if shutil.which(name) is None]


def wait_for(is_so: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait until `is_so()`; fails with `what` when it takes longer than `patience` seconds."""
    deadline, pause = time.monotonic() + patience, threading.Event()
    while not is_so():
        assert time.monotonic() < deadline, f"Waited {patience:.0f} s in vain: {what}"
        pause.wait(0.03)


@dataclass
class Screen:
    """A running X server of 1440×900 with openbox; `display` is its name, such as `:7`."""

    display: str
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "PAPERDESK_"))}
        self.environment = {
            **kept,
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "PAPERDESK_LIBRARY": str(self.folder / "library"),
            "PAPERDESK_CACHE": str(self.folder / "cache"),
            "PAPERDESK_CONFIG": str(self.folder / "config"),
            "XDG_CONFIG_HOME": str(self.folder / "others"),
        }

    def tool(self, *words: str) -> str:
        """Run xdotool and return what it printed."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, f"xdotool {' '.join(words)}: {done.stderr.strip()}"
        return done.stdout.strip()

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as xdotool names them: `j`, `ctrl+i`, `Return`."""
        for key in keys:
            self.tool("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        """Type a text into whatever has the focus."""
        self.tool("type", "--delay", "4", text)

    def wait_for_window(self, title: str) -> str:
        """Wait until a window whose title holds `title` is there and active; returns its number."""
        number = self.tool("search", "--sync", "--onlyvisible", "--name", title).splitlines()[-1]
        self.tool("windowactivate", "--sync", number)
        return number

    def title(self) -> str:
        """The title of the active window; empty while no window is active."""
        asked = subprocess.run(
            ["xdotool", "getactivewindow", "getwindowname"],
            env=self.environment, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False,
        )  # fmt: skip
        return asked.stdout.strip()

    def wait_for_title(self, words: str) -> None:
        """Wait until the title of the active window begins with `words`."""
        wait_for(lambda: self.title().startswith(words), f"a window “{words}…”")

    def paperdesk(self, *words: str) -> str:
        """Run a command of the program on the library of this screen; returns its output."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "paperdesk.py"), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"paperdesk {' '.join(words)}: {done.stderr.strip()}"
        return done.stdout

    @contextmanager
    def window(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """The program with its window, active; it is killed at the end if it is still there."""
        command: Sequence[str] = [sys.executable, str(ROOT / "paperdesk.py"), *words]
        with subprocess.Popen(command, env=self.environment, start_new_session=True) as process:
            try:
                self.wait_for_window("Paperdesk")
                yield process
            finally:
                if process.poll() is None:
                    process.kill()


@contextmanager
def open_screen(folder: Path) -> Iterator[Screen]:
    """Start an X server and a window manager for as long as the block runs; `folder` holds library and settings."""
    reader, writer = os.pipe()
    server = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(server, pass_fds=[writer], stderr=subprocess.DEVNULL) as process:
        os.close(writer)
        with os.fdopen(reader) as told:
            screen = Screen(f":{told.readline().strip()}", folder)
        try:
            with _manager(screen):
                yield screen
        finally:
            process.terminate()


@contextmanager
def _manager(screen: Screen) -> Iterator[None]:
    with subprocess.Popen(["openbox"], env=screen.environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: _is_managed(screen), "the window manager to start")
            yield
        finally:
            process.terminate()


def _is_managed(screen: Screen) -> bool:
    asked = subprocess.run(
        ["xdotool", "get_num_desktops"], env=screen.environment, capture_output=True, text=True, check=False
    )
    return asked.returncode == 0
