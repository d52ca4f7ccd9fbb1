"""Breaks in words that are too long to be laid out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.markup.display import MAX_RUN_CHARS, ZERO_WIDTH_SPACE, RunBreaker


@given(st.lists(st.tuples(st.sampled_from(["x", " ", "\n"]), st.integers(0, 1_200)), max_size=12), st.data())
def test_long_words_are_broken_wherever_the_text_is_cut(runs: list[tuple[str, int]], data: st.DataObject) -> None:
    text = "".join(char * count for char, count in runs)
    cut = data.draw(st.integers(0, len(text)))
    breaker = RunBreaker()
    broken = breaker.insert_breaks(text[:cut]) + breaker.insert_breaks(text[cut:])
    assert broken.replace(ZERO_WIDTH_SPACE, "") == text
    assert max(map(len, broken.replace(ZERO_WIDTH_SPACE, " ").split()), default=0) <= MAX_RUN_CHARS
    assert broken == RunBreaker().insert_breaks(text)


def test_a_new_paragraph_begins_a_new_run() -> None:
    breaker = RunBreaker()
    breaker.insert_breaks("x" * MAX_RUN_CHARS)
    breaker.end_run()
    assert breaker.insert_breaks("y") == "y"
