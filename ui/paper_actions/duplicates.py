"""Merging: pairs of papers that may be the same, beside each other, and the keys that decide."""

from __future__ import annotations

import html
from functools import partial
from string import Template
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.commands.table import PAIRS
from ui.paper_page.safe_browser import SafeBrowser
from ui.style.theme import NORMAL, SMALL, Look
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import count, on_one_line, plain_title
from ui.widgets.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.changes import Changes
    from app.domain.views import ComparedField, SamePair
    from app.library import Library
    from ui.window.main_window import MainWindow

_LONGEST_VALUE = 700  # characters
_NAME_WIDTH = 96  # pixels that the longest name of a field takes
_LONG = 300  # characters; longer fields come last, and are not shown three times
_SHEET = Template(
    """
    body { color: $ink; font-size: ${normal}px; }
    th { color: $muted; font-size: ${small}px; text-align: left; font-weight: 600; padding: 4px 10px; }
    td { padding: 6px 10px; border-top: 1px solid $line; }
    .name { color: $muted; font-size: ${small}px; }
    .other { background-color: $chosen; }
    .equal { color: $muted; }
    .nothing { color: $muted; }
    """
)


class Merging:
    """The commands about papers that are the same. `dialog` is the one that is open."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.dialog: MergingDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Going through the pairs, deciding about them, and joining two marked papers."""
        deeds: dict[str, Callable[[MergingDialog], object]] = {
            "pair_same": lambda dialog: dialog.judge("same"),
            "pair_different": lambda dialog: dialog.judge("different"),
            "pair_next": lambda dialog: dialog.go(1),
            "pair_previous": lambda dialog: dialog.go(-1),
            "pair_undo": MergingDialog.take_back,
        }
        own = {name: partial(self._in_dialog, deed) for name, deed in deeds.items()}
        return {"same_papers": self.show, "join_marked": self.join_marked, **own}

    def _in_dialog(self, deed: Callable[[MergingDialog], object]) -> None:
        if self.dialog is not None:
            deed(self.dialog)

    def show(self) -> None:
        """Look for pairs that may be the same, and show them."""
        self._window.operations.ask(_candidates, self._open)

    def _open(self, pairs: list[SamePair]) -> None:
        if self.dialog is not None:  # asked for twice before the first answer
            self.dialog.show_pairs(pairs)
            return
        self.dialog = MergingDialog(self._window, pairs)
        self.dialog.finished.connect(self._forget)
        self._window.keyboard.join(PAIRS, self.dialog)
        self.dialog.open()

    def _forget(self) -> None:
        if self.dialog is not None:
            self._window.keyboard.part(PAIRS, self.dialog)
        self.dialog = None

    def join_marked(self) -> None:
        """Make one paper of two marked ones."""
        ids = self._window.papers.chosen_ids()
        if len(ids) != 2:
            fill = self._window.keyboard.keymap.fill
            self._window.toast.say(
                fill("Mark the two papers that are the same first, with {mark}; then make them one.")
            )
            return
        one, other = ids
        self._window.papers.unmark()
        self._window.operations.act(
            lambda library: library.editing.judge(one, other, "same"), lambda _changes: self._go_to_joined(one)
        )

    def _go_to_joined(self, one: int) -> None:
        """Both numbers mean the joined paper now."""
        self._window.wanted_id = self._window.library.show(one).id


def _candidates(library: Library) -> list[SamePair]:
    return library.same_candidates()


