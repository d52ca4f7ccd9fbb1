"""Small parts of the window: the head above the list, the status line, and what empty places say."""

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
from ui.sort_orders import orders_of
from ui.widgets.announce import announce
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import count

if TYPE_CHECKING:  # keys and commands are loaded after the first picture
    from ui.commands.keymap import Keymap

EMPTY = {
    "inbox": "The inbox is empty: every paper is decided.\nImport a page with {import}.",
    "later": "Nothing is kept for later.\nPress {later} on a paper to put it here.",
    "reading": "You are not reading anything just now.\nPress {reading} on a paper to put it here.",
    "done": "Nothing is done yet.\nPress {done} on a paper when you have finished with it.",
    "dropped": "Nothing was dropped.\nPress {drop} on a paper that you decide against.",
    "trash": "The trash is empty.",
    "starred": "No paper is starred.\nPress {star} on a paper to star it.",
    "noted": "No paper has a note yet.\nPress {note} on a paper to write one.",
    "all": "All papers are in the trash.",
    "saved": "Nothing matches this saved search now.",
    "collection": "Nothing is in this collection yet.\nPress {collect} on a paper, or drag it here.",
    "tag": "No paper has this tag.\nPress {tag} on a paper, or drag it here.",
    "search": "No paper matches.\nFewer words find more; {back} goes back.",
}
_NOTHING = "No papers here."
_FIRST_STEPS = (
    ("1", "Open a page of Daily Papers or a Scholar Feed author page in your browser."),
    ("2", "Select all of it there, and copy it. Such a copy is a dump."),
    ("{paste}", "Paste it here, or choose a text file of one with {import}."),
)
_ANNOUNCED_AFTER_MS = 600  # of no further answer: while one types every letter brings one
_ROOMY = 330  # pixels; a narrower head has no room for a key


