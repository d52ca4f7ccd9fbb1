"""What the search engines are asked in `paperdesk bench --search`: the same questions for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from app.bench.corpus import DUMP_DATE, InventedPaper, invent
from app.index.analysis import words

TAGS = 200
"""Every paper has one of these tags, by its number."""
SHOWN = 50
"""So many papers of an answer are wanted, beside their number."""
EDITED = 1_000
"""Edits are spread over so many papers."""
_SAMPLE = 2_000
_EACH = 10
_TYPED = 8
_COMMON, _MIDDLING = 0.25, 0.025
"""A common word stands in at least this share of the papers, a middling one in at most that."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """All of the words; `is_typed`: the last one may go on, `is_phrase`: one after the other."""

    words: tuple[str, ...]
    is_typed: bool = False
    is_phrase: bool = False
    tag: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """The text of one paper, as every engine gets it. Numbers begin at 1; `year` is 0 when there is no date."""

    number: int
    title: str
    abstract: str
    authors: tuple[str, ...]
    organization: str
    tag: str
    year: int

    @property
    def size(self) -> int:
        """Bytes of text."""
        return len(" ".join((self.title, self.abstract, *self.authors, self.organization)).encode())


def entries(count: int) -> Iterator[Entry]:
    """The papers of a contest."""
    for number, paper in enumerate(invent(count), 1):
        organization = " ".join(paper.organization or ())
        year = year_of(paper)
        yield Entry(number, paper.title, paper.abstract, paper.authors, organization, tag_of(number), year)


def tag_of(number: int) -> str:
    """The tag of the paper with that number."""
    return f"topic{number % TAGS}"


def year_of(paper: InventedPaper) -> int:
    """The year of a date as printed: a day without one is of the dump's year."""
    if paper.published is None:
        return 0
    return int(paper.published[-4:]) if "," in paper.published else DUMP_DATE.year


def make_questions(count: int) -> Mapping[str, Sequence[Question]]:
    """Questions by kind, for a contest with `count` papers: words of its papers, the same on every machine."""
    sample = [words(f"{paper.title} {paper.abstract}") for paper in islice(invent(count), _SAMPLE)]
    numbers = Counter(word for text in sample for word in set(text))
    order = sorted(numbers, key=lambda word: (-numbers[word], word))
    common = _spread([word for word in order if numbers[word] >= _COMMON * len(sample)], _EACH)
    middle = _spread([word for word in order if numbers[word] <= _MIDDLING * len(sample)][: 40 * _EACH], _EACH)
    texts = _spread(sample, _EACH)
    return {
        "keystroke": [state for number, text in enumerate(_spread(sample, _TYPED)) for state in _type(text, number)],
        "common": [Question((word,)) for word in common],
        "mid": [Question((word,)) for word in middle],
        "rare": [Question((text[0],)) for text in texts],
        "and3": [Question(tuple(dict.fromkeys(text[20:120:33]))[:3]) for text in texts],
        "phrase": [Question(tuple(text[at : at + 2]), is_phrase=True) for text in texts for at in (11, 40)],
        "tag": [Question((word,), tag=tag_of(at)) for at, word in enumerate(common)],
        "date": [Question((word,), year=2023 + at % 4) for at, word in enumerate(common)],
    }


def _spread(values: Sequence[T], count: int) -> Sequence[T]:
    """`count` of the values, if there are so many, from the first to the last."""
    return values[:: max(len(values) // count, 1)][:count]


def _type(text: Sequence[str], number: int) -> Iterator[Question]:
    """Each key of a query of one or, by turns, two words of a paper."""
    wanted = [word for word in text[1:40] if len(word) > 3][: 1 + number % 2]
    for place, word in enumerate(wanted):
        for size in range(1, len(word) + 1):
            yield Question((*wanted[:place], word[:size]), is_typed=True)
