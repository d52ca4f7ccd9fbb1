"""The last step before HTML is shown: an allow-list, and everything written anew.

The input is what the package `markdown` serialises, so a strict reader is enough and safer than a lenient one: only
`<name attribute="value">` in exactly that form is a tag, everything else is text and comes out escaped. (The standard
library's parser repairs broken HTML as a browser would, and up to CPython 3.11.13 in quadratic time.)
"""

from __future__ import annotations

import html
import re

from app.markup.addresses import safe_address
from app.markup.display import RunBreaker, make_visible, to_html

INLINE_TAGS = frozenset(("code", "em", "strong", "del", "a", "sup", "sub", "b", "i", "u", "span"))
BLOCK_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "pre"))
TABLE_TAGS = frozenset(("table", "thead", "tbody", "tr", "th", "td"))
VOID_TAGS = frozenset(("br", "hr"))
KEPT_TAGS = INLINE_TAGS | BLOCK_TAGS | TABLE_TAGS | VOID_TAGS
UNNESTED_TAGS = frozenset(("a", "table"))  # a table in a table costs Qt four times the time per level
CLASSES = {"li": ("checked", "unchecked"), "p": ("formula",), "span": ("unknown",)}
CLASSED_TAGS = frozenset(("span",))  # without a class they say nothing
DEEPEST_TAG = 100

_PARTS = re.compile(r'<(/?)([A-Za-z][A-Za-z0-9]*+)((?:\s++[A-Za-z-]++="[^"<>]*+")*)\s*+/?>|([^<]++|<)')
_ATTRIBUTE = re.compile(r'([A-Za-z-]+)="([^"]*)"')


class _Writer:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[str] = []
        self.breaker = RunBreaker()

    def text(self, escaped: str) -> None:
        self.out.append(to_html(make_visible(html.unescape(escaped)), self.breaker))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "img":
            self.text(html.escape(attributes.get("alt", "")))
        elif tag in VOID_TAGS:
            self.breaker.end_run()
            self.out.append(f"<{tag}>")
        elif self._may_open(tag):
            self._open(tag, attributes)

    def _may_open(self, tag: str) -> bool:
        is_nested = tag in UNNESTED_TAGS and tag in self.open
        return tag in KEPT_TAGS and not is_nested and len(self.open) < DEEPEST_TAG

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        written = f"<{tag}>"
        if tag == "a":
            href = safe_address(attributes.get("href", ""))
            if href is None:
                return
            written = f'<a href="{html.escape(href)}">'
        elif attributes.get("class") in CLASSES.get(tag, ()):
            written = f'<{tag} class="{attributes["class"]}">'
        elif tag in CLASSED_TAGS:
            return
        if tag not in INLINE_TAGS:
            self.breaker.end_run()
        self.open.append(tag)
        self.out.append(written)

    def end(self, tag: str) -> None:
        """Closes what is open up to `tag`; a closing tag without its opening is nothing."""
        if tag not in self.open:
            return
        if tag not in INLINE_TAGS:
            self.breaker.end_run()
        closed = ""
        while closed != tag:
            closed = self.open.pop()
            self.out.append(f"</{closed}>")


def sanitise(source: str) -> str:
    """HTML of `KEPT_TAGS` without attributes but a good `href` and a class of `CLASSES`; an image is its text."""
    writer = _Writer()
    for match in _PARTS.finditer(source):
        slash, name, attributes, text = match.groups()
        if text is not None:
            writer.text(text)
        elif slash:
            writer.end(name.lower())
        else:
            found = _ATTRIBUTE.findall(attributes)
            writer.start(name.lower(), {key.lower(): html.unescape(value) for key, value in found})
    for tag in reversed(writer.open):
        writer.out.append(f"</{tag}>")
    return "".join(writer.out)
