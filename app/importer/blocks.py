"""Split a Daily Papers page into blocks of text, and parse the metadata that may follow an abstract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.domain.records import Span
from app.importer.dates import DATE_PATTERN, MONTH_PATTERN, PrintedDate, make_printed_date
from app.importer.organizations import read_organization
from app.importer.page import parse_count, undo_rewriting

# The second form of each sign is UTF-8 decoded as Windows-1252, as in the output of reading proxies.
_BULLET = r"(?:•|â€¢)"
_DOT = r"(?:·|Â·)"
_AUTHORS = re.compile(
    rf"[ \t]*(?:{_BULLET}[ \t]*(?P<count>\d{{1,5}})?(?P<word>[ \t]+a[a-z]*)?"
    rf"|[*-][ \t]+(?P<listed>\d{{1,5}})[ \t]+authors?)[ \t]*"
    rf"(?:{_DOT}[ \t]*(?P<tail>[^\n]{{0,40}}))?(?=\n|\Z)"
)
_DOT_LINE = re.compile(rf"[ \t]*{_DOT}[ \t]*(?=\n|\Z)")
_DATE_LINE = re.compile(rf"[ \t]*{DATE_PATTERN}(?:[ \t]+(?P<comments>\d[\d,.]*[kKmM]?))?[ \t]*(?=\n|\Z)")
_TRUNCATED_DATE = re.compile(rf"[ \t]*(?:[A-Z][a-z]{{0,2}}|{MONTH_PATTERN} (?:\d{{1,2}}(?:,(?: \d{{0,3}})?)?)?)\Z")
_MAX_ORGANIZATION_CHARS = 120


@dataclass(slots=True)
class Block:
    """A run of lines: `line` is the number of the first one; `meta` is set when the block holds metadata of a paper."""

    start: int
    end: int
    line: int
    text: str
    meta: Metadata | None = None


@dataclass(slots=True)
class Metadata:
    """The metadata after an abstract, with a span per field; `unread` is line and text of a piece not understood."""

    printed: PrintedDate | None = None
    values: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    unread: tuple[int, str] | None = None

    def give(self, name: str, value: object, span: Span) -> None:
        """Set a field of PaperFields that was read from `span`."""
        self.values[name] = value
        self.spans[name] = span


def read_blocks(text: str, start: int, line: int, *, per_line: bool) -> Iterator[Block]:
    """Split the text at blank lines (or at every line) and around the metadata of papers."""
    begin = end = start
    block_line = line
    position, size = start, len(text)
    while position < size:
        line_end = text.find("\n", position)
        line_end = size if line_end < 0 else line_end
        is_meta = line_end > position and _is_metadata_start(text, position, line_end)
        if begin < end and (is_meta or per_line or line_end == position):
            yield Block(begin, end, block_line, text[begin:end])
            begin = end
        if is_meta:
            block = _read_metadata(text, position, line)
            yield block
            line += text.count("\n", position, block.end)
            line_end = block.end
        elif line_end > position:
            if begin == end:
                begin, block_line = position, line
            end = line_end
        if is_meta or begin == end:
            begin = end = line_end
        position = line_end + 1
        line += 1
    if begin < end:
        yield Block(begin, end, block_line, text[begin:end])


def _is_metadata_start(text: str, position: int, line_end: int) -> bool:
    first = text[position]
    if first in " \t•â*-" and _AUTHORS.match(text, position):
        return True
    if first in "·Â \t" and _DOT_LINE.match(text, position):
        return True
    return line_end - position <= _MAX_ORGANIZATION_CHARS and _DOT_LINE.match(text, line_end + 1) is not None


def _read_metadata(text: str, position: int, line: int) -> Block:
    meta = Metadata()
    end = _read_first_line(text, position, line, meta)
    dot = _DOT_LINE.match(text, position) or (_DOT_LINE.match(text, end + 1) if end < len(text) else None)
    if dot is not None:
        end = dot.end()
        end = _read_date_line(text, end, line + text.count("\n", position, end) + 1, meta)
    return Block(position, end, line, text[position:end], meta)


def _read_first_line(text: str, position: int, line: int, meta: Metadata) -> int:
    authors = _AUTHORS.match(text, position)
    if authors is not None:
        _read_author_count(authors, line, meta)
        if authors["tail"]:
            _read_date(text, authors.start("tail"), line, meta)
        return authors.end()
    if dot := _DOT_LINE.match(text, position):
        return dot.end()
    end = text.find("\n", position)
    meta.give("organization", read_organization(undo_rewriting(text[position:end])), Span(position, end))
    return end


def _read_author_count(match: re.Match[str], line: int, meta: Metadata) -> None:
    group = "listed" if match["listed"] else "count"
    is_truncated = match.end() == len(match.string) and group == "count" and not match["word"]
    if match[group] is None or is_truncated:
        if match[group] is not None:
            meta.unread = (line, match[0])
        return
    meta.give("author_count", int(match[group]), Span(*match.span(group)))


def _read_date_line(text: str, end: int, line: int, meta: Metadata) -> int:
    position = end + 1
    if position >= len(text):
        return end
    return _read_date(text, position, line, meta) or end


def _read_date(text: str, position: int, line: int, meta: Metadata) -> int | None:
    match = _DATE_LINE.match(text, position)
    if match is None:
        truncated = _TRUNCATED_DATE.match(text, position)
        if truncated is None:
            return None
        meta.unread = (line, truncated[0])
        return truncated.end()
    meta.printed = make_printed_date(match)
    if meta.printed is None:
        meta.unread = (line, match[0])
        return match.end()
    start = match.start("month")
    meta.spans["published"] = Span(start, start + len(meta.printed.text))
    if match["comments"]:
        meta.give("comments", parse_count(match["comments"]), Span(*match.span("comments")))
    return match.end()
