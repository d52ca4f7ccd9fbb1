"""The expected.json files of the real pages: every field is compared."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.records import FeedRecord, PaperRecord
from app.importer.formats import parse
from app.importer.page import undo_rewriting
from app.importer.source import read_source
from tests.paths import DUMPS

EXPECTED = sorted(DUMPS.glob("**/*.expected.json"))
TODAY = date(2026, 11, 21)

if not EXPECTED:
    pytest.skip(f"the real dumps are not at {DUMPS}", allow_module_level=True)


def make_paper_dict(paper: PaperRecord) -> dict[str, Any]:
    organization = paper.organization
    return {
        "title": paper.title,
        "abstract": paper.abstract,
        "abstract_complete": paper.abstract_complete,
        "authors": list(paper.authors),
        "authors_complete": paper.authors_complete,
        "author_count": paper.author_count,
        "organization": dataclasses.asdict(organization) if organization else None,
        "published": paper.published,
        "comments": paper.comments,
        "upvotes": paper.upvotes,
        "categories": list(paper.categories),
        "has_code": paper.has_code,
        "score": paper.score,
    }


def make_dict(name: str, feed: FeedRecord) -> dict[str, Any]:
    return {
        "file": name,
        "format": feed.format,
        "layout": feed.layout,
        "dump_day": feed.dump_day,
        "year": feed.year,
        "year_confidence": feed.year_confidence,
        "profile": dataclasses.asdict(feed.profile) if feed.profile else None,
        "papers": [make_paper_dict(paper) for paper in feed.papers],
        "unread": [piece.text for piece in feed.unread],
    }


def text_path(expected: Path) -> Path:
    return expected.with_name(expected.name.replace(".expected.json", ".txt"))


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.partition(".")[0])
def test_a_real_page_gives_the_expected_records(expected: Path) -> None:
    path = text_path(expected)
    feed = parse(read_source(path).text, today=TODAY)
    assert make_dict(path.name, feed) == json.loads(expected.read_text())


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.partition(".")[0])
def test_every_field_of_a_real_page_has_its_span_in_the_text(expected: Path) -> None:
    text = read_source(text_path(expected)).text
    for paper in parse(text, today=TODAY).papers:
        at = {name: undo_rewriting(text[span.start : span.end]) for name, span in paper.spans.items()}
        assert " ".join(at["title"].split()) == paper.title
        assert at.get("abstract") == paper.abstract
        assert at.get("published") == paper.published_text
        assert at.get("comments") == (None if paper.comments is None else str(paper.comments))
        assert at.get("upvotes") == (None if paper.upvotes is None else str(paper.upvotes))
        assert at.get("score") == (None if paper.score is None else str(paper.score))
        assert at.get("categories", "") == "".join(paper.categories)
        if paper.organization and paper.organization.slug != paper.organization.name:
            organization = paper.organization
            printed = f"{organization.slug} {organization.name}" if organization.slug else organization.name
            assert at["organization"] == printed
        if paper.authors:
            assert at["authors"].removesuffix(" et al.") == ", ".join(paper.authors)
        elif paper.author_count is not None:
            assert at["author_count"] == str(paper.author_count)
