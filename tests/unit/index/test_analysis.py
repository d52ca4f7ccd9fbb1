"""The tokenizer: what counts as a word, and its offsets in the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.index.analysis import iter_tokens, split_words

EQUAL_WORDS = {
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


@pytest.mark.parametrize("text", EQUAL_WORDS)
def test_spellings_of_a_word_are_equal(text: str) -> None:
    assert split_words(text) == split_words(EQUAL_WORDS[text])
    assert len(split_words(text)) == 1


def test_greek_symbols_are_spelled_out_and_greek_words_are_kept() -> None:
    assert split_words("λόγος ὁ ς") == ["λογοσ", "omicron", "sigma"]
    text = "On τ²-bench, β-VAE"
    assert [(word, text[start:end]) for word, start, end in iter_tokens(text)] == [
        ("on", "On"), ("tau2", "τ²"), ("bench", "bench"), ("beta", "β"), ("vae", "VAE"),
    ]  # fmt: skip


def test_offsets_refer_to_the_original_text() -> None:
    text = "Ein Cafe\N{COMBINING ACUTE ACCENT}, ﬁne_tuning ½ EMPO$^{2}$"
    found = [(word, text[start:end]) for word, start, end in iter_tokens(text)]
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
def test_split_words_and_iter_tokens_agree(text: str) -> None:
    found = list(iter_tokens(text))
    assert [word for word, _, _ in found] == split_words(text)
    assert all(0 <= start < end <= len(text) for _, start, end in found)
    assert all(one[1] <= two[1] and one[2] - 1 <= two[1] for one, two in pairwise(found))


@given(st.text(alphabet=st.characters(), max_size=10))
def test_splitting_a_word_again_does_not_change_it(text: str) -> None:
    for word in split_words(text):
        assert split_words(word) == [word]