class ListPanel(QFrame):
    """What the list shows, in words, and the list; or what to do when it is empty.

    `ordered` carries a chosen order, `triage_asked` that the papers of the inbox shall be gone through.
    """

    ordered = Signal(str)
    triage_asked = Signal()

    def __init__(self, papers: PaperList) -> None:
        super().__init__()
        named(self, "listPanel")
        self.title = plain_label(name="heading")
        self.title.setAccessibleName("What the list shows")
        self.order = named(QToolButton(), "orderButton")
        self.order.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.order.setToolTip("Order of the list")
        self.orders = QMenu(self.order)
        self.orders.setAccessibleName("Orders of the list")
        self.order.setMenu(self.orders)
        self.triage = named(QToolButton(), "triageButton")
        self.triage.setAccessibleName("Triage")
        self.triage.clicked.connect(self.triage_asked)
        self.triage.hide()
        self._triage_key = ""
        head = named(QWidget(), "listHead")
        head.setFixedHeight(36)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 8, 0)
        row.addWidget(self.title, 1)
        row.addWidget(self.triage)
        row.addWidget(self.order)
        self.nothing = plain_label(name="nothing", is_wrapped=True)
        self.nothing.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that the keys of the list act where it is empty
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(24, 64, 24, 0)
        self._stack = QStackedWidget()
        self._stack.addWidget(papers)
        self._stack.addWidget(self.nothing)
        self._papers = papers
        self._kind = "inbox"
        self._keymap: Keymap | None = None  # not known before the first picture
        self._announcing = QTimer(self, singleShot=True, interval=_ANNOUNCED_AFTER_MS)
        self._announcing.timeout.connect(lambda: announce(self.title, self.title.text()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack)
        self.setMinimumWidth(260)

    @property
    def with_keys(self) -> QWidget:
        """What takes the keys of papers: the list, or the words that stand in its place while it is empty."""
        return self.nothing if self._stack.currentWidget() is self.nothing else self._papers

    def show_keys(self, keymap: Keymap) -> None:
        """Name these keys where the list is empty."""
        self._keymap = keymap
        self._triage_key = keymap.shown("triage")
        self.triage.setToolTip(next(one.help for one in keymap.commands if one.id == "triage"))
        self._name_triage()
        self._say_nothing()

    def _say_nothing(self) -> None:
        """What to do about an empty list; it names keys, and says nothing until they are known."""
        sentence = EMPTY.get(self._kind, _NOTHING)
        self.nothing.setText(self._keymap.fill(sentence) if self._keymap is not None else "")

    def _name_triage(self) -> None:
        """The button names its key where there is room."""
        key = self._triage_key if self.width() >= _ROOMY else ""
        self.triage.setText(f"Triage   {key}".rstrip())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._name_triage()

    def show_orders(self) -> None:
        """Open the menu of orders."""
        self.orders.popup(self.order.mapToGlobal(self.order.rect().bottomLeft()))

    def _fill_orders(self, kind: str, order: str) -> None:
        self.order.setText(f"{orders_of(kind)[order]}  ▾")
        self.order.setAccessibleName(f"Order of the list: {orders_of(kind)[order]}")
        self.orders.clear()
        for key, title in orders_of(kind).items():
            entry = self.orders.addAction(title)
            entry.setCheckable(True)
            entry.setChecked(key == order)
            entry.triggered.connect(lambda _checked=False, key=key: self.ordered.emit(key))

    def tell(self, title: str, kind: str, papers: int, order: str) -> None:
        """Say what is listed; `kind` is the kind of the place, or `search`, `order` one of its orders."""
        number = f"{papers:,}".replace(",", "\u202f")
        self.title.setText(f"{title}  ·  {number}")
        if kind == "search":
            self._announcing.start()
        else:
            self._announcing.stop()
        self._fill_orders(kind, order)
        self._kind = kind
        self.triage.setVisible(kind == "inbox" and papers > 0)
        self._say_nothing()
        self.nothing.setAccessibleName(self.nothing.text())
        had_focus = self._papers.hasFocus() or self.nothing.hasFocus()
        self._stack.setCurrentWidget(self._papers if papers else self.nothing)
        if had_focus:
            (self._papers if papers else self.nothing).setFocus()


class StatusLine(QFrame):
    """Counts at the left, the keys worth knowing at the right."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "statusLine")
        self._counts = plain_label()
        self._counts.setAccessibleName("How many papers")
        self._keys = plain_label()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self._counts)
        row.addStretch()
        row.addWidget(self._keys)
        self.setFixedHeight(28)
        self._total = self._selected = 0
        self._passing = ""

    def show_hints(self, hints: str) -> None:
        """The keys worth knowing."""
        self._keys.setText(hints)

    @property
    def hints(self) -> str:
        """The keys that are shown."""
        return self._keys.text()

    def tell(self, *, total: int | None = None, selected: int | None = None, passing: str | None = None) -> None:
        """Say how many papers there are and are selected; `passing` is shown instead while it is not empty."""
        self._total = self._total if total is None else total
        self._selected = self._selected if selected is None else selected
        self._passing = self._passing if passing is None else passing
        more = f"     {self._selected} selected" if self._selected > 1 else ""
        self._counts.setText(self._passing or f"{count(self._total, 'paper')}{more}")


class EmptyPlace(QFrame):
    """What a library without papers says."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "emptyPlace")
        title = plain_label("No papers yet", "emptyTitle")
        steps = QGridLayout()
        steps.setHorizontalSpacing(14)
        steps.setVerticalSpacing(10)
        self._steps = [(plain_label(name="keycap"), plain_label()) for _step in _FIRST_STEPS]
        for row, (key, what) in enumerate(self._steps):
            steps.addWidget(key, row, 0, Qt.AlignmentFlag.AlignRight)
            steps.addWidget(what, row, 1)
        text = QHBoxLayout()
        text.addStretch()
        text.addLayout(steps)
        text.addStretch()
        kept = plain_label(
            "You see what it holds before anything is stored. Text files and folders can be dropped here."
        )
        kept.setObjectName("muted")
        more = plain_label(
            "The sample library holds famous papers with tags, notes and links, to try things on.", "muted"
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
        column.addLayout(text)
        column.addWidget(kept, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        column.addLayout(buttons)
        column.addWidget(more, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def show_keys(self, keymap: Keymap) -> None:
        """Name these keys."""
        for labels, step in zip(self._steps, _FIRST_STEPS, strict=True):
            for label, text in zip(labels, step, strict=True):
                label.setText(keymap.fill(text))
        self.import_pages.setText(f"Import pages…   {keymap.shown('import')}".rstrip())
