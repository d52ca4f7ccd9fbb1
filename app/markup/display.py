"""Make control characters visible, and break words that are too long to be laid out."""

from __future__ import annotations

import html
import re

MAX_RUN_CHARS = 500
ZERO_WIDTH_SPACE = "\u200b"

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LEADING_RUN = re.compile(r"\S*+")
_LONG_RUN = re.compile(rf"\S{{{MAX_RUN_CHARS + 1},}}+")


def _visible_mark(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\ufffd" if code >= 0xD800 else "\u2426"


def make_visible(text: str) -> str:
    """The text with `\\n` line ends and a visible symbol for every control character and direction override.

    Controls become their pictures (U+2400 and up), overrides and isolates U+2426, lone surrogates and noncharacters
    U+FFFD. Left-to-right and right-to-left marks stay: Hebrew and Arabic text needs them, and they reorder no other
    text.
    """
    return _INVISIBLE.sub(_visible_mark, _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n"))


class RunBreaker:
    """Inserts zero-width spaces into runs of more than MAX_RUN_CHARS characters without a blank; a run may span calls.

    Qt needs minutes to lay out a word of a million characters, and less than a second for the same word with breaks.
    """

    def __init__(self) -> None:
        self._length = 0

    def end_run(self) -> None:
        """Start a new run, for a new paragraph, cell or line."""
        self._length = 0

    def insert_breaks(self, text: str) -> str:
        """The text with breaks."""
        first = _LEADING_RUN.match(text)
        end = first.end() if first else 0
        leading = self._continue_run(text[:end])
        if end == len(text):
            return leading
        rest = text[end:]
        tail = 0 if rest[-1].isspace() else len(rest.rsplit(None, 1)[-1])
        self._length = (tail - 1) % MAX_RUN_CHARS + 1 if tail else 0
        return leading + _LONG_RUN.sub(lambda run: ZERO_WIDTH_SPACE.join(_split_run(run[0], MAX_RUN_CHARS)), rest)

    def _continue_run(self, run: str) -> str:
        remaining = MAX_RUN_CHARS - self._length
        if len(run) <= remaining:
            self._length += len(run)
            return run
        parts = _split_run(run, remaining)
        self._length = len(parts[-1])
        return ZERO_WIDTH_SPACE.join(parts)


def _split_run(run: str, first: int) -> list[str]:
    """The run in parts of MAX_RUN_CHARS; the length of the first part is given."""
    return [run[:first], *(run[at : at + MAX_RUN_CHARS] for at in range(first, len(run), MAX_RUN_CHARS))]


def to_html(text: str, breaker: RunBreaker) -> str:
    """The text with breaks, escaped for use between tags and within double quotes."""
    return html.escape(breaker.insert_breaks(text))


def plain_html(text: str) -> str:
    """The text as typed in one HTML paragraph, line by line."""
    lines = to_html(make_visible(text), RunBreaker()).replace("\n", "<br>")
    return f"<p>{lines}</p>"
