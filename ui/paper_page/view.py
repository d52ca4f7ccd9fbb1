"""The page: one paper set like a page of a book – title, facts, tags, abstract, links, addresses."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame

from app.domain.views import PaperView
from app.markup import plain_tex
from ui.paper_page.chips import CROSS_ROOM, add_picture, tag_picture
from ui.paper_page.html import DO_SCHEME, SHEET, Reasons, page_html
from ui.paper_page.safe_browser import SafeBrowser
from ui.style.fonts import sans_family, serif_family
from ui.style.theme import NORMAL, READING, SMALL, TITLE, Look
from ui.widgets.paper_text import facts_of_paper

_CHARACTERS = 72  # a line of the abstract
_LEADING, _TITLE_LEADING = 1.62, 1.25  # times the size of the type
_LEAST_MARGIN = 32
_TAG_LINK = f"{DO_SCHEME}show-tag/"
_CARD = 1.07
"""How much larger the type of a card is."""
_SAMPLE = "the quick movement of letters and their widths in a line of text as it is usually read"


class Page(SafeBrowser):
    """Shows one paper, or nothing."""

    def __init__(self, look: Look) -> None:
        super().__init__(icons=self._chip)
        self._look = look
        self._view: PaperView | None = None
        self._reasons: Reasons = ()
        self._is_card = False
        self.setObjectName("page")
        self.setAccessibleName("Paper")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        look.changed.connect(self._set)
        look.changed.connect(self._set_margins)

    @property
    def view(self) -> PaperView | None:
        """The paper that is shown."""
        return self._view

    def set_card(self, is_card: bool) -> None:
        """Be the card of triage, in larger type, or the page of the desk."""
        if is_card != self._is_card:
            self._is_card = is_card
            self._set()
            self._set_margins()

    def show_paper(self, view: PaperView | None, reasons: Reasons = ()) -> None:
        """Show this paper from its beginning; the one that is shown already stays where it was scrolled to.

        `reasons` say below the abstract why it is here.
        """
        is_same = view is not None and self._view is not None and view.id == self._view.id
        position = self.verticalScrollBar().value() if is_same else 0
        if view == self._view and reasons == self._reasons:
            return
        self._reasons = reasons
        self._view = view
        self._set()
        self.verticalScrollBar().setValue(position)
        facts = "" if view is None else ". ".join((plain_tex(view.title[:600]), *facts_of_paper(view), *view.tags))
        self.setAccessibleDescription(facts)

    def _set(self) -> None:
        tokens = self._look.tokens
        self.document().clear()  # forgets the pictures of chips in other colours, too
        sheet = SHEET.substitute(
            ink=tokens.ink, muted=tokens.muted, accent=tokens.accent, line=tokens.line,
            serif=serif_family(), sans=sans_family(), small=self._look.zoomed(SMALL), normal=self._look.zoomed(NORMAL),
            reading=self._sized(READING), title=self._sized(TITLE),
        )  # fmt: skip
        self.document().setDefaultStyleSheet(sheet)
        leadings = self._leading(READING, _LEADING), self._leading(TITLE, _TITLE_LEADING)
        self.setHtml("" if self._view is None else page_html(self._view, *leadings, self._reasons))
        frame = self.document().rootFrame()
        margins = frame.frameFormat()
        margins.setTopMargin(44 if self._is_card else 36)
        frame.setFrameFormat(margins)

    def _sized(self, pixels: int) -> int:
        """The size of what is read, as zoomed, and on a card a little larger."""
        return self._look.zoomed(round(pixels * _CARD) if self._is_card else pixels)

    def _leading(self, size: int, wanted: float) -> int:
        """What share of the serif font's own line spacing makes lines `wanted` times the size high, in percent."""
        size = self._sized(size)
        return round(100 * wanted * size / QFontMetricsF(self._serif(size)).lineSpacing())

    def _serif(self, size: int) -> QFont:
        font = self.font()
        font.setFamilies([serif_family()])
        font.setPixelSize(size)
        return font

    def _chip(self, name: str) -> QImage:
        """The picture `tag/3` of a tag, or `add/tag` of an empty chip."""
        assert self._view is not None
        what, _slash, which = name.partition("/")
        if what == "add":
            return add_picture(which, self._look, self.font(), self.devicePixelRatioF())
        return tag_picture(self._view.tags[int(which)], self._look, self.font(), self.devicePixelRatioF())

    def cross_at(self, point: QPoint) -> str:
        """The link that takes a tag off when the cross of its chip is here; empty when none is."""
        link = self.anchorAt(point)
        if not link.startswith(_TAG_LINK):
            return ""
        behind = self.cursorRect(self.cursorForPosition(point)).left() - point.x()
        return f"{DO_SCHEME}untag/{link.removeprefix(_TAG_LINK)}" if 0 <= behind <= CROSS_ROOM else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on the cross of a chip takes the tag off; it is no click on the name."""
        cross = self.cross_at(event.position().toPoint())
        if not cross or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        self.blockSignals(True)
        super().mouseReleaseEvent(event)
        self.blockSignals(False)
        self.asked.emit(cross)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the lines short enough to be read, whatever the width."""
        self._set_margins()
        super().resizeEvent(event)

    def _set_margins(self) -> None:
        measure = self.measure()
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        side = max(_LEAST_MARGIN if room > 480 else 16, int((room - measure) / 2))
        self.setViewportMargins(side, 0, max(side - 12, 12), 0)

    def measure(self) -> int:
        """The width of a line of _CHARACTERS characters of the abstract, in pixels."""
        sample = QFontMetricsF(self._serif(self._sized(READING))).horizontalAdvance(_SAMPLE) / len(_SAMPLE)
        return int(sample * _CHARACTERS)

    def wanted_width(self) -> int:
        """How wide the page is with its lines at their full measure."""
        return self.measure() + 2 * _LEAST_MARGIN + self.verticalScrollBar().sizeHint().width()

    def scroll_on(self) -> bool:
        """Scroll one screen down; False at the end."""
        bar = self.verticalScrollBar()
        if bar.value() >= bar.maximum():
            return False
        bar.setValue(bar.value() + max(bar.pageStep() - 48, 24))
        return True
