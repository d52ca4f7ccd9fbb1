"""A virtual display for the real program: Xvfb with a window manager, and key presses by xdotool.

All waiting is for a condition with a deadline, never for a fixed time.
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
TIMEOUT = 60.0  # seconds


def missing() -> list[str]:
    """The programs of NEEDED that are not installed."""
    return [name for name in NEEDED if shutil.which(name) is None]


def wait_for(condition: Callable[[], bool], description: str, timeout: float = TIMEOUT) -> None:
    """Wait until `condition()`; fails with `description` when it takes longer than `timeout` seconds."""
    deadline, pause = time.monotonic() + timeout, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"Waited {timeout:.0f} s in vain: {description}"
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
        result = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
        assert result.returncode == 0, f"xdotool {' '.join(words)}: {result.stderr.strip()}"
        return result.stdout.strip()

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as xdotool names them: `j`, `ctrl+i`, `Return`."""
        for key in keys:
            self.tool("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        """Type a text into the focused widget."""
        self.tool("type", "--delay", "4", text)

    def wait_for_window(self, title: str) -> str:
        """Wait until a window whose title contains `title` is active; return its id."""
        window_id = self.tool("search", "--sync", "--onlyvisible", "--name", title).splitlines()[-1]
        self.tool("windowactivate", "--sync", window_id)
        return window_id

    def title(self) -> str:
        """The title of the active window; empty while no window is active."""
        result = subprocess.run(
            ["xdotool", "getactivewindow", "getwindowname"],
            env=self.environment, capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=False,
        )  # fmt: skip
        return result.stdout.strip()

    def wait_for_title(self, start: str) -> None:
        """Wait until the title of the active window begins with `start`."""
        wait_for(lambda: self.title().startswith(start), f"a window “{start}…”")

    def paperdesk(self, *words: str) -> str:
        """Run a command of the program on the library of this screen; return its output."""
        result = subprocess.run(
            [sys.executable, str(ROOT / "paperdesk.py"), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        assert result.returncode == 0, f"paperdesk {' '.join(words)}: {result.stderr.strip()}"
        return result.stdout

    @contextmanager
    def window(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run the program with its window active; kill it at the end if it still runs."""
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
    """Run an X server and a window manager within the block; `folder` is for library and settings."""
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
    result = subprocess.run(
        ["xdotool", "get_num_desktops"], env=screen.environment, capture_output=True, text=True, check=False
    )
    return result.returncode == 0
