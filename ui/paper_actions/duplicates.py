"""DuplicatesController and its dialog: compares pairs of papers that may be the same, and stores the decisions."""

from __future__ import annotations

import html
from functools import partial
from string import Template
from typing import TYPE_CHECKING, Protocol, cast

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
from ui.style.theme import NORMAL, SMALL, ThemeManager
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import plain_title, pluralize, single_line
from ui.widgets.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.changes import Changes
    from app.domain.detail_views import ComparedField, DuplicatePair
    from app.domain.errors import PaperdeskError
    from app.library import Library
    from ui.context import Context

_MAX_VALUE_CHARS = 700
_NAME_WIDTH = 96  # pixels; the width of the longest field name
_MAX_SHORT_CHARS = 300  # longer fields come last, and are not shown three times
_STYLESHEET = Template(
    """
    body { color: $ink; font-size: ${normal}px; }
    th { color: $muted; font-size: ${small}px; text-align: left; font-weight: 600; padding: 4px 10px; }
    td { padding: 6px 10px; border-top: 1px solid $line; }
    .name { color: $muted; font-size: ${small}px; }
    .other { background-color: $selection; }
    .equal { color: $muted; }
    .nothing { color: $muted; }
    """
)


class ShortcutWidgets(Protocol):
    """The widgets in which the shortcuts of a context work."""

    def add_widget(self, context: str, widget: QWidget) -> None:
        """Let the shortcuts work in one more widget."""

    def remove_widget(self, context: str, widget: QWidget) -> None:
        """Let them no longer work there."""


