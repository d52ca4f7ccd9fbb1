"""The tokens of TeX fragments, and which braces and dollars belong together. Linear, whatever the text."""

from __future__ import annotations

import re

# no possessive groups: before Python 3.11.5 they may match too little (only `++` behind a single class is sound)
_TOKEN = re.compile(
    r"(?i:https?)://(?:[^\s\\<>\"{}^`|$]|\\[_%#&~])+"
    r"|\\[A-Za-z]++|\\[^\sA-Za-z]|\\ |\$\$?|[{}^_\\]|``|''"
    r"|(?:(?!(?i:https?)://)[^\\${}^_`'])+|.",
    re.DOTALL,
)


def split_tokens(text: str) -> list[str]:
    """Addresses, macros, the signs that mean something, and what stands between them; joined they are the text."""
    return _TOKEN.findall(text)


def match_braces(tokens: list[str]) -> dict[int, int]:
    """Opening brace -> its closing brace, by token number."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for at, token in enumerate(tokens):
        if token == "{":
            waiting.append(at)
        elif token == "}" and waiting:
            pairs[waiting.pop()] = at
    return pairs


def match_dollars(tokens: list[str]) -> dict[int, int]:
    """Opening dollar -> its closing one. Only the very next dollar can close: prices do not reach for others."""
    pairs: dict[int, int] = {}
    opening: int | None = None
    for at, token in enumerate(tokens):
        if not token.startswith("$"):
            continue
        before = tokens[at - 1][-1:] if at else " "
        after = tokens[at + 1][:1] if at + 1 < len(tokens) else " "
        is_closing = not before.isspace() and not after.isdecimal()
        if opening is not None and tokens[opening] == token and is_closing and at > opening + 1:
            pairs[opening] = at
            opening = None
        else:
            opening = None if after.isspace() else at
    return pairs
