"""The one tokenizer: what counts as a word, for the index, for queries and for the marks in snippets.

A word is a run of letters and digits. Words are compared without case and accents: each character is decomposed
(Unicode NFKD), loses its combining marks and is case-folded, so `É` is `e`, the ligature `ﬁ` is `fi`, `ß` is `ss`, and
the dotless `ı`, whose capital is `I`, is `i`. A Greek letter with no other beside it is a symbol and spelled out
(`τ²-bench` is `tau2 bench`); Greek words stay Greek. A raised figure belongs to the word it stands at, in TeX as well
(`τ^2`, `EMPO$^{2}$`); `tau 2` is two words. Everything else separates words, the underscore too. There are no
stop words and there is no stemming. Scripts written without spaces (Chinese, Japanese) give one word for each run of
letters: found as a whole only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_RAISED = re.compile(r"(?<=[^\W_])\$?\^\{?(?=\d)")
_SYMBOL = re.compile("(?<![α-ω])[α-ω](?![α-ω])")
_SPELLED = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (word, start, end) for each word, the offsets counting characters of `text` itself.

    One character can belong to two words (`½` is 1 and 2); both then cover it.
    """
    if text.isascii() and "^" not in text:
        for match in _WORD.finditer(text):
            yield match[0].lower(), match.start(), match.end()
        return
    folded: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        plain = _FOLDED[ord(character)]
        folded.append(plain)
        origins.extend([place] * len(plain))
    for match in reversed(list(_RAISED.finditer(plain_text := "".join(folded)))):
        del origins[match.start() : match.end()]
    for match in _WORD.finditer(_RAISED.sub("", plain_text)):
        end = origins[match.end() - 1] + 1
        while end < len(text) and not _FOLDED[ord(text[end])]:  # the marks that belong to the last letter
            end += 1
        yield _spell(match[0]), origins[match.start()], end


def words(text: str) -> list[str]:
    """The words of `tokens` without their places: the fast way for indexing."""
    plain = text.lower() if text.isascii() else text.translate(_FOLDED)
    if "^" in plain:
        plain = _RAISED.sub("", plain)
    return _WORD.findall(plain if plain.isascii() else _spell(plain))


def _spell(folded: str) -> str:
    """The text with the Greek letters that stand alone as symbols spelled out."""
    return _SYMBOL.sub(lambda match: _SPELLED.get(match[0], match[0]), folded)


class _Folding(dict[int, str]):
    """Maps a character's number to its plain spelling, worked out at the first meeting."""

    def __missing__(self, number: int) -> str:
        # The way over the capital letter makes spellings equal that differ in case only: ı and I, ς and σ.
        plain = self[number] = _strip_marks(_strip_marks(chr(number)).upper().casefold())
        return plain


def _strip_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.category(character).startswith("M"))


_FOLDED = _Folding()
