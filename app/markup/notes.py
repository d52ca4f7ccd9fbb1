"""Notes in Markdown -> safe HTML to look at. The source is the note; what is made here is never stored.

The package `markdown` does the reading, with raw HTML switched off. It is not linear on hostile input (twenty thousand
opening brackets keep it busy for minutes), so three things stand around it: the gate before it, a clock it meets at
every block and every inline match, and the sanitiser behind it, which is the last to touch the HTML.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown  # type: ignore[import-untyped]
from markdown.blockprocessors import BlockProcessor  # type: ignore[import-untyped]
from markdown.extensions.sane_lists import SaneListExtension  # type: ignore[import-untyped]
from markdown.extensions.tables import TableExtension  # type: ignore[import-untyped]
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor  # type: ignore[import-untyped]
from markdown.preprocessors import Preprocessor  # type: ignore[import-untyped]
from markdown.treeprocessors import Treeprocessor  # type: ignore[import-untyped]
from markdown.util import AtomicString  # type: ignore[import-untyped]

from app.markup.addresses import safe_address, split_address
from app.markup.display import make_visible, plain_html
from app.markup.gate import find_obstacle
from app.markup.note_blocks import find_formula, nest_lists
from app.markup.sanitise import sanitise
from app.markup.tex import formula_html, read_tex

BUDGET_SECONDS = 0.5

_OVERDUE = "This note takes too long to render"
_ENTANGLED = "This note is nested too deeply to render"

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


class _OverdueError(Exception):
    """The clock ran out while a note was read."""


@dataclass(frozen=True, slots=True)
class _Clock:
    end: float

    def check(self) -> None:
        if time.monotonic() > self.end:
            raise _OverdueError


class _ClockBlocks(BlockProcessor):  # type: ignore[misc]
    """Takes no block; it only looks at the clock before the others are asked."""

    def __init__(self, parser: Any, clock: _Clock) -> None:
        super().__init__(parser)
        self.clock = clock

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the package's signature
        self.clock.check()
        return False


class _Fences(Preprocessor):  # type: ignore[misc]
    """Fenced code, line by line; the package's own pattern starts again at every fence that is never closed.

    Source: CommonMark 0.31, section 4.5; a fence without an end stays text. One that is indented may lie in a list.
    """

    def run(self, lines: list[str]) -> list[str]:
        ends = self._ends(lines)
        kept: list[str] = []
        at = 0
        while at < len(lines):
            if at in ends:
                blanks = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
                code = "\n".join(_outdent(line, len(blanks)) for line in lines[at + 1 : ends[at]])
                kept += ["", blanks + self.md.htmlStash.store(f"<pre><code>{_escape(code)}</code></pre>"), ""]
                at = ends[at] + 1
            else:
                kept.append(lines[at])
                at += 1
        return kept

    @staticmethod
    def _ends(lines: list[str]) -> dict[int, int]:
        """Line of an opening fence -> line of its closing one."""
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


class _Formulas(Preprocessor):  # type: ignore[misc]
    """`$$…$$` that begins and ends a line -> a paragraph of class `formula`."""

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        at = 0
        while at < len(lines):
            found = find_formula(lines, at)
            if found is None:
                kept.append(lines[at])
                at += 1
            else:
                blanks = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
                shown = self.md.htmlStash.store(f'<p class="formula">{formula_html(found[1])}</p>')
                kept += ["", blanks + shown, ""]
                at = found[0]
        return kept


class _Lists(Preprocessor):  # type: ignore[misc]
    """Lists nested as CommonMark has it."""

    def run(self, lines: list[str]) -> list[str]:
        return nest_lists(lines)


class _Codes(Treeprocessor):  # type: ignore[misc]
    """Takes the empty line off the end of code, last of all: the package puts it there."""

    def run(self, root: Element) -> None:
        for code in root.iterfind(".//pre/code"):
            code.text = AtomicString((code.text or "").rstrip("\n"))


class _Tasks(Treeprocessor):  # type: ignore[misc]
    """`[ ]` and `[x]` at the beginning of a list entry -> `class="unchecked"` and `class="checked"`, Qt's boxes.

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


