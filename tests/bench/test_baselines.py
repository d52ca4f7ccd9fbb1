from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.bench import run
from app.bench.comparisons import load_baselines, load_engines
from app.bench.corpus import DUMP_DATE, generate_papers, make_pages
from app.bench.figures import LINES
from app.importer.formats import parse
from app.importer.source import decode_source
from app.library import Library
from tests.bench.baselines import BASELINES, add_relations, prepare_relations
from tests.bench.engines import ENGINES


def test_a_checkout_measures_paperdesk_beside_the_baselines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    assert load_baselines() is BASELINES
    assert load_engines() is ENGINES
    assert run(20, as_json=False) == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    assert [one[:40].strip() for one in rows] == [line.label for line in (*LINES, *BASELINES.lines)]
    assert not (tmp_path / "cache").exists()


def test_the_budget_compares_with_sqlmodel_where_both_sides_store_parsed_papers() -> None:
    budgets = {line.key: (line.least, line.most) for line in BASELINES.lines}
    assert budgets["storing_ratio"] == (8, None)
    assert budgets["import_ratio"] == (None, None)  # shown all the same


def test_the_baseline_stores_what_the_import_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    records = [
        record
        for page in make_pages(list(generate_papers(60)))
        for record in parse(decode_source(page.encode(), "page").text, dump_date=DUMP_DATE).papers
    ]
    with Library(tmp_path / "baseline") as library:
        prepare_relations(library.database)
        add_relations(library.database, records)
        read = library.database.reader.execute
        papers = read("SELECT title, abstract, published, comments, score FROM baselinepaper ORDER BY id").fetchall()
        authors = read(
            "SELECT b.paper_id, a.name FROM baselinepaperauthor AS b JOIN baselineauthor AS a ON a.id = b.author_id "
            "ORDER BY b.paper_id, b.position"
        ).fetchall()
        categories = read(
            "SELECT b.paper_id, c.name FROM baselinepapercategory AS b JOIN baselinecategory AS c "
            "ON c.id = b.category_id ORDER BY b.paper_id, b.position"
        ).fetchall()
        sightings = read("SELECT title, authors, published_text FROM baselinesighting ORDER BY position").fetchall()
    assert papers == [
        (one.title, one.abstract, str(one.published) if one.published else None, one.comments, one.score)
        for one in records
    ]
    assert authors == [(number, name) for number, one in enumerate(records, 1) for name in one.authors]
    assert categories == [(number, name) for number, one in enumerate(records, 1) for name in one.categories]
    assert sightings == [(one.title, json.dumps(one.authors), one.published_text) for one in records]
