"""PaperPage: shows one paper – title, facts, tags, abstract, links, addresses – with the typography of a book."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame

from app.domain.views import PaperView
from app.markup import plain_tex
from ui.paper_page.chips import CROSS_AREA_WIDTH, draw_add_chip, draw_tag_chip
from ui.paper_page.html import ACTION_SCHEME, STYLESHEET, Reasons, page_html
from ui.paper_page.safe_browser import SafeBrowser
from ui.style.fonts import sans_family, serif_family
from ui.style.theme import NORMAL, READING, SMALL, TITLE, ThemeManager
from ui.widgets.paper_text import paper_facts

_CHARS_PER_LINE = 72  # of the abstract
_LEADING, _TITLE_LEADING = 1.62, 1.25  # line heights as multiples of the font size
_MIN_MARGIN = 32
_TAG_LINK = f"{ACTION_SCHEME}show-tag/"
_CARD_SCALE = 1.07  # the font size of the triage card, relative to the page
_SAMPLE = "the quick movement of letters and their widths in a line of text as it is usually read"


class PaperPage(SafeBrowser):
    """Shows one paper, or nothing."""

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__(icons=self._draw_chip)
        self._theme = theme
        self._view: PaperView | None = None
        self._reasons: Reasons = ()
        self._is_card = False
        self.setObjectName("page")
        self.setAccessibleName("Paper")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        theme.changed.connect(self._render)
        theme.changed.connect(self._update_margins)

    @property
    def view(self) -> PaperView | None:
        """The paper that is shown."""
        return self._view

    def set_card_mode(self, is_card: bool) -> None:
        """Show the paper as a triage card, with a larger font, or as the usual page."""
        if is_card != self._is_card:
            self._is_card = is_card
            self._render()
            self._update_margins()

    def show_paper(self, view: PaperView | None, reasons: Reasons = ()) -> None:
        """Show this paper from the top; when it is shown already, it keeps its scroll position.

        `reasons` are shown below the abstract.
        """
        is_same = view is not None and self._view is not None and view.id == self._view.id
        position = self.verticalScrollBar().value() if is_same else 0
        if view == self._view and reasons == self._reasons:
            return
        self._reasons = reasons
        self._view = view
        self._render()
        self.verticalScrollBar().setValue(position)
        facts = "" if view is None else ". ".join((plain_tex(view.title[:600]), *paper_facts(view), *view.tags))
        self.setAccessibleDescription(facts)

    def _render(self) -> None:
        tokens = self._theme.tokens
        self.document().clear()  # also drops cached chip images in other colours
        sheet = STYLESHEET.substitute(
            ink=tokens.ink, muted=tokens.muted, accent=tokens.accent, line=tokens.line,
            serif=serif_family(), sans=sans_family(),
            small=self._theme.zoomed(SMALL), normal=self._theme.zoomed(NORMAL),
            reading=self._scaled_size(READING), title=self._scaled_size(TITLE),
        )  # fmt: skip
        self.document().setDefaultStyleSheet(sheet)
        leadings = self._leading_percent(READING, _LEADING), self._leading_percent(TITLE, _TITLE_LEADING)
        self.setHtml("" if self._view is None else page_html(self._view, *leadings, self._reasons))
        frame = self.document().rootFrame()
        margins = frame.frameFormat()
        margins.setTopMargin(44 if self._is_card else 36)
        frame.setFrameFormat(margins)

    def _scaled_size(self, pixels: int) -> int:
        """A font size with the zoom and the scale of the card applied."""
        return self._theme.zoomed(round(pixels * _CARD_SCALE) if self._is_card else pixels)

    def _leading_percent(self, size: int, factor: float) -> int:
        """The line height, in percent of the serif font's line spacing, that is `factor` times the font size."""
        size = self._scaled_size(size)
        return round(100 * factor * size / QFontMetricsF(self._serif_font(size)).lineSpacing())

    def _serif_font(self, size: int) -> QFont:
        font = self.font()
        font.setFamilies([serif_family()])
        font.setPixelSize(size)
        return font

    def _draw_chip(self, name: str) -> QImage:
        """The image of a chip: `tag/3` for the tag with this index, `add/tag` for the button that adds a tag."""
        assert self._view is not None
        kind, _slash, key = name.partition("/")
        if kind == "add":
            return draw_add_chip(key, self._theme, self.font(), self.devicePixelRatioF())
        return draw_tag_chip(self._view.tags[int(key)], self._theme, self.font(), self.devicePixelRatioF())

    def _remove_link_at(self, point: QPoint) -> str:
        """The link that removes a tag when the point is on the cross of its chip; empty elsewhere."""
        link = self.anchorAt(point)
        if not link.startswith(_TAG_LINK):
            return ""
        from_right = self.cursorRect(self.cursorForPosition(point)).left() - point.x()
        return f"{ACTION_SCHEME}untag/{link.removeprefix(_TAG_LINK)}" if 0 <= from_right <= CROSS_AREA_WIDTH else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Remove the tag on a click on the cross of its chip; Qt would take it as a click on the whole image."""
        link = self._remove_link_at(event.position().toPoint())
        if not link or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        self.blockSignals(True)
        super().mouseReleaseEvent(event)
        self.blockSignals(False)
        self.link_activated.emit(link)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the lines at a readable length, whatever the width."""
        self._update_margins()
        super().resizeEvent(event)

    def _update_margins(self) -> None:
        available = self.width() - self.verticalScrollBar().sizeHint().width()
        side = max(_MIN_MARGIN if available > 480 else 16, int((available - self.text_width()) / 2))
        self.setViewportMargins(side, 0, max(side - 12, 12), 0)

    def text_width(self) -> int:
        """The width of a line of _CHARS_PER_LINE characters of the abstract, in pixels."""
        metrics = QFontMetricsF(self._serif_font(self._scaled_size(READING)))
        return int(metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE) * _CHARS_PER_LINE)

    def preferred_width(self) -> int:
        """The width of the page at which its lines have the full text width."""
        return self.text_width() + 2 * _MIN_MARGIN + self.verticalScrollBar().sizeHint().width()

    def scroll_page_down(self) -> bool:
        """Scroll one screen down; returns False at the end."""
        bar = self.verticalScrollBar()
        if bar.value() >= bar.maximum():
            return False
        bar.setValue(bar.value() + max(bar.pageStep() - 48, 24))
        return True
