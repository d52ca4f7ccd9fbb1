"""The conditions of a query, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import pytest

from app.domain.vocabulary import STATUSES
from app.query.evaluation import evaluate, resolve_dates
from app.query.parser import parse
from app.store import conditions
from app.store.driver import MODULE, Connection
from app.store.listed_papers import read_listed_papers
from app.store.migrations import MIGRATIONS

NOW = "2026-01-15T12:00:00Z"

# 1-6 are listed; 7 is an alias of 1 and 8 of 2 (8 < 9, another alias of 2) and 11 of 3; 10 is not listed.
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
    (11, 3, 0, None, None, None, "[]"),
]
TODAY = date(2026, 3, 31)
MORE_COLUMNS: dict[int, dict[str, object]] = {  # columns of papers beyond PAPERS
    1: {
        "upvotes": 11, "abstract": "a", "author_count": 2, "categories": '["cs.CL"]',
        "identifiers": '[{"kind":"arxiv","value":"2601.00001"}]',
    },
    2: {"score": 0.5, "abstract": "b", "categories": '["cs","stat"]'},
    3: {
        "upvotes": 10, "abstract": "", "authors": '["A","B"]', "authors_complete": 1,
        "identifiers": '[{"kind":"doi","value":"10.1000/abc"}]', "added": "2026-03-30T12:00:00.000000+00:00",
    },
    4: {"author_count": 1, "authors": '["A","B"]', "authors_complete": 0},
    5: {"author_count": 9, "organization_name": "Acme"},
    6: {"authors": '["A"]', "authors_complete": 0},
    7: {"upvotes": 99},
}  # fmt: skip
TAGS = {1: "rl", 2: "RL/agents", 3: "rlhf", 4: "Änderung", 5: "two words"}
TAGGED = [(7, 1), (3, 2), (4, 3), (5, 4), (10, 1), (6, 5)]
MARKS = [  # paper, status, star, status_at, snoozed_until, priority
    (1, "reading", 0, None, None, 3),
    (7, "done", 1, "2026-02-10T12:00:00Z", None, 5),
    (8, "later", 1, None, "2026-04-01", 0),
    (9, "dropped", 0, None, None, 5),
    (3, "inbox", 1, "2026-02-10T12:00:00Z", None, 0),
    (4, "done", 0, "2026-02-10T12:00:00Z", None, 0),
    (6, "trash", 0, "2026-02-11T12:00:00Z", "2026-03-31", 0),
    (10, "reading", 1, None, None, 0),
    (11, "done", 0, "2026-02-10T12:00:00Z", None, 0),
]
IMPORTS = [(1, "Daily Papers", 0), (2, "Scholar Feed", 0), (3, "daily papers", 1)]  # the third was withdrawn
SIGHTINGS = [
    (1, 1, 1),
    (1, 2, 5),
    (2, 1, 2),
    (3, 1, 2),
    (3, 2, 6),
]  # import, position, paper; 2 is set as withdrawn below
NOTES = [(7, "kept"), (3, ""), (5, "a thought"), (10, "unlisted")]
LINKS = [(8, 6), (10, 4)]


@pytest.fixture
def connection() -> Iterator[Connection]:
    database = MODULE.connect(":memory:")
    for migration in MIGRATIONS:
        database.executescript(files("app.store").joinpath("sql", migration.file).read_text("utf-8"))
    database.executemany(
        "INSERT INTO paper"
        " (id, alias_of, is_present, published, comments, has_code, code_urls, added, title, title_key)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, '{NOW}', 't', 't')",
        PAPERS,
    )
    database.executemany(f"INSERT INTO tag (id, name, created_at) VALUES (?, ?, '{NOW}')", TAGS.items())
    database.executemany(f"INSERT INTO paper_tag (paper_id, tag_id, added_at) VALUES (?, ?, '{NOW}')", TAGGED)
    for paper_id, columns in MORE_COLUMNS.items():
        names = ", ".join(f"{name} = ?" for name in columns)
        database.execute(f"UPDATE paper SET {names} WHERE id = ?", (*columns.values(), paper_id))
    database.execute("UPDATE paper SET is_withdrawn = 1 WHERE id = 2")
    database.executemany(
        "INSERT INTO mark (paper_id, status, is_starred, status_at, snoozed_until, priority) VALUES (?, ?, ?, ?, ?, ?)",
        MARKS,
    )
    database.execute("INSERT INTO dump (id, hash, size) VALUES (1, 'h', 1)")
    for import_id, source, is_withdrawn in IMPORTS:
        database.execute(
            "INSERT INTO import (id, dump_id, file_hash, path, format, layout, reason, source, imported_at,"
            " is_withdrawn, is_finished) VALUES (?, 1, ?, 'p', 'page', 'A', 'r', ?, ?, ?, 1)",
            (import_id, f"h{import_id}", source, NOW, is_withdrawn),
        )
    for import_id, position, paper_id in SIGHTINGS:
        database.execute(
            "INSERT INTO sighting (import_id, position, birth_id, paper_id, title, title_key, authors, year_inferred,"
            " categories, identifiers, code_urls, mentions, repairs, is_guess, spans)"
            " VALUES (?, ?, ?, ?, 't', 't', '[]', 0, '[]', '[]', '[]', '[]', '[]', 0, '{}')",
            (import_id, position, paper_id, paper_id),
        )
    database.execute(f"INSERT INTO collection VALUES (1, 'For Friday', '{NOW}')")
    for position, paper_id in enumerate((8, 6, 10)):
        database.execute("INSERT INTO collection_paper VALUES (?, 1, ?, ?)", (position + 1, paper_id, position))
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
    "status:done": {4},
    "status:later": {2},
    "status:dropped": set(),
    "status:trash": {6},
    "status:inbox": {3, 5},
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
    "comments:>999999999999999999999999": set(),
    "comments:3..5": {1, 2, 6},
    "comments:40..": {5},
    "comments:..0": {4},
    "upvotes:>10": {1},
    "upvotes:..10": {3},
    "score:0.5": {2},
    "score:>0.5": set(),
    "score:..0.5": {2},
    "authors:2": {1, 3},
    "authors:>=2": {1, 3, 5},
    "authors:1..2": {1, 3, 4},
    "added:2026-01": {1, 2, 4, 5, 6},
    "added:<7d": {3},
    "added:>=2026-03": {3},
    "priority:0": {2, 3, 4, 5, 6},
    "priority:>2": {1},
    "priority:<5": {1, 2, 3, 4, 5, 6},
    "done:2026-02": {4},
    "done:<1w": set(),
    "decided:2026-02": {4, 6},
    "decided:<1w": set(),
    "is:undecided": {3, 5},
    "is:snoozed": {2},
    "tag:rl*": {1, 3, 4},
    "tag:t*": {6},
    'collection:"for friday"': {2, 6},
    "collection:FOR*": {2, 6},
    "collection:for": set(),
    "category:cs": {1, 2},
    "category:CS.cl": {1},
    "category:cs.c*": {1},
    "keyword:stat": {2},
    "source:daily-papers": {1, 2, 5},
    'source:"Daily Papers"': {1, 2, 5},
    "source:scholar*": {2},
    "import:1": {1, 5},
    "import:2": {2},
    "import:last": {2},
    "import:9": set(),
    "id:3": {3},
    "id:8": {2},
    "id:10": set(),
    "id:2601.00001": {1},
    "id:arxiv:2601.00001v2": {1},
    "id:10.1000/ABC": {3},
    "id:doi:2601.00001": set(),
    "has:abstract": {1, 2},
    "has:author": {3, 4, 6},
    "has:id": {1, 3},
    "has:category": {1, 2},
    "has:org": {5},
    "has:tag": {1, 3, 4, 5, 6},
    "has:collection": {2, 6},
    "has:highlight": set(),
    "-has:date": {4},
    "-comments:>=0": {3},
}


class DatabaseConditions:
    """ConditionSearch on a connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.standing = conditions.read_context(connection, read_listed_papers(connection).papers)

    def find(self, condition: conditions.Condition) -> set[int]:
        return conditions.find_ids(self.connection, resolve_dates(condition, TODAY), self.standing)


