from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.bench import run
from app.bench.corpus import DUMP_DATE, PAPERS_PER_PAGE, InventedPaper, invent, pages
from app.bench.figures import LINES, Figure, Line, as_object, is_met, percentile, row
from app.bench.measures import make_queries
from app.bench.rival import add_relations, prepare_relations
from app.domain.errors import UsageError
from app.domain.records import PaperRecord
from app.importer.formats import parse
from app.importer.source import decode_source
from app.library import Library


def _facts(record: PaperRecord) -> tuple[object, ...]:
    organization = record.organization and (record.organization.slug, record.organization.name)
    return (
        record.title, record.abstract, record.authors, record.author_count, organization, record.published_text,
        record.comments, record.score, record.categories, record.code_urls,
    )  # fmt: skip


def _invented_facts(paper: InventedPaper) -> tuple[object, ...]:
    return (
        paper.title, paper.abstract, paper.authors, paper.author_count, paper.organization, paper.published,
        paper.comments, paper.score, paper.categories, (paper.code_url,) if paper.code_url else (),
    )  # fmt: skip


def test_two_benchmarks_measure_the_same_papers() -> None:
    assert list(invent(40)) == list(invent(40))
    assert list(invent(40)) != list(invent(40, seed=1))


def test_a_longer_benchmark_begins_with_the_papers_of_a_shorter_one() -> None:
    assert list(invent(60))[:40] == list(invent(40))


def test_every_invented_paper_is_read_with_all_its_fields() -> None:
    papers = list(invent(400))
    feeds = [parse(decode_source(page.encode(), "page").text, dump_date=DUMP_DATE) for page in pages(papers)]
    assert [(feed.layout, feed.unread, feed.dump_date) for feed in feeds] == [
        ("A", (), DUMP_DATE), ("S", (), DUMP_DATE)
    ]  # fmt: skip
    daily = [paper for paper in papers if not paper.categories]
    listed = [paper for paper in papers if paper.categories]
    for feed, expected in zip(feeds, (daily, listed), strict=True):
        assert [_facts(record) for record in feed.papers] == [_invented_facts(paper) for paper in expected]
        assert all(record.published for record, paper in zip(feed.papers, expected, strict=True) if paper.published)


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
        [paper for paper in papers if len(paper.authors) == 3 and paper.author_count is None],
        [paper for paper in papers if len(paper.authors) == paper.author_count],
        [paper for paper in papers if len(paper.categories) > 1],
    ]
    assert all(kinds)
    assert len([paper for paper in papers if paper.authors]) == 200
    assert 60 < len({name for paper in papers for name in paper.authors}) < 200


def test_an_invented_paper_is_as_long_as_a_real_one() -> None:
    papers = list(invent(200))
    assert 1_450 < sum(len(page.encode()) for page in pages(papers)) / 200 < 1_750


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


def test_the_budget_beside_sqlmodel_stands_where_both_sides_store_parsed_papers() -> None:
    budgets = {line.key: (line.least, line.most) for line in LINES}
    assert budgets["storing_ratio"] == (8, None)
    assert budgets["import"] == (10_000, None)
    assert budgets["import_ratio"] == (None, None)  # printed all the same


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


def test_the_rival_stores_what_the_import_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    records = [
        record
        for page in pages(list(invent(60)))
        for record in parse(decode_source(page.encode(), "page").text, dump_date=DUMP_DATE).papers
    ]
    with Library(tmp_path / "rival") as library:
        prepare_relations(library.database)
        add_relations(library.database, records)
        read = library.database.reader.execute
        papers = read("SELECT title, abstract, published, comments, score FROM rivalpaper ORDER BY id").fetchall()
        authors = read(
            "SELECT b.paper_id, a.name FROM rivalpaperauthor AS b JOIN rivalauthor AS a ON a.id = b.author_id "
            "ORDER BY b.paper_id, b.position"
        ).fetchall()
        categories = read(
            "SELECT b.paper_id, c.name FROM rivalpapercategory AS b JOIN rivalcategory AS c ON c.id = b.category_id "
            "ORDER BY b.paper_id, b.position"
        ).fetchall()
        sightings = read("SELECT title, authors, published_text FROM rivalsighting ORDER BY position").fetchall()
    assert papers == [
        (one.title, one.abstract, str(one.published) if one.published else None, one.comments, one.score)
        for one in records
    ]
    assert authors == [(number, name) for number, one in enumerate(records, 1) for name in one.authors]
    assert categories == [(number, name) for number, one in enumerate(records, 1) for name in one.categories]
    assert sightings == [(one.title, json.dumps(one.authors), one.published_text) for one in records]
