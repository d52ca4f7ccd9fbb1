"""Render notes in Markdown as safe HTML for display; the HTML is never stored.

The package `markdown` parses them, with raw HTML switched off. It is not linear on hostile input (twenty thousand
opening brackets keep it busy for minutes), so three things protect it: size limits before it, a deadline checked at
every block and every inline match, and the sanitizer as the last step.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from app.markup.addresses import safe_address, split_address
from app.markup.display import make_visible, plain_html
from app.markup.note_blocks import find_formula, nest_lists
from app.markup.note_limits import find_limit_exceeded
from app.markup.sanitize import sanitize
from app.markup.tex import formula_html, parse_tex

BUDGET_SECONDS = 0.5

_TOO_SLOW = "This note takes too long to render"
_TOO_NESTED = "This note is nested too deeply to render"

_FENCE = re.compile(r"([ ]{0,3})(`{3,}|~{3,})[ ]*([^`]*)")
_TASK = re.compile(r"\[([ xX])\]\s")
_MATH = r"(?<![\\$])\$(?=[^\s$])([^$\x02]{1,1000}?)(?<=[^\s\\])\$(?![0-9$])"
_DISPLAYED_MATH = r"(?<![\\$])\$\$(?!\$)([^$\x02]{1,1000}?)(?<!\\)\$\$(?!\$)"
_WIKILINK = r"(?<![!\\])\[\[([^\[\]|\n\x02]{1,300})(?:\|([^\[\]\n\x02]{1,300}))?\]\]"
_BARE_ADDRESS = r"(?<![\w/])(?i:https?)://[^\s<>\x02\x03`\"]+"
_DELETED = r"(~~)(?=[^\s~])([^~]+)(?<=\S)~~"


@dataclass(frozen=True, slots=True)
class NotePreview:
    """Safe HTML of a note, and a sentence when it had to be shown as plain text."""

    html: str
    notice: str | None = None


class _TimeoutError(Exception):
    """The time for rendering a note is over."""


@dataclass(frozen=True, slots=True)
class _Deadline:
    end: float

    def check(self) -> None:
        if time.monotonic() > self.end:
            raise _TimeoutError


class _DeadlineCheck(BlockProcessor):
    """Accepts no block; it only checks the deadline before the other processors run."""

    def __init__(self, parser: Any, deadline: _Deadline) -> None:
        super().__init__(parser)
        self.deadline = deadline

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the package's signature
        self.deadline.check()
        return False


class _Fences(Preprocessor):
    """Fenced code, line by line; the package's own pattern is quadratic for fences that are never closed.

    Source: CommonMark 0.31, section 4.5; a fence without an end stays text. Indented fences may be in a list.
    """

    def run(self, lines: list[str]) -> list[str]:
        ends = self._ends(lines)
        out: list[str] = []
        at = 0
        while at < len(lines):
            if at in ends:
                blanks = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
                code = "\n".join(_outdent(line, len(blanks)) for line in lines[at + 1 : ends[at]])
                out += ["", blanks + self.md.htmlStash.store(f"<pre><code>{_escape(code)}</code></pre>"), ""]
                at = ends[at] + 1
            else:
                out.append(lines[at])
                at += 1
        return out

    @staticmethod
    def _ends(lines: list[str]) -> dict[int, int]:
        """The closing line of each opening line."""
        ends: dict[int, int] = {}
        opening: tuple[int, str] | None = None
        for at, line in enumerate(lines):
            found = _FENCE.fullmatch(line.rstrip())
            if found is None:
                continue
            if opening is None:
                opening = (at, found[2])
            elif found[2].startswith(opening[1]) and not found[3]:
                ends[opening[0]] = at
                opening = None
        return ends


class _Formulas(Preprocessor):
    """`$$…$$` that begins and ends a line becomes a paragraph of class `formula`."""

    def run(self, lines: list[str]) -> list[str]:
        out: list[str] = []
        at = 0
        while at < len(lines):
            found = find_formula(lines, at)
            if found is None:
                out.append(lines[at])
                at += 1
            else:
                blanks = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
                shown = self.md.htmlStash.store(f'<p class="formula">{formula_html(found[1])}</p>')
                out += ["", blanks + shown, ""]
                at = found[0]
        return out


class _Lists(Preprocessor):
    """Nested lists as in CommonMark."""

    def run(self, lines: list[str]) -> list[str]:
        return nest_lists(lines)


class _CodeTrimmer(Treeprocessor):
    """Removes the empty line that the package adds at the end of code; runs last."""

    def run(self, root: Element) -> None:
        for code in root.iterfind(".//pre/code"):
            code.text = AtomicString((code.text or "").rstrip("\n"))


class _TaskBoxes(Treeprocessor):
    """`[ ]` and `[x]` at the beginning of a list item become `class="unchecked"` and `class="checked"` (check boxes).

    Source: Qt 6 documentation, "Supported HTML Subset", `li`.
    """

    def run(self, root: Element) -> None:
        for entry in root.iter("li"):
            holder = entry[0] if len(entry) and not (entry.text or "").strip() and entry[0].tag == "p" else entry
            found = _TASK.match(holder.text or "")
            if found is not None:
                entry.set("class", "unchecked" if found[1] == " " else "checked")
                holder.text = (holder.text or "")[found.end() :]


_Result = TypeVar("_Result")
_Found = tuple[Element | None, int | None, int | None]


class _InlineFormula(InlineProcessor):
    """`$…$` and `$$…$$` within a line, rendered by `app.markup.tex`."""

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # noqa: N802, ARG002 - the package's name
        root = Element("span")
        stack = [root]
        for piece in parse_tex(f"${m[1].strip()}$"):
            if not piece.tag:
                _append_text(stack[-1], piece.text)
            elif piece.is_closing:
                stack.pop()
            else:
                child = SubElement(stack[-1], piece.tag, {"href": piece.text} if piece.tag == "a" else {})
                if piece.tag != "br":
                    stack.append(child)
        root.text = AtomicString(root.text or "")
        return root, m.start(), m.end()


def _append_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = AtomicString((parent[-1].tail or "") + text)
    else:
        parent.text = AtomicString((parent.text or "") + text)


class _Wikilinks(InlineProcessor):
    """`[[Title]]` and `[[Title|text]]` become a link to `paper:` with the title percent-encoded.

    A title that no paper has becomes a `span` of class `unknown`.
    """

    def __init__(self, pattern: str, reader: Any, is_known: Callable[[str], bool]) -> None:
        super().__init__(pattern, reader)
        self.is_known = is_known

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # noqa: N802, ARG002 - the package's name
        title = m[1].strip()
        if not title:
            return None, None, None
        is_known = self.is_known(title)
        link = Element("a", {"href": f"paper:{quote(title, safe='')}"}) if is_known else Element("span")
        if not is_known:
            link.set("class", "unknown")
        link.text = AtomicString((m[2] or "").strip() or title)
        return link, m.start(), m.end()


class _BareAddresses(InlineProcessor):
    """A web address in prose becomes a link, without trailing punctuation."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # noqa: N802, ARG002 - the package's name
        address, _ = split_address(m[0])
        if safe_address(address) is None:
            return None, None, None
        link = Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)


