"""Detects connections, opened files, started commands and URLs passed to the system."""

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
    """What was detected: connections, URLs passed to the system, started commands; all must stay empty."""

    url: str
    file: Path
    connections: list[Any] = field(default_factory=list)
    opened_urls: list[object] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    inotify: int = -1
    is_on: bool = False

    def is_touched(self) -> bool:
        """Whether the file was opened since the last call; False where this cannot be detected."""
        if self.inotify < 0:
            return False
        try:
            return bool(os.read(self.inotify, 4096))
        except BlockingIOError:
            return False

    def fill(self, text: str) -> str:
        """Replace the placeholders of a text."""
        red = base64.b64encode(self.file.read_bytes()).decode()
        self.is_touched()
        return text.replace(URL, self.url).replace(FILE, str(self.file)).replace(RED, f"data:image/png;base64,{red}")

    def on_audit_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Handle an audit event of this process."""
        if self.is_on and event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile"}:
            self.commands.append(f"{event} {arguments}")


def _notice_opening(path: Path) -> int:
    """Return an inotify descriptor that is readable once the file was opened; -1 where inotify is missing."""
    if not sys.platform.startswith("linux"):
        return -1
    library, is_opened = ctypes.CDLL(None), 0x20
    descriptor = int(library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
    library.inotify_add_watch(descriptor, os.fsencode(path), is_opened)
    return descriptor


@contextmanager
def keep_watch(folder: Path) -> Iterator[Watch]:
    """Watch within the block; the watched file is a red image in `folder`. Needs a QApplication."""
    from PySide6.QtGui import QDesktopServices, QImage

    red = QImage(60, 60, QImage.Format.Format_RGB32)
    red.fill(0xFFFF0000)
    path = folder / "red.png"
    assert red.save(str(path))
    server = socket.create_server(("127.0.0.1", 0))
    watch = Watch(f"http://127.0.0.1:{server.getsockname()[1]}/red.png", path)

    def count() -> None:
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            watch.connections.append(connection.recv(200))
            connection.close()

    Thread(target=count, daemon=True).start()
    sys.addaudithook(watch.on_audit_event)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QDesktopServices, "openUrl", watch.opened_urls.append)
        watch.inotify = _notice_opening(path)
        yield watch
    watch.is_on = False
    server.close()
    if watch.inotify >= 0:
        os.close(watch.inotify)
