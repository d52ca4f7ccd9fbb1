"""A small parser for TeX fragments in titles and abstracts; it takes linear time and never loses a character.

It knows the macros of `tex_macros`; an unknown macro, a brace in prose and an unmatched dollar stay as they were typed.
Abstracts on feed pages have macros, scripts, styles and quotes, and prices too: `$5 and $10` is prose.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.markup.addresses import safe_address, split_address
from app.markup.display import RunBreaker, make_visible, to_html
from app.markup.tex_macros import (
    ACCENTS,
    DOUBLE_STRUCK,
    ESCAPES,
    MATH_ACCENTS,
    OVERLINES,
    STYLES,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    SWITCHES,
    SYMBOLS,
)
from app.markup.tex_tokens import match_braces, match_dollars, split_tokens

MAX_GROUP_DEPTH = 20
MAX_TEX_CHARS = 100_000
_MAX_LINE_LETTERS = 30  # letters below one line

_PARAGRAPH = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_PROSE_SCRIPT = re.compile(r"[+−-]?[0-9]++|[A-Za-z](?![A-Za-z])")
_MATH_SCRIPT = re.compile(r"[^\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text (`tag` is empty), or an opening or closing tag; `text` of an opening `a` is its href."""

    tag: str
    text: str
    is_closing: bool = False


