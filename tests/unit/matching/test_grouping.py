"""Which sightings are one paper."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.titles import title_key
from app.matching.grouping import Witness, group, is_compatible
from app.matching.judgements import Judgement

PLAIN = Witness(1, "a title", None, None, (), None, None)


def witness(number: int, **known: object) -> Witness:
    return replace(PLAIN, id=number, **known)  # type: ignore[arg-type]


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
    early = witness(1, month_day="01-04", year="2024")
    late = witness(2, month_day="01-04", year="2025")
    assert group([early, late]) == [[1], [2]]


def test_an_inferred_year_gives_way_to_a_printed_one() -> None:
    assert group([witness(1, month_day="01-04", year="2024"), witness(2, month_day="01-04")]) == [[1, 2]]


def test_an_undated_sighting_joins_the_only_group_that_fits() -> None:
    dated = [witness(number, month_day="03-01", year="2025") for number in (1, 2)]
    assert group([*dated, witness(3)]) == [[1, 2, 3]]


def test_an_undated_sighting_stays_apart_when_two_groups_fit() -> None:
    early = witness(1, month_day="01-04", year="2024")
    late = witness(2, month_day="05-09", year="2025")
    assert group([early, late, witness(3), witness(4)]) == [[1], [2], [3, 4]]


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
def test_author_lists_that_disagree_keep_papers_apart(one: dict, other: dict, is_same: bool) -> None:
    assert is_compatible(witness(1, **one), witness(2, **other)) is is_same


def test_a_shared_identifier_joins_papers_whatever_their_titles_and_dates() -> None:
    name = frozenset({("arxiv", "1706.03762")})
    one = witness(1, identifiers=name, month_day="06-12", year="2017")
    other = witness(2, title_key="another title", identifiers=name, month_day="08-02", year="2023")
    third = witness(3, title_key="another title", month_day="08-02", year="2023")
    assert group([one, other, third]) == [[1, 2, 3]]


def _random_witness(draw: random.Random, number: int) -> Witness:
    return Witness(
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
def test_the_order_of_sightings_never_decides_what_is_one_paper(draw: random.Random) -> None:
    everyone = [_random_witness(draw, number) for number in range(1, draw.randint(2, 9))]
    expected = group(everyone)
    shuffled = list(everyone)
    draw.shuffle(shuffled)
    assert group(shuffled) == expected
    assert sorted(member for part in expected for member in part) == [one.id for one in everyone]


@given(st.randoms(use_true_random=False))
def test_papers_without_identifiers_hold_only_sightings_that_agree(draw: random.Random) -> None:
    everyone = [replace(_random_witness(draw, number), identifiers=frozenset()) for number in range(1, 9)]
    by_id = {one.id: one for one in everyone}
    for part in group(everyone):
        members = [by_id[member] for member in part]
        assert all(is_compatible(one, other) for one in members for other in members if one is not other)


def test_what_is_said_to_differ_takes_those_that_know_the_same_with_it() -> None:
    early, late = witness(1, month_day="01-04", rank=(0, "a", "", 0, 0)), witness(2, rank=(0, "b", "", 0, 0))
    again = witness(3, rank=(0, "c", "", 0, 0))
    assert group([early, late, again]) == [[1, 2, 3]]
    assert group([early, late, again], [Judgement(1, False, frozenset({1}), frozenset({2}))]) == [[1], [2, 3]]


def test_a_sighting_that_fits_two_papers_said_to_differ_stays_apart() -> None:
    alike = [witness(number, month_day="01-04") for number in (1, 2, 3)]
    assert group(alike, [Judgement(1, False, frozenset({1}), frozenset({2}))]) == [[1], [2], [3]]


def _random_judgement(draw: random.Random, number: int, last: int) -> Judgement:
    ids = draw.sample(range(1, last + 1), draw.randint(2, min(4, last)))
    cut = draw.randint(1, len(ids) - 1)
    return Judgement(number, draw.random() < 0.5, frozenset(ids[:cut]), frozenset(ids[cut:]))


@settings(max_examples=200)
@given(st.randoms(use_true_random=False))
def test_neither_order_nor_numbers_of_sightings_change_what_judgements_make_of_them(draw: random.Random) -> None:
    last = draw.randint(2, 9)
    everyone = [replace(_random_witness(draw, n), rank=(0, str(n), "", 0, 0)) for n in range(1, last + 1)]
    judged = [_random_judgement(draw, number, last) for number in range(1, draw.randint(2, 5))]
    expected = group(everyone, judged)
    assert sorted(member for part in expected for member in part) == [one.id for one in everyone]
    names = dict(zip(range(1, last + 1), draw.sample(range(1, 99), last), strict=True))
    renamed = [replace(one, id=names[one.id]) for one in everyone]
    draw.shuffle(renamed)
    said = [
        Judgement(one.id, one.is_same, *(frozenset(names[member] for member in side) for side in (one.one, one.other)))
        for one in judged
    ]
    parts = group(renamed, said)
    assert {frozenset(part) for part in parts} == {frozenset(names[member] for member in part) for part in expected}


@settings(max_examples=200)
@given(st.randoms(use_true_random=False))
def test_the_last_word_of_the_user_decides_whatever_titles_dates_and_identifiers_say(draw: random.Random) -> None:
    last = draw.randint(2, 9)
    everyone = [_random_witness(draw, number) for number in range(1, last + 1)]
    judged = [_random_judgement(draw, number, last) for number in range(1, draw.randint(2, 5))]
    homes = {member: place for place, part in enumerate(group(everyone, judged)) for member in part}
    newest = judged[-1]
    if newest.is_same:
        assert len({homes[member] for member in newest.members}) == 1
    else:
        assert {homes[member] for member in newest.one}.isdisjoint(homes[member] for member in newest.other)


@given(st.randoms(use_true_random=False))
def test_judgements_about_others_change_nothing(draw: random.Random) -> None:
    everyone = [_random_witness(draw, number) for number in range(1, 9)]
    elsewhere = Judgement(1, draw.random() < 0.5, frozenset({100}), frozenset({draw.choice((1, 101))}))
    assert group(everyone, [elsewhere]) == group(everyone)
