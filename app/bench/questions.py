"""The papers and questions of `paperdesk bench --search`, the same for all engines and on every machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from app.bench.corpus import DUMP_DATE, SyntheticPaper, generate_papers
from app.index.analysis import split_words

TAGS = 200
"""Number of tags; every paper has one of them, by its number."""
SHOWN = 50
"""Number of papers to fetch of each answer, besides the number of all hits."""
EDITED = 1_000
"""Number of papers that the edits are spread over."""
_SAMPLE_PAPERS = 2_000
_QUESTIONS = 10
_TYPED_QUERIES = 8
_COMMON_SHARE, _MEDIUM_SHARE = 0.25, 0.025
"""A common word is in at least this share of the papers, a word of medium frequency in at most that."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A query for all of the words: with `is_phrase` in this order, with `is_typed` the last one as a prefix."""

    words: tuple[str, ...]
    is_typed: bool = False
    is_phrase: bool = False
    tag: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper as every engine gets it. Numbers begin at 1; `year` is 0 when there is no date."""

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


def generate_entries(count: int) -> Iterator[Entry]:
    """The papers, with their numbers, tags and years."""
    for number, paper in enumerate(generate_papers(count), 1):
        organization = " ".join(paper.organization or ())
        year = publication_year(paper)
        yield Entry(number, paper.title, paper.abstract, paper.authors, organization, tag_for(number), year)


def tag_for(number: int) -> str:
    """The tag of the paper with that number."""
    return f"topic{number % TAGS}"


def publication_year(paper: SyntheticPaper) -> int:
    """The year of a printed date; a date without one is of the dump's year."""
    if paper.published is None:
        return 0
    return int(paper.published[-4:]) if "," in paper.published else DUMP_DATE.year


def make_questions(count: int) -> Mapping[str, Sequence[Question]]:
    """Questions by kind, made of words of the `count` papers."""
    sample = [
        split_words(f"{paper.title} {paper.abstract}") for paper in islice(generate_papers(count), _SAMPLE_PAPERS)
    ]
    numbers = Counter(word for text in sample for word in set(text))
    order = sorted(numbers, key=lambda word: (-numbers[word], word))
    common = _spread([word for word in order if numbers[word] >= _COMMON_SHARE * len(sample)], _QUESTIONS)
    middle = _spread(
        [word for word in order if numbers[word] <= _MEDIUM_SHARE * len(sample)][: 40 * _QUESTIONS], _QUESTIONS
    )
    texts = _spread(sample, _QUESTIONS)
    return {
        "keystroke": [
            state for number, text in enumerate(_spread(sample, _TYPED_QUERIES)) for state in _type(text, number)
        ],
        "common": [Question((word,)) for word in common],
        "mid": [Question((word,)) for word in middle],
        "rare": [Question((text[0],)) for text in texts],
        "and3": [Question(tuple(dict.fromkeys(text[20:120:33]))[:3]) for text in texts],
        "phrase": [Question(tuple(text[at : at + 2]), is_phrase=True) for text in texts for at in (11, 40)],
        "tag": [Question((word,), tag=tag_for(at)) for at, word in enumerate(common)],
        "date": [Question((word,), year=2023 + at % 4) for at, word in enumerate(common)],
    }


def _spread(values: Sequence[T], count: int) -> Sequence[T]:
    """At most `count` of the values, evenly spaced."""
    return values[:: max(len(values) // count, 1)][:count]


def _type(text: Sequence[str], number: int) -> Iterator[Question]:
    """Each keystroke of a query of one or, for every other text, two words of a paper."""
    wanted = [word for word in text[1:40] if len(word) > 3][: 1 + number % 2]
    for place, word in enumerate(wanted):
        for size in range(1, len(word) + 1):
            yield Question((*wanted[:place], word[:size]), is_typed=True)
