"""Synthetic papers for benchmarks, shaped like those of real pages.

Every second paper is listed on a Daily Papers page, which names no author; the others are on author pages of Scholar
Feed, with authors and categories.

Words are made of syllables. A text draws *pieces* (single words and fixed short phrases) with Zipf frequencies, and
every paper adds two words of its own, like the rare names and numbers of real abstracts: both tails of the distribution
matter to a search index. Authors are drawn with Zipf frequencies too. The same `count` and `seed` give the same papers
on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, product
from random import Random

DUMP_DATE = date(2026, 1, 27)
PAPERS_PER_PAGE = 10_000
"""At 1.6 kB per paper, more would exceed the largest page that is read."""

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
"""Distinct names per paper to draw from; some are drawn often, some never."""
_MIN_AUTHORS = 40
_CATEGORIES = ("CL", "LG", "AI", "CV", "MA", "RO", "IR", "SE", "HC", "CR", "NE", "SD", "DC")
_SENTENCE_PIECES = 17


@dataclass(frozen=True, slots=True)
class SyntheticPaper:
    """A paper as its page shows it; `published` is the printed date, `rare` are the two words no other paper has.

    A paper with categories is listed on an author page; only those have `authors`, and `author_count` is None when the
    page names the first ones alone.
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
    """A synthetic language: `pieces` from the most to the least frequent, single words and phrases mixed."""

    def __init__(self, seed: int) -> None:
        random = Random(f"language {seed}")
        words = _words(random)
        phrases = [" ".join(random.choices(words[200:5000], k=random.choice((2, 2, 3)))) for _ in range(_PHRASES)]
        self.words = words
        self.phrases = phrases
        self.pieces = _mix(words, phrases)
        self._weights = list(accumulate((rank + 2.7) ** -_EXPONENT for rank in range(len(self.pieces))))

    def draw(self, random: Random, count: int) -> list[str]:
        """`count` pieces by their frequencies."""
        return random.choices(self.pieces, cum_weights=self._weights, k=count)


def _words(random: Random) -> list[str]:
    """Distinct words, the frequent ones short as in any language."""
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
    """After the 200 most frequent words, every fourth piece is a phrase until none is left."""
    pieces, rest = list(words[:200]), iter(words[200:])
    for phrase in phrases:
        pieces += [phrase, next(rest), next(rest), next(rest)]
    return pieces + list(rest)


def generate_papers(count: int, seed: int = 0) -> Iterator[SyntheticPaper]:
    """`count` papers, no two with the same title."""
    language, random, names = Language(seed), Random(f"papers {seed}"), _AuthorNames(seed)
    for number in range(count):
        rare = (_rare_word(2 * number), _rare_word(2 * number + 1))
        paper = _generate_paper(language, random, rare)
        yield paper if number % 2 else _list_by_author(random, names, paper, number)


