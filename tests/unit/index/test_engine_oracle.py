"""The index on disk, compared with a search that reads every text with our tokenizer and no index."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.index import engine as engine_module
from app.index.analysis import split_words
from app.index.documents import TEXT_FIELDS, IndexDocument, IndexState, MatchMode, TextTerm
from app.index.engine import Engine, consume
from app.index.occurrences import find_occurrences, is_one_edit_away
from tests.profile import thorough

ALPHABET = st.sampled_from(["a", "b", "ab", "ba", "abc", "abcd", "abcde", "acbde", "abcdef", "Ä", "a-b", "c_a", "τ²"])
TEXTS = st.lists(ALPHABET, max_size=7).map(" ".join)
DOCUMENTS = st.builds(
    IndexDocument, st.integers(1, 8), TEXTS, TEXTS, st.lists(TEXTS, max_size=2).map(tuple), TEXTS, TEXTS
)
FIELD_NAMES = st.sampled_from([None, *TEXT_FIELDS])
WORDS = st.sampled_from(["a", "b", "ab", "abc", "abcd", "abdce", "acbde", "xab", "xabcdef", "bcde", "tau2"])
WORD_LISTS = st.lists(WORDS, min_size=1, max_size=3).map(tuple)
TERMS = st.one_of(
    st.builds(TextTerm, FIELD_NAMES, WORD_LISTS, st.sampled_from([MatchMode.WORDS, MatchMode.PREFIX])),
    st.builds(TextTerm, FIELD_NAMES, WORDS.map(lambda word: (word,)), st.just(MatchMode.FUZZY)),
    st.builds(TextTerm, FIELD_NAMES, WORD_LISTS, st.just(MatchMode.NEAR), st.integers(0, 4)),
)
STEPS = st.lists(st.tuples(st.lists(DOCUMENTS, max_size=4), st.sets(st.integers(1, 8), max_size=2)), max_size=4)


def edit_distance(one: str, other: str) -> int:
    """The optimal string alignment distance (insertions, deletions, substitutions, transpositions)."""
    rows = [[max(i, j) if not (i and j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            change = rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


def occurs_in(found: list[str], term: TextTerm) -> bool:
    if term.mode is MatchMode.NEAR:
        return any(
            set(term.words) <= set(found[start : start + term.distance + 1]) for start in range(max(len(found), 1))
        )
    size, last = len(term.words), term.words[-1]
    is_match: dict[MatchMode, Callable[[str], bool]] = {
        MatchMode.WORDS: lambda word: word == last,
        MatchMode.PREFIX: lambda word: word.startswith(last),
        MatchMode.FUZZY: lambda word: edit_distance(word, last) <= 1,
    }
    return any(
        tuple(found[start : start + size - 1]) == term.words[:-1] and is_match[term.mode](found[start + size - 1])
        for start in range(len(found) - size + 1)
    )


def matches_term(document: IndexDocument, term: TextTerm) -> bool:
    is_letter = term.mode is MatchMode.PREFIX and len(term.words) == len(term.words[0]) == 1
    for name in [term.field] if term.field else ["title"] if is_letter else TEXT_FIELDS:
        value = getattr(document, name)
        parts = value if isinstance(value, tuple) else (value,)
        if any(occurs_in(split_words(part), term) for part in parts):
            return True
    return False


@settings(max_examples=thorough(80, 26), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DOCUMENTS, max_size=8), STEPS, st.lists(TERMS, min_size=5, max_size=25), st.booleans())
def test_the_index_finds_the_same_papers_as_reading_every_text(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[IndexDocument],
    steps: list[tuple[list[IndexDocument], set[int]]],
    terms: list[TextTerm],
    is_merged: bool,
) -> None:
    engine = Engine(tmp_path_factory.mktemp("index"))
    known = {document.paper_id: document for document in first}
    engine.rebuild(known.values(), "library", "epoch", 0)
    for applied, (documents, removed) in enumerate(steps, 1):
        engine.apply(documents, removed, applied)
        known = {paper_id: document for paper_id, document in known.items() if paper_id not in removed}
        known |= {document.paper_id: document for document in documents}
    if is_merged:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine_module, "MERGE_SEGMENTS", 2)
            consume(engine.merge_steps())
    rebuilt = Engine(tmp_path_factory.mktemp("rebuilt"))
    rebuilt.rebuild(known.values(), "library", "epoch", len(steps))
    for reader in (engine, Engine(engine.root), rebuilt):
        for term in terms:
            expected = {paper_id for paper_id, document in known.items() if matches_term(document, term)}
            assert reader.find(term) == expected
            ranked = reader.rank([term], None)
            if len(term.words) == 1:
                assert {paper_id for paper_id, score in ranked if score > 0} == expected
        assert reader.read_state() == IndexState("library", "epoch", len(steps), len(known))
        reader.close()


@given(TEXTS, TERMS)
def test_find_occurrences_agrees_with_the_oracle(text: str, term: TextTerm) -> None:
    found = split_words(text)
    occurrences = list(find_occurrences(found, term))
    assert bool(occurrences) == occurs_in(found, term)
    assert all(occurs_in(found[first:end], term) for first, end in occurrences)


@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_one_edit_agrees_with_the_edit_distance(one: str, other: str) -> None:
    assert is_one_edit_away(one, other) == (edit_distance(one, other) == 1)
