"""The shipped samples, which a new user sees first, must be read completely."""

from __future__ import annotations

import json

import pytest

from app.domain.records import FeedRecord
from app.importer.formats import parse
from tests.paths import ROOT

SAMPLES = ROOT / "resources" / "samples"
LINK_TYPES = {"cites", "extends", "uses", "contradicts", "compares", "same-work", "related"}


def read(name: str) -> FeedRecord:
    return parse((SAMPLES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "papers", "dump_date"),
    [
        ("daily-papers-sample-1.txt", 16, "2022-03-04"),
        ("daily-papers-sample-2.txt", 16, "2022-05-03"),
        ("scholar-feed-sample.txt", 5, None),
    ],
)
def test_a_sample_is_read_completely_and_with_its_year(name: str, papers: int, dump_date: str | None) -> None:
    feed = read(name)
    assert len(feed.papers) == papers
    assert feed.unread == ()
    assert (feed.dump_date.isoformat() if feed.dump_date else None) == dump_date


def test_the_second_sample_has_more_data_on_papers_of_the_first() -> None:
    first, second = (
        {paper.title: paper for paper in read(f"daily-papers-sample-{number}.txt").papers} for number in (1, 2)
    )
    shared = first.keys() & second.keys()
    assert len(shared) == 6
    diffusion = "Denoising Diffusion Probabilistic Models"
    assert (first[diffusion].abstract_complete, second[diffusion].abstract_complete) == (False, True)
    assert second[diffusion].code_urls == ("https://github.com/hojonathanho/diffusion",)
    assert sum(first[title].comments != second[title].comments for title in shared) == 5


def test_notes_tags_and_links_of_the_samples_refer_to_sample_papers() -> None:
    titles = {paper.title for number in (1, 2) for paper in read(f"daily-papers-sample-{number}.txt").papers}
    demo = json.loads((SAMPLES / "notes.json").read_text(encoding="utf-8"))
    named = [entry["title"] for entry in demo["notes"]]
    named += [title for tagged in demo["tags"].values() for title in tagged]
    named += [link[end] for link in demo["links"] for end in ("from", "to")]
    assert set(named) <= titles
    assert {link["type"] for link in demo["links"]} <= LINK_TYPES
