"""The search field: clauses stand out while they are typed, and what cannot be read is underlined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QFont, QInputMethodEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit

from ui.style.icons import icon
from ui.style.theme import Look
from ui.widgets.labels import plain_label


@cache
def _clause() -> re.Pattern[str]:
    """What a clause of a query looks like, by the fields there are."""
    from app.query.fields import FIELDS, SORT  # noqa: PLC0415 - not before something is typed

    names = "|".join(sorted({re.escape(name) for name in FIELDS} | {SORT}, key=len, reverse=True))
    return re.compile(rf'(?<![\w-])-?(?:{names}):(?:"(?:[^"\\]|\\.)*"?|[^\s()"]*)', re.IGNORECASE)


def clauses_of(text: str) -> list[tuple[int, int]]:
    """Where the clauses of a query (`tag:rl`, `-has:note`) stand in its text, as (start, end)."""
    return [match.span() for match in _clause().finditer(text)]


class SearchField(QLineEdit):
    """A field for queries. `mark_problem` underlines what is wrong; its clauses are coloured by themselves."""

    def __init__(self, look: Look, placeholder: str) -> None:
        super().__init__(placeholderText=placeholder)
        self._look = look
        self._problem: tuple[int, int] | None = None
        self._is_composing = False
        self._key = plain_label(name="keycap")
        self._key.setParent(self)
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._key.hide()
        self.textChanged.connect(self._forget_problem)
        self.textChanged.connect(lambda _text: self._place_key())
        look.changed.connect(self._format)

    def _forget_problem(self) -> None:
        self._problem = None
        self._format()

    def show_key(self, key: str) -> None:
        """Show the key that leads here at the right end, while nothing is typed."""
        self._key.setText(key)
        self._place_key()

    def _place_key(self) -> None:
        self._key.adjustSize()
        self._key.move(self.width() - self._key.width() - 7, (self.height() - self._key.height()) // 2)
        self._key.setVisible(bool(self._key.text()) and not self.text())

    def colour_cross(self) -> None:
        """Give the cross that empties the field the colour of the theme; Qt's own is a picture of no theme."""
        cross = self.findChild(QAction, "_q_qlineeditclearaction")
        if cross is not None:
            cross.setIcon(icon("dropped", self._look.colour("muted")))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._place_key()

    def mark_problem(self, place: tuple[int, int] | None) -> None:
        """Underline from one position to another (the last character when they lie beyond the end); None: nothing."""
        self._problem = place
        self._format()

    @property
    def problem_place(self) -> tuple[int, int] | None:
        """From where to where it is underlined."""
        length = len(self.text())
        if self._problem is None or not length:
            return None
        start = min(self._problem[0], length - 1)
        return start, max(start + 1, min(self._problem[1], length))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """Letters that are still being put together must not be disturbed by colours."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def _format(self) -> None:
        """A line edit takes formats only by way of an input method that composes nothing."""
        if self._is_composing:
            return
        at = self.cursorPosition()
        attributes = [
            QInputMethodEvent.Attribute(QInputMethodEvent.AttributeType.TextFormat, start - at, end - start, form)
            for start, end, form in self._formats()
        ]
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def _formats(self) -> Sequence[tuple[int, int, QTextCharFormat]]:
        clause = QTextCharFormat()
        clause.setForeground(self._look.colour("accent"))
        clause.setBackground(self._look.colour("chosen"))
        wrong = QTextCharFormat()
        wrong.setForeground(self._look.colour("danger"))
        wrong.setFontWeight(QFont.Weight.Bold)
        wrong.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wrong.setUnderlineColor(self._look.colour("danger"))
        formats = [(start, end, clause) for start, end in clauses_of(self.text())]
        place = self.problem_place
        return formats if place is None else [*formats, (*place, wrong)]
