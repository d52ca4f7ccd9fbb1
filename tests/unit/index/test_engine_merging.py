"""Segments of the index: small ones are merged, large ones are split."""

from __future__ import annotations

import pytest

from app.index import engine as engine_module
from app.index import rebuild
from app.index.documents import IndexDocument
from app.index.engine import Engine, consume
from tests.unit.index.conftest import data_folder, find


def test_merging_many_small_edits_loses_no_paper(engine: Engine) -> None:
    for number in range(100, 150):
        engine.apply(
            [IndexDocument(number, f"edit {number}", "same words")], [number - 3] if number % 2 else [], number
        )
        if engine.needs_merge():
            consume(engine.merge_steps())
    assert find(engine, "same words") == {148, *range(101, 150, 2)}
    assert find(engine, "148") == {148}
    assert find(engine, "146") == set()
    assert find(engine, "maps") == {2, 3}
    assert len(list(data_folder(engine).glob("*.seg"))) < 2 * engine_module.MERGE_SEGMENTS


def test_a_dozen_edits_do_not_rewrite_the_whole_index(engine: Engine) -> None:
    engine.rebuild((IndexDocument(number, f"paper {number}") for number in range(1, 301)), "library", "epoch", 9)
    (large,) = data_folder(engine).glob("*.seg")
    for number in range(engine_module.MERGE_SEGMENTS - 1):
        engine.apply([IndexDocument(number + 1, f"edit {number}")], [], number + 10)
    assert not engine.needs_merge()
    engine.apply([IndexDocument(300, "edit 300")], [], 30)
    assert engine.needs_merge()
    consume(engine.merge_steps())
    assert len(list(data_folder(engine).glob("*.seg"))) == 2
    assert large.exists()


def test_large_segments_are_merged_even_when_there_is_a_small_one(engine: Engine) -> None:
    engine.rebuild([], "library", "epoch", 9)
    for number in range(engine_module.MERGE_SEGMENTS):
        first = 100 * number
        engine.apply(
            [IndexDocument(first + index, f"paper {index}") for index in range(30)],
            [],
            number + 10,
        )
    engine.apply([IndexDocument(90, "edit 90")], [], 90)
    consume(engine.merge_steps())
    assert len(list(data_folder(engine).glob("*.seg"))) == 2
    assert len(find(engine, "paper")) == 30 * engine_module.MERGE_SEGMENTS


def test_a_large_rebuild_writes_several_segments(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "SEGMENT_PAPERS", 500)
    engine.rebuild((IndexDocument(number, f"paper {number}") for number in range(1, 1201)), "library", "epoch", 9)
    assert find(engine, "paper") == set(range(1, 1201))
    assert len(list(data_folder(engine).glob("*.seg"))) == 3
