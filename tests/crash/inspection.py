"""Inspects a library after a crash: its content, and whether it is consistent."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from app.index.documents import TextTerm
from app.library import Library
from app.search.searcher import LibraryTextSearch
from app.store import papers
from tests.crash.steps import Content

_TAGS = (
    "SELECT p.title, t.name FROM paper_tag AS pt "
    "JOIN paper AS p ON p.id = pt.paper_id JOIN tag AS t ON t.id = pt.tag_id"
)

_MARKS = "SELECT paper_id, status, snoozed_until FROM mark"


def read_content(library: Library) -> Content:
    """The content of the library."""
    reader = library.database.reader
    rows = reader.execute("SELECT id, title, abstract FROM paper WHERE is_present").fetchall()
    titles = {row[0]: row[1] for row in rows}
    tags: dict[str, frozenset[str]] = {}
    for title, name in reader.execute(_TAGS):
        tags[title] = tags.get(title, frozenset()) | {name}
    notes = papers.read_notes(reader, list(titles))
    return Content(
        abstracts={row[1]: row[2] for row in rows},
        tags=tags,
        notes={titles[paper_id]: text for paper_id, text in notes.items()},
        imports=[(one.path.rpartition("/")[2], one.papers) for one in library.imports()],
        steps=len(library.history()),
        undone=sum(step.undone for step in library.history()),
        statuses={titles[row[0]]: (row[1], row[2]) for row in reader.execute(_MARKS) if row[0] in titles},
        collections={
            name: [titles[one] for one in library.collection(name)] for name, _papers in library.collections()
        },
        searches={saved.name: saved.query for saved in library.saved_searches()},
    )


def find_faults(library: Library) -> list[str]:
    """The faults of the database file; empty when it is consistent."""
    reader = library.database.reader
    found = [str(row[0]) for row in reader.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"a row of {row[0]} has a missing parent" for row in reader.execute("PRAGMA foreign_key_check")]
    for table in ("import", "sighting"):
        count = reader.execute(f"SELECT COUNT(*) FROM {table} WHERE {_UNFINISHED[table]}").fetchone()[0]
        found += [f"{count} rows of {table} belong to an import that did not finish"] if count else []
    dumps = reader.execute("SELECT COUNT(*) FROM dump WHERE id NOT IN (SELECT dump_id FROM import)").fetchone()[0]
    found += [f"{dumps} dumps of no import were left behind"] if dumps else []
    return found


_UNFINISHED = {
    "import": "NOT is_finished",
    "sighting": "import_id NOT IN (SELECT id FROM import WHERE is_finished)",
}


def find_wrong_searches(library: Library, words: Sequence[str]) -> list[str]:
    """The words for which the index does not find the same papers as a scan of the library."""
    texts = LibraryTextSearch(library.database.reader)
    return [word for word in words if set(library.find(word)) != texts.find(TextTerm(None, (word,)))]


def find_doctor_problems(library: Library) -> list[str]:
    """The problems that `paperdesk doctor` finds."""
    if find_spec("app.doctor.checks") is None:
        return []
    from app.doctor.checks import run_checks

    return [finding.sentence for finding in run_checks(library) if not finding.ok]