class _AuthorNames:
    """Names of authors, more of them the more papers there are."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"persons {seed}")
        self._names: list[str] = []
        self._weights: list[float] = []

    def draw(self, random: Random, count: int, papers: int) -> tuple[str, ...]:
        """`count` different names, by their frequencies, of those that so many papers have."""
        while len(self._names) < max(_MIN_AUTHORS, papers * AUTHORS_PER_PAPER):
            first, last = ("".join(self._random.choices(_SYLLABLES, k=k)).capitalize() for k in (2, 3))
            self._names.append(f"{first} {last}")
            self._weights.append((self._weights or [0.0])[-1] + len(self._names) ** -_EXPONENT)
        drawn: dict[str, None] = {}
        while len(drawn) < count:
            drawn[random.choices(self._names, cum_weights=self._weights)[0]] = None
        return tuple(drawn)


def _list_by_author(random: Random, names: _AuthorNames, paper: SyntheticPaper, number: int) -> SyntheticPaper:
    """The paper as an author page lists it; three quarters of them show the first three authors and "et al."."""
    has_more = random.random() < 0.75
    authors = names.draw(random, 3 if has_more else random.randint(1, 6), number)
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
    """A word for a number; no word of the language has an `x`."""
    word = "x"
    for _ in range(3):
        number, place = divmod(number, len(_SHORT))
        word += _SHORT[place]
    return f"{word}{number or ''}"


def _generate_paper(language: Language, random: Random, rare: tuple[str, str]) -> SyntheticPaper:
    title = " ".join([rare[0], *language.draw(random, random.randint(6, 9))]).capitalize()
    pieces = [rare[1], *language.draw(random, random.randint(130, 175))]
    sentences = [
        " ".join(pieces[at : at + _SENTENCE_PIECES]).capitalize() for at in range(0, len(pieces), _SENTENCE_PIECES)
    ]
    code_url = f"https://github.com/{rare[0]}/{rare[1]}" if random.random() < 0.2 else None
    if code_url:
        sentences.append(f"Our code is available at {code_url}")
    abstract = ". ".join(sentences) + "."
    kind = random.random()
    if kind < 0.2:  # on real pages a fifth of the papers have nothing after the abstract
        return SyntheticPaper(title, abstract, rare, code_url=code_url)
    printed, comments = _print_date(random), random.choice((None, None, random.randint(1, 40)))
    if kind < 0.35:
        slug = random.choice(language.words[500:700])
        organization = (slug, f"{slug.capitalize()} Institute")
        return SyntheticPaper(title, abstract, rare, None, organization, printed, comments, code_url)
    return SyntheticPaper(title, abstract, rare, random.randint(1, 25), None, printed, comments, code_url)


def _print_date(random: Random) -> str:
    """A day up to the dump's without a year, or a date of the three years before with the year."""
    if random.random() < 0.3:
        return f"Jan {random.randint(1, DUMP_DATE.day)}"
    return f"{random.choice(_MONTHS)} {random.randint(1, 28)}, {random.randint(2023, 2025)}"


def make_pages(papers: Sequence[SyntheticPaper]) -> Iterator[str]:
    """The papers as Daily Papers pages in layout A and as author pages, at most PAPERS_PER_PAGE on each."""
    day = f"{_MONTHS[DUMP_DATE.month - 1]} {DUMP_DATE.day}"
    daily = [_print_daily(paper) for paper in papers if not paper.categories]
    listed = [_print_listed(paper) for paper in papers if paper.categories]
    for start in range(0, len(daily), PAPERS_PER_PAGE):
        yield f"{_HEAD}\n\n{day}\n\n" + "\n\n".join(daily[start : start + PAPERS_PER_PAGE]) + "\n"
    for start in range(0, len(listed), PAPERS_PER_PAGE):
        generate_entries = listed[start : start + PAPERS_PER_PAGE]
        figures = f"h-index42\n{len(generate_entries)}papers\n912citations\nNovelty56%\nAI Score53"
        yield f"{figures}\n\n{len(generate_entries)} Papers\n\n" + "\n\n".join(generate_entries) + "\n"


def _print_daily(paper: SyntheticPaper) -> str:
    if paper.published is None:
        return f"{paper.title}\n\n{paper.abstract}"
    if paper.organization:
        facts = " ".join(paper.organization)
    else:
        facts = f" • {paper.author_count} author{'' if paper.author_count == 1 else 's'}"
    comments = f" {paper.comments}" if paper.comments else ""
    return f"{paper.title}\n\n{paper.abstract}\n\n{facts}\n·\n{paper.published}{comments}"


def _print_listed(paper: SyntheticPaper) -> str:
    score = "" if paper.score is None else f"{paper.score:g}"
    code = "Code" if paper.code_url else ""
    head = f"{score}{''.join(paper.categories)}{paper.published}{code}"
    authors = ", ".join(paper.authors) + ("" if paper.author_count else " et al.")
    return f"{head}\n{paper.title}\n\n{authors}\n\n{paper.abstract}"
