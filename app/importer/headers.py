"""The lines before the papers of a Daily Papers page, and the layout of the copy they show.

Layouts in the samples seen: A the page as copied; A2 without the line `Daily Papers`; B the main text only, with the
first title right after the word `Subscribe` on the same line; C with `by AK` and without a day; D one line per paper;
E the submitters only; V through a reading proxy that adds its own lines at the top.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.importer.dates import DATE_PATTERN, PrintedDate, make_printed_date

_INBOX = re.compile(r"Get trending papers")
_SUBSCRIBE = re.compile(r"Subscribe(?=\S|\Z)")
_BY_LINE = re.compile(r"by.{0,40}?(?:AK\b|Image\Z)|AK and the|by\Z")
_DAY = re.compile(rf"{DATE_PATTERN}\Z")
_SUBMITTED = "Submitted by"
_HEADER_LINE = re.compile(
    r"^[ \t]*(?:Get trending papers|by.{0,40}?AK and the research|SubscribeSubmitted by$)", re.MULTILINE
)
_HEAD_CHARS = 16_384
_KNOWN_LINES = (
    "Get trending papers in your email inbox once a day!",
    "Subscribe",
    "Daily Papers",
    "byAK and the research community",
    "by AK and the research community",
)
_PLAIN_LINES = frozenset({"new", "", "Subscribe", "Daily Papers"})


@dataclass(slots=True)
class Header:
    """The lines before the papers, which begin at offset `body` in line number `line` (from 1)."""

    layout: str = "A"
    day: PrintedDate | None = None
    body: int = 0
    line: int = 1
    is_glued: bool = False
    has_daily: bool = False
    by_line: str = ""
    has_preamble: bool = False
    has_submitters: bool = False


def has_header(text: str) -> bool:
    """Whether the start of the text has a line that only these pages have."""
    return _HEADER_LINE.search(text, 0, _HEAD_CHARS) is not None


def read_header(text: str) -> Header:
    """Parse the lines before the papers and determine the layout."""
    header = Header()
    match = _HEADER_LINE.search(text, 0, _HEAD_CHARS)
    anchor = match.start() if match else 0
    _read_preamble(header, text[:anchor])
    position, line = anchor, 1 + text.count("\n", 0, anchor)
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        stripped = text[position:end].strip()
        is_truncated = end == len(text) and any(known.startswith(stripped) for known in _KNOWN_LINES)
        body_offset = None if is_truncated else _read_line(header, stripped)
        if body_offset is not None:
            position += body_offset + len(text[position:end]) - len(text[position:end].lstrip())
            break
        position, line = end + 1, line + 1
        if header.day is not None:
            break
    header.body, header.line = min(position, len(text)), line
    header.layout = _choose_layout(header, text)
    return header


def _read_preamble(header: Header, preamble: str) -> None:
    lines = [line.strip() for line in preamble.split("\n")]
    header.has_submitters = _SUBMITTED in lines
    header.has_daily = "Daily Papers" in lines
    if not header.has_submitters:
        header.has_preamble = any(line not in _PLAIN_LINES and not _SUBSCRIBE.match(line) for line in lines)


def _read_line(header: Header, line: str) -> int | None:
    """Parse one line; None when it belongs to the header, else the offset in the line at which the body begins."""
    if line == "Daily Papers":
        header.has_daily = True
    elif line in _PLAIN_LINES or _INBOX.match(line):
        return None
    elif _SUBSCRIBE.match(line) and not header.by_line:
        header.is_glued = True
        return len("Subscribe")
    elif _BY_LINE.match(line) and (line.startswith("by") or header.by_line):
        header.by_line = header.by_line or line
    elif match := _DAY.match(line):
        header.day = make_printed_date(match)
        return None if header.day else 0
    else:
        return 0
    return None


def _choose_layout(header: Header, text: str) -> str:
    if _starts_with_submitter(text, header.body) or (header.has_submitters and header.body >= len(text)):
        return "E"
    if header.has_preamble:
        return "V"
    if header.is_glued:
        return "B"
    if header.by_line.startswith("by AK") and header.day is None:
        return "C"
    return "A" if header.has_daily or not header.by_line else "A2"


def _starts_with_submitter(text: str, body: int) -> bool:
    end = text.find("\n", body)
    return (text[body:] if end < 0 else text[body:end]).strip() == _SUBMITTED
