"""Which sightings are one paper."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.titles import title_key
from app.matching.grouping import MatchCandidate, group, is_compatible
from app.matching.judgements import Judgement
from tests.profile import thorough

PLAIN = MatchCandidate(1, "a title", None, None, (), None, None)


def candidate(number: int, **facts: object) -> MatchCandidate:
    return replace(PLAIN, id=number, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A Title: of Things", "a title — of things!"),
        ("Café Naïve", "CAFE NAIVE"),
        ("Straße", "STRASSE"),
        ("Multi-Agent RL", "Multi Agent  RL"),
    ],
)
def test_titles_that_differ_in_case_accents_or_punctuation_are_the_same_title(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


def test_the_same_title_in_two_years_stays_two_papers() -> None:
    early = candidate(1, month_day="01-04", year="2024")
    late = candidate(2, month_day="01-04", year="2025")
    assert group([early, late]) == [[1], [2]]


def test_an_inferred_year_does_not_contradict_a_printed_one() -> None:
    assert group([candidate(1, month_day="01-04", year="2024"), candidate(2, month_day="01-04")]) == [[1, 2]]


def test_an_undated_sighting_joins_the_only_group_that_fits() -> None:
    dated = [candidate(number, month_day="03-01", year="2025") for number in (1, 2)]
    assert group([*dated, candidate(3)]) == [[1, 2, 3]]


def test_an_undated_sighting_stays_separate_when_two_groups_fit() -> None:
    early = candidate(1, month_day="01-04", year="2024")
    late = candidate(2, month_day="05-09", year="2025")
    assert group([early, late, candidate(3), candidate(4)]) == [[1], [2], [3, 4]]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"author_count": 5}, {"author_count": 6}, False),
        ({"author_count": 5}, {"authors": ("a", "b", "c"), "authors_complete": False}, True),
        ({"author_count": 2}, {"authors": ("a", "b", "c"), "authors_complete": False}, False),
        ({"authors": ("a", "b"), "authors_complete": True}, {"authors": ("a", "c"), "authors_complete": True}, False),
        ({"authors": ("a", "b"), "authors_complete": True}, {"authors": ("a",), "authors_complete": False}, True),
    ],
)
def test_papers_with_different_authors_stay_separate(one: dict, other: dict, is_same: bool) -> None:
    assert is_compatible(candidate(1, **one), candidate(2, **other)) is is_same


def test_a_shared_identifier_joins_papers_whatever_their_titles_and_dates() -> None:
    name = frozenset({("arxiv", "1706.03762")})
    one = candidate(1, identifiers=name, month_day="06-12", year="2017")
    other = candidate(2, title_key="another title", identifiers=name, month_day="08-02", year="2023")
    third = candidate(3, title_key="another title", month_day="08-02", year="2023")
    assert group([one, other, third]) == [[1, 2, 3]]


def _random_candidate(draw: random.Random, number: int) -> MatchCandidate:
    return MatchCandidate(
        number,
        draw.choice(["a", "b"]),
        draw.choice([None, "01-04", "05-09"]),
        draw.choice([None, "2024", "2025"]),
        draw.choice([(), ("x",), ("x", "y"), ("z",)]),
        draw.choice([None, False, True]),
        draw.choice([None, 1, 2]),
        draw.choice([frozenset(), frozenset(), frozenset(), frozenset({("doi", draw.choice("pq"))})]),
    )


@given(st.randoms(use_true_random=False))
def test_grouping_does_not_depend_on_the_order_of_sightings(draw: random.Random) -> None:
    candidates = [_random_candidate(draw, number) for number in range(1, draw.randint(2, 9))]
    expected = group(candidates)
    shuffled = list(candidates)
    draw.shuffle(shuffled)
    assert group(shuffled) == expected
    assert sorted(member for part in expected for member in part) == [one.id for one in candidates]


@given(st.randoms(use_true_random=False))
def test_papers_without_identifiers_have_only_compatible_sightings(draw: random.Random) -> None:
    candidates = [replace(_random_candidate(draw, number), identifiers=frozenset()) for number in range(1, 9)]
    by_id = {one.id: one for one in candidates}
    for part in group(candidates):
        members = [by_id[member] for member in part]
        assert all(is_compatible(one, other) for one in members for other in members if one is not other)


def test_sightings_with_the_same_facts_follow_a_different_judgement() -> None:
    early, late = candidate(1, month_day="01-04", rank=(0, "a", "", 0, 0)), candidate(2, rank=(0, "b", "", 0, 0))
    again = candidate(3, rank=(0, "c", "", 0, 0))
    assert group([early, late, again]) == [[1, 2, 3]]
    assert group([early, late, again], [Judgement(1, False, frozenset({1}), frozenset({2}))]) == [[1], [2, 3]]


def test_a_sighting_that_fits_two_papers_judged_different_stays_separate() -> None:
    alike = [candidate(number, month_day="01-04") for number in (1, 2, 3)]
    assert group(alike, [Judgement(1, False, frozenset({1}), frozenset({2}))]) == [[1], [2], [3]]


def _random_judgement(draw: random.Random, number: int, last: int) -> Judgement:
    ids = draw.sample(range(1, last + 1), draw.randint(2, min(4, last)))
    cut = draw.randint(1, len(ids) - 1)
    return Judgement(number, draw.random() < 0.5, frozenset(ids[:cut]), frozenset(ids[cut:]))


@settings(max_examples=thorough(200, 66))
@given(st.randoms(use_true_random=False))
def test_groups_with_judgements_depend_neither_on_order_nor_on_ids(draw: random.Random) -> None:
    last = draw.randint(2, 9)
    candidates = [replace(_random_candidate(draw, n), rank=(0, str(n), "", 0, 0)) for n in range(1, last + 1)]
    judgements = [_random_judgement(draw, number, last) for number in range(1, draw.randint(2, 5))]
    expected = group(candidates, judgements)
    assert sorted(member for part in expected for member in part) == [one.id for one in candidates]
    names = dict(zip(range(1, last + 1), draw.sample(range(1, 99), last), strict=True))
    renamed = [replace(one, id=names[one.id]) for one in candidates]
    draw.shuffle(renamed)
    renamed_judgements = [
        Judgement(one.id, one.is_same, *(frozenset(names[member] for member in side) for side in (one.one, one.other)))
        for one in judgements
    ]
    parts = group(renamed, renamed_judgements)
    assert {frozenset(part) for part in parts} == {frozenset(names[member] for member in part) for part in expected}


@settings(max_examples=thorough(200, 66))
@given(st.randoms(use_true_random=False))
def test_the_last_judgement_overrides_titles_dates_and_identifiers(draw: random.Random) -> None:
    last = draw.randint(2, 9)
    candidates = [_random_candidate(draw, number) for number in range(1, last + 1)]
    judgements = [_random_judgement(draw, number, last) for number in range(1, draw.randint(2, 5))]
    group_of = {member: place for place, part in enumerate(group(candidates, judgements)) for member in part}
    newest = judgements[-1]
    if newest.is_same:
        assert len({group_of[member] for member in newest.members}) == 1
    else:
        assert {group_of[member] for member in newest.one}.isdisjoint(group_of[member] for member in newest.other)


@given(st.randoms(use_true_random=False))
def test_judgements_on_other_papers_change_nothing(draw: random.Random) -> None:
    candidates = [_random_candidate(draw, number) for number in range(1, 9)]
    elsewhere = Judgement(1, draw.random() < 0.5, frozenset({100}), frozenset({draw.choice((1, 101))}))
    assert group(candidates, [elsewhere]) == group(candidates)
