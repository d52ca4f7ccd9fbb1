"""What counts as a word, and where it stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.index.analysis import tokens, words

SAME = {
    "É": "e",
    "cafe\N{COMBINING ACUTE ACCENT}": "café",
    "ﬁne": "fine",
    "Straße": "STRASSE",
    "ΣΊΣΥΦΟΣ": "σίσυφος",
    "IŞIK": "ışık",
    "İstanbul": "istanbul",
    "DIYARBAKIR": "Diyarbakır",
    "Ｆｕｌｌ": "full",
    "Vaſt": "vast",
    "हिन्दी": "हिन्दी",
    "τ²": "tau2",
    "τ^2": "Tau2",
    "\\tau^{2}": "tau2",
    "EMPO$^2$": "empo2",
    "𝜶": "Alpha",
    "µP": "muP",
    "Ω": "omega",
    "Τ2": "τ²",
    "\N{MATHEMATICAL BOLD SMALL BETA}": "beta",
    "ϵ": "epsilon",
}


@pytest.mark.parametrize("text", SAME)
def test_a_word_is_found_however_it_is_written(text: str) -> None:
    assert words(text) == words(SAME[text])
    assert len(words(text)) == 1


def test_greek_words_stay_greek_and_symbols_are_marked_where_they_stand() -> None:
    assert words("λόγος ὁ ς") == ["λογοσ", "omicron", "sigma"]
    text = "On τ²-bench, β-VAE"
    assert [(word, text[start:end]) for word, start, end in tokens(text)] == [
        ("on", "On"), ("tau2", "τ²"), ("bench", "bench"), ("beta", "β"), ("vae", "VAE"),
    ]  # fmt: skip


def test_marks_stand_where_the_word_stands_in_the_original_text() -> None:
    text = "Ein Cafe\N{COMBINING ACUTE ACCENT}, ﬁne_tuning ½ EMPO$^{2}$"
    found = [(word, text[start:end]) for word, start, end in tokens(text)]
    assert found == [
        ("ein", "Ein"),
        ("cafe", "Cafe\N{COMBINING ACUTE ACCENT}"),
        ("fine", "ﬁne"),
        ("tuning", "tuning"),
        ("1", "½"),
        ("2", "½"),
        ("empo2", "EMPO$^{2"),
    ]


@given(st.text(alphabet=st.characters(), max_size=30))
def test_index_and_snippets_see_the_same_words(text: str) -> None:
    found = list(tokens(text))
    assert [word for word, _, _ in found] == words(text)
    assert all(0 <= start < end <= len(text) for _, start, end in found)
    assert all(one[1] <= two[1] and one[2] - 1 <= two[1] for one, two in pairwise(found))


@given(st.text(alphabet=st.characters(), max_size=10))
def test_a_word_of_the_index_can_be_asked_for(text: str) -> None:
    for word in words(text):
        assert words(word) == [word]
