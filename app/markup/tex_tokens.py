"""Split TeX fragments into tokens, and match braces and dollars; always in linear time."""

from __future__ import annotations

import re

# No possessive groups: before Python 3.11.5 they may match too little (only `++` after a single class is correct).
_TOKEN = re.compile(
    r"(?i:https?)://(?:[^\s\\<>\"{}^`|$]|\\[_%#&~])+"
    r"|\\[A-Za-z]++|\\[^\sA-Za-z]|\\ |\$\$?|[{}^_\\]|``|''"
    r"|(?:(?!(?i:https?)://)[^\\${}^_`'])+|.",
    re.DOTALL,
)


def split_tokens(text: str) -> list[str]:
    """Addresses, macros, special characters, and the text between them; joined they are the whole text."""
    return _TOKEN.findall(text)


def match_braces(tokens: list[str]) -> dict[int, int]:
    """The closing brace of each opening one, as numbers of tokens."""
    pairs: dict[int, int] = {}
    open_braces: list[int] = []
    for at, token in enumerate(tokens):
        if token == "{":
            open_braces.append(at)
        elif token == "}" and open_braces:
            pairs[open_braces.pop()] = at
    return pairs


def match_dollars(tokens: list[str]) -> dict[int, int]:
    """The closing dollar of each opening one. Only the very next dollar can close, so that prices stay prose."""
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
