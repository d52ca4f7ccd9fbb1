"""What Enter, Tab and `[[` make of the lines of a note, without a window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.markup.note_blocks import nest_lists
from app.markup.note_lines import (
    begins_title,
    end_entry,
    is_fenced,
    is_in_code_span,
    is_no_title,
    outdent_of,
    read_entry,
)

FOLLOWING = [
    ("- a", "- "),
    ("  * a", "  * "),
    ("+   a", "+   "),
    ("9. a", "10. "),
    ("3) a", "4) "),
    ("- [x] a", "- [ ] "),
    ("1. [ ] a", "2. [ ] "),
    ("\t- a", "\t- "),
    ("-a", None),
    ("1.a", None),
    ("* * *", None),
    ("- - -", None),
    ("words - a", None),
    ("1234567890. a", None),
]


@pytest.mark.parametrize(("line", "following"), FOLLOWING)
def test_a_list_goes_on_as_it_began(line: str, following: str | None) -> None:
    entry = read_entry(line)
    assert (entry.following if entry else None) == following


def test_an_ended_entry_goes_on_one_list_further_out() -> None:
    assert end_entry("    - ", ["3. a", "    - b"]) == "4. "
    assert end_entry("- ", ["- a"]) == ""
    assert end_entry("  - ", []) == ""


def test_shift_tab_goes_to_the_entry_above_and_never_further_than_a_step() -> None:
    assert outdent_of("  - b", ["- a"]) == 0
    assert outdent_of("      - c", ["- a", "    - b"]) == 4
    assert outdent_of("        - c", ["- a"]) == 4
    assert outdent_of("- c", ["- a"]) == 0


def test_code_is_known_by_what_stands_before() -> None:
    assert is_fenced(["```py", "a"])
    assert not is_fenced(["```py", "a", "```"])
    assert is_fenced(["````", "```"])
    assert is_in_code_span("a `b")
    assert is_in_code_span("``a`")
    assert not is_in_code_span("`a` b")


@pytest.mark.parametrize("before", ["[[", "see [[", "([[", "—[[", "| [["])
def test_two_brackets_ask_for_a_title(before: str) -> None:
    assert begins_title(before, "")
    assert begins_title(before, " more")
    assert not begins_title(before, "1]")
    assert not begins_title(before, "]")


@pytest.mark.parametrize("text", ["1, 2", "-1.5;", "a]]", "a] b", "a[", " 0 ,"])
def test_what_no_title_can_be_is_told_apart(text: str) -> None:
    assert is_no_title(text)


@pytest.mark.parametrize("text", ["", "3D Gaussian", "a]", "1", "2.5D, or not", "GPT-4"])
def test_what_may_become_a_title_stays_in_the_picker(text: str) -> None:
    assert not is_no_title(text)


PIECES = ["- ", "1. ", "2. ", "  ", "   ", "    ", "word", "# ", "> ", "\n", "\n", "\n\n", "---", "* * *", "[ ] "]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_nesting_lists_changes_nothing_but_blanks(source: str) -> None:
    nested = nest_lists(source.split("\n"))
    assert [line.strip() for line in nested if line.strip()] == [
        line.strip() for line in source.split("\n") if line.strip()
    ]
