"""The tokenizer of the index, of queries and of snippets.

A word is a run of letters and digits. Words are compared without case and accents: each character is decomposed
(Unicode NFKD), loses its combining marks and is case-folded, so `É` is `e`, the ligature `ﬁ` is `fi`, `ß` is `ss`, and
the dotless `ı`, whose capital is `I`, is `i`. A single Greek letter is a symbol and is spelled out (`τ²-bench` is
`tau2 bench`); Greek words stay Greek. A superscript digit belongs to the word before it, also in TeX (`τ^2`,
`EMPO$^{2}$`); `tau 2` is two words. Everything else separates words, including the underscore. There are no stop words
and no stemming. In scripts without spaces (Chinese, Japanese) each run of letters is one word and is found only as a
whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_SUPERSCRIPT = re.compile(r"(?<=[^\W_])\$?\^\{?(?=\d)")
_LONE_GREEK_LETTER = re.compile("(?<![α-ω])[α-ω](?![α-ω])")
_LETTER_NAMES = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip


def iter_tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (word, start, end) for each word; the offsets count characters of the original `text`.

    One character can belong to two words (`½` is 1 and 2); then both spans include it.
    """
    if text.isascii() and "^" not in text:
        for match in _WORD.finditer(text):
            yield match[0].lower(), match.start(), match.end()
        return
    folded: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text):
        plain = _FOLDED[ord(character)]
        folded.append(plain)
        origins.extend([position] * len(plain))
    for match in reversed(list(_SUPERSCRIPT.finditer(plain_text := "".join(folded)))):
        del origins[match.start() : match.end()]
    for match in _WORD.finditer(_SUPERSCRIPT.sub("", plain_text)):
        end = origins[match.end() - 1] + 1
        while end < len(text) and not _FOLDED[ord(text[end])]:  # combining marks of the last letter
            end += 1
        yield _spell_out_symbols(match[0]), origins[match.start()], end


def split_words(text: str) -> list[str]:
    """Return the words of `iter_tokens` without offsets; faster, for indexing."""
    plain = text.lower() if text.isascii() else text.translate(_FOLDED)
    if "^" in plain:
        plain = _SUPERSCRIPT.sub("", plain)
    return _WORD.findall(plain if plain.isascii() else _spell_out_symbols(plain))


def _spell_out_symbols(folded: str) -> str:
    """Replace single Greek letters by their names."""
    return _LONE_GREEK_LETTER.sub(lambda match: _LETTER_NAMES.get(match[0], match[0]), folded)


class _FoldedCharacters(dict[int, str]):
    """Maps a code point to its folded spelling, computed on first use."""

    def __missing__(self, number: int) -> str:
        # Upper-casing first unifies letters that share a capital: ı and i, ς and σ.
        plain = self[number] = _strip_marks(_strip_marks(chr(number)).upper().casefold())
        return plain


def _strip_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.category(character).startswith("M"))


_FOLDED = _FoldedCharacters()
