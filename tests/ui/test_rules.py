"""Rules of the window: contrast, accessible names, and hostile texts that must have no effect."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.paths import ROOT
from ui.launch import parse_arguments

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

TEXTS = (
    '<img src="{url}"><img src="{path}"><body background="{path}">',
    '<link rel="stylesheet" href="{url}"><style>@import url({url});</style>',
    '<a href="file://{path}">x</a> <a href="javascript:alert(1)">y</a> <a href="show:1">z</a>',
    '<a href="do:untag/0">x</a> [x](do:untag/0) do:untag/0',
    "![picture]({url}) [text](file://{path})",
    "\\includegraphics{{{path}}} \\input{{{path}}} \\href{{file://{path}}}{{x}}",
    "<table>" * 60 + "deep",
    "\u202egnihtemos\u202c \x00 \x1b[31m \ud800",
    "w" * 120_000,
    "$" * 5000 + "{" * 5000,
)


@pytest.mark.parametrize(
    ("words", "theme"),
    [([], None), (["--theme", "dark"], "dark"), (["--theme=light"], "light"), (["--library", "x"], None)],
)
def test_without_a_command_the_window_opens(words: list[str], theme: str | None) -> None:
    request = parse_arguments(words)
    assert request is not None
    assert request.theme == theme


@pytest.mark.parametrize(
    "words", [["list"], ["--library", "x", "list"], ["--help"], ["--theme", "pink"], ["--library="], ["--library"]]
)
def test_anything_else_is_for_the_command_line(words: list[str]) -> None:
    assert parse_arguments(words) is None


def test_text_has_enough_contrast_in_every_theme(program: Any) -> None:
    from ui.style.theme import TEXT_ON, THEMES, contrast

    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    weak = [
        (name, text, ground)
        for name, tokens in THEMES.items()
        for text, ground in TEXT_ON
        if contrast(getattr(tokens, text), getattr(tokens, ground)) < 4.5
    ]
    assert weak == []


def test_colours_are_defined_in_the_theme_only() -> None:
    import re

    folder = ROOT / "ui"
    coloured = [
        path.name for path in folder.rglob("*.py") if re.search(r'"#[0-9A-Fa-f]{3,8}"', path.read_text("utf-8"))
    ]
    assert coloured == ["theme.py"]


def test_every_focusable_widget_has_a_name(main_window: MainWindow) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractButton, QWidget

    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in main_window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_the_theme_can_change_while_the_window_is_open(main_window: MainWindow) -> None:
    from ui.style.theme import DARK

    main_window.theme.choose("dark")
    assert main_window.theme.tokens is DARK
    assert main_window.palette().window().color().name().upper() == DARK.background
    assert main_window.page.toPlainText()
    main_window.theme.choose("light")


@pytest.fixture
def server() -> Any:
    """A server that records requests: its address, and the list of requested paths."""
    requests: list[str] = []

    class Recorder(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Log nothing."""

    server = HTTPServer(("127.0.0.1", 0), Recorder)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/picture.png", requests
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_hostile_texts_fetch_and_open_nothing(
    main_window: MainWindow, server: Any, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    from dataclasses import replace

    from PySide6.QtGui import QDesktopServices, QImage

    opened: list[object] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    red = QImage(40, 40, QImage.Format.Format_RGB32)
    red.fill(0xFFFF0000)
    path = tmp_path / "red.png"
    assert red.save(str(path))
    url, requests = server
    hostile = text.replace("{url}", url).replace("{path}", str(path)).replace("{{", "{").replace("}}", "}")
    view = main_window.library.show(main_window.papers.ids[0])
    main_window.page.show_paper(
        replace(view, title=hostile, abstract=hostile, authors=(hostile,) * 3, tags=(hostile[:200],))
    )
    picture = main_window.page.grab().toImage()
    qtbot.wait(20)
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    assert 0xFFFF0000 not in colours
    assert (requests, opened) == ([], [])
    own = ["do:sightings", "do:show-tag/0", "do:tag", "do:link"]
    assert [one for one in _links(main_window.page) if not one.startswith("http://127.0.0.1:")] == own


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{path}">',
        '<img src="file://{path}" width="40" height="40">',
        '<body background="{path}"><p>x</p></body>',
        '<table background="{path}"><tr><td>x</td></tr></table>',
        '<img src="{url}"><link rel="stylesheet" href="{url}"><style>@import url({url});</style>',
        '<img src="icon:0"><img src="qrc:/x"><img src="data:image/png;base64,iVBORw0KGgo=">',
    ],
)
def test_the_browser_loads_no_files_and_no_urls(
    program: Any, qtbot: Any, server: Any, tmp_path: Path, html: str
) -> None:
    from PySide6.QtGui import QImage

    from ui.paper_page.safe_browser import SafeBrowser

    red = QImage(40, 40, QImage.Format.Format_RGB32)
    red.fill(0xFFFF0000)
    assert red.save(str(tmp_path / "red.png"))
    url, requests = server
    browser = SafeBrowser()
    qtbot.addWidget(browser)
    browser.resize(200, 200)
    browser.setHtml(html.replace("{path}", str(tmp_path / "red.png")).replace("{url}", url))
    picture = browser.grab().toImage()
    qtbot.wait(20)
    colours = {picture.pixel(x, y) for x in range(0, 200, 3) for y in range(0, 200, 3)}
    assert 0xFFFF0000 not in colours
    assert requests == []


def test_labels_never_read_html() -> None:
    folder = ROOT / "ui"
    others = [path.name for path in folder.rglob("*.py") if "QLabel(" in path.read_text("utf-8")]
    assert others == ["labels.py"]


def _links(page: Any) -> list[str]:
    """The targets of the links of the page."""
    found = []
    block = page.document().begin()
    while block.isValid():
        for fragment in block:
            if fragment.fragment().charFormat().isAnchor():
                found.append(fragment.fragment().charFormat().anchorHref())
        block = block.next()
    return found


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("file:///etc/hostname", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://user:word@example.org/", False),
        ("https:\\\\example.org", False),
        ("https://example.org/\x00", False),
        ("/etc/hostname", False),
        ("smb://example.org/x", False),
    ],
)
def test_only_web_addresses_with_a_host_are_opened(
    program: Any, monkeypatch: pytest.MonkeyPatch, address: str, is_open: bool
) -> None:
    from PySide6.QtGui import QDesktopServices

    from ui.paper_page.safe_browser import open_address

    opened: list[object] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    assert open_address(address) is is_open
    assert bool(opened) is is_open


def test_unknown_link_schemes_open_nothing(main_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtGui import QDesktopServices

    opened: list[object] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    main_window.page.link_activated.emit("file:///etc/hostname")
    main_window.page.link_activated.emit("show:1; rm")
    assert opened == []
    assert "not opened" in main_window.toast.text


@pytest.mark.parametrize("view", ["main", "import", "tag", "keys"])
def test_a_screenshot_needs_no_display(program: Any, sample_folder: Path, tmp_path: Path, view: str) -> None:
    from PySide6.QtGui import QImage

    from ui.tools.screenshot import render

    render(sample_folder, tmp_path / "a.png", (900, 600), 2.0, "dark", view)
    picture = QImage(str(tmp_path / "a.png"))
    assert picture.width() >= 700
    if view == "main":
        assert (picture.width(), picture.height()) == (1800, 1200)
