from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.bench import run
from app.bench.comparisons import PAPERDESK_ALONE, load_engines
from app.bench.corpus import DUMP_DATE, PAPERS_PER_PAGE, SyntheticPaper, generate_papers, make_pages
from app.bench.figures import LINES, Figure, Line, format_row, is_met, percentile, to_json_object
from app.bench.measures import make_queries
from app.domain.errors import UsageError
from app.domain.records import PaperRecord
from app.importer.formats import parse
from app.importer.source import decode_source
from tests.paths import ROOT


def _facts(record: PaperRecord) -> tuple[object, ...]:
    organization = record.organization and (record.organization.slug, record.organization.name)
    return (
        record.title, record.abstract, record.authors, record.author_count, organization, record.published_text,
        record.comments, record.score, record.categories, record.code_urls,
    )  # fmt: skip


def _generated_facts(paper: SyntheticPaper) -> tuple[object, ...]:
    return (
        paper.title, paper.abstract, paper.authors, paper.author_count, paper.organization, paper.published,
        paper.comments, paper.score, paper.categories, (paper.code_url,) if paper.code_url else (),
    )  # fmt: skip


def test_two_runs_measure_the_same_papers() -> None:
    assert list(generate_papers(40)) == list(generate_papers(40))
    assert list(generate_papers(40)) != list(generate_papers(40, seed=1))


def test_a_larger_benchmark_begins_with_the_papers_of_a_smaller_one() -> None:
    assert list(generate_papers(60))[:40] == list(generate_papers(40))


def test_every_synthetic_paper_is_read_with_all_its_fields() -> None:
    papers = list(generate_papers(400))
    feeds = [parse(decode_source(page.encode(), "page").text, dump_date=DUMP_DATE) for page in make_pages(papers)]
    assert [(feed.layout, feed.unread, feed.dump_date) for feed in feeds] == [
        ("A", (), DUMP_DATE), ("S", (), DUMP_DATE)
    ]  # fmt: skip
    daily = [paper for paper in papers if not paper.categories]
    listed = [paper for paper in papers if paper.categories]
    for feed, expected in zip(feeds, (daily, listed), strict=True):
        assert [_facts(record) for record in feed.papers] == [_generated_facts(paper) for paper in expected]
        assert all(record.published for record, paper in zip(feed.papers, expected, strict=True) if paper.published)


def test_synthetic_papers_are_of_all_the_kinds_that_real_pages_have() -> None:
    papers = list(generate_papers(400))
    assert len({paper.title for paper in papers}) == 400
    kinds = [
        [paper for paper in papers if paper.published is None],
        [paper for paper in papers if paper.organization],
        [paper for paper in papers if paper.author_count == 1],
        [paper for paper in papers if paper.comments],
        [paper for paper in papers if paper.code_url],
        [paper for paper in papers if not paper.abstract.isascii()],
        [paper for paper in papers if len(paper.authors) == 3 and paper.author_count is None],
        [paper for paper in papers if len(paper.authors) == paper.author_count],
        [paper for paper in papers if len(paper.categories) > 1],
    ]
    assert all(kinds)
    assert len([paper for paper in papers if paper.authors]) == 200
    assert 60 < len({name for paper in papers for name in paper.authors}) < 200


def test_a_synthetic_paper_is_as_long_as_a_real_one() -> None:
    papers = list(generate_papers(200))
    assert 1_450 < sum(len(page.encode()) for page in make_pages(papers)) / 200 < 1_750


def test_many_papers_fill_several_pages() -> None:
    paper = next(generate_papers(1))
    assert [page.count(paper.abstract) for page in make_pages([paper] * (PAPERS_PER_PAGE + 1))] == [PAPERS_PER_PAGE, 1]


def test_search_is_measured_with_ten_queries_of_each_kind() -> None:
    queries = make_queries(list(generate_papers(50)))
    assert {kind: len(set(texts)) for kind, texts in queries.items()} == dict.fromkeys(
        ("rare", "mid", "common", "and", "phrase"), 10
    )
    assert all(len(text.split()) == 2 for text in queries["and"])


@pytest.mark.parametrize(("percent", "expected"), [(50, 3.0), (95, 5.0), (0, 1.0), (20, 1.0), (21, 2.0)])
def test_a_percentile_is_one_of_the_measured_times(percent: int, expected: float) -> None:
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], percent) == expected


def test_a_budget_says_whether_it_was_met() -> None:
    least, most, none = Line("a", "a", "x", least=8), Line("b", "b", "ms", most=3), Line("c", "c", "ms")
    assert [is_met(least, 8.0), is_met(least, 7.9), is_met(most, 3.0), is_met(most, 3.1)] == [True, False, True, False]
    assert [is_met(none, 1.0), is_met(least, None)] == [None, None]


def test_a_missed_budget_is_marked_in_its_row() -> None:
    assert "MISSED" in format_row(Figure("tag_p95", 1000.0))
    assert "MISSED" not in format_row(Figure("tag_p95", 1.0)) + format_row(Figure("tag_p95", None, "skipped"))
    assert to_json_object(5, [Figure("tag_p95", 1000.0)])["figures"]["tag_p95"]["is_met"] is False


def test_the_json_has_every_figure_of_paperdesk_also_without_a_checkout(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.bench.comparisons.PROGRAM_ROOT", tmp_path)
    before = os.environ.get("PAPERDESK_CACHE")
    assert run(50, as_json=True) == 0
    output = json.loads(capsys.readouterr().out)
    assert output["papers"] == 50
    assert set(output["figures"]) == {line.key for line in LINES}
    assert os.environ.get("PAPERDESK_CACHE") == before


def test_the_table_without_a_checkout_says_that_paperdesk_was_measured_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.bench.comparisons.PROGRAM_ROOT", tmp_path)
    monkeypatch.setattr("app.bench.measure", lambda *_arguments: [Figure("parse", 1.0)])
    assert run(1, as_json=False) == 0
    assert capsys.readouterr().out.splitlines()[2:] == [format_row(Figure("parse", 1.0)), PAPERDESK_ALONE]


def test_a_copy_of_the_program_without_its_tests_has_nothing_to_compare_with(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    script = "from app.bench.comparisons import *; print(PROGRAM_ROOT, load_engines(), load_baselines() == Baselines())"
    command = [sys.executable, "-c", script]
    for path in (str(tmp_path), os.pathsep.join((str(tmp_path), str(ROOT)))):
        environment = {**os.environ, "PYTHONPATH": path}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == f"{tmp_path.resolve()} () True\n"


@pytest.mark.parametrize("init", ["", "raise RuntimeError('a foreign package was run')"])
def test_another_package_called_tests_is_neither_used_nor_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, init: str
) -> None:
    own, foreign = tmp_path / "own" / "tests" / "bench", tmp_path / "foreign" / "tests" / "bench"
    for folder in (own, foreign):
        folder.mkdir(parents=True)
        (folder / "engines.py").write_text("ENGINES = ('foreign',)")
    (foreign.parent / "__init__.py").write_text(init)
    monkeypatch.setattr("app.bench.comparisons.PROGRAM_ROOT", tmp_path / "own")
    monkeypatch.delitem(sys.modules, "tests", raising=False)
    monkeypatch.syspath_prepend(tmp_path / "foreign")
    assert load_engines() == ()


def test_a_benchmark_without_papers_is_refused() -> None:
    with pytest.raises(UsageError):
        run(0, as_json=True)
