from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.bench import run
from app.bench.corpus import DUMP_DATE, PAPERS_PER_PAGE, InventedPaper, invent, pages
from app.bench.figures import LINES, Figure, Line, as_object, is_met, row
from app.bench.measures import make_queries, percentile
from app.errors import UsageError
from app.importer.formats import parse
from app.importer.source import decode_source
from app.records import PaperRecord


def _facts(record: PaperRecord) -> tuple[object, ...]:
    organization = record.organization and (record.organization.slug, record.organization.name)
    return (
        record.title, record.abstract, record.author_count, organization, record.published_text, record.comments,
        record.code_urls,
    )  # fmt: skip


def _invented_facts(paper: InventedPaper) -> tuple[object, ...]:
    return (
        paper.title, paper.abstract, paper.author_count, paper.organization, paper.published, paper.comments,
        (paper.code_url,) if paper.code_url else (),
    )  # fmt: skip


def test_two_benchmarks_measure_the_same_papers() -> None:
    assert list(invent(40)) == list(invent(40))
    assert list(invent(40)) != list(invent(40, seed=1))


def test_a_longer_benchmark_begins_with_the_papers_of_a_shorter_one() -> None:
    assert list(invent(60))[:40] == list(invent(40))


def test_every_invented_paper_is_read_with_all_its_fields() -> None:
    papers = list(invent(400))
    (page,) = pages(papers)
    feed = parse(decode_source(page.encode(), "page").text, dump_date=DUMP_DATE)
    assert (feed.layout, feed.unread, feed.dump_date) == ("A", (), DUMP_DATE)
    assert [_facts(record) for record in feed.papers] == [_invented_facts(paper) for paper in papers]
    assert all(record.published for record, paper in zip(feed.papers, papers, strict=True) if paper.published)


def test_invented_papers_are_of_all_the_kinds_that_pages_have() -> None:
    papers = list(invent(400))
    assert len({paper.title for paper in papers}) == 400
    kinds = [
        [paper for paper in papers if paper.published is None],
        [paper for paper in papers if paper.organization],
        [paper for paper in papers if paper.author_count == 1],
        [paper for paper in papers if paper.comments],
        [paper for paper in papers if paper.code_url],
        [paper for paper in papers if not paper.abstract.isascii()],
    ]
    assert all(kinds)


def test_an_invented_paper_is_as_long_as_a_real_one() -> None:
    papers = list(invent(200))
    (page,) = pages(papers)
    assert 1_450 < len(page.encode()) / 200 < 1_750


def test_many_papers_fill_several_pages() -> None:
    paper = next(invent(1))
    assert [page.count(paper.abstract) for page in pages([paper] * (PAPERS_PER_PAGE + 1))] == [PAPERS_PER_PAGE, 1]


def test_search_is_measured_with_ten_queries_of_each_kind() -> None:
    queries = make_queries(list(invent(50)))
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


def test_a_missed_budget_stands_in_its_row() -> None:
    assert "MISSED" in row(Figure("tag_p95", 1000.0))
    assert "MISSED" not in row(Figure("tag_p95", 1.0)) + row(Figure("tag_p95", None, "skipped"))
    assert as_object(5, [Figure("tag_p95", 1000.0)])["figures"]["tag_p95"]["is_met"] is False


def test_the_json_of_a_benchmark_has_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    before = os.environ.get("PAPERDESK_CACHE")
    assert run(50, as_json=True) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["papers"] == 50
    assert set(report["figures"]) == {line.key for line in LINES}
    assert os.environ.get("PAPERDESK_CACHE") == before


def test_the_table_of_a_benchmark_has_a_row_for_every_figure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    assert run(20, as_json=False) == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    assert [one[:40].strip() for one in rows] == [line.label for line in LINES]
    assert not (tmp_path / "cache").exists()


def test_a_benchmark_without_papers_is_refused() -> None:
    with pytest.raises(UsageError):
        run(0, as_json=True)