class _TexParser:
    """Parses the tokens of one paragraph into pieces; every token is visited once."""

    def __init__(self, text: str) -> None:
        self.tokens = split_tokens(text)
        self.braces = match_braces(self.tokens)
        self.dollars = match_dollars(self.tokens)
        self.pieces: list[Piece] = []
        self.open_quotes = 0
        self.is_in_link = False

    def read(self) -> list[Piece]:
        self._parse_range(0, len(self.tokens), is_math=False, depth=0)
        return self.pieces

    def _add(self, text: str) -> None:
        if text:
            self.pieces.append(Piece("", text))

    def _parse_range(self, at: int, end: int, *, is_math: bool, depth: int) -> None:
        if depth > MAX_GROUP_DEPTH:
            self._add("".join(self.tokens[at:end]))
            return
        while at < end:
            read = _PARSERS.get(self.tokens[at][0], _TexParser._text)
            at = read(self, at, end, is_math, depth)

    def _group_end(self, at: int, end: int) -> int | None:
        """The closing brace when a group opens at `at` and ends before `end`."""
        closing = self.braces.get(at) if at < end else None
        return closing if closing is not None and closing < end else None

    def _wrap_in_tag(self, tag: str, at: int, end: int, is_math: bool, depth: int) -> None:
        if tag:
            self.pieces.append(Piece(tag, ""))
        self._parse_range(at, end, is_math=is_math, depth=depth + 1)
        if tag:
            self.pieces.append(Piece(tag, "", is_closing=True))

    def _text(self, at: int, _end: int, _is_math: bool, _depth: int) -> int:
        self._add(self.tokens[at])
        return at + 1

    def _word(self, at: int, end: int, is_math: bool, depth: int) -> int:
        """Plain text that begins with `h`, or an address."""
        token = self.tokens[at]
        if token[:8].lower().startswith(("http://", "https://")):
            address, rest = split_address(token)
            self._address(address)
            self._add(rest)
            return at + 1
        return self._text(at, end, is_math, depth)

    def _address(self, typed: str) -> None:
        href = safe_address(re.sub(r"\\(.)", r"\1", typed))
        if href is None or self.is_in_link:
            self._add(typed)
            return
        self.pieces += [Piece("a", href), Piece("", href), Piece("a", "", is_closing=True)]

    def _dollar(self, at: int, end: int, is_math: bool, depth: int) -> int:
        closing = self.dollars.get(at)
        if is_math or closing is None or closing >= end:
            return self._text(at, end, is_math, depth)
        self._parse_range(at + 1, closing, is_math=True, depth=depth + 1)
        return closing + 1

    def _group(self, at: int, end: int, is_math: bool, depth: int) -> int:
        """Braces group in mathematics and around a known macro; anywhere else they are text."""
        closing = self._group_end(at, end)
        if closing is None:
            return self._text(at, end, is_math, depth)
        first = self.tokens[at + 1]
        name = first[1:] if first.startswith("\\") else ""
        if name in SWITCHES and name:
            self._after_switch(SWITCHES[name], at + 2, closing, is_math, depth)
            return closing + 1
        is_markup = is_math or name in SYMBOLS or name in STYLES
        self._add("" if is_markup else "{")
        self._parse_range(at + 1, closing, is_math=is_math, depth=depth + 1)
        self._add("" if is_markup else "}")
        return closing + 1

    def _after_switch(self, tag: str, at: int, end: int, is_math: bool, depth: int) -> None:
        self.tokens[at] = self.tokens[at].lstrip() if at < end else self.tokens[at]
        if at < end and not self.tokens[at]:
            at += 1
        self._wrap_in_tag(tag, at, end, is_math, depth)

    def _script(self, at: int, end: int, is_math: bool, depth: int) -> int:
        mark = self.tokens[at]
        tag = "sup" if mark == "^" else "sub"
        before = self.tokens[at - 1][-1:] if at else ""
        if at + 1 >= end or not (is_math or before.isalnum() or (before and before in ")]}$")):
            return self._text(at, end, is_math, depth)
        closing = self._group_end(at + 1, end)
        if closing is not None:
            self._wrap_in_tag(tag, at + 2, closing, True, depth)
            return closing + 1
        return self._short_script(tag, at, end, is_math, depth)

    def _short_script(self, tag: str, at: int, end: int, is_math: bool, depth: int) -> int:
        """A script without braces: one macro or one character; in prose only a superscript number or single letter."""
        following = self.tokens[at + 1]
        if is_math and following.startswith("\\") and following[1:] in SYMBOLS:
            self._wrap_in_tag(tag, at + 1, at + 2, True, depth)
            return at + 2
        found = (_MATH_SCRIPT if is_math else _PROSE_SCRIPT).match(following)
        if found is None or following[0] in "\\{}$^_" or (tag == "sub" and not is_math):
            return self._text(at, end, is_math, depth)
        self.pieces += [Piece(tag, ""), Piece("", found[0]), Piece(tag, "", is_closing=True)]
        self.tokens[at + 1] = following[found.end() :]
        return at + 1 if self.tokens[at + 1] else at + 2

    def _quote(self, at: int, end: int, is_math: bool, depth: int) -> int:
        token = self.tokens[at]
        if token == "``" and not is_math:
            self.open_quotes += 1
            self._add("“")
        elif token == "''" and self.open_quotes and not is_math:
            self.open_quotes -= 1
            self._add("”")
        else:
            return self._text(at, end, is_math, depth)
        return at + 1

    def _macro(self, at: int, end: int, is_math: bool, depth: int) -> int:
        name = self.tokens[at][1:]
        closing = self._group_end(at + 1, end)
        if name in SYMBOLS or name in ESCAPES:
            self._add(SYMBOLS[name] if name in SYMBOLS else ESCAPES[name])
            return at + 1
        if name in ACCENTS:
            return self._accent(at, end, is_math, depth)
        if name in MATH_ACCENTS and closing is not None:
            return self._accented_group(at, closing, depth)
        if name in MATH_ACCENTS and is_math and at + 1 < end:
            return self._accented_letter(at)
        if closing is not None and name in _WITH_ARGUMENT:
            return _WITH_ARGUMENT[name](self, at, closing, end, is_math, depth)
        return self._unknown(at, closing, is_math, depth, end)

    def _unknown(self, at: int, closing: int | None, is_math: bool, depth: int, end: int) -> int:
        """As typed, with the braces of its argument, which mathematics would remove."""
        if _is_line_break(self.tokens, at, end):
            self.pieces.append(Piece("br", ""))
            return at + 1
        self._add(self.tokens[at])
        if closing is None:
            return at + 1
        self._add("{")
        self._parse_range(at + 2, closing, is_math=is_math, depth=depth + 1)
        self._add("}")
        return closing + 1

    def _accent(self, at: int, end: int, is_math: bool, depth: int) -> int:
        """`\\'e` and `\\'{e}` where Unicode has one character for it; otherwise as typed."""
        closing = self._group_end(at + 1, end)
        target = at + 1 if closing is None else at + 2
        text = self.tokens[target] if target < end else ""
        letter = unicodedata.normalize("NFC", text[:1] + ACCENTS[self.tokens[at][1:]]) if text[:1].isalpha() else ""
        if len(letter) != 1 or (closing is not None and (closing != at + 3 or len(text) != 1)):
            return self._text(at, end, is_math, depth)
        self._add(letter)
        if closing is not None:
            return closing + 1
        self.tokens[target] = text[1:]
        return target if text[1:] else target + 1

    def _accented_group(self, at: int, closing: int, depth: int) -> int:
        r"""`\hat{y}`: the letter with its accent; a line may be over several letters. Anything else stays as typed."""
        begin = len(self.pieces)
        name = self.tokens[at][1:]
        self._add(f"\\{name}{{")
        self._parse_range(at + 2, closing, is_math=True, depth=depth + 1)
        positions = _base_positions(self.pieces, begin + 1)
        base = "".join(self.pieces[position].text for position in positions)
        if not base.isalnum() or not (len(base) == 1 or (name in OVERLINES and len(base) <= _MAX_LINE_LETTERS)):
            self._add("}")
            return closing + 1
        for position in positions:
            letters = self.pieces[position].text
            accented = "".join(unicodedata.normalize("NFC", letter + MATH_ACCENTS[name]) for letter in letters)
            self.pieces[position] = Piece("", accented)
        self.pieces[begin] = Piece("", "")
        return closing + 1

    def _accented_letter(self, at: int) -> int:
        r"""`\hat y` and `\hat\theta`."""
        mark, following = MATH_ACCENTS[self.tokens[at][1:]], self.tokens[at + 1]
        letter = SYMBOLS.get(following[1:], "") if following.startswith("\\") else following.lstrip()[:1]
        if len(letter) != 1 or not letter.isalnum():
            self._add(self.tokens[at])
            return at + 1
        self._add(unicodedata.normalize("NFC", letter + mark))
        rest = "" if following.startswith("\\") else following.lstrip()[1:]
        self.tokens[at + 1] = rest
        return at + 1 if rest else at + 2

    def _style(self, at: int, closing: int, _end: int, is_math: bool, depth: int) -> int:
        name = self.tokens[at][1:]
        is_prose = name.startswith("text") or name in ("emph", "mbox", "hbox")
        if name == "mathbb" and closing == at + 3 and self.tokens[at + 2] in DOUBLE_STRUCK:
            self._add(DOUBLE_STRUCK[self.tokens[at + 2]])
        else:
            self._wrap_in_tag(STYLES[name], at + 2, closing, is_math and not is_prose, depth)
        return closing + 1

    def _operand(self, at: int, closing: int, depth: int) -> None:
        """The operand of a root or fraction: in parentheses, unless it is one word or one symbol."""
        inside = self.tokens[at + 1 : closing]
        is_single = len(inside) == 1 and (inside[0].isalnum() or inside[0].startswith("\\"))
        self._add("" if is_single else "(")
        self._parse_range(at + 1, closing, is_math=True, depth=depth + 1)
        self._add("" if is_single else ")")

    def _root(self, at: int, closing: int, _end: int, _is_math: bool, depth: int) -> int:
        self._add("√")
        self._operand(at + 1, closing, depth)
        return closing + 1

    def _fraction(self, at: int, closing: int, end: int, is_math: bool, depth: int) -> int:
        second = self._group_end(closing + 1, end)
        if second is None:
            return self._unknown(at, closing, is_math, depth, end)
        self._operand(at + 1, closing, depth)
        self._add("/")
        self._operand(closing + 1, second, depth)
        return second + 1

    def _link(self, at: int, closing: int, end: int, is_math: bool, depth: int) -> int:
        second = self._group_end(closing + 1, end)
        href = safe_address(re.sub(r"\\(.)", r"\1", "".join(self.tokens[at + 2 : closing])))
        if second is None or href is None or self.is_in_link:
            return self._unknown(at, closing, is_math, depth, end)
        self.pieces.append(Piece("a", href))
        self.is_in_link = True
        self._parse_range(closing + 2, second, is_math=False, depth=depth + 1)
        self.is_in_link = False
        self.pieces.append(Piece("a", "", is_closing=True))
        return second + 1


