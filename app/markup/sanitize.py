"""The last step before HTML is shown: only allowed tags and attributes, and everything serialised again.

The input is what the package `markdown` serialises, so a strict parser is enough, and safer than a lenient one: only
`<name attribute="value">` in exactly that form is a tag, everything else is text and is escaped. (The standard
library's parser repairs broken HTML as a browser does, up to CPython 3.11.13 in quadratic time.)
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
ALLOWED_TAGS = INLINE_TAGS | BLOCK_TAGS | TABLE_TAGS | VOID_TAGS
NON_NESTABLE_TAGS = frozenset(("a", "table"))  # Qt needs four times as long for every level of nested tables
CLASSES = {"li": ("checked", "unchecked"), "p": ("formula",), "span": ("unknown",)}
CLASS_REQUIRED_TAGS = frozenset(("span",))  # without a class they have no meaning
MAX_TAG_DEPTH = 100

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
        elif self._can_open(tag):
            self._open(tag, attributes)

    def _can_open(self, tag: str) -> bool:
        is_nested = tag in NON_NESTABLE_TAGS and tag in self.open
        return tag in ALLOWED_TAGS and not is_nested and len(self.open) < MAX_TAG_DEPTH

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        written = f"<{tag}>"
        if tag == "a":
            href = safe_address(attributes.get("href", ""))
            if href is None:
                return
            written = f'<a href="{html.escape(href)}">'
        elif attributes.get("class") in CLASSES.get(tag, ()):
            written = f'<{tag} class="{attributes["class"]}">'
        elif tag in CLASS_REQUIRED_TAGS:
            return
        if tag not in INLINE_TAGS:
            self.breaker.end_run()
        self.open.append(tag)
        self.out.append(written)

    def end(self, tag: str) -> None:
        """Close all open tags up to `tag`; a closing tag that matches none is dropped."""
        if tag not in self.open:
            return
        if tag not in INLINE_TAGS:
            self.breaker.end_run()
        closed = ""
        while closed != tag:
            closed = self.open.pop()
            self.out.append(f"</{closed}>")


def sanitize(source: str) -> str:
    """HTML of ALLOWED_TAGS with no attributes but a safe `href` and a class of CLASSES; an image becomes its text."""
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
