"""Ranking of papers by BM25F.

Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields" (CIKM 2004): the counts of a word are
normalised by the length of their field and summed with the field weights before saturation is applied. All words
matched by a prefix or a fuzzy word count as one word. Short prefixes have postings without counts (see
`whoosh_format.schema`), so they count once per field.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from app.index.documents import MatchMode, TextTerm, searched_fields
from app.index.whoosh_format.postings import Postings
from app.index.whoosh_format.schema import byte_to_length
from app.index.whoosh_format.segments import DELETED, CancelCheck, IndexReader, Segment

FIELD_WEIGHTS: Mapping[str, float] = {"title": 3.0, "authors": 1.5}
"""Field -> weight of a word in it; 1 for all others."""
SATURATION = 1.2  # k1
LENGTH_NORMALIZATION = 0.75  # b

ScoredWord = tuple[tuple[str, ...], str, MatchMode]
"""(fields, word, match mode)."""


def score_papers(
    reader: IndexReader, terms: Iterable[TextTerm], allowed_ids: frozenset[int] | None, check: CancelCheck
) -> dict[int, float]:
    """Return paper id -> score for each paper of `allowed_ids` (None: all) that contains a word of the terms."""
    scores: dict[int, float] = {}
    count = reader.papers
    for scored_word in dict.fromkeys(word for term in terms for word in _words_to_score(term)):
        frequencies = _weighted_frequencies(reader, scored_word, check)
        idf = math.log(1 + (count - len(frequencies) + 0.5) / (len(frequencies) + 0.5)) * (SATURATION + 1)
        for paper_id, frequency in frequencies.items():
            if allowed_ids is None or paper_id in allowed_ids:
                scores[paper_id] = scores.get(paper_id, 0.0) + idf * frequency / (frequency + SATURATION)
    return scores


def sort_by_score(scores: Mapping[int, float], ids: Iterable[int], limit: int | None) -> list[tuple[int, float]]:
    """Return (paper id, score) of all `ids`, best first; without a score it is 0. Equal scores keep the given order."""
    candidates = list(ids)
    values = [scores.get(paper_id, 0.0) for paper_id in candidates]
    order = sorted(range(len(candidates)), key=values.__getitem__, reverse=True)
    return [(candidates[position], values[position]) for position in order[:limit]]


def _words_to_score(term: TextTerm) -> Iterable[ScoredWord]:
    fields = searched_fields(term)
    last = len(term.words) - 1
    for position, word in enumerate(term.words):
        is_whole = position < last or term.mode is MatchMode.NEAR
        yield fields, word, MatchMode.WORDS if is_whole else term.mode


def _weighted_frequencies(reader: IndexReader, scored_word: ScoredWord, check: CancelCheck) -> dict[int, float]:
    fields, word, mode = scored_word
    frequencies: dict[int, float] = {}
    for field in fields:
        weight_by_length = _weights_by_length(field, reader.average_length(field))
        for segment in reader.segments:
            check()
            weights: Sequence[float] | None = None
            for postings in segment.matching_postings(field, word, mode, check):
                if postings.ids:
                    weights = weights or [weight_by_length[length] for length in segment.lengths(field)]
                    _add_frequencies(frequencies, segment, postings, weights)
    frequencies.pop(DELETED, None)
    return frequencies


def _weights_by_length(field: str, average: float) -> list[float]:
    """Return the weight of one occurrence in a field for each encoded field length (0 to 255)."""
    weight = FIELD_WEIGHTS.get(field, 1.0)
    lengths = (byte_to_length(number) for number in range(256))
    return [weight / (1 - LENGTH_NORMALIZATION + LENGTH_NORMALIZATION * length / average) for length in lengths]


def _add_frequencies(
    frequencies: dict[int, float], segment: Segment, postings: Postings, weights: Sequence[float]
) -> None:
    counts = postings.counts or b"\x01" * len(postings.ids)
    paper_ids, candidates = segment.paper_ids, frequencies.get
    for document, count in zip(postings.ids, counts, strict=True):
        paper_id = paper_ids[document]
        frequencies[paper_id] = candidates(paper_id, 0.0) + count * weights[document]
