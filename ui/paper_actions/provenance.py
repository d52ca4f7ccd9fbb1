"""Provenance of a paper: the pages it was imported from, the fields each one provides, the user's corrections, and
splitting off a sighting that is another paper."""

from __future__ import annotations

import html
from functools import partial
from pathlib import PurePath
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.dates import format_date
from app.domain.fields import FIELDS_BY_NAME
from app.domain.paper_fields import LABELS, NUMBERS
from app.markup import plain_tex
from ui.paper_page.safe_browser import SafeBrowser
from ui.style.theme import NORMAL, SMALL, ThemeManager
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import plain_title, pluralize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.detail_views import FieldView, SightingDetail
    from ui.context import Context

_MAX_SIGHTINGS = 500
_MAX_VALUE_CHARS = 200
_WIDTH, _MARGIN = 600, 24  # pixels
_MAX_BROWSER_HEIGHT = 380
_SPLIT_LINK, _REVERT_LINK = "do:part/", "do:back/"
"""Internal links, followed by an index. Text of papers is escaped and cannot contain one."""
_FORMAT_NAMES = {"daily-papers": "Daily Papers", "scholar-feed": "Scholar Feed"}
_WITHDRAWN = "This import was removed: it no longer provides any fields."
_STYLESHEET = Template(
    """
    body { color: $ink; font-size: ${normal}px; }
    .page { font-weight: 600; margin-top: 16px; margin-bottom: 2px; }
    .file { color: $muted; font-size: ${small}px; margin-top: 0; margin-bottom: 2px; }
    .gave { margin-top: 0; margin-bottom: 12px; }
    .said { color: $muted; }
    .gone { color: $muted; margin-top: 0; margin-bottom: 12px; }
    a { color: $accent; text-decoration: none; }
    """
)


class ProvenanceController:
    """Handles the command that shows the sightings of a paper. `dialog` is the newest dialog, open or closed."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.dialog: SightingsDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The command that shows the sightings of a paper."""
        return {"sightings": self.show}

    def show(self) -> None:
        """Show the sightings of the current paper."""
        paper_id = self._context.selection.current_id
        if paper_id is None:
            return
        sightings = self._context.library.sightings(paper_id)
        if not sightings:
            self._context.notifier.show_message("This paper was not imported: it was added by hand.")
            return
        title = self._context.library.show(paper_id).title
        corrected = [view for view in self._context.library.fields(paper_id) if view.is_edited]
        self.dialog = SightingsDialog(self._context.window, self._context.theme, title, sightings, corrected)
        self.dialog.split_requested.connect(partial(self._split, paper_id))
        self.dialog.revert_requested.connect(partial(self._revert_field, paper_id))
        self.dialog.open()

    def _split(self, paper_id: int, sighting: SightingDetail) -> None:
        key = (sighting.import_id, sighting.position)
        self._context.operations.write(lambda library: library.editing.split_sightings(paper_id, [key]))

    def _revert_field(self, paper_id: int, name: str) -> None:
        self._context.operations.write(lambda library: library.editing.edit(paper_id, name, ""))