class _Mathematics(InlineProcessor):  # type: ignore[misc]
    """`$…$` and `$$…$$` -> what TeX-lite makes of it."""

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # noqa: N802, ARG002 - the package's name
        root = Element("span")
        stack = [root]
        for piece in read_tex(f"${m[1].strip()}$"):
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


class _Wikilinks(InlineProcessor):  # type: ignore[misc]
    """`[[Title]]` and `[[Title|words]]` -> a link `paper:` with the title percent-encoded.

    A title that no paper has makes no link, but a `span` of class `unknown`.
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


class _BareAddresses(InlineProcessor):  # type: ignore[misc]
    """A web address in prose -> a link, without the closing characters of the sentence."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # noqa: N802, ARG002 - the package's name
        address, _ = split_address(m[0])
        if safe_address(address) is None:
            return None, None, None
        link = Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)


def _outdent(line: str, blanks: int) -> str:
    """The line without as many blanks at its begin, or without those that are there."""
    return line[min(blanks, len(line) - len(line.lstrip(" "))) :]


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clocked(call: Callable[..., _Result], clock: _Clock) -> Callable[..., _Result]:
    def check_and_call(*arguments: Any) -> _Result:
        clock.check()
        return call(*arguments)

    return check_and_call


def _make_reader(clock: _Clock, is_known: Callable[[str], bool]) -> Any:
    """A `Markdown` for one note: no raw HTML, our own inline forms, the clock at every step."""
    reader = Markdown(extensions=[TableExtension(), SaneListExtension()])
    reader.ESCAPED_CHARS = [*reader.ESCAPED_CHARS, "$", "~"]
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    reader.preprocessors.register(_Fences(reader), "fences", 25)
    reader.preprocessors.register(_Formulas(reader), "formulas", 24)
    reader.preprocessors.register(_Lists(reader), "lists", 23)
    reader.treeprocessors.register(_Codes(reader), "codes", 5)
    reader.treeprocessors.register(_Tasks(reader), "tasks", 25)
    reader.inlinePatterns.register(_Wikilinks(_WIKILINK, reader, is_known), "wikilink", 188)
    reader.inlinePatterns.register(_Mathematics(_DISPLAYED_MATH, reader), "displayed_mathematics", 187.5)
    reader.inlinePatterns.register(_Mathematics(_MATH, reader), "mathematics", 187)
    reader.inlinePatterns.register(_BareAddresses(_BARE_ADDRESS, reader), "bare_address", 105)
    reader.inlinePatterns.register(SimpleTagInlineProcessor(_DELETED, "del"), "deleted", 70)
    reader.parser.blockprocessors.register(_ClockBlocks(reader.parser, clock), "clock", 1_000)
    for pattern in reader.inlinePatterns:
        pattern.getCompiledRegExp = _clocked(pattern.getCompiledRegExp, clock)  # asked for once a stretch of text
        pattern.handleMatch = _clocked(pattern.handleMatch, clock)
    return reader


def _plain(source: str, why: str) -> NotePreview:
    return NotePreview(plain_html(source), f"{why}, so it is shown as plain text. Nothing in it was changed.")


def note_html(
    source: str, budget_seconds: float = BUDGET_SECONDS, is_known: Callable[[str], bool] = lambda _title: True
) -> NotePreview:
    """A note as HTML of `sanitise.KEPT_TAGS`; as plain text with a notice when it cannot be read in time.

    Tasks are `li` of class `checked` or `unchecked`, displayed formulas `p` of class `formula`.

    Links lead to `http`, `https` and `mailto` addresses or, from `[[Title]]`, to `paper:Title` (percent-encoded). Where
    `is_known` says that there is no such paper, the title is a `span` of class `unknown` and leads nowhere.
    Never raises, whatever the text; safe to call off the main thread.
    """
    text = make_visible(source)
    obstacle = find_obstacle(text)
    if obstacle is not None:
        return _plain(source, obstacle)
    try:
        rendered = _make_reader(_Clock(time.monotonic() + budget_seconds), is_known).convert(text)
    except _OverdueError:
        return _plain(source, _OVERDUE)
    except RecursionError:
        return _plain(source, _ENTANGLED)
    return NotePreview(sanitise(rendered))
