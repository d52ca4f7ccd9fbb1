"""List items, indents and wikilinks in the lines of a note, without a window."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.markup.note_blocks import nest_lists
from app.markup.note_lines import (
    cannot_be_title,
    end_list_item,
    is_fenced,
    is_in_code_span,
    parse_list_item,
    reduced_indent,
    starts_wikilink,
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


@pytest.mark.parametrize(("line", "next_marker"), FOLLOWING)
def test_a_list_continues_with_the_same_bullet(line: str, next_marker: str | None) -> None:
    entry = parse_list_item(line)
    assert (entry.next_marker if entry else None) == next_marker


def test_enter_in_an_empty_item_continues_the_parent_list() -> None:
    assert end_list_item("    - ", ["3. a", "    - b"]) == "4. "
    assert end_list_item("- ", ["- a"]) == ""
    assert end_list_item("  - ", []) == ""


def test_shift_tab_moves_to_the_parent_item_and_never_more_than_a_step() -> None:
    assert reduced_indent("  - b", ["- a"]) == 0
    assert reduced_indent("      - c", ["- a", "    - b"]) == 4
    assert reduced_indent("        - c", ["- a"]) == 4
    assert reduced_indent("- c", ["- a"]) == 0


def test_code_is_recognised_by_the_text_before_it() -> None:
    assert is_fenced(["```py", "a"])
    assert not is_fenced(["```py", "a", "```"])
    assert is_fenced(["````", "```"])
    assert is_in_code_span("a `b")
    assert is_in_code_span("``a`")
    assert not is_in_code_span("`a` b")


@pytest.mark.parametrize("before", ["[[", "see [[", "([[", "—[[", "| [["])
def test_two_brackets_begin_a_wikilink(before: str) -> None:
    assert starts_wikilink(before, "")
    assert starts_wikilink(before, " more")
    assert not starts_wikilink(before, "1]")
    assert not starts_wikilink(before, "]")


@pytest.mark.parametrize("text", ["1, 2", "-1.5;", "a]]", "a] b", "a[", " 0 ,"])
def test_a_matrix_is_not_taken_for_a_title(text: str) -> None:
    assert cannot_be_title(text)


@pytest.mark.parametrize("text", ["", "3D Gaussian", "a]", "1", "2.5D, or not", "GPT-4"])
def test_a_possible_title_keeps_the_picker_open(text: str) -> None:
    assert not cannot_be_title(text)


PIECES = ["- ", "1. ", "2. ", "  ", "   ", "    ", "word", "# ", "> ", "\n", "\n", "\n\n", "---", "* * *", "[ ] "]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_nesting_lists_changes_only_blanks(source: str) -> None:
    nested = nest_lists(source.split("\n"))
    assert [line.strip() for line in nested if line.strip()] == [
        line.strip() for line in source.split("\n") if line.strip()
    ]
