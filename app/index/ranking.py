"""Which papers answer a query best: BM25F.

Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields" (CIKM 2004): the counts of a word are
first normalised by the length of their field and summed with the weights of the fields, and saturate only then. All the
words that a prefix or a word with a typo means count as one word. The first letters of a word have postings without
counts (see `stock`); a field that has such a word counts once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from app.index.documents import Form, Leaf, fields_of
from app.index.whoosh_format.postings import Postings
from app.index.whoosh_format.schema import byte_to_length
from app.index.whoosh_format.segments import GONE, Check, OpenIndex, Segment

FIELD_WEIGHTS: Mapping[str, float] = {"title": 3.0, "authors": 1.5}
"""What a word counts in a field; 1 in all others."""
SATURATION = 1.2
LENGTH_SHARE = 0.75

Asked = tuple[tuple[str, ...], str, Form]
"""A word with the fields it is looked for in and the form it is meant in."""


def score_papers(
    index: OpenIndex, leaves: Iterable[Leaf], within: frozenset[int] | None, check: Check
) -> dict[int, float]:
    """Paper id -> score, for each paper among `within` (None = all) that has a word of the leaves."""
    scores: dict[int, float] = {}
    count = index.papers
    for asked in dict.fromkeys(word for leaf in leaves for word in _asked(leaf)):
        frequencies = _weighted_frequencies(index, asked, check)
        rarity = math.log(1 + (count - len(frequencies) + 0.5) / (len(frequencies) + 0.5)) * (SATURATION + 1)
        for paper_id, frequency in frequencies.items():
            if within is None or paper_id in within:
                scores[paper_id] = scores.get(paper_id, 0.0) + rarity * frequency / (frequency + SATURATION)
    return scores


def best_first(scores: Mapping[int, float], ids: Iterable[int], limit: int | None) -> list[tuple[int, float]]:
    """(paper id, score) of each of `ids`, best first, 0 where there is no score; equal scores keep the given order."""
    known = list(ids)
    values = [scores.get(paper_id, 0.0) for paper_id in known]
    order = sorted(range(len(known)), key=values.__getitem__, reverse=True)
    return [(known[place], values[place]) for place in order[:limit]]


def _asked(leaf: Leaf) -> Iterable[Asked]:
    fields = fields_of(leaf)
    last = len(leaf.words) - 1
    for place, word in enumerate(leaf.words):
        is_whole = place < last or leaf.form is Form.NEAR
        yield fields, word, Form.WORDS if is_whole else leaf.form


def _weighted_frequencies(index: OpenIndex, asked: Asked, check: Check) -> dict[int, float]:
    fields, word, form = asked
    frequencies: dict[int, float] = {}
    for field in fields:
        share_of = _share_of_count(field, index.average_length(field))
        for segment in index.segments:
            check()
            shares: Sequence[float] | None = None
            for postings in segment.meanings(field, word, form, check):
                if postings.ids:
                    shares = shares or [share_of[length] for length in segment.lengths(field)]
                    _add_frequencies(frequencies, segment, postings, shares)
    frequencies.pop(GONE, None)
    return frequencies


def _share_of_count(field: str, average: float) -> list[float]:
    """What one occurrence counts in a field, for each byte of a length."""
    weight = FIELD_WEIGHTS.get(field, 1.0)
    lengths = (byte_to_length(number) for number in range(256))
    return [weight / (1 - LENGTH_SHARE + LENGTH_SHARE * length / average) for length in lengths]


def _add_frequencies(
    frequencies: dict[int, float], segment: Segment, postings: Postings, shares: Sequence[float]
) -> None:
    counts = postings.counts or b"\x01" * len(postings.ids)
    paper_ids, known = segment.paper_ids, frequencies.get
    for document, count in zip(postings.ids, counts, strict=True):
        paper_id = paper_ids[document]
        frequencies[paper_id] = known(paper_id, 0.0) + count * shares[document]