class DuplicatesController:
    """Handles the commands about duplicate papers. `dialog` is the open dialog."""

    def __init__(
        self, context: Context, shortcuts: Callable[[], ShortcutWidgets], unmark_papers: Callable[[], object]
    ) -> None:
        self._context = context
        self._shortcuts = shortcuts
        self._unmark_papers = unmark_papers
        self.dialog: DuplicatesDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands that show the pairs, decide in the dialog, and merge two marked papers."""
        dialog_actions: dict[str, Callable[[DuplicatesDialog], object]] = {
            "pair_same": lambda dialog: dialog.judge("same"),
            "pair_different": lambda dialog: dialog.judge("different"),
            "pair_next": lambda dialog: dialog.go(1),
            "pair_previous": lambda dialog: dialog.go(-1),
            "pair_undo": DuplicatesDialog.undo,
        }
        handlers = {command: partial(self._in_dialog, action) for command, action in dialog_actions.items()}
        return {"same_papers": self.show, "join_marked": self.merge_marked, **handlers}

    def _in_dialog(self, action: Callable[[DuplicatesDialog], object]) -> None:
        if self.dialog is not None:
            action(self.dialog)

    def show(self) -> None:
        """Find pairs that may be the same, and show them in the dialog."""
        self._context.operations.read(_find_candidates, self._open)

    def _open(self, pairs: list[DuplicatePair]) -> None:
        if self.dialog is not None:  # requested twice before the first result arrived
            self.dialog.show_pairs(pairs)
            return
        self.dialog = DuplicatesDialog(self._context, pairs)
        self.dialog.finished.connect(self._on_finished)
        self._shortcuts().add_widget(PAIRS, self.dialog)
        self.dialog.open()

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self._shortcuts().remove_widget(PAIRS, self.dialog)
        self.dialog = None

    def merge_marked(self) -> None:
        """Merge two marked papers into one."""
        ids = self._context.selection.selected_ids()
        if len(ids) != 2:
            fill_keys = self._context.keymap().fill_keys
            self._context.notifier.show_message(
                fill_keys("First mark the two papers that are the same with {mark}, then merge them.")
            )
            return
        one, other = ids
        self._unmark_papers()
        self._context.operations.write(
            lambda library: library.editing.judge(one, other, "same"), lambda _changes: self._go_to_merged(one)
        )

    def _go_to_merged(self, one: int) -> None:
        """Select the merged paper; both ids resolve to it now."""
        self._context.navigator.select_after_refresh(self._context.library.show(one).id)


def _find_candidates(library: Library) -> list[DuplicatePair]:
    return library.duplicate_candidates()


class DuplicatesDialog(QDialog):
    """The pairs on the left, the fields of both papers on the right. Decisions are stored at once and can be undone."""

    def __init__(self, context: Context, pairs: Sequence[DuplicatePair]) -> None:
        super().__init__(context.window)
        self._context = context
        self._steps: list[int] = []
        self._request_number = 0  # increases with every decision and every search for pairs
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Same papers?")
        self.resize(min(1080, context.window.width() - 40), min(680, context.window.height() - 40))
        self.pairs = named(QListWidget(), "rowList")
        self.pairs.setAccessibleName("Pairs of papers that may be the same")
        self.pairs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pairs.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.fields = named(SafeBrowser(), "groundless")
        self.fields.setAccessibleName("Comparison of the two papers")
        self.fields.document().setDocumentMargin(0)
        self.fields.document().setDefaultStyleSheet(_style(context.theme))
        self.head = plain_label("", "heading")
        self.empty_page = _empty_page()
        key_label = context.keymap().key_label
        self.same_button = _button(f"Same paper  {key_label('pair_same')}".rstrip(), partial(self.judge, "same"))
        self.different_button = _button(
            f"Not the same  {key_label('pair_different')}".rstrip(), partial(self.judge, "different")
        )
        self._lay_out()
        self.toast = Toast(self)
        self.toast.set_undo_key(key_label("pair_undo"))
        self.toast.undo_requested.connect(lambda steps: self.undo(*steps))
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
        self.stack.addWidget(self.empty_page)
        close = _button("Close", self.reject)
        row = QHBoxLayout()
        row.addWidget(self.same_button)
        row.addWidget(self.different_button)
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
        """Let Enter in the list decide “same”; elsewhere it presses the focused button. The other keys are commands."""
        in_list = Qt.ShortcutContext.WidgetShortcut
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(key), self.pairs, partial(self.judge, "same"), context=in_list)

    def show_pairs(self, pairs: Sequence[DuplicatePair]) -> None:
        """Show these pairs and keep the current row."""
        row = max(0, self.pairs.currentRow())
        self.pairs.blockSignals(True)
        self.pairs.clear()
        for pair in pairs:
            self.pairs.addItem(_item(pair))
        self.pairs.blockSignals(False)
        self.pairs.setCurrentRow(min(row, len(pairs) - 1))
        self._update_state()
        self.pairs.setFocus()  # the list was hidden while there were no pairs

    def _update_state(self) -> None:
        number = self.pairs.count()
        has_pairs = number > 0
        if not has_pairs:
            self.setFocus()  # the focused button gets disabled, and the focus must not move to another button
        self.stack.setCurrentIndex(0 if has_pairs else 1)
        self.same_button.setEnabled(has_pairs)
        self.different_button.setEnabled(has_pairs)
        self.head.setText(
            f"{pluralize(number, 'pair')} to decide. Later imports do not change your decisions." if has_pairs else ""
        )
        self._show_pair(self.pairs.currentRow())

    def _pair(self) -> DuplicatePair | None:
        item = self.pairs.currentItem()
        return None if item is None else cast("DuplicatePair", item.data(Qt.ItemDataRole.UserRole))

    def _show_pair(self, _row: int) -> None:
        pair = self._pair()
        if pair is None:
            self.fields.clear()
            return
        fields = self._context.library.compare(pair.one, pair.other)
        self.fields.setHtml(_table(pair, fields, max(_NAME_WIDTH * 3, self.width() * 60 // 100)))

    def go(self, by: int) -> None:
        """Move down by this many pairs, or up, without deciding."""
        self.pairs.setCurrentRow(max(0, min(self.pairs.count() - 1, self.pairs.currentRow() + by)))

    def judge(self, judgement: str) -> None:
        """Store a judgement (“same” or “different”) of the current pair and go to the next."""
        pair = self._pair()
        if pair is None:
            return
        self._request_number += 1
        self.pairs.takeItem(self.pairs.currentRow())
        self._update_state()
        one, other = pair.one, pair.other
        self._context.operations.write(
            lambda library: library.editing.judge(one, other, judgement), self._on_judged, self._on_error
        )

    def _on_error(self, error: PaperdeskError) -> None:
        """Show the pair again that was not decided."""
        self.toast.show_message(str(error))
        self._find_again()

    def _on_judged(self, changes: Changes) -> None:
        if changes.step is not None:
            self._steps.append(changes.step)
        self.toast.show_message(changes.label, [changes.step])
        self._find_again()

    def undo(self, step: int | None = None) -> None:
        """Undo this step, or the last decision made in this dialog."""
        step = self._steps[-1] if step is None and self._steps else step
        if step not in self._steps:
            self.toast.show_message("There is no decision to undo here.")
            return
        self._steps.remove(step)
        self._context.operations.write(lambda library: library.undo(step), self._on_undone, self._on_error)

    def _on_undone(self, changes: Changes) -> None:
        self.toast.show_message(changes.label)
        self._find_again()

    def _find_again(self) -> None:
        """Find the pairs again: merging two papers may resolve other pairs or bring up new ones."""
        self._request_number += 1
        show = partial(self._show_if_current, self._request_number)
        self._context.operations.read(_find_candidates, show, owner=self)

    def _show_if_current(self, request_number: int, pairs: list[DuplicatePair]) -> None:
        """Show the pairs unless they are older than the newest decision."""
        if request_number == self._request_number:
            self.show_pairs(pairs)


def _style(theme: ThemeManager) -> str:
    colours = theme.tokens
    return _STYLESHEET.substitute(
        ink=colours.ink, muted=colours.muted, line=colours.line, selection=colours.selection, normal=NORMAL, small=SMALL
    )


def _button(text: str, action: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(action)
    return button


def _empty_page() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.addStretch()
    for text, name in (
        ("No pairs to decide", "emptyTitle"),
        ("There are no similar papers that you have not decided about. An import may bring new ones.", "muted"),
    ):
        label: QLabel = plain_label(text, name, is_wrapped=True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(label)
    column.addStretch()
    return page


def _item(pair: DuplicatePair) -> QListWidgetItem:
    one, other = plain_title(pair.one_title), plain_title(pair.other_title)
    item = QListWidgetItem(f"{one}\n{pair.reason}")
    item.setData(Qt.ItemDataRole.UserRole, pair)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one}, and {other}: {pair.reason}")
    item.setToolTip("")
    item.setSizeHint(QSize(0, 52))
    return item


def _table(pair: DuplicatePair, fields: Sequence[ComparedField], width: int) -> str:
    """The comparison as an HTML table of this width in pixels."""
    titles = ("", f"Paper {pair.one}", f"Paper {pair.other}", "Merged")
    name_percent = 100 * _NAME_WIDTH // width
    percents = (name_percent, *[(100 - name_percent) // 3] * 3)
    head = "".join(f'<th width="{percent}%">{name}</th>' for name, percent in zip(titles, percents, strict=True))
    filled = [field for field in fields if field.one or field.other]
    rows = "".join(map(_row, sorted(filled, key=_is_long)))
    return (
        f'<table width="100%" cellspacing="0"><tr>{head}</tr>{rows}</table>'
        '<p class="name">Fields marked with ≠ have different values. '
        "The tags, notes, links and collections of both papers are kept.</p>"
    )


def _row(field: ComparedField) -> str:
    is_different = bool(field.one and field.other) and field.one != field.other
    kind = "other" if is_different else "equal" if field.one == field.other else "gap"
    cells = "".join(f'<td class="{kind}">{_cell(value)}</td>' for value in (field.one, field.other))
    name = html.escape(("≠ " if is_different else "") + field.title)
    return f'<tr><td class="name">{name}</td>{cells}<td>{_cell(_merged(field))}</td></tr>'


def _merged(field: ComparedField) -> str:
    """The merged value; a reference to one of the two papers when it is long and the same as there."""
    if len(field.joined) > _MAX_SHORT_CHARS:
        if field.joined == field.one:
            return "as on the left"
        if field.joined == field.other:
            return "as in the middle"
    return field.joined


def _is_long(field: ComparedField) -> bool:
    return max(len(field.one), len(field.other)) > _MAX_SHORT_CHARS


def _cell(value: str) -> str:
    if not value:
        return '<span class="nothing">–</span>'
    text = single_line(value[:_MAX_VALUE_CHARS])
    return html.escape(text) + ("…" if len(value) > _MAX_VALUE_CHARS else "")