class MergingDialog(QDialog):
    """The pairs at the left, what both say at the right. What is decided is stored at once; `z` takes it back."""

    def __init__(self, window: MainWindow, pairs: Sequence[SamePair]) -> None:
        super().__init__(window)
        self._window = window
        self._steps: list[int] = []
        self._looks = 0  # counts up with every decision and every look
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Same papers?")
        self.resize(min(1080, window.width() - 40), min(680, window.height() - 40))
        self.pairs = named(QListWidget(), "rowList")
        self.pairs.setAccessibleName("Pairs of papers that may be the same")
        self.pairs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pairs.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.fields = named(SafeBrowser(), "groundless")
        self.fields.setAccessibleName("What the two papers say, beside each other")
        self.fields.document().setDocumentMargin(0)
        self.fields.document().setDefaultStyleSheet(_style(window.look))
        self.head = plain_label("", "heading")
        self.nothing = _empty_place()
        shown = window.keyboard.keymap.shown
        self.same = _button(f"Same paper  {shown('pair_same')}".rstrip(), partial(self.judge, "same"))
        self.apart = _button(f"Not the same  {shown('pair_different')}".rstrip(), partial(self.judge, "different"))
        self._lay_out()
        self.toast = Toast(self)
        self.toast.show_undo_key(shown("pair_undo"))
        self.toast.undo_asked.connect(lambda steps: self.take_back(*steps))
        self._bind_keys()
        self.pairs.currentRowChanged.connect(self._show_pair)
        self.show_pairs(pairs)
        self.pairs.setFocus()

    def _lay_out(self) -> None:
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setObjectName("spacedSplit")
        both.setHandleWidth(12)
        both.setChildrenCollapsible(False)
        both.addWidget(self.pairs)
        both.addWidget(self.fields)
        both.setSizes([self.width() * 28 // 100, self.width() * 72 // 100])
        both.setStretchFactor(1, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(both)
        self.stack.addWidget(self.nothing)
        close = _button("Close", self.reject)
        row = QHBoxLayout()
        row.addWidget(self.same)
        row.addWidget(self.apart)
        row.addStretch()
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(plain_label("Are these the same paper?", "dialogTitle"))
        column.addWidget(self.head)
        column.addWidget(self.stack, 1)
        column.addLayout(row)

    def _bind_keys(self) -> None:
        """Enter decides only from the list: on a button it would press the wrong one. The other keys are commands."""
        in_list = Qt.ShortcutContext.WidgetShortcut
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(key), self.pairs, partial(self.judge, "same"), context=in_list)

    def show_pairs(self, pairs: Sequence[SamePair]) -> None:
        """Show these pairs; the row stays."""
        row = max(0, self.pairs.currentRow())
        self.pairs.blockSignals(True)
        self.pairs.clear()
        for pair in pairs:
            self.pairs.addItem(_item(pair))
        self.pairs.blockSignals(False)
        self.pairs.setCurrentRow(min(row, len(pairs) - 1))
        self._tell()
        self.pairs.setFocus()  # the list was hidden while there was nothing to decide

    def _tell(self) -> None:
        number = self.pairs.count()
        has_pairs = number > 0
        if not has_pairs:
            self.setFocus()  # the button that was pressed is disabled now, and the next one is not meant
        self.stack.setCurrentIndex(0 if has_pairs else 1)
        self.same.setEnabled(has_pairs)
        self.apart.setEnabled(has_pairs)
        self.head.setText(
            f"{count(number, 'pair')} to decide. What you say stays so, whatever is imported later."
            if has_pairs
            else ""
        )
        self._show_pair(self.pairs.currentRow())

    def _pair(self) -> SamePair | None:
        item = self.pairs.currentItem()
        return None if item is None else cast("SamePair", item.data(Qt.ItemDataRole.UserRole))

    def _show_pair(self, _row: int) -> None:
        pair = self._pair()
        if pair is None:
            self.fields.clear()
            return
        told = self._window.library.compare(pair.one, pair.other)
        self.fields.setHtml(_table(pair, told, max(_NAME_WIDTH * 3, self.width() * 60 // 100)))

    def go(self, by: int) -> None:
        """Go to another pair without deciding."""
        self.pairs.setCurrentRow(max(0, min(self.pairs.count() - 1, self.pairs.currentRow() + by)))

    def judge(self, verdict: str) -> None:
        """Decide about the present pair and go to the next."""
        pair = self._pair()
        if pair is None:
            return
        self._looks += 1
        self.pairs.takeItem(self.pairs.currentRow())
        self._tell()
        one, other = pair.one, pair.other
        self._window.operations.act(lambda library: library.editing.judge(one, other, verdict), self._judged)

    def _judged(self, changes: Changes) -> None:
        if self._window.merging.dialog is not self:  # closed meanwhile
            return
        if changes.step is not None:
            self._steps.append(changes.step)
        self.toast.say(changes.label, [changes.step])
        self._look_again()

    def take_back(self, step: int | None = None) -> None:
        """Undo what was decided last in this dialog, or with this step."""
        step = self._steps[-1] if step is None and self._steps else step
        if step not in self._steps:
            self.toast.say("There is nothing to take back here.")
            return
        self._steps.remove(step)
        self._window.operations.act(lambda library: library.undo(step), self._taken_back)

    def _taken_back(self, changes: Changes) -> None:
        if self._window.merging.dialog is not self:
            return
        self.toast.say(changes.label)
        self._look_again()

    def _look_again(self) -> None:
        """Joining two papers may settle other pairs, and make new ones."""
        self._looks += 1
        self._window.operations.ask(_candidates, partial(self._show_again, self._looks))

    def _show_again(self, look: int, pairs: list[SamePair]) -> None:
        """Show the answer, unless it is older than what was decided since, or the dialog is gone."""
        if look == self._looks and self._window.merging.dialog is self:
            self.show_pairs(pairs)


def _style(look: Look) -> str:
    colours = look.tokens
    return _SHEET.substitute(
        ink=colours.ink, muted=colours.muted, line=colours.line, chosen=colours.chosen, normal=NORMAL, small=SMALL
    )


def _button(text: str, deed: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(deed)
    return button


def _empty_place() -> QWidget:
    place = QWidget()
    column = QVBoxLayout(place)
    column.addStretch()
    for text, name in (
        ("Nothing to decide", "emptyTitle"),
        ("No two papers look alike that you have not judged already. An import may bring new ones.", "muted"),
    ):
        label: QLabel = plain_label(text, name, is_wrapped=True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
    column.addStretch()
    return place


def _item(pair: SamePair) -> QListWidgetItem:
    one, other = plain_title(pair.one_title), plain_title(pair.other_title)
    item = QListWidgetItem(f"{one}\n{pair.reason}")
    item.setData(Qt.ItemDataRole.UserRole, pair)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one}, and {other}: {pair.reason}")
    item.setToolTip("")
    item.setSizeHint(QSize(0, 52))
    return item


def _table(pair: SamePair, fields: Sequence[ComparedField], room: int) -> str:
    """The comparison for `room` pixels of width."""
    heads = ("", f"Paper {pair.one}", f"Paper {pair.other}", "Together")
    names = 100 * _NAME_WIDTH // room
    widths = (names, *[(100 - names) // 3] * 3)
    head = "".join(f'<th width="{width}%">{name}</th>' for name, width in zip(heads, widths, strict=True))
    told = [field for field in fields if field.one or field.other]
    rows = "".join(map(_row, sorted(told, key=lambda field: max(len(field.one), len(field.other)) > _LONG)))
    return (
        f'<table width="100%" cellspacing="0"><tr>{head}</tr>{rows}</table>'
        '<p class="name">Marked with ≠ are the fields in which they contradict each other. '
        "Tags, notes, links and collections of both stay.</p>"
    )


def _row(field: ComparedField) -> str:
    is_against = bool(field.one and field.other) and field.one != field.other
    kind = "other" if is_against else "equal" if field.one == field.other else "gap"
    cells = "".join(f'<td class="{kind}">{_cell(value)}</td>' for value in (field.one, field.other))
    name = html.escape(("≠ " if is_against else "") + field.title)
    return f'<tr><td class="name">{name}</td>{cells}<td>{_cell(_joined(field))}</td></tr>'


def _joined(field: ComparedField) -> str:
    """The value, unless it is long and one of the two shows it already."""
    sides = ((field.one, "as on the left"), (field.other, "as in the middle")) if len(field.joined) > _LONG else ()
    return next((said for value, said in sides if value == field.joined), field.joined)


def _cell(value: str) -> str:
    if not value:
        return '<span class="nothing">–</span>'
    text = on_one_line(value[:_LONGEST_VALUE])
    return html.escape(text) + ("…" if len(value) > _LONGEST_VALUE else "")
