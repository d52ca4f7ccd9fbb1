"""Invented papers for measuring: the shape of real Daily Papers pages, not a word of them.

The words are made of syllables. A text draws *pieces* (single words and fixed short phrases) with Zipf frequencies, and
every paper adds two words that no other has, as the rare names and figures of real abstracts do; both tails matter to a
search index. The same `count` and `seed` give the same papers on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, product
from random import Random

DUMP_DATE = date(2026, 1, 27)
PAPERS_PER_PAGE = 10_000
"""Papers of 1.6 kB each; more of them would not fit into the largest page that is read."""

_HEAD = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community"
)
_SYLLABLES = tuple(map("".join, product("bdfgklmnprstvz", "aeiou", ("", "l", "n", "r", "s"))))
_SHORT = tuple(map("".join, product("bdfgklmnprstvz", "aeiou")))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_VOCABULARY = 12_000
_PHRASES = 3_000
_EXPONENT = 0.95
_SENTENCE = 17  # pieces


@dataclass(frozen=True, slots=True)
class InventedPaper:
    """A paper as the page will show it; `published` is as printed, `rare` are its two words of its own."""

    title: str
    abstract: str
    rare: tuple[str, str]
    author_count: int | None = None
    organization: tuple[str, str] | None = None
    published: str | None = None
    comments: int | None = None
    code_url: str | None = None


class Language:
    """The invented language: `pieces` from the most to the least frequent, single words and phrases mixed."""

    def __init__(self, seed: int) -> None:
        random = Random(f"language {seed}")
        words = _words(random)
        phrases = [" ".join(random.choices(words[200:5000], k=random.choice((2, 2, 3)))) for _ in range(_PHRASES)]
        self.words = words
        self.phrases = phrases
        self.pieces = _mix(words, phrases)
        self._weights = list(accumulate((rank + 2.7) ** -_EXPONENT for rank in range(len(self.pieces))))

    def draw(self, random: Random, count: int) -> list[str]:
        """`count` pieces, frequent ones often."""
        return random.choices(self.pieces, cum_weights=self._weights, k=count)


def _words(random: Random) -> list[str]:
    """Words without repetition; as in any language the frequent ones are short."""
    known: dict[str, None] = {}
    while len(known) < _VOCABULARY:
        rank = len(known)
        if rank < 60:
            word = random.choice(_SHORT)
        else:
            word = "".join(random.choices(_SYLLABLES, k=random.choice((2, 3, 3) if rank < 1000 else (3, 4, 4))))
        known[word.replace("e", "é", 1) if rank > 1000 and rank % 97 == 0 else word] = None
    return list(known)


def _mix(words: Sequence[str], phrases: Sequence[str]) -> list[str]:
    """Every fourth place behind the 200 most frequent words is a phrase, as long as there are any."""
    pieces, rest = list(words[:200]), iter(words[200:])
    for phrase in phrases:
        pieces += [phrase, next(rest), next(rest), next(rest)]
    return pieces + list(rest)


def invent(count: int, seed: int = 0) -> Iterator[InventedPaper]:
    """`count` papers, no two with the same title."""
    language, random = Language(seed), Random(f"papers {seed}")
    for number in range(count):
        rare = (_rare_word(2 * number), _rare_word(2 * number + 1))
        yield _invent_paper(language, random, rare)


def _rare_word(number: int) -> str:
    """A word for a number; the `x` keeps it apart from every word of the language."""
    word = "x"
    for _ in range(3):
        number, place = divmod(number, len(_SHORT))
        word += _SHORT[place]
    return f"{word}{number or ''}"


def _invent_paper(language: Language, random: Random, rare: tuple[str, str]) -> InventedPaper:
    title = " ".join([rare[0], *language.draw(random, random.randint(6, 9))]).capitalize()
    pieces = [rare[1], *language.draw(random, random.randint(130, 175))]
    sentences = [" ".join(pieces[at : at + _SENTENCE]).capitalize() for at in range(0, len(pieces), _SENTENCE)]
    code_url = f"https://github.com/{rare[0]}/{rare[1]}" if random.random() < 0.2 else None
    if code_url:
        sentences.append(f"Our code is available at {code_url}")
    abstract = ". ".join(sentences) + "."
    kind = random.random()
    if kind < 0.2:  # a fifth of the papers on real pages has no facts behind its abstract
        return InventedPaper(title, abstract, rare, code_url=code_url)
    printed, comments = _print_date(random), random.choice((None, None, random.randint(1, 40)))
    if kind < 0.35:
        slug = random.choice(language.words[500:700])
        organization = (slug, f"{slug.capitalize()} Institute")
        return InventedPaper(title, abstract, rare, None, organization, printed, comments, code_url)
    return InventedPaper(title, abstract, rare, random.randint(1, 25), None, printed, comments, code_url)


def _print_date(random: Random) -> str:
    """A date of the dump's year up to its day without the year, or one of the three years before with it."""
    if random.random() < 0.3:
        return f"Jan {random.randint(1, DUMP_DATE.day)}"
    return f"{random.choice(_MONTHS)} {random.randint(1, 28)}, {random.randint(2023, 2025)}"


def pages(papers: Sequence[InventedPaper]) -> Iterator[str]:
    """The papers as pages in layout A of Daily Papers, at most PAPERS_PER_PAGE on each."""
    head = f"{_HEAD}\n\n{_MONTHS[DUMP_DATE.month - 1]} {DUMP_DATE.day}\n\n"
    for start in range(0, len(papers), PAPERS_PER_PAGE):
        yield head + "\n\n".join(map(_print_paper, papers[start : start + PAPERS_PER_PAGE])) + "\n"


def _print_paper(paper: InventedPaper) -> str:
    if paper.published is None:
        return f"{paper.title}\n\n{paper.abstract}"
    if paper.organization:
        facts = " ".join(paper.organization)
    else:
        facts = f" • {paper.author_count} author{'' if paper.author_count == 1 else 's'}"
    comments = f" {paper.comments}" if paper.comments else ""
    return f"{paper.title}\n\n{paper.abstract}\n\n{facts}\n·\n{paper.published}{comments}"
