from __future__ import annotations

import json
from typing import Any

import pytest

from app.bench.contest import CONTESTANTS
from app.bench.figures import row
from app.bench.questions import entries, make_questions
from app.bench.search import LATENCIES, NAMES, figures, run_search
from app.domain.errors import UsageError

MEASURED = {
    "index_per_s", "index_ratio", "edit_ms", "keystroke_ms", "term_ms", "and3_ms", "phrase_ms", "memory_mb"
}  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr("builtins.print", lambda text, **_options: printed.append(text))
        patch.setenv("PAPERDESK_CACHE", str(tmp_path_factory.mktemp("cache")))
        assert run_search(40, as_json=True) == 0
    return dict(json.loads("".join(printed)))


def test_every_engine_is_measured_by_the_same_names(report: dict[str, Any]) -> None:
    assert set(report) == {"papers", "ours", "stock_whoosh", "fts5"}
    assert report["papers"] == 40
    for name in NAMES:
        assert report[name].keys() >= MEASURED
        for kind, _ in LATENCIES:
            assert 0 < report[name][f"{kind}_ms"]["p50"] <= report[name][f"{kind}_ms"]["p95"]


def test_the_others_are_charged_with_the_import_too(report: dict[str, Any]) -> None:
    for name in NAMES:
        assert 0 < report[name]["searchable_per_s"] < report[name]["index_per_s"]


def test_the_engines_find_the_same_papers(report: dict[str, Any]) -> None:
    hits = {name: report[name]["hits"] for name in NAMES}
    for kind in ("common", "mid", "rare", "and3", "tag", "date"):
        assert hits["ours"][kind] == hits["fts5"][kind] == hits["stock_whoosh"][kind], kind
    assert hits["ours"]["phrase"] == hits["fts5"]["phrase"] > 0
    assert all(hits["ours"].values())


def test_a_missed_budget_of_search_stands_in_the_table_beside_the_others(report: dict[str, Any]) -> None:
    slow = {**report, "ours": {**report["ours"], "keystroke_ms": {"p50": 1.0, "p95": 16.5}}}
    table = {line.key: row(figure, {line.key: line}) for line, figure in figures(10_000, slow)}
    assert "<= 16 MISSED" in table["keystroke_p95"]
    assert "<= 30 " in table["edit_p95"]
    assert ">= 900 " in table["searchable_per_s"]
    large = {line.key: row(figure, {line.key: line}) for line, figure in figures(100_000, slow)}
    assert "<= 50 met" in large["keystroke_p95"]


def test_without_stock_whoosh_its_column_is_empty_and_the_rest_is_there(report: dict[str, Any]) -> None:
    table = figures(10_000, {name: report[name] for name in ("ours", "fts5")})
    rows = {line.key: row(figure, {line.key: line}) for line, figure in table}
    assert rows["keystroke_p95"].split()[-1] == "-"
    assert "beside_fts5" in rows
    assert "beside_stock" not in rows


def test_the_questions_are_the_same_each_time_and_begin_with_one_letter() -> None:
    questions = make_questions(3_000)
    assert questions == make_questions(3_000)
    keys = [question.words for question in questions["keystroke"]]
    assert len(keys) >= 84
    assert {len(key) for key in keys} == {1, 2}
    assert {1, 2, 3, 4} <= {len(key[-1]) for key in keys}
    known = {word for entry in entries(3_000) for word in (entry.title + " " + entry.abstract).lower().split()}
    assert all(any(word.startswith(key[-1]) for word in known) for key in keys)


def test_a_contest_without_papers_is_refused() -> None:
    with pytest.raises(UsageError):
        run_search(0, as_json=True)
    assert set(CONTESTANTS) == set(NAMES)
