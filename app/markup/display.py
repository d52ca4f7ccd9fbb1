"""Characters that must not reach the screen as they are, and words too long for it."""

from __future__ import annotations

import html
import re

LONGEST_RUN = 500
ZERO_WIDTH_SPACE = "\u200b"

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_FIRST_RUN = re.compile(r"\S*+")
_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN + 1},}}+")


def _mark(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\ufffd" if code >= 0xD800 else "\u2426"


def make_visible(text: str) -> str:
    """The text with line ends as `\\n` and a visible mark for every control character and direction override.

    Controls become their pictures (U+2400 and on), overrides and isolates U+2426, lone surrogates and noncharacters
    U+FFFD. Left-to-right and right-to-left marks stay: real Hebrew and Arabic text needs them and they reorder nothing
    that stands beside them.
    """
    return _UNSEEN.sub(_mark, _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n"))


class RunBreaker:
    """Puts a zero width space into every run of more than 500 characters without a blank; a run may span calls.

    Qt lays out a word of a million characters in minutes, the same word in pieces in well under a second.
    """

    def __init__(self) -> None:
        self._length = 0

    def end_run(self) -> None:
        """A new paragraph, cell or line begins."""
        self._length = 0

    def break_up(self, text: str) -> str:
        """The text with its breaks."""
        first = _FIRST_RUN.match(text)
        end = first.end() if first else 0
        begun = self._continue_run(text[:end])
        if end == len(text):
            return begun
        rest = text[end:]
        tail = 0 if rest[-1].isspace() else len(rest.rsplit(None, 1)[-1])
        self._length = (tail - 1) % LONGEST_RUN + 1 if tail else 0
        return begun + _LONG_RUN.sub(lambda run: ZERO_WIDTH_SPACE.join(_parts(run[0], LONGEST_RUN)), rest)

    def _continue_run(self, run: str) -> str:
        room = LONGEST_RUN - self._length
        if len(run) <= room:
            self._length += len(run)
            return run
        parts = _parts(run, room)
        self._length = len(parts[-1])
        return ZERO_WIDTH_SPACE.join(parts)


def _parts(run: str, first: int) -> list[str]:
    """The run in pieces of 500, the first of them shorter when a run is continued."""
    return [run[:first], *(run[at : at + LONGEST_RUN] for at in range(first, len(run), LONGEST_RUN))]


def to_html(text: str, breaker: RunBreaker) -> str:
    """Visible, broken up and escaped: safe between tags and within double quotes."""
    return html.escape(breaker.break_up(text))


def plain_html(text: str) -> str:
    """The text as it was typed, as HTML: one paragraph, line by line."""
    lines = to_html(make_visible(text), RunBreaker()).replace("\n", "<br>")
    return f"<p>{lines}</p>"