def _base_positions(pieces: list[Piece], begin: int) -> list[int]:
    """Positions of pieces of text that are neither superscript nor subscript."""
    positions: list[int] = []
    scripts = 0
    for position in range(begin, len(pieces)):
        piece = pieces[position]
        if piece.tag in ("sup", "sub"):
            scripts += -1 if piece.is_closing else 1
        elif not piece.tag and not scripts and piece.text:
            positions.append(position)
    return positions


def _is_line_break(tokens: list[str], at: int, end: int) -> bool:
    """Whether this is a line break: two backslashes before a blank (otherwise they are a path or a typo)."""
    return tokens[at] == "\\\\" and at + 1 < end and tokens[at + 1][:1].isspace()


_ParseToken = Callable[[_TexParser, int, int, bool, int], int]
_PARSERS: dict[str, _ParseToken] = {
    "\\": _TexParser._macro,
    "$": _TexParser._dollar,
    "{": _TexParser._group,
    "^": _TexParser._script,
    "_": _TexParser._script,
    "`": _TexParser._quote,
    "'": _TexParser._quote,
    "h": _TexParser._word,
    "H": _TexParser._word,
}
_WITH_ARGUMENT: dict[str, Callable[[_TexParser, int, int, int, bool, int], int]] = {
    **dict.fromkeys(STYLES, _TexParser._style),
    "sqrt": _TexParser._root,
    "frac": _TexParser._fraction,
    "tfrac": _TexParser._fraction,
    "dfrac": _TexParser._fraction,
    "href": _TexParser._link,
}


