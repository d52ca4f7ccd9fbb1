"""SQLite's own full-text search (FTS5): a table of papers, and an index of its columns.

The best by bm25 come first, a title counting three times; a second query counts all. Commits are synced to the disk, as
in Paperdesk.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.bench.engine import BuildResult, SearchEngine, process_memory_mb, time_call, total_size
from app.bench.questions import EDITED, SHOWN, Question, generate_entries
from app.store.driver import JOURNAL_MODE, Connection, connect

_COLUMNS = "title, abstract, authors, organization"
_CREATE_TABLES = f"""
CREATE TABLE paper (id INTEGER PRIMARY KEY, {_COLUMNS}, year INTEGER);
CREATE TABLE paper_tag (paper_id INTEGER, tag TEXT, PRIMARY KEY (tag, paper_id)) WITHOUT ROWID;
CREATE INDEX paper_year ON paper (year);
"""
_CREATE_INDEX = f"""
CREATE VIRTUAL TABLE text USING fts5(
    {_COLUMNS}, content='paper', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO text(text, rank) VALUES ('rank', 'bm25(3.0)');
"""
_REMOVE_FROM_INDEX = (
    f"INSERT INTO text(text, rowid, {_COLUMNS}) SELECT 'delete', id, {_COLUMNS} FROM paper WHERE id = ?"
)
_ADD_TO_INDEX = f"INSERT INTO text(rowid, {_COLUMNS}) SELECT id, {_COLUMNS} FROM paper WHERE id = ?"


class Fts5Engine(SearchEngine):
    """SQLite FTS5 with bm25."""

    def build(self) -> BuildResult:
        self.folder.mkdir()
        connection = self._connect()
        connection.executescript(_CREATE_TABLES)
        with connection:
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO paper VALUES (?, ?, ?, ?, ?, ?)", self._rows())
            connection.executemany(
                "INSERT INTO paper_tag VALUES (?, ?)",
                ((entry.number, entry.tag) for entry in generate_entries(self.count)),
            )
        before = total_size([self._file])

        def index() -> None:
            with connection:
                connection.executescript(f"BEGIN; {_CREATE_INDEX} INSERT INTO text(text) VALUES ('rebuild'); COMMIT;")

        seconds = time_call(index)
        connection.close()
        return BuildResult(seconds, total_size([self._file]) - before, {"building_mb": process_memory_mb(key="VmHWM")})

    def _rows(self) -> Iterator[tuple[object, ...]]:
        for entry in generate_entries(self.count):
            yield entry.number, entry.title, entry.abstract, "\n".join(entry.authors), entry.organization, entry.year

    @property
    def _file(self) -> Path:
        return self.folder / "papers.db"

    def _connect(self) -> Connection:
        connection = connect(str(self._file), isolation_level=None)
        connection.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")
        connection.execute("PRAGMA cache_size = -65536")  # KiB, as in Paperdesk
        return connection

    def open(self) -> None:
        self._connection = self._connect()

    def ask(self, question: Question) -> int:
        source, where = "text", "text MATCH :text"
        if question.tag is not None:
            source += " JOIN paper_tag ON paper_tag.paper_id = text.rowid AND tag = :tag"
        if question.year is not None:
            source += " JOIN paper ON paper.id = text.rowid AND year = :year"
        values = {"text": _as_match(question), "tag": question.tag, "year": question.year}
        best = f"SELECT text.rowid FROM {source} WHERE {where} ORDER BY text.rank LIMIT {SHOWN}"
        self._connection.execute(best, values).fetchall()
        return int(self._connection.execute(f"SELECT count(*) FROM {source} WHERE {where}", values).fetchone()[0])

    def edit(self, number: int, title: str) -> None:
        paper_id = 1 + number % min(EDITED, self.count)
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(_REMOVE_FROM_INDEX, (paper_id,))
            self._connection.execute("UPDATE paper SET title = ? WHERE id = ?", (title, paper_id))
            self._connection.execute(_ADD_TO_INDEX, (paper_id,))

    def close(self) -> None:
        self._connection.close()


def _as_match(question: Question) -> str:
    if question.is_phrase:
        return f'"{" ".join(question.words)}"'
    return " ".join(f'"{word}"' for word in question.words) + ("*" if question.is_typed else "")
