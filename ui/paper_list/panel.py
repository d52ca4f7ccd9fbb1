"""The panel around the paper list, the status line, and the page of an empty library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.paper_list.view import PaperList
from ui.sort_orders import sort_orders_for
from ui.widgets.announce import announce
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import pluralize

if TYPE_CHECKING:  # keys and commands are loaded after the first paint
    from ui.commands.keymap import Keymap

_EMPTY_TEXTS = {
    "inbox": "The inbox is empty: every paper is decided.\nImport a page with {import}.",
    "later": "No paper is kept for later.\nPress {later} on a paper to keep it for later.",
    "reading": "You are not reading any paper.\nPress {reading} on a paper to start.",
    "done": "No paper is done yet.\nPress {done} on a paper when you have finished with it.",
    "dropped": "No paper was dropped.\nPress {drop} on a paper to drop it.",
    "trash": "The trash is empty.",
    "starred": "No paper is starred.\nPress {star} on a paper to star it.",
    "noted": "No paper has a note yet.\nPress {note} on a paper to write one.",
    "all": "All papers are in the trash.",
    "saved": "No paper matches this saved search.",
    "collection": "This collection is empty.\nPress {collect} on a paper, or drag it here.",
    "tag": "No paper has this tag.\nPress {tag} on a paper, or drag it here.",
    "search": "No paper matches.\nTry fewer words, or press {back} to go back.",
}
_DEFAULT_EMPTY_TEXT = "No papers here."
_FIRST_STEPS = (
    ("1", "Open a page of Daily Papers or a Scholar Feed author page in your browser."),
    ("2", "Select all of it and copy it. The copied text is called a dump."),
    ("{paste}", "Paste it here, or choose a text file with a dump using {import}."),
)
_ANNOUNCE_DELAY_MS = 600  # without further results: while the user types, every letter brings new ones
_MIN_WIDTH_WITH_KEY = 330  # pixels; a narrower header has no room for the key of the triage button


class ListPanel(QFrame):
    """The list with a header that names what is listed; a hint replaces the list when it is empty.

    Signals: `order_chosen(sort order)`, `triage_requested()` when the triage button was clicked.
    """

    order_chosen = Signal(str)
    triage_requested = Signal()

    def __init__(self, papers: PaperList) -> None:
        super().__init__()
        named(self, "listPanel")
        self.title = plain_label(name="heading")
        self.title.setAccessibleName("What the list shows")
        self.order_button = named(QToolButton(), "orderButton")
        self.order_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.order_button.setToolTip("Sort order")
        self.order_menu = QMenu(self.order_button)
        self.order_menu.setAccessibleName("Sort orders")
        self.order_button.setMenu(self.order_menu)
        self.triage_button = named(QToolButton(), "triageButton")
        self.triage_button.setAccessibleName("Triage")
        self.triage_button.clicked.connect(self.triage_requested)
        self.triage_button.hide()
        self._triage_key = ""
        head = named(QWidget(), "listHead")
        head.setFixedHeight(36)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 8, 0)
        row.addWidget(self.title, 1)
        row.addWidget(self.triage_button)
        row.addWidget(self.order_button)
        self.empty_label = plain_label(name="nothing", is_wrapped=True)
        self.empty_label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the keys of the list must work when it is empty
        self.empty_label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.empty_label.setContentsMargins(24, 64, 24, 0)
        self._stack = QStackedWidget()
        self._stack.addWidget(papers)
        self._stack.addWidget(self.empty_label)
        self._papers = papers
        self._kind = "inbox"
        self._keymap: Keymap | None = None  # not known before the first paint
        self._announce_timer = QTimer(self, singleShot=True, interval=_ANNOUNCE_DELAY_MS)
        self._announce_timer.timeout.connect(lambda: announce(self.title, self.title.text()))
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack)
        self.setMinimumWidth(260)

    @property
    def focus_target(self) -> QWidget:
        """The widget that receives the keys of the list: the list, or the hint shown while it is empty."""
        return self.empty_label if self._stack.currentWidget() is self.empty_label else self._papers

    def insert_below_header(self, widget: QWidget) -> None:
        """Show a widget between the header and the list."""
        self._column.insertWidget(1, widget)

    def show_keys(self, keymap: Keymap) -> None:
        """Name these keys in the hints and on the triage button."""
        self._keymap = keymap
        self._triage_key = keymap.key_label("triage")
        self.triage_button.setToolTip(next(command.help for command in keymap.commands if command.id == "triage"))
        self._update_triage_text()
        self._update_empty_text()

    def _update_empty_text(self) -> None:
        """Set the hint of an empty list; it stays blank until the keys it names are known."""
        sentence = _EMPTY_TEXTS.get(self._kind, _DEFAULT_EMPTY_TEXT)
        self.empty_label.setText(self._keymap.fill_keys(sentence) if self._keymap is not None else "")

    def _update_triage_text(self) -> None:
        """Name the key on the triage button when there is room."""
        key = self._triage_key if self.width() >= _MIN_WIDTH_WITH_KEY else ""
        self.triage_button.setText(f"Triage   {key}".rstrip())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._update_triage_text()

    def open_order_menu(self) -> None:
        """Open the menu of sort orders."""
        self.order_menu.popup(self.order_button.mapToGlobal(self.order_button.rect().bottomLeft()))

    def _fill_order_menu(self, kind: str, order: str) -> None:
        self.order_button.setText(f"{sort_orders_for(kind)[order]}  ▾")
        self.order_button.setAccessibleName(f"Sort order: {sort_orders_for(kind)[order]}")
        self.order_menu.clear()
        for key, title in sort_orders_for(kind).items():
            entry = self.order_menu.addAction(title)
            entry.setCheckable(True)
            entry.setChecked(key == order)
            entry.triggered.connect(lambda _checked=False, key=key: self.order_chosen.emit(key))

    def show_listing(self, title: str, kind: str, papers: int, order: str) -> None:
        """Show what is listed; `kind` is the kind of the place or `search`, `order` one of its sort orders."""
        number = f"{papers:,}".replace(",", "\u202f")
        self.title.setText(f"{title}  ·  {number}")
        if kind == "search":
            self._announce_timer.start()
        else:
            self._announce_timer.stop()
        self._fill_order_menu(kind, order)
        self._kind = kind
        self.triage_button.setVisible(kind == "inbox" and papers > 0)
        self._update_empty_text()
        self.empty_label.setAccessibleName(self.empty_label.text())
        had_focus = self._papers.hasFocus() or self.empty_label.hasFocus()
        self._stack.setCurrentWidget(self._papers if papers else self.empty_label)
        if had_focus:
            (self._papers if papers else self.empty_label).setFocus()


class StatusLine(QFrame):
    """The number of papers, or a message, on the left; key hints on the right."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "statusLine")
        self._counts = plain_label()
        self._counts.setAccessibleName("Number of papers")
        self._keys = plain_label()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self._counts)
        row.addStretch()
        row.addWidget(self._keys)
        self.setFixedHeight(28)
        self._total = self._selected = 0
        self._message = ""

    def show_hints(self, hints: str) -> None:
        """Show these key hints; none when empty."""
        self._keys.setText(hints)

    @property
    def hints(self) -> str:
        """The key hints that are shown."""
        return self._keys.text()

    def update_status(
        self, *, total: int | None = None, selected: int | None = None, message: str | None = None
    ) -> None:
        """Set the numbers of all and of selected papers; a `message` replaces them until it is set to an empty text."""
        self._total = self._total if total is None else total
        self._selected = self._selected if selected is None else selected
        self._message = self._message if message is None else message
        more = f"     {self._selected} selected" if self._selected > 1 else ""
        self._counts.setText(self._message or f"{pluralize(self._total, 'paper')}{more}")


