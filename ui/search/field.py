"""The search field: highlights clauses while they are typed and underlines errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QFont, QInputMethodEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QLineEdit

from ui.style.icons import icon
from ui.style.theme import ThemeManager
from ui.widgets.labels import plain_label


@cache
def _clause_pattern() -> re.Pattern[str]:
    """Matches a clause of a query, built from the known fields."""
    from app.query.fields import FIELDS, SORT  # noqa: PLC0415 - not before something is typed

    names = "|".join(sorted({re.escape(name) for name in FIELDS} | {SORT}, key=len, reverse=True))
    return re.compile(rf'(?<![\w-])-?(?:{names}):(?:"(?:[^"\\]|\\.)*"?|[^\s()"]*)', re.IGNORECASE)


def find_clauses(text: str) -> list[tuple[int, int]]:
    """The (start, end) positions of the clauses of a query, such as `tag:rl` and `-has:note`."""
    return [match.span() for match in _clause_pattern().finditer(text)]


class SearchField(QLineEdit):
    """A line edit for queries: `mark_problem` underlines an error, clauses are coloured automatically."""

    def __init__(self, theme: ThemeManager, placeholder: str) -> None:
        super().__init__(placeholderText=placeholder)
        self._theme = theme
        self._problem: tuple[int, int] | None = None
        self._is_composing = False
        self._shortcut = plain_label(name="keycap")
        self._shortcut.setParent(self)
        self._shortcut.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._shortcut.hide()
        self.textChanged.connect(self._forget_problem)
        self.textChanged.connect(lambda _text: self._place_shortcut())
        theme.changed.connect(self._format)

    def _forget_problem(self) -> None:
        self._problem = None
        self._format()

    def show_shortcut(self, shortcut: str) -> None:
        """Show the shortcut of the field at its right end while it is empty."""
        self._shortcut.setText(shortcut)
        self._place_shortcut()

    def _place_shortcut(self) -> None:
        self._shortcut.adjustSize()
        self._shortcut.move(self.width() - self._shortcut.width() - 7, (self.height() - self._shortcut.height()) // 2)
        self._shortcut.setVisible(bool(self._shortcut.text()) and not self.text())

    def colour_clear_button(self) -> None:
        """Draw the clear button in the colour of the theme; Qt's own icon ignores it."""
        button = self.findChild(QAction, "_q_qlineeditclearaction")
        if button is not None:
            button.setIcon(icon("dropped", self._theme.colour("muted")))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._place_shortcut()

    def mark_problem(self, positions: tuple[int, int] | None) -> None:
        """Underline the range (start, end), clamped to the last character; None removes the underline."""
        self._problem = positions
        self._format()

    @property
    def problem_range(self) -> tuple[int, int] | None:
        """The underlined range (start, end)."""
        length = len(self.text())
        if self._problem is None or not length:
            return None
        start = min(self._problem[0], length - 1)
        return start, max(start + 1, min(self._problem[1], length))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """Track composition: formats must not disturb letters that are still being composed."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def _format(self) -> None:
        """Set the formats; a line edit accepts them only through an input method event without preedit text."""
        if self._is_composing:
            return
        cursor = self.cursorPosition()
        attributes = [
            QInputMethodEvent.Attribute(
                QInputMethodEvent.AttributeType.TextFormat, start - cursor, end - start, char_format
            )
            for start, end, char_format in self._formats()
        ]
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def _formats(self) -> Sequence[tuple[int, int, QTextCharFormat]]:
        clause = QTextCharFormat()
        clause.setForeground(self._theme.colour("accent"))
        clause.setBackground(self._theme.colour("selection"))
        error = QTextCharFormat()
        error.setForeground(self._theme.colour("danger"))
        error.setFontWeight(QFont.Weight.Bold)
        error.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        error.setUnderlineColor(self._theme.colour("danger"))
        formats = [(start, end, clause) for start, end in find_clauses(self.text())]
        problem = self.problem_range
        return formats if problem is None else [*formats, (*problem, error)]
