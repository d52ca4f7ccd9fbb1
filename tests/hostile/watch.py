"""A watch over what must not happen: connections, opened files, commands, and requests to the system."""

from __future__ import annotations

import base64
import ctypes
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.hostile.texts import FILE, RED, URL


@dataclass
class Watch:
    """What must stay empty: connections, opened files, what the system was asked to open, commands that were run."""

    url: str
    file: Path
    asked: list[Any] = field(default_factory=list)
    opened: list[object] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    notices: int = -1
    is_on: bool = False

    def touched(self) -> bool:
        """Whether the file was opened since the last time this was asked; False where the system cannot tell."""
        if self.notices < 0:
            return False
        try:
            return bool(os.read(self.notices, 4096))
        except BlockingIOError:
            return False

    def fill(self, text: str) -> str:
        """The text with the addresses of this run."""
        red = base64.b64encode(self.file.read_bytes()).decode()
        self.touched()
        return text.replace(URL, self.url).replace(FILE, str(self.file)).replace(RED, f"data:image/png;base64,{red}")

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit event of this process."""
        if self.is_on and event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile"}:
            self.ran.append(f"{event} {arguments}")


def _notice_opening(path: Path) -> int:
    """A descriptor that can be read when the file was opened by anybody; -1 where Linux's inotify is missing."""
    if not sys.platform.startswith("linux"):
        return -1
    library, is_opened = ctypes.CDLL(None), 0x20
    descriptor = int(library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
    library.inotify_add_watch(descriptor, os.fsencode(path), is_opened)
    return descriptor


@contextmanager
def keep_watch(folder: Path) -> Iterator[Watch]:
    """Watch until the block is left; the file is a red picture in `folder`. Needs a QApplication."""
    from PySide6.QtGui import QDesktopServices, QImage

    red = QImage(60, 60, QImage.Format.Format_RGB32)
    red.fill(0xFFFF0000)
    path = folder / "red.png"
    assert red.save(str(path))
    server = socket.create_server(("127.0.0.1", 0))
    made = Watch(f"http://127.0.0.1:{server.getsockname()[1]}/red.png", path)

    def count() -> None:
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            made.asked.append(connection.recv(200))
            connection.close()

    Thread(target=count, daemon=True).start()
    sys.addaudithook(made.hear)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QDesktopServices, "openUrl", made.opened.append)
        made.notices = _notice_opening(path)
        yield made
    made.is_on = False
    server.close()
    if made.notices >= 0:
        os.close(made.notices)
