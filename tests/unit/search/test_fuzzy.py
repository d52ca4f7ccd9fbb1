"""Fuzzy finding: what a person finds first, and what is never found by accident."""

from __future__ import annotations

import pytest

from app.search.fuzzy import Candidates, match_places

TITLES = (
    "Counting Clouds from Below",
    "Proximal Policy Optimization Algorithms",
    "A Policy for Clouds",
    "École des Économies",
    "clouds",
    "Weather, and Unclouded Skies",
)


def find(wanted: str, **more: object) -> list[str]:
    return [TITLES[place] for place in Candidates(TITLES).find(wanted, 10, **more)]  # type: ignore[arg-type]


def test_the_same_word_comes_before_a_beginning_a_word_inside_and_a_part_of_a_word() -> None:
    assert find("cloud") == [
        "clouds",
        "Counting Clouds from Below",
        "A Policy for Clouds",
        "Weather, and Unclouded Skies",
    ]
    assert find("clouds")[0] == "clouds"


@pytest.mark.parametrize("wanted", ["ecole econ", "ÉCOLE", "école-des", "econ ecole"])
def test_case_accents_and_punctuation_do_not_hide_a_title(wanted: str) -> None:
    assert find(wanted) == ["École des Économies"]


@pytest.mark.parametrize("wanted", ["ppo", "propolopt", "optimzation", "policy prox"])
def test_initials_pieces_and_a_missing_letter_find_the_paper_that_was_meant(wanted: str) -> None:
    assert find(wanted)[0] == "Proximal Policy Optimization Algorithms"


def test_letters_strewn_over_a_title_do_not_find_it() -> None:
    assert find("iwe") == []
    assert find("xq") == []


def test_an_empty_wish_shows_the_first_and_before_them_what_was_chosen_lately() -> None:
    assert find("")[:2] == list(TITLES[:2])
    assert find("", recent=[4])[:2] == ["clouds", TITLES[0]]
    assert find("policy", recent=[2]) == ["A Policy for Clouds", "Proximal Policy Optimization Algorithms"]


def test_typing_on_and_taking_back_find_the_same_as_typing_at_once() -> None:
    candidates = Candidates(TITLES)
    typed = ["c", "cl", "clo", "cl", "pol", "policy cl", "", "unc"]
    assert [candidates.find(one, 10) for one in typed] == [Candidates(TITLES).find(one, 10) for one in typed]


@pytest.mark.parametrize(
    ("wanted", "text", "marked"),
    [
        ("pol opt", "Proximal Policy Optimization", "PolOpt"),
        ("ppo", "Proximal Policy Optimization", "PPO"),
        ("eco", "Une École", "Éco"),
        ("tag rea", "reasoning", "rea"),
        ("clds", "Clouds", "Clds"),
        ("zz", "Clouds", ""),
    ],
)
def test_the_letters_that_were_typed_are_marked(wanted: str, text: str, marked: str) -> None:
    assert "".join(text[place] for place in sorted(match_places(wanted, text))) == marked


def test_no_more_are_found_than_were_asked_for() -> None:
    assert Candidates([f"paper {number}" for number in range(500)]).find("paper", 7) == list(range(7))
