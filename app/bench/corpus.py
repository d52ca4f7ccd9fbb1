"""Invented papers for measuring: the shape of real pages, not a word of them.

Every second paper is one of a Daily Papers page, which names no author; the others are papers of author pages of
Scholar Feed, with authors and categories.

The words are made of syllables. A text draws *pieces* (single words and fixed short phrases) with Zipf frequencies, and
every paper adds two words that no other has, as the rare names and figures of real abstracts do; both tails matter to a
search index. Authors are drawn with Zipf frequencies too. The same `count` and `seed` give the same papers on every
machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
AUTHORS_PER_PAPER = 0.3
"""Different names a paper there are to draw from; some are drawn often, some never."""
_FEWEST_AUTHORS = 40
_CATEGORIES = ("CL", "LG", "AI", "CV", "MA", "RO", "IR", "SE", "HC", "CR", "NE", "SD", "DC")
_SENTENCE = 17  # pieces


@dataclass(frozen=True, slots=True)
class InventedPaper:
    """A paper as the page will show it; `published` is as printed, `rare` are its two words of its own.

    A paper with categories stands on an author page; only those name `authors`, and `author_count` is then None when
    the page names the first ones alone.
    """

    title: str
    abstract: str
    rare: tuple[str, str]
    author_count: int | None = None
    organization: tuple[str, str] | None = None
    published: str | None = None
    comments: int | None = None
    code_url: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    score: float | None = None


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
    language, random, persons = Language(seed), Random(f"papers {seed}"), _Persons(seed)
    for number in range(count):
        rare = (_rare_word(2 * number), _rare_word(2 * number + 1))
        paper = _invent_paper(language, random, rare)
        yield paper if number % 2 else _list_by_author(random, persons, paper, number)


class _Persons:
    """Names; the more papers there are, the more of them there are to draw from."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"persons {seed}")
        self._names: list[str] = []
        self._weights: list[float] = []

    def draw(self, random: Random, count: int, papers: int) -> tuple[str, ...]:
        """`count` different names of those there are for that many papers, frequent ones often."""
        while len(self._names) < max(_FEWEST_AUTHORS, papers * AUTHORS_PER_PAPER):
            first, last = ("".join(self._random.choices(_SYLLABLES, k=k)).capitalize() for k in (2, 3))
            self._names.append(f"{first} {last}")
            self._weights.append((self._weights or [0.0])[-1] + len(self._names) ** -_EXPONENT)
        drawn: dict[str, None] = {}
        while len(drawn) < count:
            drawn[random.choices(self._names, cum_weights=self._weights)[0]] = None
        return tuple(drawn)


def _list_by_author(random: Random, persons: _Persons, paper: InventedPaper, number: int) -> InventedPaper:
    """The paper as an author page lists it: three quarters of them name the first three authors and "et al."."""
    has_more = random.random() < 0.75
    authors = persons.draw(random, 3 if has_more else random.randint(1, 6), number)
    return replace(
        paper,
        author_count=None if has_more else len(authors),
        organization=None,
        published=paper.published or _print_date(random),
        comments=None,
        authors=authors,
        categories=tuple(random.sample(_CATEGORIES, random.choice((1, 1, 2, 3)))),
        score=float(random.randint(20, 95)) if random.random() < 0.3 else None,
    )


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
    """The papers as Daily Papers pages in layout A and as author pages, at most PAPERS_PER_PAGE on each."""
    day = f"{_MONTHS[DUMP_DATE.month - 1]} {DUMP_DATE.day}"
    daily = [_print_daily(paper) for paper in papers if not paper.categories]
    listed = [_print_listed(paper) for paper in papers if paper.categories]
    for start in range(0, len(daily), PAPERS_PER_PAGE):
        yield f"{_HEAD}\n\n{day}\n\n" + "\n\n".join(daily[start : start + PAPERS_PER_PAGE]) + "\n"
    for start in range(0, len(listed), PAPERS_PER_PAGE):
        entries = listed[start : start + PAPERS_PER_PAGE]
        figures = f"h-index42\n{len(entries)}papers\n912citations\nNovelty56%\nAI Score53"
        yield f"{figures}\n\n{len(entries)} Papers\n\n" + "\n\n".join(entries) + "\n"


def _print_daily(paper: InventedPaper) -> str:
    if paper.published is None:
        return f"{paper.title}\n\n{paper.abstract}"
    if paper.organization:
        facts = " ".join(paper.organization)
    else:
        facts = f" • {paper.author_count} author{'' if paper.author_count == 1 else 's'}"
    comments = f" {paper.comments}" if paper.comments else ""
    return f"{paper.title}\n\n{paper.abstract}\n\n{facts}\n·\n{paper.published}{comments}"


def _print_listed(paper: InventedPaper) -> str:
    score = "" if paper.score is None else f"{paper.score:g}"
    code = "Code" if paper.code_url else ""
    head = f"{score}{''.join(paper.categories)}{paper.published}{code}"
    authors = ", ".join(paper.authors) + ("" if paper.author_count else " et al.")
    return f"{head}\n{paper.title}\n\n{authors}\n\n{paper.abstract}"
