"""An address or id counts as the paper's own only when the text claims it."""

from __future__ import annotations

import pytest

from app.importer.identifiers import find_identifiers, trim_address

OWN_CODE = [
    ("Our code is available at https://github.com/a/b.", "https://github.com/a/b"),
    ("The code is available at https://github.com/a/b .", "https://github.com/a/b"),
    ("The code is available at: {https://github.com/a/b}.", "https://github.com/a/b"),
    ("Code: https://github.com/a/b", "https://github.com/a/b"),
    ("Codes and models:https://github.com/a/b.git.", "https://github.com/a/b.git"),
    ("Code will be released on https://github.com/a/b).", "https://github.com/a/b"),
    ("Our code is available at https://a.github.io.", "https://a.github.io"),
    ("The code, dataset, and leaderboard are available at https://a.github.io/", "https://a.github.io/"),
    ("All resources are collected in blue{https://github.com/a/b}.", "https://github.com/a/b"),
    (r"We release code at \url{https://github.com/a/b\_c}.", "https://github.com/a/b_c"),
    ("A and B are open-sourced at https://github.com/a/b.", "https://github.com/a/b"),
    ("Our project is available here: https://github.com/a/b.", "https://github.com/a/b"),
    ("Our source code is public at github.com/a/b.", "https://github.com/a/b"),
    ("It beats all. Source code (https://github.com/a/b)", "https://github.com/a/b"),
    ("We use trees to sort, and our code is available at https://github.com/a/b", "https://github.com/a/b"),
    ("The code for the figures is in https://github.com/a/b.", "https://github.com/a/b"),
    ("The code of this paper is available at https://gitlab.com/a/b", "https://gitlab.com/a/b"),
    ("Unlike others, which need labels, our code is available at https://github.com/a/b.", "https://github.com/a/b"),
    ("Unlike others, which need labels, the code is available at https://github.com/a/b.", "https://github.com/a/b"),
    ("We present Sorter, whose code is available at https://github.com/a/b.", "https://github.com/a/b"),
]


@pytest.mark.parametrize(("text", "address"), OWN_CODE)
def test_a_claimed_code_address_is_the_papers_own(text: str, address: str) -> None:
    found = find_identifiers(text)
    assert found.code_urls == (address,)
    assert found.mentions == ()


MENTIONS = [
    ("Project page: https://a.github.io/b.", "https://a.github.io/b"),
    ("The project is available at https://a.github.io/b/.", "https://a.github.io/b/"),
    ("The dataset is available at https://github.com/a/b.", "https://github.com/a/b"),
    ("Our data sets can be found here: https://huggingface.co/datasets/a/b", "https://huggingface.co/datasets/a/b"),
    ("We build on the code of others (https://github.com/a/b).", "https://github.com/a/b"),
    ("We compare with https://github.com/a/b, a known tool.", "https://github.com/a/b"),
    ("Unlike Sorter, whose code is available at https://github.com/a/b, we sort twice.", "https://github.com/a/b"),
    (
        "In contrast to Sorter, which has its code available at https://github.com/a/b, we wait.",
        "https://github.com/a/b",
    ),
    ("It beats previous sorters whose source code is released at https://github.com/a/b.", "https://github.com/a/b"),
    ("We share all code. The survey https://example.org/x is older.", "https://example.org/x"),
]


@pytest.mark.parametrize(("text", "address"), MENTIONS)
def test_an_address_not_claimed_as_code_is_a_mention(text: str, address: str) -> None:
    found = find_identifiers(text)
    assert found.code_urls == ()
    assert [(mention.kind, mention.value) for mention in found.mentions] == [("url", address)]


def test_two_addresses_in_one_sentence_are_classified_separately() -> None:
    found = find_identifiers("Code is available at https://github.com/a/b and data at https://github.com/a/c.")
    assert found.code_urls == ("https://github.com/a/b",)
    assert [mention.value for mention in found.mentions] == ["https://github.com/a/c"]


@pytest.mark.parametrize(
    ("text", "kind", "value", "is_own"),
    [
        ("We follow the recipe of arXiv:2301.00001v2 closely.", "arxiv", "2301.00001", False),
        ("See https://arxiv.org/abs/2301.00001 for a survey.", "arxiv", "2301.00001", False),
        ("The full version of this paper is available at arXiv:2301.00001.", "arxiv", "2301.00001", True),
        ("The extended version is at https://arxiv.org/abs/2301.00001v3.", "arxiv", "2301.00001", True),
        ("As in 10.1000/ABC.1, we sort.", "doi", "10.1000/abc.1", False),
        ("It sorts. DOI: 10.1000/ABC.1.", "doi", "10.1000/abc.1", True),
        ("It sorts. DOI: https://doi.org/10.1000/abc(1)2.", "doi", "10.1000/abc(1)2", True),
    ],
)
def test_an_id_is_the_papers_own_only_when_claimed(text: str, kind: str, value: str, is_own: bool) -> None:
    found = find_identifiers(text)
    own, named = found.identifiers, found.mentions
    assert [(item.kind, item.value) for item in (own if is_own else named)] == [(kind, value)]
    assert (named if is_own else own) == ()


@pytest.mark.parametrize("tail", [".", ",", ";", ")", "}", ").", '."', "]."])
def test_punctuation_after_an_address_is_not_part_of_it(tail: str) -> None:
    assert trim_address("https://example.org/x" + tail) == "https://example.org/x"


def test_a_bracket_opened_inside_an_address_stays() -> None:
    assert trim_address("https://example.org/x_(y)") == "https://example.org/x_(y)"


def test_text_without_addresses_has_no_findings() -> None:
    assert find_identifiers("It is 10.5% better.").mentions == ()
