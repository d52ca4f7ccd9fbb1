"""Hostile texts wherever they are shown: nothing runs, is fetched or opened, and nothing hangs."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from app.library import Library
from tests.hostile.texts import FILE, TEXTS
from tests.hostile.watch import Watch, keep_watch
from tests.hostile.window import (
    KEYS,
    MAX_SECONDS,
    PLACES,
    HostileWindow,
    close_all,
    fill_fields,
    go_to,
    import_texts,
    mark_of,
)
from tests.profile import thorough

_RED_PIXEL = b"\x00\x00\xff\xff"  # blue, green, red, alpha


@pytest.fixture(scope="module")
def watch(program: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    with keep_watch(tmp_path_factory.mktemp("canary")) as watch:
        yield watch


@pytest.fixture(scope="module")
def hostile(program: Any, watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileWindow]:
    from ui.places import ALL
    from ui.style.theme import ThemeManager
    from ui.window.main_window import MainWindow

    folder = tmp_path_factory.mktemp("hostile")
    texts = {key: watch.fill(text) for key, text in TEXTS.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPERDESK_CACHE", str(folder / "cache"))
        patch.setenv("PAPERDESK_CONFIG", str(folder / "config"))
        with Library(folder / "library") as library:
            papers = import_texts(library, folder, texts)
            for key, text in texts.items():
                fill_fields(library, papers[key], key, text)
        theme = ThemeManager("light")
        theme.apply()
        window = MainWindow(folder / "library", theme)
        pages = {key: path for key in KEYS for path in folder.glob(f"{mark_of(key)}*.txt")}
        shown = HostileWindow(window, texts, papers, pages)
        window.resize(1280, 820)
        window.show()
        window.activateWindow()
        window.note.cycle_view()
        window.note.cycle_view()
        shown.wait()
        window.navigation.go_to(ALL)
        shown.wait()
        yield shown
        window.close()
        window.deleteLater()


def _has_red(widget: Any) -> bool:
    """Whether a widget shows a pixel of the red image."""
    from PySide6.QtGui import QImage

    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_ARGB32)  # must outlive its bits
    pixels = bytes(picture.constBits())
    at = pixels.find(_RED_PIXEL)
    while at >= 0 and at % 4:
        at = pixels.find(_RED_PIXEL, at + 1)
    return at >= 0


PAIRS = [
    pytest.param(place, key, id=f"{key}-{place}".replace(" ", "-"))
    for at, key in enumerate(KEYS)
    for number, place in enumerate(PLACES)
    if (at + number) % thorough(1, 6) == 0
]
"""Every text at every place in a deep run; else every text at some places, and every place with some texts."""


@pytest.mark.parametrize(("place", "key"), PAIRS)
def test_hostile_texts_do_nothing_wherever_they_are_shown(
    hostile: HostileWindow, watch: Watch, place: str, key: str
) -> None:
    watch.is_touched()
    watch.is_on = True
    started = time.monotonic()
    widget, words = PLACES[place](hostile, key)
    is_red = _has_red(widget)
    hostile.wait()
    elapsed = time.monotonic() - started
    watch.is_on = False
    was_touched = watch.is_touched()
    close_all(hostile)
    assert mark_of(key) in words, "The text was not shown."
    assert (watch.connections, watch.opened_urls, watch.commands) == ([], [], [])
    assert not was_touched, "The file was opened."
    assert not is_red, "An image was shown."
    assert elapsed < MAX_SECONDS


def test_the_watch_detects_what_an_unsafe_page_does(program: Any, watch: Watch, qtbot: Any) -> None:
    """Otherwise the tests above could not fail."""
    from PySide6.QtWidgets import QTextBrowser

    unsafe = QTextBrowser()
    qtbot.addWidget(unsafe)
    watch.is_touched()
    unsafe.setHtml(watch.fill(f'<img src="{FILE}">'))
    assert _has_red(unsafe)
    assert watch.is_touched() or watch.inotify < 0
    with socket.create_connection(("127.0.0.1", int(watch.url.rpartition(":")[2].partition("/")[0]))) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
    qtbot.waitUntil(lambda: bool(watch.connections))
    watch.connections.clear()


def test_a_hostile_address_in_a_note_is_shown_as_text(hostile: HostileWindow, watch: Watch) -> None:
    """Only web addresses become links."""
    from PySide6.QtGui import QTextCursor

    go_to(hostile, "markdown autolinks")
    document = hostile.window.note.preview.document()
    cursor = QTextCursor(document)
    found = set()
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        found.add(cursor.charFormat().anchorHref())
    assert found <= {"", watch.url, f"paper:{quote(str(watch.file), safe='')}"}
    close_all(hostile)
