"""Which papers answer a query best: BM25F.

Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields" (CIKM 2004): the counts of a word are
first normalised by the length of their field and summed with the weights of the fields, and saturate only then.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from app.index.documents import TEXT_FIELDS, Leaf
from app.index.segments import GONE, OpenIndex, Segment

FIELD_WEIGHTS: Mapping[str, float] = {"title": 3.0, "authors": 1.5, "organization": 1.0, "abstract": 1.0, "note": 1.0}
SATURATION = 1.2
LENGTH_SHARE = 0.75

Included = Callable[[int], bool]


def score_papers(index: OpenIndex, leaves: Iterable[Leaf], ids: set[int] | None) -> dict[int, float]:
    """Paper id -> score, for each paper among `ids` (None = all) that has a word of the leaves."""
    included: Included = GONE.__ne__ if ids is None else ids.__contains__
    scores: dict[int, float] = {}
    count = sum(1 for _ in index.paper_ids())
    averages = {field: _average_length(index, field) for field in TEXT_FIELDS}
    for field, word in dict.fromkeys((leaf.field, word) for leaf in leaves for word in leaf.words):
        frequencies = _weighted_frequencies(index, field, word, averages)
        rarity = math.log(1 + (count - len(frequencies) + 0.5) / (len(frequencies) + 0.5))
        for paper_id, frequency in frequencies.items():
            if included(paper_id):
                gain = rarity * frequency * (SATURATION + 1) / (frequency + SATURATION)
                scores[paper_id] = scores.get(paper_id, 0.0) + gain
    return scores


def best_first(scores: Mapping[int, float], ids: Iterable[int], limit: int | None) -> list[tuple[int, float]]:
    """(paper id, score) of each of `ids`, best first, 0 where there is no score; equal scores keep the given order."""
    ranked = sorted(((paper_id, scores.get(paper_id, 0.0)) for paper_id in ids), key=lambda pair: -pair[1])
    return ranked[:limit]


def _weighted_frequencies(
    index: OpenIndex, field: str | None, word: str, averages: Mapping[str, float]
) -> dict[int, float]:
    names: Sequence[str] = TEXT_FIELDS if field is None else (field,)
    frequencies: dict[int, float] = {}
    for segment in index.segments:
        for name in names:
            _add_frequencies(frequencies, segment, name, word, averages[name])
    frequencies.pop(GONE, None)
    return frequencies


def _add_frequencies(frequencies: dict[int, float], segment: Segment, field: str, word: str, average: float) -> None:
    matcher = segment.matcher(field, word)
    if matcher is None:
        return
    weight, length_of, paper_ids = FIELD_WEIGHTS[field], segment.reader.doc_field_length, segment.paper_ids
    while matcher.is_active():
        document = matcher.id()
        relative = length_of(document, field, 1) / average
        frequency = weight * matcher.weight() / (1 - LENGTH_SHARE + LENGTH_SHARE * relative)
        paper_id = paper_ids[document]
        frequencies[paper_id] = frequencies.get(paper_id, 0.0) + frequency
        matcher.next()


def _average_length(index: OpenIndex, field: str) -> float:
    documents = sum(len(segment.paper_ids) for segment in index.segments)
    words = sum(segment.reader.field_length(field) for segment in index.segments)
    return max(words / documents, 1.0) if documents else 1.0
