from __future__ import annotations

import json
from typing import Any

import pytest

from app.bench.comparisons import PAPERDESK_ALONE
from app.bench.figures import format_row
from app.bench.questions import generate_entries, make_questions
from app.bench.search import LATENCIES, make_figures, run_search
from app.domain.errors import UsageError
from tests.bench.engines import ENGINES

MEASURED = {
    "index_per_s", "index_ratio", "edit_ms", "keystroke_ms", "term_ms", "and3_ms", "phrase_ms", "memory_mb"
}  # fmt: skip
NAMES = ("ours", "fts5", "stock_whoosh")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The JSON of one run."""
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr("builtins.print", lambda text, **_options: printed.append(text))
        patch.setenv("PAPERDESK_CACHE", str(tmp_path_factory.mktemp("cache")))
        assert run_search(40, as_json=True) == 0
    return dict(json.loads("".join(printed)))


def make_table(papers: int, results: dict[str, Any]) -> dict[str, str]:
    figures = make_figures(papers, {name: results[name] for name in NAMES if name in results}, ENGINES)
    return {line.key: format_row(figure, {line.key: line}) for line, figure in figures}


def test_every_engine_is_measured_by_the_same_names(output: dict[str, Any]) -> None:
    assert set(output) == {"papers", *NAMES}
    assert output["papers"] == 40
    for name in NAMES:
        assert output[name].keys() >= MEASURED
        for kind, _ in LATENCIES:
            assert 0 < output[name][f"{kind}_ms"]["p50"] <= output[name][f"{kind}_ms"]["p95"]


def test_the_other_engines_are_charged_with_the_import_too(output: dict[str, Any]) -> None:
    for name in NAMES:
        assert 0 < output[name]["searchable_per_s"] < output[name]["index_per_s"]


def test_all_engines_find_the_same_papers(output: dict[str, Any]) -> None:
    hits = {name: output[name]["hits"] for name in NAMES}
    for kind in ("common", "mid", "rare", "and3", "tag", "date"):
        assert hits["ours"][kind] == hits["fts5"][kind] == hits["stock_whoosh"][kind], kind
    assert hits["ours"]["phrase"] == hits["fts5"]["phrase"] > 0
    assert all(hits["ours"].values())


def test_a_missed_budget_of_the_search_is_marked_in_the_table(output: dict[str, Any]) -> None:
    slow = {**output, "ours": {**output["ours"], "keystroke_ms": {"p50": 1.0, "p95": 16.5}}}
    table = make_table(10_000, slow)
    assert "<= 16 MISSED" in table["keystroke_p95"]
    assert "<= 30 " in table["edit_p95"]
    assert ">= 900 " in table["searchable_per_s"]
    assert "<= 50 met" in make_table(100_000, slow)["keystroke_p95"]


def test_without_stock_whoosh_its_column_is_empty_and_the_rest_is_shown(output: dict[str, Any]) -> None:
    table = make_table(10_000, {name: output[name] for name in ("ours", "fts5")})
    assert table["keystroke_p95"].split()[-1] == "-"
    assert "beside_fts5" in table
    assert "beside_stock" not in table


def test_without_other_engines_the_table_has_paperdesk_alone(
    monkeypatch: pytest.MonkeyPatch, output: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.bench.search.load_engines", tuple)
    monkeypatch.setattr("app.bench.search.measure_engine", lambda name, *_arguments: dict(output[name]))
    assert run_search(40, as_json=False) == 0
    printed = capsys.readouterr().out
    assert printed.endswith(f"{PAPERDESK_ALONE}\n")
    assert "FTS5" not in printed
    assert run_search(40, as_json=True) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"papers", "ours"}


def test_the_questions_are_the_same_each_time_and_begin_with_one_letter() -> None:
    questions = make_questions(3_000)
    assert questions == make_questions(3_000)
    keystrokes = [question.words for question in questions["keystroke"]]
    assert len(keystrokes) >= 84
    assert {len(words) for words in keystrokes} == {1, 2}
    assert {1, 2, 3, 4} <= {len(words[-1]) for words in keystrokes}
    texts = (f"{entry.title} {entry.abstract}" for entry in generate_entries(3_000))
    known = {word for text in texts for word in text.lower().split()}
    assert all(any(word.startswith(words[-1]) for word in known) for words in keystrokes)


def test_a_search_benchmark_without_papers_is_refused() -> None:
    with pytest.raises(UsageError):
        run_search(0, as_json=True)
