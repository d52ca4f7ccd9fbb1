"""Sets of papers as bits behave as a `set` does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.paper_set import PaperSet, gather_bits

ids = st.sets(st.integers(0, 300))


@given(ids, ids)
def test_set_operations_neither_lose_nor_add_papers(one: set[int], other: set[int]) -> None:
    first, second = PaperSet(one), PaperSet(other)
    assert (first & second, first | second, first - second) == (one & other, one | other, one - other)
    assert (first & other, first | other, first - other) == (one & other, one | other, one - other)
    assert (one & second, one | second, one - second) == (one & other, one | other, one - other)
    assert (first <= second, first == second) == (one <= other, one == other)


@given(ids)
def test_a_set_of_papers_is_listed_counted_and_encoded_without_loss(known: set[int]) -> None:
    papers = PaperSet(iter(known))
    assert list(papers) == sorted(known)
    assert (len(papers), bool(papers)) == (len(known), bool(known))
    assert [number in papers for number in range(-1, 302)] == [number in known for number in range(-1, 302)]
    assert list(papers.to_flags(310)) == [number in known for number in range(310)]
    assert PaperSet.decode(papers.encode()) == known
    assert PaperSet(papers) == papers


def test_bits_are_gathered_from_overlapping_groups() -> None:
    assert gather_bits([[1, 3], [], [3, 0]], 5) == 0b01011
    assert gather_bits([], 0) == 0
    assert "x" not in PaperSet([1])