def parse_tex(paragraph: str) -> list[Piece]:
    """One paragraph of visible text (see `make_visible`) as pieces; tags are closed in order.

    A paragraph of more than MAX_TEX_CHARS characters is no real abstract and stays as typed.
    """
    if len(paragraph) > MAX_TEX_CHARS:
        return [Piece("", paragraph)]
    return _TexParser(paragraph).read()


def _html(pieces: list[Piece], breaker: RunBreaker) -> Iterator[str]:
    for piece in pieces:
        if not piece.tag:
            yield to_html(piece.text, breaker)
        elif piece.tag == "a" and not piece.is_closing:
            yield f'<a href="{html.escape(piece.text)}">'
        else:
            yield f"</{piece.tag}>" if piece.is_closing else f"<{piece.tag}>"


def abstract_html(text: str) -> str:
    """An abstract or title as safe HTML: `p br b i u code sup sub a` only, every `a` with a checked web address."""
    paragraphs = (part for part in _PARAGRAPH.split(make_visible(text)) if part.strip())
    return "".join(f"<p>{''.join(_html(parse_tex(part.strip()), RunBreaker()))}</p>" for part in paragraphs)


def formula_html(tex: str) -> str:
    """The visible text of a formula without its dollars, as safe HTML of the inline tags of `abstract_html`."""
    return "".join(_html(parse_tex(f"${tex.strip()}$"), RunBreaker()))


def _script_text(tag: str, text: str) -> str:
    """Unicode superscripts or subscripts if there are any for the whole script, otherwise `^` or `_` as in TeX."""
    table = SUPERSCRIPTS if tag == "sup" else SUBSCRIPTS
    if all(ord(char) in table for char in text):
        return text.translate(table)
    mark = "^" if tag == "sup" else "_"
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


def plain_tex(text: str) -> str:
    """A title or abstract as one line of plain text: no tags, single blanks, scripts as ² or ^(…)."""
    stack: list[tuple[str, list[str]]] = [("", [])]
    for piece in parse_tex(" ".join(make_visible(text).split())):
        if not piece.tag:
            stack[-1][1].append(piece.text)
        elif piece.tag == "br":
            stack[-1][1].append(" ")
        elif not piece.is_closing:
            stack.append((piece.tag, []))
        else:
            tag, inside = stack.pop()
            content = "".join(inside)
            stack[-1][1].append(_script_text(tag, content) if tag in ("sup", "sub") else content)
    return RunBreaker().insert_breaks(" ".join("".join(stack[0][1]).split()))
