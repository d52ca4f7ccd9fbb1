"""The index compared with SQLite FTS5 over 10,000 papers: two independent programs find the same papers."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import pytest

from app.bench.questions import Entry, generate_entries
from app.index.analysis import split_words
from app.index.documents import IndexDocument, MatchMode, TextTerm
from app.index.engine import Engine
from app.store.driver import Connection, connect
from tests.profile import thorough

PAPERS = thorough(10_000, 2_000)
TERMS_PER_MODE = 150
"""Terms asked for each match mode."""


class EnginePair(NamedTuple):
    """Two engines with the same papers, and a sample of these."""

    engine: Engine
    fts5: Connection
    sample: list[Entry]


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EnginePair]:
    papers = list(generate_entries(PAPERS))
    engine = Engine(tmp_path_factory.mktemp("fts5") / "index")
    engine.rebuild(
        (IndexDocument(one.number, one.title, one.abstract, one.authors, one.organization) for one in papers),
        "library", "epoch", 1,
    )  # fmt: skip
    fts5 = connect(":memory:")
    fts5.execute(
        "CREATE VIRTUAL TABLE text USING "
        'fts5(title, abstract, authors, organization, tokenize="unicode61 remove_diacritics 2")'
    )
    fts5.executemany(
        "INSERT INTO text(rowid, title, abstract, authors, organization) VALUES (?, ?, ?, ?, ?)",
        ((one.number, one.title, one.abstract, " ".join(one.authors), one.organization) for one in papers),
    )
    yield EnginePair(engine, fts5, Random(0).sample(papers, TERMS_PER_MODE))
    fts5.close()
    engine.close()


def find_by_fts5(engines: EnginePair, match: str) -> set[int]:
    return {row[0] for row in engines.fts5.execute("SELECT rowid FROM text WHERE text MATCH ?", (match,))}


def texts_of(paper: Entry) -> list[list[str]]:
    return [found for text in (paper.title, paper.abstract, *paper.authors) if len(found := split_words(text)) > 3]


def test_papers_are_found_by_a_word_as_fts5_finds_them(engines: EnginePair) -> None:
    random = Random(1)
    asked = {random.choice(random.choice(texts_of(paper))) for paper in engines.sample} | {"nosuchword"}
    assert {word: engines.engine.find(TextTerm(None, (word,))) for word in asked} == {
        word: find_by_fts5(engines, f'"{word}"') for word in asked
    }


def test_papers_are_found_by_a_phrase_as_fts5_finds_them(engines: EnginePair) -> None:
    random = Random(2)
    asked = set()
    for paper in engines.sample:
        text = random.choice(texts_of(paper))
        start = random.randrange(len(text) - 2)
        phrase = tuple(text[start : start + random.choice((2, 2, 3))])
        asked |= {phrase, phrase[::-1]}
    assert {phrase: engines.engine.find(TextTerm(None, phrase)) for phrase in asked} == {
        phrase: find_by_fts5(engines, f'"{" ".join(phrase)}"') for phrase in asked
    }


def test_papers_are_found_by_the_start_of_a_word_as_fts5_finds_them(engines: EnginePair) -> None:
    random = Random(3)
    chosen = [random.choice(random.choice(texts_of(paper))) for paper in engines.sample]
    asked = {word[: 2 + number % 4] for number, word in enumerate(chosen)}
    assert {start: engines.engine.find(TextTerm(None, (start,), MatchMode.PREFIX)) for start in asked} == {
        start: find_by_fts5(engines, f'"{start}"*') for start in asked
    }
