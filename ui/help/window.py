"""The help window: Markdown pages with a contents list, search and a back button."""

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
from ui.paper_page.text_layout import add_spacing
from ui.style.fonts import sans_family, serif_family
from ui.style.theme import LARGE, SMALL, ThemeManager
from ui.widgets.fit_to_screen import limit_width
from ui.widgets.labels import add_clear_button, named

_NAME = Qt.ItemDataRole.UserRole
_STYLESHEET = Template(
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
    """The pages beside their contents list; not modal, so that it can stay open beside the main window."""

    def __init__(self, parent: QWidget, theme: ThemeManager) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.setModal(False)
        self.resize(920, 700)
        self._theme = theme
        self._pages = read_pages()
        self._visited: list[str] = []
        self.shown: HelpPage | None = None
        self.search = QLineEdit(placeholderText="Search the help")
        self.search.setAccessibleName("Search the help")
        add_clear_button(self.search)
        self.contents = named(QListWidget(), "sideList")
        self.contents.setAccessibleName("Help pages")
        self.page = named(SafeBrowser(), "helpPage")
        self.page.setAccessibleName("Help")
        self.page.document().setDocumentMargin(48)
        self.page.document().setIndentWidth(24)
        self.back = QPushButton("Back")
        self.back.setToolTip("Previous page (Alt+Left)")
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
        left.setFixedWidth(limit_width(self, 270, 160))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self.page, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._list_pages)
        self.search.returnPressed.connect(self._open_first)
        self.contents.currentItemChanged.connect(lambda item, _before: self._open_item(item))
        self.page.link_activated.connect(self.follow_link)
        self.back.clicked.connect(self.go_back)
        QShortcut(QKeySequence("Alt+Left"), self).activated.connect(self.go_back)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.search.setFocus)
        self._theme.changed.connect(self._render)

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
        self._select_shown()

    def _select_shown(self) -> None:
        """Select the shown page in the contents list, without opening another one."""
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
            self._render()
            self.page.setFocus()

    def open_page(self, name: str, *, is_back: bool = False) -> None:
        """Show a page from its top, or from the first match of the search."""
        page = next((one for one in self._pages if one.name == name), None)
        if page is None or page is self.shown:
            return
        if self.shown is not None and not is_back:
            self._visited.append(self.shown.name)
        self.shown = page
        if self.back.hasFocus() and not self._visited:
            self.page.setFocus()  # a disabled button would pass the focus to the next widget
        self.back.setEnabled(bool(self._visited))
        self._render()
        self._select_shown()

    def go_back(self) -> None:
        """Go back to the page shown before."""
        if self._visited:
            self.open_page(self._visited.pop(), is_back=True)

    def follow_link(self, address: str) -> None:
        """Follow a link to another page or a web address."""
        if address.startswith(PAGE_SCHEME):
            self.open_page(address.removeprefix(PAGE_SCHEME))
        else:
            open_address(address)

    def _render(self) -> None:
        if self.shown is None:
            return
        theme = self._theme
        stylesheet = _STYLESHEET.substitute(
            {name: getattr(theme.tokens, name) for name in ("ink", "muted", "accent", "hover")},
            sans=sans_family(), serif=serif_family(), small=theme.zoomed(SMALL + 1), large=theme.zoomed(LARGE),
        )  # fmt: skip
        font = self.page.font()
        font.setPixelSize(theme.zoomed(LARGE))
        self.page.setFont(font)
        self.page.document().setDefaultStyleSheet(stylesheet)
        self.page.setHtml(self.shown.html())
        add_spacing(self.page.document())
        self._highlight_matches()

    def _highlight_matches(self) -> None:
        """Highlight the words of the search, and scroll to the first match."""
        matches: list[QTextEdit.ExtraSelection] = []
        document: QTextDocument = self.page.document()
        for word in self.search.text().split():
            cursor = document.find(word)
            while not cursor.isNull():
                matches.append(self._make_highlight(cursor))
                cursor = document.find(word, cursor)
        self.page.setExtraSelections(matches)
        if matches:
            first = min(matches, key=lambda one: one.cursor.position())
            self.page.setTextCursor(QTextCursor(document))
            self.page.verticalScrollBar().setValue(int(self._y_of(first)))

    def _make_highlight(self, cursor: QTextCursor) -> QTextEdit.ExtraSelection:
        highlight = QTextEdit.ExtraSelection()
        highlight.cursor = cursor
        highlight.format.setBackground(self._theme.colour("yellow"))
        return highlight

    def _y_of(self, match: QTextEdit.ExtraSelection) -> float:
        block = match.cursor.block()
        return max(0.0, self.page.document().documentLayout().blockBoundingRect(block).top() - 60)
