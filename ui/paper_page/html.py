"""The HTML of a paper's page. Everything that comes from others is escaped or went through `app.markup`. No Qt here."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from string import Template

from app.domain.views import LinkView, PaperView
from app.export.addresses import Address, addresses_of
from app.markup import abstract_html, plain_tex
from ui.widgets.paper_text import facts_of_paper, name_link, seen_fact

SHOW_SCHEME, DO_SCHEME = "show:", "do:"
"""Our own links, to a paper by its number and to what can be done on the page. No text of others can make one: markup
keeps web addresses only."""

_LONGEST_ABSTRACT = 60_000
_LONGEST_UNBROKEN = 32  # characters of a fact that stay on one line
_MOST_LINKS = 200
_LONG_TITLE = 180  # characters; a longer one is set smaller, or it would push everything else out of sight

SHEET = Template(
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
"""Why a paper is here: a word that leads, and names."""


def page_html(view: PaperView, leading: int = 140, title_leading: int = 100, reasons: Reasons = ()) -> str:
    """The HTML of a paper.

    The leadings are the heights of the lines of abstract and title, in percent of what the font asks for. `reasons`
    stand below the abstract.
    """
    title = "long" if len(view.title) > _LONG_TITLE else "title"  # no heading: Qt gives those sizes of its own
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


def do(deed: str, text: str) -> str:
    """A link to something that can be done on the page; `text` is HTML."""
    return f'<a href="{DO_SCHEME}{deed}">{text}</a>'


def _inline(title: str) -> str:
    """A title as HTML without its paragraph."""
    return html.escape(plain_tex(title[:2000])) or "Untitled"


def _authors(view: PaperView) -> str:
    if len(view.authors) <= 2:
        return ""
    names = ", ".join(plain_tex(name[:200]) for name in view.authors[:60])
    return f"{html.escape(names)}{'' if view.authors_complete else ' et al.'}<br>"


def _facts(view: PaperView) -> str:
    seen = seen_fact(view)
    shown = [(fact, html.escape(fact)) for fact in facts_of_paper(view)]
    kept = [(fact, text.replace(" ", "&nbsp;") if len(fact) <= _LONGEST_UNBROKEN else text) for fact, text in shown]
    linked = (do("sightings", text) if fact == seen and view.sightings else text for fact, text in kept)
    return "&nbsp;&nbsp;&nbsp; ".join(linked)  # gaps, because a dot would hang at the end of a line


def _tags(view: PaperView) -> str:
    """The chips: the name lists the papers of the tag, the cross takes it off. They are pictures."""
    chips = [do(f"show-tag/{number}", _picture(f"tag/{number}")) for number in range(len(view.tags))]
    chips += [do("tag", _picture("add/tag")), do("link", _picture("add/link"))]
    return f'<p class="tags">{" ".join(chips)}</p>'


def _picture(name: str) -> str:
    return f'<img src="icon:{name}" style="vertical-align:middle">'


def _abstract(view: PaperView, leading: int) -> str:
    if not view.abstract:
        why = "The source shows no abstract of this paper." if view.sightings else "There is no abstract yet."
        return f'<p class="none">{why}</p>'
    shown = view.abstract[:_LONGEST_ABSTRACT]
    body = abstract_html(shown).replace("<p>", f'<p style="line-height:{leading}%">')
    ends = ""
    if len(view.abstract) > _LONGEST_ABSTRACT:
        ends = "The rest of this very long abstract is not shown; it is kept, and exported."
    elif view.abstract_complete is False:
        ends = "The abstract was cut off in the source."
    return f'<div class="abstract">{body}</div>' + (f'<p class="end">{ends}</p>' if ends else "")


def _reasons(reasons: Reasons) -> str:
    said = (f"{word} <span>{', '.join(map(html.escape, names))}</span>" for word, names in reasons if names)
    line = " &nbsp;&nbsp; ".join(said)
    return f'<p class="why-here" style="line-height:140%">{line}</p>' if line else ""


def _section(title: str, rows: Iterable[str]) -> str:
    lines = "".join(rows)
    if not lines:
        return ""
    return f'<p class="section">{title}</p><table width="100%" cellspacing="0" cellpadding="0">{lines}</table>'


def _links(links: Iterable[LinkView]) -> str:
    return _section("LINKED", (_link(number, link) for number, link in enumerate(list(links)[:_MOST_LINKS])))


def _link(number: int, link: LinkView) -> str:
    title = f'<a href="{SHOW_SCHEME}{link.paper_id}">{_inline(link.title)}</a>'
    why = f"“{html.escape(plain_tex(link.evidence[:600]))}”" if link.evidence else ""
    reason = f'<td>{title}</td><td class="why" width="30%" align="right">{why}</td>'
    return (
        f'<tr><td class="kind" width="104">{html.escape(name_link(link))}</td>'
        f'{reason if why else f"""<td colspan="2">{title}</td>"""}'
        f'<td class="off" width="18" align="right">{do(f"unlink/{number}", "×")}</td></tr>'
    )


def _addresses(view: PaperView) -> str:
    return _section("ADDRESSES", (_address(one, number) for number, one in enumerate(addresses_of(view)[:_MOST_LINKS])))


def _address(one: Address, number: int) -> str:
    shown = html.escape(plain_tex(one.text[:300]))
    linked = do(f"open/{number}", shown)
    return f'<tr><td class="kind" width="104">{html.escape(one.kind)}</td><td class="quiet">{linked}</td></tr>'
