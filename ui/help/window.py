"""The help: pages in Markdown with a contents list, a search, and the way back."""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.help.pages import PAGE_SCHEME, HelpPage, read_pages, search_pages
from ui.paper_page.safe_browser import SafeBrowser, open_address
from ui.paper_page.text_layout import make_room
from ui.style.fonts import sans_family, serif_family
from ui.style.theme import LARGE, SMALL, Look
from ui.widgets.fit_to_screen import share_of
from ui.widgets.labels import add_cross, named

_NAME = Qt.ItemDataRole.UserRole
_SHEET = Template(
    """
    body { font-family: "$sans"; font-size: ${large}px; color: $ink; }
    h1 { font-family: "$serif"; font-size: x-large; font-weight: 600; margin-bottom: 14px; }
    h2 { font-family: "$serif"; font-size: large; font-weight: 600; margin-top: 26px; margin-bottom: 6px; }
    h3 { font-size: medium; font-weight: 600; margin-top: 18px; margin-bottom: 4px; }
    p, li { line-height: 125%; }
    th { text-align: left; color: $muted; font-size: ${small}px; padding: 4px 20px 4px 0; }
    td { padding: 4px 20px 4px 0; }
    code { background-color: $hover; font-size: ${small}px; }
    a { color: $accent; text-decoration: none; }
    """
)


class HelpWindow(QDialog):
    """The pages beside their contents; it stays open beside the desk."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.setModal(False)
        self.resize(920, 700)
        self._look = look
        self._pages = read_pages()
        self._been: list[str] = []
        self.shown: HelpPage | None = None
        self.search = QLineEdit(placeholderText="Search the help")
        self.search.setAccessibleName("Search the help")
        add_cross(self.search)
        self.contents = named(QListWidget(), "sideList")
        self.contents.setAccessibleName("Pages of the help")
        self.page = named(SafeBrowser(), "helpPage")
        self.page.setAccessibleName("Help")
        self.page.document().setDocumentMargin(48)
        self.page.document().setIndentWidth(24)
        self.back = QPushButton("Back")
        self.back.setToolTip("The page before (Alt+Left)")
        self.back.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self._list_pages("")
        self.open_page(self._pages[0].name if self._pages else "")

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.addWidget(self.search)
        head.addWidget(self.back)
        side.addLayout(head)
        side.addWidget(self.contents)
        left = named(QWidget(), "sideColumn")
        left.setLayout(side)
        side.setContentsMargins(4, 12, 4, 0)
        left.setFixedWidth(share_of(self, 270, 160))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self.page, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._list_pages)
        self.search.returnPressed.connect(self._open_first)
        self.contents.currentItemChanged.connect(lambda item, _before: self._open_item(item))
        self.page.asked.connect(self.follow)
        self.back.clicked.connect(self.go_back)
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self.go_back)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.search.setFocus)
        self._look.changed.connect(self._set)

    def _list_pages(self, words: str) -> None:
        self.contents.blockSignals(True)
        self.contents.clear()
        for page in search_pages(self._pages, words):
            number = page.count(words) if words.split() else 0
            item = QListWidgetItem(f"{page.title}   {number}" if number else page.title)
            item.setData(_NAME, page.name)
            item.setSizeHint(QSize(120, 34))
            self.contents.addItem(item)
        self.contents.blockSignals(False)
        self._mark()

    def _mark(self) -> None:
        """The page that is shown is the chosen line; so a search alone opens nothing."""
        rows = range(self.contents.count())
        name = self.shown.name if self.shown else ""
        row = next((row for row in rows if self.contents.item(row).data(_NAME) == name), -1)
        self.contents.blockSignals(True)
        self.contents.setCurrentRow(row)
        self.contents.blockSignals(False)

    def _open_item(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.open_page(item.data(_NAME))

    def _open_first(self) -> None:
        if self.contents.count():
            self.open_page(self.contents.item(0).data(_NAME))
            self._set()
            self.page.setFocus()

    def open_page(self, name: str, *, is_back: bool = False) -> None:
        """Show a page from its beginning, or from the first word that is searched for."""
        page = next((one for one in self._pages if one.name == name), None)
        if page is None or page is self.shown:
            return
        if self.shown is not None and not is_back:
            self._been.append(self.shown.name)
        self.shown = page
        if self.back.hasFocus() and not self._been:
            self.page.setFocus()  # not to whatever comes after a button that is disabled
        self.back.setEnabled(bool(self._been))
        self._set()
        self._mark()

    def go_back(self) -> None:
        """The page that was shown before."""
        if self._been:
            self.open_page(self._been.pop(), is_back=True)

    def follow(self, address: str) -> None:
        """A link was activated: another page, or a web address."""
        if address.startswith(PAGE_SCHEME):
            self.open_page(address.removeprefix(PAGE_SCHEME))
        else:
            open_address(address)

    def _set(self) -> None:
        if self.shown is None:
            return
        look = self._look
        sheet = _SHEET.substitute(
            {name: getattr(look.tokens, name) for name in ("ink", "muted", "accent", "hover")},
            sans=sans_family(), serif=serif_family(), small=look.zoomed(SMALL + 1), large=look.zoomed(LARGE),
        )  # fmt: skip
        font = self.page.font()
        font.setPixelSize(look.zoomed(LARGE))
        self.page.setFont(font)
        self.page.document().setDefaultStyleSheet(sheet)
        self.page.setHtml(self.shown.html())
        make_room(self.page.document())
        self._show_found()

    def _show_found(self) -> None:
        """Mark the words that are searched for, and go to the first one."""
        marks: list[QTextEdit.ExtraSelection] = []
        document: QTextDocument = self.page.document()
        for word in self.search.text().split():
            cursor = document.find(word)
            while not cursor.isNull():
                marks.append(self._mark_at(cursor))
                cursor = document.find(word, cursor)
        self.page.setExtraSelections(marks)
        if marks:
            first = min(marks, key=lambda one: one.cursor.position())
            self.page.setTextCursor(QTextCursor(document))
            self.page.verticalScrollBar().setValue(int(self._height_of(first)))

    def _mark_at(self, cursor: QTextCursor) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(self._look.colour("yellow"))
        return mark

    def _height_of(self, mark: QTextEdit.ExtraSelection) -> float:
        block = mark.cursor.block()
        return max(0.0, self.page.document().documentLayout().blockBoundingRect(block).top() - 60)
