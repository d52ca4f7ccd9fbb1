"""The tag picker: a fuzzy list of the tags there are, and the making of new ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.views import TagView
from ui.labels import named, plain_label
from ui.words import count, on_one_line

_NAME = Qt.ItemDataRole.UserRole


def is_fuzzy_match(wanted: str, name: str) -> bool:
    """Whether the letters of `wanted` stand in `name` in their order, whatever lies between."""
    letters = iter(name.casefold())
    return all(letter in letters for letter in wanted.casefold() if not letter.isspace())


def rank(wanted: str, tags: Sequence[TagView]) -> list[TagView]:
    """The tags that match: those that begin so first, then those that hold it, then the rest; popular ones first."""
    plain = wanted.casefold().strip()
    found = [tag for tag in tags if is_fuzzy_match(wanted, tag.name)]

    def order(tag: TagView) -> tuple[bool, bool, int, str]:
        name = tag.name.casefold()
        return (not name.startswith(plain), plain not in name, -tag.papers, name)

    return sorted(found, key=order)


class TagPicker(QDialog):
    """Choose one or several tags. After `exec()`, `added` and `removed` tell what is to be done."""

    def __init__(self, parent: QWidget, tags: Sequence[TagView], worn: Collection[str], papers: int) -> None:
        super().__init__(parent)
        self.setWindowTitle("Tag")
        self.setMinimumSize(380, 380)
        self._tags = tags
        self._worn = frozenset(worn)
        self._marked = set(worn)
        self.field = QLineEdit(placeholderText="Find a tag, or name a new one")
        self.field.setAccessibleName("Find or make a tag")
        self.list = named(QListWidget(), "pickerList")
        self.list.setAccessibleName("Tags")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        title = plain_label(f"Tag {count(papers, 'paper')}", "dialogTitle")
        hint = plain_label("Enter: put on or take off, and close.   Tab: mark several.   a/b nests b in a.", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for widget in (title, self.field, self.list, hint):
            column.addWidget(widget)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._toggle)
        self._show("")
        self.field.setFocus()

    @property
    def added(self) -> list[str]:
        """The tags to put on, by name."""
        return sorted(self._marked - self._worn)

    @property
    def removed(self) -> list[str]:
        """The tags to take off, by name."""
        return sorted(self._worn - self._marked)

    def _show(self, text: str) -> None:
        self.list.clear()
        for name, papers in self._lines(text):
            mark = "✓ " if name in self._marked else "    "
            note = f"   ·   {papers}" if papers is not None else "   ·   new tag"
            item = QListWidgetItem(f"{mark}{on_one_line(name)}{note}")
            item.setData(_NAME, name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _lines(self, text: str) -> list[tuple[str, int | None]]:
        """Name and number of papers of each line; None for a tag that does not exist yet."""
        wanted = " ".join(text.split())
        known = {tag.name.casefold() for tag in self._tags}
        lines: list[tuple[str, int | None]] = [(tag.name, tag.papers) for tag in rank(text, self._tags)]
        fresh = [(name, None) for name in sorted(self._marked) if name.casefold() not in known and name != wanted]
        is_new = bool(wanted) and wanted.casefold() not in known
        return lines + fresh + ([(wanted, None)] if is_new else [])

    def _toggle(self, item: QListWidgetItem) -> None:
        self._marked ^= {item.data(_NAME)}
        row = self.list.row(item)
        self._show(self.field.text())
        self.list.setCurrentRow(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The keys of the list, while the field has the focus."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        item = self.list.currentItem()
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
        elif key == Qt.Key.Key_Tab and item is not None:
            self._toggle(item)
            self.field.selectAll()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if item is not None and (self.field.text().strip() or self._marked == self._worn):
                self._toggle(item)
            self.accept()
        else:
            return super().eventFilter(watched, event)
        return True
