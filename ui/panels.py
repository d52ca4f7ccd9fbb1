"""Small parts of the window: the head above the list, the status line, and what empty places say."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.commands import hints
from ui.labels import named, plain_label
from ui.paper_list import PaperList
from ui.words import count

EMPTY = {
    "inbox": "The inbox is empty: every paper is decided.\nImport a page with Ctrl+I.",
    "later": "Nothing is kept for later.\nPress l on a paper to put it here.",
    "reading": "You are not reading anything just now.\nPress r on a paper to put it here.",
    "done": "Nothing is done yet.\nPress e on a paper when you have finished with it.",
    "dropped": "Nothing was dropped.\nPress d on a paper that you decide against.",
    "trash": "The trash is empty.",
    "starred": "No paper is starred.\nPress s on a paper to star it.",
    "all": "All papers are in the trash.",
    "search": "No paper matches.\nFewer words find more; Esc goes back.",
}
_NOTHING = "No papers here."


class ListPanel(QFrame):
    """What the list shows, in words, and the list; or what to do when it is empty."""

    def __init__(self, papers: PaperList) -> None:
        super().__init__()
        named(self, "listPanel")
        self.title = plain_label(name="heading")
        self.title.setAccessibleName("What the list shows")
        self._order = plain_label(name="muted")
        head = named(QWidget(), "listHead")
        head.setFixedHeight(36)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 14, 0)
        row.addWidget(self.title, 1)
        row.addWidget(self._order)
        self._nothing = plain_label(name="heading", is_wrapped=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(24, 64, 24, 0)
        self._stack = QStackedWidget()
        self._stack.addWidget(papers)
        self._stack.addWidget(self._nothing)
        self._papers = papers
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack)
        self.setMinimumWidth(260)

    def tell(self, title: str, kind: str, papers: int) -> None:
        """Say what is listed; `kind` is the kind of the place, or `search`."""
        self.title.setText(f"{title}  ·  {papers:,}".replace(",", "\u202f"))
        self._order.setText(
            {"search": "Best match", "import": "As on the page", "collection": ""}.get(kind, "Newest first")
        )
        self._nothing.setText(EMPTY.get(kind, _NOTHING))
        had_focus = self._papers.hasFocus()
        self._stack.setCurrentWidget(self._papers if papers else self._nothing)
        if had_focus and papers:
            self._papers.setFocus()


class StatusLine(QFrame):
    """Counts at the left, the keys worth knowing at the right."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "statusLine")
        self._counts = plain_label()
        self._counts.setAccessibleName("How many papers")
        self._keys = plain_label(hints())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self._counts)
        row.addStretch()
        row.addWidget(self._keys)
        self.setFixedHeight(28)
        self._total = self._selected = 0
        self._passing = ""

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
        text = plain_label(
            "Copy a page of Daily Papers or Scholar Feed into a text file and import it,\n"
            "or look around in the sample library: famous papers with tags, notes and links.",
            "heading",
        )
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.import_pages = named(QPushButton("Import pages…   Ctrl+I"), "primary")
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
        column.setSpacing(16)
        column.addStretch(2)
        column.addWidget(title, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(text)
        column.addLayout(buttons)
        column.addStretch(3)
