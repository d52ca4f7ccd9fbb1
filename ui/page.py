"""The page: one paper set like a page of a book – title, facts, tags, abstract, links, addresses."""

from __future__ import annotations

import html
from collections.abc import Iterable
from string import Template
from urllib.parse import quote

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QResizeEvent
from PySide6.QtWidgets import QFrame

from app.markup import abstract_html, plain_tex
from app.views import LinkView, PaperView
from ui.chips import chip_image
from ui.fonts import sans_family, serif_family
from ui.safe_browser import ICON_SCHEME, SafeBrowser, is_openable
from ui.theme import NORMAL, READING, SMALL, TITLE, Look
from ui.words import facts_of_paper

_LONGEST_ABSTRACT = 60_000
_CHARACTERS = 70  # a line of the abstract
_LEADING, _TITLE_LEADING = 1.62, 1.25  # times the size of the type
_LEAST_MARGIN = 32
_MOST_LINKS = 200
_SAMPLE = "the quick movement of letters and their widths in a line of text as it is usually read"
SHOW_SCHEME = "show:"
"""Our own links, to a paper by its number. No text of others can make one: markup keeps web addresses only."""

_DIRECTIONS = {
    "cites": "cited by",
    "extends": "extended by",
    "uses": "used by",
    "contradicts": "contradicted by",
    "compares": "compared by",
}

_SHEET = Template(
    """
    body { font-family: "$sans"; font-size: ${normal}px; color: $ink; }
    h1 { font-family: "$serif"; font-size: ${title}px; font-weight: 600; margin-top: 0; margin-bottom: 12px; }
    .facts { color: $muted; margin-top: 0; margin-bottom: 8px; }
    .tags { margin-top: 0; margin-bottom: 4px; }
    .abstract p { font-family: "$serif"; font-size: ${reading}px; margin-top: 14px; margin-bottom: 0; }
    .none { font-family: "$serif"; font-size: ${reading}px; font-style: italic; color: $muted; margin-top: 14px; }
    .end { color: $muted; font-size: ${small}px; margin-top: 10px; }
    .section { color: $muted; font-size: ${small}px; font-weight: 600; letter-spacing: 1px; margin-top: 36px;
        margin-bottom: 6px; }
    .kind { color: $muted; padding-right: 16px; padding-top: 7px; padding-bottom: 7px; }
    .what { padding-top: 7px; padding-bottom: 7px; }
    .why { color: $muted; }
    a { color: $accent; text-decoration: none; }
    """
)


def page_html(view: PaperView, leading: int = 140, title_leading: int = 100) -> str:
    """The HTML of a paper. Everything that comes from others is escaped or went through `app.markup`.

    The leadings are the heights of the lines of abstract and title, in percent of what the font asks for.
    """
    facts = "&nbsp;&nbsp; · &nbsp;&nbsp;".join(f"{html.escape(fact)}" for fact in facts_of_paper(view))
    parts = (
        f'<h1 style="line-height:{title_leading}%">{_inline(view.title)}</h1>',
        f'<p class="facts">{_authors(view)}{facts}</p>',
        _tags(view),
        _abstract(view, leading),
        _links(view.links),
        _addresses(view),
    )
    return "".join(parts) + '<p style="margin-top:32px">&nbsp;</p>'


def _inline(title: str) -> str:
    """A title as HTML without its paragraph."""
    return html.escape(plain_tex(title[:2000])) or "Untitled"


def _authors(view: PaperView) -> str:
    if len(view.authors) <= 2:
        return ""
    names = ", ".join(plain_tex(name[:200]) for name in view.authors[:60])
    return f"{html.escape(names)}{'' if view.authors_complete else ' et al.'}<br>"


def _tags(view: PaperView) -> str:
    names = (f"{ICON_SCHEME}:{number}" for number in range(len(view.tags)))
    chips = "&nbsp;&nbsp; ".join(f'<img src="{name}" style="vertical-align:middle">' for name in names)
    return f'<p class="tags">{chips}</p>' if chips else ""


def _abstract(view: PaperView, leading: int) -> str:
    if not view.abstract:
        return '<p class="none">The source shows no abstract of this paper.</p>'
    shown = view.abstract[:_LONGEST_ABSTRACT]
    body = abstract_html(shown).replace("<p>", f'<p style="line-height:{leading}%">')
    ends = ""
    if len(view.abstract) > _LONGEST_ABSTRACT:
        ends = "The rest of this very long abstract is not shown; it is kept, and exported."
    elif view.abstract_complete is False:
        ends = "The abstract was cut off in the source."
    return f'<div class="abstract">{body}</div>' + (f'<p class="end">{ends}</p>' if ends else "")


def _section(title: str, rows: Iterable[str]) -> str:
    lines = "".join(rows)
    if not lines:
        return ""
    return f'<p class="section">{title}</p><table width="100%" cellspacing="0" cellpadding="0">{lines}</table>'


