"""The fact leaves of a query against a real database of version 1."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

import pytest

from app.query.evaluation import evaluate
from app.query.parser import parse
from app.store import facts

NOW = "2026-01-01T00:00:00Z"

# 1-6 are listed; 7 is an alias of 1 and 8 of 2 (8 < 9, another alias of 2); 10 is not listed.
PAPERS = [
    # id, alias_of, is_present, published, comments, has_code, code_urls
    (1, None, 1, "2026-01-31", 5, None, "[]"),
    (2, None, 1, "2026-02-01", 3, 1, "[]"),
    (3, None, 1, "2025-12-31", None, 0, "[]"),
    (4, None, 1, None, 0, 0, '["https://example.org/code"]'),
    (5, None, 1, "2024-02-29", 40, None, "[]"),
    (6, None, 1, "2025-08-05", 4, None, "[]"),
    (7, 1, 0, "2020-01-01", 5, 1, "[]"),
    (8, 2, 0, None, None, None, "[]"),
    (9, 2, 0, None, None, None, "[]"),
    (10, None, 0, "2026-01-31", 5, 1, "[]"),
]
TAGS = {1: "rl", 2: "RL/agents", 3: "rlhf", 4: "Änderung", 5: "two words"}
TAGGED = [(7, 1), (3, 2), (4, 3), (5, 4), (10, 1), (6, 5)]
MARKS = [(1, "reading", 0), (7, "done", 1), (8, "later", 1), (9, "dropped", 0), (3, "inbox", 1), (10, "reading", 1)]
NOTES = [(7, "kept"), (3, ""), (5, "a thought"), (10, "unlisted")]
LINKS = [(8, 6), (10, 4)]


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:")
    database.executescript(files("app.store").joinpath("sql/0001.sql").read_text("utf-8"))
    database.executemany(
        "INSERT INTO paper"
        " (id, alias_of, is_present, published, comments, has_code, code_urls, added, title, title_key)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, '{NOW}', 't', 't')",
        PAPERS,
    )
    database.executemany(f"INSERT INTO tag (id, name, created_at) VALUES (?, ?, '{NOW}')", TAGS.items())
    database.executemany(f"INSERT INTO paper_tag (paper_id, tag_id, added_at) VALUES (?, ?, '{NOW}')", TAGGED)
    database.executemany("INSERT INTO mark (paper_id, status, is_starred) VALUES (?, ?, ?)", MARKS)
    for number, (paper_id, text) in enumerate(NOTES, 1):
        database.execute("INSERT INTO note_revision VALUES (?, ?, NULL, 'h', ?, ?)", (number, paper_id, text, NOW))
        database.execute("INSERT INTO note (paper_id, revision_id) VALUES (?, ?)", (paper_id, number))
    database.executemany(
        f"INSERT INTO link (source_id, target_id, type, created_at) VALUES (?, ?, 'related', '{NOW}')", LINKS
    )
    yield database
    database.close()


FOUND = {
    "tag:rl": {1, 3},
    "tag:RL/Agents": {3},
    "tag:agents": set(),
    "tag:rlhf": {4},
    "tag:äNDERUNG": {5},
    'tag:"two words"': {6},
    "tag:unknown": set(),
    "status:reading": {1},
    "status:done": set(),
    "status:later": {2},
    "status:dropped": set(),
    "status:inbox": {3, 4, 5, 6},
    "is:starred": {2, 3},
    "has:note": {1, 5},
    "has:code": {2, 4},
    "has:date": {1, 2, 3, 5, 6},
    "has:link": {2, 6, 4},
    "published:2025": {3, 6},
    "published:2026-01": {1},
    "published:2025-08-05": {6},
    "published:2024-02": {5},
    "published:>2026-01": {2},
    "published:>=2026-01": {1, 2},
    "published:<2026-01": {3, 5, 6},
    "published:<=2026-01": {1, 3, 5, 6},
    "published:>2025": {1, 2},
    "published:<=2025": {3, 5, 6},
    "published:<2025-08-05": {5},
    "published:<=2025-08-05": {5, 6},
    "comments:4": {6},
    "comments:>4": {1, 5},
    "comments:>=4": {1, 5, 6},
    "comments:<4": {2, 4},
    "comments:<=3": {2, 4},
    "comments:>999999999999999999": set(),
    "-has:date": {4},
    "-comments:>=0": {3},
}


class FactsOf:
    """The facts of a connection, as `evaluate` asks for them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def matching(self, fact: facts.Fact) -> set[int]:
        return facts.ids(self.connection, fact)


class NoTexts:
    def matching(self, *_asked: object) -> set[int]:
        raise AssertionError("a query of facts asked for words")


@pytest.mark.parametrize("query", FOUND)
def test_a_fact_finds_its_papers_also_through_what_hangs_on_an_alias(
    connection: sqlite3.Connection, query: str
) -> None:
    found = evaluate(parse(query), NoTexts(), FactsOf(connection), lambda: facts.listed_ids(connection))
    assert found == FOUND[query]


def test_only_listed_papers_are_all_papers(connection: sqlite3.Connection) -> None:
    assert facts.listed_ids(connection) == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("query", [query for query in FOUND if not query.startswith("-")])
def test_a_fact_never_names_an_unlisted_paper(connection: sqlite3.Connection, query: str) -> None:
    fact = parse(query)
    assert isinstance(fact, facts.Fact)
    assert facts.ids(connection, fact) <= facts.listed_ids(connection)
