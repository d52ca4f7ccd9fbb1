"""The HTML of the paper page, without Qt. All text from papers is escaped or sanitised by `app.markup`."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from string import Template

from app.domain.addresses import Address, list_addresses
from app.domain.views import LinkView, PaperView
from app.markup import abstract_html, plain_tex
from ui.widgets.paper_text import link_label, paper_facts, seen_fact

PAPER_SCHEME, ACTION_SCHEME = "show:", "do:"
"""Internal links: `show:paper_id`, and `do:action/number` for the actions of the page. Text of papers cannot contain
one, because `app.markup` keeps only links to web addresses."""

_MAX_ABSTRACT_CHARS = 60_000
_MAX_UNBROKEN_CHARS = 32  # longer facts may be broken into lines
_MAX_LINKS = 200
_MAX_LARGE_TITLE_CHARS = 180  # a longer title is set smaller, or it would push everything else out of view

STYLESHEET = Template(
    """
    body { font-family: "$sans"; font-size: ${normal}px; color: $ink; }
    .title, .long { font-family: "$serif"; font-size: ${title}px; font-weight: 600; margin-top: 0;
        margin-bottom: 12px; }
    .long { font-size: ${reading}px; }
    .facts { color: $muted; margin-top: 0; margin-bottom: 8px; }
    .tags { margin-top: 0; margin-bottom: 4px; }
    .abstract p { font-family: "$serif"; font-size: ${reading}px; margin-top: 14px; margin-bottom: 0; }
    .why-here { color: $muted; margin-top: 22px; margin-bottom: 0; }
    .why-here span { color: $ink; }
    .none { font-family: "$serif"; font-size: ${reading}px; font-style: italic; color: $muted; margin-top: 14px; }
    .end { color: $muted; font-size: ${small}px; margin-top: 10px; }
    .section { color: $muted; font-size: ${small}px; font-weight: 600; letter-spacing: 1px; margin-top: 36px;
        margin-bottom: 6px; }
    table { border-collapse: collapse; }
    td { border-top: 1px solid $line; padding-top: 8px; padding-bottom: 8px; }
    .kind { color: $muted; padding-right: 16px; }
    .why { color: $muted; padding-left: 16px; font-size: ${small}px; }
    .off { padding-left: 12px; }
    a { color: $ink; text-decoration: none; }
    .abstract a { color: $accent; }
    .quiet a, .facts a, .off a { color: $muted; }
    .facts a { text-decoration: underline; }
    """
)


Reasons = Sequence[tuple[str, Sequence[str]]]
"""Why a paper is listed: pairs of a label and names."""


def page_html(view: PaperView, leading: int = 140, title_leading: int = 100, reasons: Reasons = ()) -> str:
    """The HTML of a paper.

    `leading` and `title_leading` are the line heights of abstract and title in percent of the line spacing of the font.
    `reasons` are shown below the abstract.
    """
    title = (
        "long" if len(view.title) > _MAX_LARGE_TITLE_CHARS else "title"
    )  # not <h1>: Qt sets its own sizes for headings
    parts = (
        f'<p class="{title}" style="line-height:{title_leading}%">{_inline(view.title)}</p>',
        f'<p class="facts" style="line-height:130%">{_authors(view)}{_facts(view)}</p>',
        _tags(view),
        _abstract(view, leading),
        _reasons(reasons),
        _links(view.links),
        _addresses(view),
    )
    return "".join(parts) + '<p style="margin-top:32px">&nbsp;</p>'


def action_link(action: str, text: str) -> str:
    """A link to an action of the page; `text` is HTML."""
    return f'<a href="{ACTION_SCHEME}{action}">{text}</a>'


def _inline(title: str) -> str:
    """A title as HTML without a paragraph around it."""
    return html.escape(plain_tex(title[:2000])) or "Untitled"


def _authors(view: PaperView) -> str:
    if len(view.authors) <= 2:
        return ""
    names = ", ".join(plain_tex(name[:200]) for name in view.authors[:60])
    return f"{html.escape(names)}{'' if view.authors_complete else ' et al.'}<br>"


def _facts(view: PaperView) -> str:
    sightings_fact = seen_fact(view)
    texts = []
    for fact in paper_facts(view):
        text = html.escape(fact)
        if len(fact) <= _MAX_UNBROKEN_CHARS:
            text = text.replace(" ", "&nbsp;")
        texts.append(action_link("sightings", text) if fact == sightings_fact and view.sightings else text)
    return "&nbsp;&nbsp;&nbsp; ".join(texts)  # no dots between them: one could end up at the end of a line


def _tags(view: PaperView) -> str:
    """The chips of the tags, as images. A click on the name lists the papers of the tag; on the cross it is removed."""
    chips = [action_link(f"show-tag/{number}", _image(f"tag/{number}")) for number in range(len(view.tags))]
    chips += [action_link("tag", _image("add/tag")), action_link("link", _image("add/link"))]
    return f'<p class="tags">{" ".join(chips)}</p>'


def _image(name: str) -> str:
    return f'<img src="icon:{name}" style="vertical-align:middle">'


def _abstract(view: PaperView, leading: int) -> str:
    if not view.abstract:
        reason = "The source has no abstract of this paper." if view.sightings else "There is no abstract yet."
        return f'<p class="none">{reason}</p>'
    body = abstract_html(view.abstract[:_MAX_ABSTRACT_CHARS]).replace("<p>", f'<p style="line-height:{leading}%">')
    remark = ""
    if len(view.abstract) > _MAX_ABSTRACT_CHARS:
        remark = "The rest of this very long abstract is not shown; it is stored, and exported."
    elif view.abstract_complete is False:
        remark = "The abstract was cut off in the source."
    return f'<div class="abstract">{body}</div>' + (f'<p class="end">{remark}</p>' if remark else "")


def _reasons(reasons: Reasons) -> str:
    texts = (f"{label} <span>{', '.join(map(html.escape, names))}</span>" for label, names in reasons if names)
    line = " &nbsp;&nbsp; ".join(texts)
    return f'<p class="why-here" style="line-height:140%">{line}</p>' if line else ""


def _section(title: str, rows: Iterable[str]) -> str:
    lines = "".join(rows)
    if not lines:
        return ""
    return f'<p class="section">{title}</p><table width="100%" cellspacing="0" cellpadding="0">{lines}</table>'


def _links(links: Iterable[LinkView]) -> str:
    return _section("LINKED", (_link(number, link) for number, link in enumerate(list(links)[:_MAX_LINKS])))


def _link(number: int, link: LinkView) -> str:
    title = f'<a href="{PAPER_SCHEME}{link.paper_id}">{_inline(link.title)}</a>'
    evidence = f"“{html.escape(plain_tex(link.evidence[:600]))}”" if link.evidence else ""
    cells = f'<td>{title}</td><td class="why" width="30%" align="right">{evidence}</td>'
    return (
        f'<tr><td class="kind" width="104">{html.escape(link_label(link))}</td>'
        f'{cells if evidence else f"""<td colspan="2">{title}</td>"""}'
        f'<td class="off" width="18" align="right">{action_link(f"unlink/{number}", "×")}</td></tr>'
    )


def _addresses(view: PaperView) -> str:
    shown = list_addresses(view)[:_MAX_LINKS]
    return _section("ADDRESSES", (_address(number, address) for number, address in enumerate(shown)))


def _address(number: int, address: Address) -> str:
    link = action_link(f"open/{number}", html.escape(plain_tex(address.text[:300])))
    return f'<tr><td class="kind" width="104">{html.escape(address.kind)}</td><td class="quiet">{link}</td></tr>'
