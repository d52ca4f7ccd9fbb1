"""Breaks in words that are too long to be laid out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.markup.display import LONGEST_RUN, ZERO_WIDTH_SPACE, RunBreaker


@given(st.lists(st.tuples(st.sampled_from(["x", " ", "\n"]), st.integers(0, 1_200)), max_size=12), st.data())
def test_long_words_are_broken_wherever_the_text_is_cut(runs: list[tuple[str, int]], data: st.DataObject) -> None:
    text = "".join(char * count for char, count in runs)
    cut = data.draw(st.integers(0, len(text)))
    breaker = RunBreaker()
    broken = breaker.break_up(text[:cut]) + breaker.break_up(text[cut:])
    assert broken.replace(ZERO_WIDTH_SPACE, "") == text
    assert max(map(len, broken.replace(ZERO_WIDTH_SPACE, " ").split()), default=0) <= LONGEST_RUN
    assert broken == RunBreaker().break_up(text)


def test_a_new_paragraph_begins_a_new_run() -> None:
    breaker = RunBreaker()
    breaker.break_up("x" * LONGEST_RUN)
    breaker.end_run()
    assert breaker.break_up("y") == "y"