class EmptyLibrary(QFrame):
    """The page of a library without papers: how to import some, and the sample library."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "emptyPlace")
        title = plain_label("No papers yet", "emptyTitle")
        steps = QGridLayout()
        steps.setHorizontalSpacing(14)
        steps.setVerticalSpacing(10)
        self._steps = [(plain_label(name="keycap"), plain_label()) for _step in _FIRST_STEPS]
        for row, (key, text) in enumerate(self._steps):
            steps.addWidget(key, row, 0, Qt.AlignmentFlag.AlignRight)
            steps.addWidget(text, row, 1)
        steps_row = QHBoxLayout()
        steps_row.addStretch()
        steps_row.addLayout(steps)
        steps_row.addStretch()
        import_hint = plain_label(
            "A preview is shown before anything is stored. Text files and folders can be dropped here.", "muted"
        )
        samples_hint = plain_label(
            "The sample library contains famous papers with tags, notes and links to try things out.", "muted"
        )
        self.import_pages = named(QPushButton(), "primary")
        self.import_pages.setAccessibleName("Import pages")
        self.load_samples = QPushButton("Try the sample library")
        self.load_samples.setAccessibleName("Try the sample library")
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch()
        buttons.addWidget(self.import_pages)
        buttons.addWidget(self.load_samples)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(18)
        column.addStretch(2)
        column.addWidget(title, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(steps_row)
        column.addWidget(import_hint, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        column.addLayout(buttons)
        column.addWidget(samples_hint, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_keys(self, keymap: Keymap) -> None:
        """Name these keys in the steps and on the import button."""
        for labels, step in zip(self._steps, _FIRST_STEPS, strict=True):
            for label, text in zip(labels, step, strict=True):
                label.setText(keymap.fill_keys(text))
        self.import_pages.setText(f"Import pages…   {keymap.key_label('import')}".rstrip())