class SightingsDialog(QDialog):
    """The corrected fields of a paper and its sightings.

    `split_requested` carries a sighting that is another paper, `revert_requested` the name of a corrected field that is
    to have the value of its sources again; the dialog closes before.
    """

    split_requested = Signal(object)
    revert_requested = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        theme: ThemeManager,
        title: str,
        sightings: Sequence[SightingDetail],
        corrected: Sequence[FieldView] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Where it was seen")
        self.browser = named(SafeBrowser(), "groundless")
        self.browser.setAccessibleName("Sightings")
        self.browser.document().setDocumentMargin(0)
        colours = theme.tokens
        stylesheet = _STYLESHEET.substitute(
            ink=colours.ink, muted=colours.muted, accent=colours.accent, normal=NORMAL, small=SMALL
        )
        self.browser.document().setDefaultStyleSheet(stylesheet)
        self._sightings = sightings
        self._corrected = corrected
        can_split = sum(not sighting.withdrawn for sighting in sightings) > 1
        shown = enumerate(sightings[:_MAX_SIGHTINGS])
        parts = "".join(_sighting_html(sighting, number, can_split) for number, sighting in shown)
        self.browser.setHtml(_corrections_html(corrected) + parts)
        self.browser.link_activated.connect(self._follow)
        close = QPushButton("Close")
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, 20)
        column.setSpacing(10)
        column.addWidget(plain_label(plain_title(title), "dialogTitle", is_wrapped=True))
        column.addWidget(plain_label(f"Seen {pluralize(len(sightings), 'time')}, newest page first.", "heading"))
        column.addWidget(self.browser, 1)
        column.addLayout(row)
        self.browser.document().setTextWidth(_WIDTH - 2 * _MARGIN)
        browser_height = min(max(int(self.browser.document().size().height()) + 8, 72), _MAX_BROWSER_HEIGHT)
        other_height = column.heightForWidth(_WIDTH) - self.browser.sizeHint().height()
        self.resize(_WIDTH, other_height + browser_height)
        self.browser.setFocus()

    def _follow(self, link: str) -> None:
        number = link.removeprefix(_SPLIT_LINK)
        if link.startswith(_SPLIT_LINK) and number.isdecimal():
            self.accept()
            self.split_requested.emit(self._sightings[int(number)])
        number = link.removeprefix(_REVERT_LINK)
        if link.startswith(_REVERT_LINK) and number.isdecimal():
            self.accept()
            self.revert_requested.emit(self._corrected[int(number)].name)


def _sighting_html(sighting: SightingDetail, number: int, can_split: bool) -> str:
    name = _FORMAT_NAMES.get(sighting.format, sighting.format.replace("-", " ").capitalize())
    day = format_date(sighting.dump_date) if sighting.dump_date else "undated page"
    split_link = f'<br><a href="{_SPLIT_LINK}{number}">This is another paper</a>' if can_split else ""
    fields = f'<p class="gave">{_describe_fields(sighting.provided_fields)}{split_link}</p>'
    path = html.escape(plain_tex(PurePath(sighting.path).name[:300]))
    return (
        f'<p class="page">{html.escape(name)} · {html.escape(day)}</p>'
        f'<p class="file">{path}<br>{html.escape(" · ".join(_facts(sighting)))}</p>'
        f"""{f'<p class="gone">{_WITHDRAWN}</p>' if sighting.withdrawn else fields}"""
    )


def _corrections_html(corrected: Sequence[FieldView]) -> str:
    if not corrected:
        return ""
    lines = (_correction_html(view, number) for number, view in enumerate(corrected))
    return '<p class="page">Corrected by you</p>' + "".join(f'<p class="gave">{line}</p>' for line in lines)


def _correction_html(view: FieldView, number: int) -> str:
    field = FIELDS_BY_NAME[view.name]
    return (
        f"{html.escape(field.title)}: {_value_html(view.name, view.value)} "
        f'<span class="said">· the source: {_value_html(view.name, view.source)}</span><br>'
        f'<a href="{_REVERT_LINK}{number}">Undo the correction of the {html.escape(field.label)}</a>'
    )


def _value_html(name: str, text: str) -> str:
    value = plain_tex(FIELDS_BY_NAME[name].format_text(text[:_MAX_VALUE_CHARS]))
    return html.escape(value) + ("…" if len(text) > _MAX_VALUE_CHARS else "") if value else "nothing"


def _facts(sighting: SightingDetail) -> list[str]:
    facts = [f"number {sighting.position} on the page"]
    if sighting.published:
        remark = ", year inferred" if sighting.year_inferred else ""
        facts.append(f"dated {format_date(sighting.published)}{remark}")
    values = ((number, getattr(sighting, name)) for name, number in NUMBERS.items())
    return facts + [number.format(value) for number, value in values if value is not None]


def _describe_fields(provided: Sequence[str]) -> str:
    if not provided:
        return "Provides no fields: other pages have better values."
    return "Provides " + ", ".join(LABELS[name] for name in provided) + "."
