"""Fuzzy finding: which texts match a pattern, and in which order."""

from __future__ import annotations

import pytest

from app.search.fuzzy import Candidates, match_positions

TITLES = (
    "Counting Clouds from Below",
    "Proximal Policy Optimization Algorithms",
    "A Policy for Clouds",
    "École des Économies",
    "clouds",
    "Weather, and Unclouded Skies",
)


def find(pattern: str, **more: object) -> list[str]:
    return [TITLES[index] for index in Candidates(TITLES).find(pattern, 10, **more)]  # type: ignore[arg-type]


def test_kinds_of_matches_are_ranked_from_equal_text_to_substring() -> None:
    assert find("cloud") == [
        "clouds",
        "Counting Clouds from Below",
        "A Policy for Clouds",
        "Weather, and Unclouded Skies",
    ]
    assert find("clouds")[0] == "clouds"


@pytest.mark.parametrize("pattern", ["ecole econ", "ÉCOLE", "école-des", "econ ecole"])
def test_case_accents_and_punctuation_are_ignored(pattern: str) -> None:
    assert find(pattern) == ["École des Économies"]


@pytest.mark.parametrize("pattern", ["ppo", "propolopt", "optimzation", "policy prox"])
def test_initials_parts_and_missing_letters_find_the_paper(pattern: str) -> None:
    assert find(pattern)[0] == "Proximal Policy Optimization Algorithms"


def test_widely_scattered_letters_do_not_match() -> None:
    assert find("iwe") == []
    assert find("xq") == []


def test_an_empty_pattern_lists_recent_and_first_texts() -> None:
    assert find("")[:2] == list(TITLES[:2])
    assert find("", recent=[4])[:2] == ["clouds", TITLES[0]]
    assert find("policy", recent=[2]) == ["A Policy for Clouds", "Proximal Policy Optimization Algorithms"]


def test_typing_and_deleting_letters_find_the_same_as_a_new_search() -> None:
    candidates = Candidates(TITLES)
    typed = ["c", "cl", "clo", "cl", "pol", "policy cl", "", "unc"]
    assert [candidates.find(one, 10) for one in typed] == [Candidates(TITLES).find(one, 10) for one in typed]


@pytest.mark.parametrize(
    ("pattern", "text", "marked"),
    [
        ("pol opt", "Proximal Policy Optimization", "PolOpt"),
        ("ppo", "Proximal Policy Optimization", "PPO"),
        ("eco", "Une École", "Éco"),
        ("tag rea", "reasoning", "rea"),
        ("clds", "Clouds", "Clds"),
        ("zz", "Clouds", ""),
    ],
)
def test_matching_letters_are_highlighted(pattern: str, text: str, marked: str) -> None:
    assert "".join(text[index] for index in sorted(match_positions(pattern, text))) == marked


def test_the_limit_is_respected() -> None:
    assert Candidates([f"paper {number}" for number in range(500)]).find("paper", 7) == list(range(7))