class NoTextSearch:
    def find(self, *_arguments: object) -> set[int]:
        raise AssertionError("a query of conditions searched for words")


@pytest.mark.parametrize("query", FOUND)
def test_a_condition_also_finds_papers_through_their_aliases(connection: Connection, query: str) -> None:
    search = DatabaseConditions(connection)
    found = evaluate(parse(query), NoTextSearch(), search, lambda: set(search.standing.listed))
    assert found == FOUND[query]


def test_all_papers_are_the_listed_ones(connection: Connection) -> None:
    assert read_listed_papers(connection).papers == {1, 2, 3, 4, 5, 6}


def test_the_counts_of_the_sidebar_agree_with_queries(connection: Connection) -> None:
    search = DatabaseConditions(connection)
    counts = conditions.count_marks(connection)
    for status in STATUSES:
        number = sum(count for name, _, count in counts if name == status)
        found = find_by_status(connection, status)
        assert found == search.find(conditions.Condition("status", "=", status))
        assert number == len(found)
    starred = search.find(conditions.Condition("is", "=", "starred"))
    assert sum(count for _, is_starred, count in counts if is_starred) == len(starred)
    assert find_by_status(connection, "starred") == starred
    assert find_by_status(connection, "all") == {1, 2, 3, 4, 5}


def find_by_status(connection: Connection, found: str) -> set[int]:
    rows = connection.execute(f"SELECT id FROM paper WHERE is_present AND {conditions.status_condition(found)}")
    return {row[0] for row in rows}


@pytest.mark.parametrize("query", [query for query in FOUND if not query.startswith("-")])
def test_a_condition_never_finds_an_unlisted_paper(connection: Connection, query: str) -> None:
    condition = parse(query)
    assert isinstance(condition, conditions.Condition)
    search = DatabaseConditions(connection)
    assert search.find(condition) <= search.standing.listed