def _row(kind: str, what: str) -> str:
    return f'<tr><td class="kind" width="112">{html.escape(kind)}</td><td class="what">{what}</td></tr>'


def _links(links: Iterable[LinkView]) -> str:
    return _section("LINKED", (_link(link) for link in list(links)[:_MOST_LINKS]))


def _link(link: LinkView) -> str:
    kind = link.type if link.direction == "out" else _DIRECTIONS.get(link.type, link.type)
    why = f'<br><span class="why">{html.escape(plain_tex(link.evidence[:600]))}</span>' if link.evidence else ""
    return _row(kind, f'<a href="{SHOW_SCHEME}{link.paper_id}">{_inline(link.title)}</a>{why}')


_IDENTIFIER_PAGES = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "openreview": "https://openreview.net/forum?id=",
}


def _addresses(view: PaperView) -> str:
    named = [(one.kind, one.value, _page_of(one.kind, one.value)) for one in view.identifiers]
    named += [("code", url, url) for url in view.code_urls]
    named += [("mentions", one.value, _page_of(one.kind, one.value)) for one in view.mentions]
    return _section(
        "ADDRESSES", (_row(_KINDS.get(kind, kind), _address(text, url)) for kind, text, url in named[:_MOST_LINKS])
    )


_KINDS = {"arxiv": "arXiv", "doi": "DOI", "openreview": "OpenReview"}


def _page_of(kind: str, value: str) -> str:
    """The web page of an identifier; an address is its own."""
    return value if kind == "url" else _IDENTIFIER_PAGES.get(kind, "") + quote(value, safe="/.")


def _address(text: str, url: str) -> str:
    shown = html.escape(plain_tex(text[:300]))
    return f'<a href="{html.escape(url)}">{shown}</a>' if is_openable(url) else shown


class Page(SafeBrowser):
    """Shows one paper, or nothing."""

    def __init__(self, look: Look) -> None:
        super().__init__(icons=self._chip)
        self._look = look
        self._view: PaperView | None = None
        self.setObjectName("page")
        self.setAccessibleName("Paper")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        look.changed.connect(self._set)

    def show_paper(self, view: PaperView | None) -> None:
        """Show this paper from its beginning; the one that is shown already stays where it was scrolled to."""
        is_same = view is not None and self._view is not None and view.id == self._view.id
        position = self.verticalScrollBar().value() if is_same else 0
        if view == self._view:
            return
        self._view = view
        self._set()
        self.verticalScrollBar().setValue(position)
        facts = "" if view is None else ". ".join((plain_tex(view.title[:600]), *facts_of_paper(view), *view.tags))
        self.setAccessibleDescription(facts)

    def _set(self) -> None:
        tokens = self._look.tokens
        self.document().clear()  # forgets the pictures of chips in other colours, too
        sheet = _SHEET.substitute(
            ink=tokens.ink, muted=tokens.muted, accent=tokens.accent, serif=serif_family(), sans=sans_family(),
            small=SMALL, normal=NORMAL, reading=READING, title=TITLE,
        )  # fmt: skip
        self.document().setDefaultStyleSheet(sheet)
        leadings = self._leading(READING, _LEADING), self._leading(TITLE, _TITLE_LEADING)
        self.setHtml("" if self._view is None else page_html(self._view, *leadings))
        frame = self.document().rootFrame()
        margins = frame.frameFormat()
        margins.setTopMargin(36)
        frame.setFrameFormat(margins)

    def _leading(self, size: int, wanted: float) -> int:
        """What share of the serif font's own line spacing makes lines `wanted` times the size high, in percent."""
        return round(100 * wanted * size / QFontMetricsF(self._serif(size)).lineSpacing())

    def _serif(self, size: int) -> QFont:
        font = self.font()
        font.setFamilies([serif_family()])
        font.setPixelSize(size)
        return font

    def _chip(self, name: str) -> QImage:
        """The picture of the tag with this number."""
        assert self._view is not None
        return chip_image(self._view.tags[int(name)], self._look, self.font(), self.devicePixelRatioF())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the lines short enough to be read, whatever the width."""
        measure = self.measure()
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        side = max(_LEAST_MARGIN if room > 480 else 16, int((room - measure) / 2))
        self.setViewportMargins(side, 0, max(side - 12, 12), 0)
        super().resizeEvent(event)

    def measure(self) -> int:
        """The width of a line of _CHARACTERS characters of the abstract, in pixels."""
        sample = QFontMetricsF(self._serif(READING)).horizontalAdvance(_SAMPLE) / len(_SAMPLE)
        return int(sample * _CHARACTERS)

    def scroll_on(self) -> bool:
        """Scroll one screen down; False at the end."""
        bar = self.verticalScrollBar()
        if bar.value() >= bar.maximum():
            return False
        bar.setValue(bar.value() + max(bar.pageStep() - 48, 24))
        return True