def _outdent(line: str, blanks: int) -> str:
    """The line without its first `blanks` blanks, or as many as it has."""
    return line[min(blanks, len(line) - len(line.lstrip(" "))) :]


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _check_deadline_before(call: Callable[..., _Result], deadline: _Deadline) -> Callable[..., _Result]:
    def check_and_call(*arguments: Any) -> _Result:
        deadline.check()
        return call(*arguments)

    return check_and_call


def _make_markdown(deadline: _Deadline, is_known: Callable[[str], bool]) -> Any:
    """A `Markdown` parser for one note: no raw HTML, our own inline syntax, the deadline checked at every step."""
    reader = Markdown(extensions=[TableExtension(), SaneListExtension()])
    reader.ESCAPED_CHARS = [*reader.ESCAPED_CHARS, "$", "~"]
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    reader.preprocessors.register(_Fences(reader), "fences", 25)
    reader.preprocessors.register(_Formulas(reader), "formulas", 24)
    reader.preprocessors.register(_Lists(reader), "lists", 23)
    reader.treeprocessors.register(_CodeTrimmer(reader), "codes", 5)
    reader.treeprocessors.register(_TaskBoxes(reader), "tasks", 25)
    reader.inlinePatterns.register(_Wikilinks(_WIKILINK, reader, is_known), "wikilink", 188)
    reader.inlinePatterns.register(_InlineFormula(_DISPLAYED_MATH, reader), "displayed_mathematics", 187.5)
    reader.inlinePatterns.register(_InlineFormula(_MATH, reader), "mathematics", 187)
    reader.inlinePatterns.register(_BareAddresses(_BARE_ADDRESS, reader), "bare_address", 105)
    reader.inlinePatterns.register(SimpleTagInlineProcessor(_DELETED, "del"), "deleted", 70)
    reader.parser.blockprocessors.register(_DeadlineCheck(reader.parser, deadline), "clock", 1_000)
    for pattern in reader.inlinePatterns:
        # called once for each piece of text
        pattern.getCompiledRegExp = _check_deadline_before(pattern.getCompiledRegExp, deadline)
        pattern.handleMatch = _check_deadline_before(pattern.handleMatch, deadline)
    return reader


def _show_plain(source: str, reason: str) -> NotePreview:
    return NotePreview(plain_html(source), f"{reason}, so it is shown as plain text. Nothing in it was changed.")


def note_html(
    source: str, budget_seconds: float = BUDGET_SECONDS, is_known: Callable[[str], bool] = lambda _title: True
) -> NotePreview:
    """A note as HTML of `sanitize.ALLOWED_TAGS`; as plain text with a notice when it cannot be rendered in time.

    Tasks are `li` of class `checked` or `unchecked`, displayed formulas `p` of class `formula`.

    Links lead to `http`, `https` and `mailto` addresses or, from `[[Title]]`, to `paper:Title` (percent-encoded). Where
    `is_known` is false, the title is a `span` of class `unknown` instead of a link.
    Never raises, whatever the text; safe to call off the main thread.
    """
    text = make_visible(source)
    limit = find_limit_exceeded(text)
    if limit is not None:
        return _show_plain(source, limit)
    try:
        rendered = _make_markdown(_Deadline(time.monotonic() + budget_seconds), is_known).convert(text)
    except _TimeoutError:
        return _show_plain(source, _TOO_SLOW)
    except RecursionError:
        return _show_plain(source, _TOO_NESTED)
    return NotePreview(sanitize(rendered))
