"""The pieces of a Daily Papers page: blocks of text and the facts ("meta") that may stand behind an abstract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.records import Organization, Span
from app.importer.dates import DATE_PATTERN, MONTH_PATTERN, PrintedDate, read_date
from app.importer.organizations import read_organization
from app.importer.page import read_number, undo_rewriting

# the second form of each sign is what it becomes when UTF-8 is read as Windows-1252, as reading proxies do
_BULLET = r"(?:•|â€¢)"
_DOT = r"(?:·|Â·)"
_AUTHORS = re.compile(
    rf"[ \t]*(?:{_BULLET}[ \t]*(?P<count>\d{{1,5}})?(?P<word>[ \t]+a[a-z]*)?"
    rf"|[*-][ \t]+(?P<listed>\d{{1,5}})[ \t]+authors?)[ \t]*"
    rf"(?:{_DOT}[ \t]*(?P<tail>[^\n]{{0,40}}))?(?=\n|\Z)"
)
_DOT_LINE = re.compile(rf"[ \t]*{_DOT}[ \t]*(?=\n|\Z)")
_DATE_LINE = re.compile(rf"[ \t]*{DATE_PATTERN}(?:[ \t]+(?P<comments>\d[\d,.]*[kKmM]?))?[ \t]*(?=\n|\Z)")
_CUT_DATE = re.compile(rf"[ \t]*(?:[A-Z][a-z]{{0,2}}|{MONTH_PATTERN} (?:\d{{1,2}}(?:,(?: \d{{0,3}})?)?)?)\Z")
_MAX_ORGANIZATION = 120


@dataclass(slots=True)
class Block:
    """A run of lines: `line` is the number of its first line; `meta` is set when it holds facts of a paper."""

    start: int
    end: int
    line: int
    text: str
    meta: Meta | None = None


@dataclass(slots=True)
class Meta:
    """The facts behind an abstract, each with the range it was read from; `cut` is a piece that could not be read."""

    author_count: int | None = None
    organization: Organization | None = None
    printed: PrintedDate | None = None
    comments: int | None = None
    spans: dict[str, Span] = field(default_factory=dict)
    cut: tuple[int, str] | None = None


def read_blocks(text: str, start: int, line: int, *, per_line: bool) -> Iterator[Block]:
    """Cut the text into blocks at blank lines (or at every line) and around the facts of papers."""
    begin = end = start
    begin_line = line
    position, size = start, len(text)
    while position < size:
        line_end = text.find("\n", position)
        line_end = size if line_end < 0 else line_end
        is_meta = line_end > position and _starts_meta(text, position, line_end)
        if begin < end and (is_meta or per_line or line_end == position):
            yield Block(begin, end, begin_line, text[begin:end])
            begin = end
        if is_meta:
            block = _read_meta(text, position, line)
            yield block
            line += text.count("\n", position, block.end)
            line_end = block.end
        elif line_end > position:
            if begin == end:
                begin, begin_line = position, line
            end = line_end
        if is_meta or begin == end:
            begin = end = line_end
        position = line_end + 1
        line += 1
    if begin < end:
        yield Block(begin, end, begin_line, text[begin:end])


def _starts_meta(text: str, position: int, line_end: int) -> bool:
    first = text[position]
    if first in " \t•â*-" and _AUTHORS.match(text, position):
        return True
    if first in "·Â \t" and _DOT_LINE.match(text, position):
        return True
    return line_end - position <= _MAX_ORGANIZATION and _DOT_LINE.match(text, line_end + 1) is not None


def _read_meta(text: str, position: int, line: int) -> Block:
    meta = Meta()
    end = _read_first_line(text, position, line, meta)
    dot = _DOT_LINE.match(text, position) or (_DOT_LINE.match(text, end + 1) if end < len(text) else None)
    if dot is not None:
        end = dot.end()
        end = _read_date_line(text, end, line + text.count("\n", position, end) + 1, meta)
    return Block(position, end, line, text[position:end], meta)


def _read_first_line(text: str, position: int, line: int, meta: Meta) -> int:
    authors = _AUTHORS.match(text, position)
    if authors is not None:
        _read_author_count(authors, line, meta)
        if authors["tail"]:
            _read_date(text, authors.start("tail"), line, meta)
        return authors.end()
    if dot := _DOT_LINE.match(text, position):
        return dot.end()
    end = text.find("\n", position)
    meta.organization = read_organization(undo_rewriting(text[position:end]))
    meta.spans["organization"] = Span(position, end)
    return end


def _read_author_count(match: re.Match[str], line: int, meta: Meta) -> None:
    group = "listed" if match["listed"] else "count"
    is_cut = match.end() == len(match.string) and group == "count" and not match["word"]
    if match[group] is None or is_cut:
        if match[group] is not None:
            meta.cut = (line, match[0])
        return
    meta.author_count = int(match[group])
    meta.spans["author_count"] = Span(*match.span(group))


def _read_date_line(text: str, end: int, line: int, meta: Meta) -> int:
    position = end + 1
    if position >= len(text):
        return end
    return _read_date(text, position, line, meta) or end


def _read_date(text: str, position: int, line: int, meta: Meta) -> int | None:
    match = _DATE_LINE.match(text, position)
    if match is None:
        cut = _CUT_DATE.match(text, position)
        if cut is None:
            return None
        meta.cut = (line, cut[0])
        return cut.end()
    meta.printed = read_date(match)
    if meta.printed is None:
        meta.cut = (line, match[0])
        return match.end()
    start = match.start("month")
    meta.spans["published"] = Span(start, start + len(meta.printed.text))
    if match["comments"]:
        meta.comments = read_number(match["comments"])
        meta.spans["comments"] = Span(*match.span("comments"))
    return match.end()
