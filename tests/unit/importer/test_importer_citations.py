"""The number of citations: read from the page of one paper on Scholar Feed, shown, and absent in older libraries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.importer.formats import parse
from app.importer.source import decode_source
from app.library import Library
from app.store import migrations
from app.store.driver import connect

ABSTRACT = "We sort boats made of paper by their patience, and report what the calm ones have in common with the rest."
PAGE = "AINov 24, 2025\n\nPaper Boats\n\narXiv:2511.01234v2{}\nOriginality Highly original\nAI Analysis\n\n{}\n"


def page(citations: str) -> str:
    return PAGE.format(citations, ABSTRACT)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("1 citations", 1), ("0 citations", 0), ("137 citations", 137), ("1,204 citations", 1204), ("1 citation", 1)],
)
def test_citations_are_read_from_the_page_of_one_paper(printed: str, expected: int) -> None:
    text = page(printed)
    feed = parse(text)
    (paper,) = feed.papers
    assert (paper.title, paper.citations, paper.abstract, paper.authors) == ("Paper Boats", expected, ABSTRACT, ())
    span = paper.spans["citations"]
    assert text[span.start : span.end] == printed.partition(" ")[0]
    assert [one.text.partition("\n")[0] for one in feed.unread] == [f"arXiv:2511.01234v2{printed}"]


def test_a_version_of_two_digits_is_told_by_the_zero() -> None:
    assert parse(page("").replace("v2", "v103 citations")).papers[0].citations == 3


def test_a_line_without_citations_gives_none() -> None:
    assert parse(page("")).papers[0].citations is None


def test_citations_are_kept_found_and_edited(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        library.import_source(decode_source(page("137 citations").encode(), "page.txt"))
        assert library.show(1).citations == 137
        assert library.find("citations:>100") == [1]
        assert library.find("citations:>137") == []
        library.editing.edit(1, "citations", "140")
        assert library.show(1).citations == 140


def test_an_older_library_has_no_citations_and_its_steps_can_be_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:4])
        connection = connect(str(tmp_path / "library.db"), isolation_level=None)
        migrations.migrate(connection)
        _write_older_rows(connection)
        connection.close()
    with Library(tmp_path) as library:
        assert migrations.read_version(library.database.reader) >= 5
        assert (library.show(1).citations, library.show(1).upvotes, library.show(1).starred) == (None, 7, True)
        assert library.show(1).sightings[0].numbers["citations"] is None
        library.undo()
        assert library.show(1).starred is False


def _write_older_rows(connection: object) -> None:
    """A paper with a sighting and a star, and the step that starred it, as version 4 wrote them."""
    lists = dict.fromkeys(("authors", "categories", "identifiers", "code_urls", "mentions"), "[]")
    shared = {"title": "Paper Boats", "title_key": "paper boats", "upvotes": 7, **lists}
    about = dict.fromkeys(("file_hash", "path", "format", "layout", "reason", "source", "imported_at"), "x")
    _insert(connection, "dump", id=1, hash="x", size=0)
    _insert(connection, "import", id=1, dump_id=1, is_finished=1, paper_count=1, new_count=1, **about)
    _insert(connection, "paper", id=1, is_present=1, added="2026", **shared)
    _insert(
        connection, "sighting", id=1, import_id=1, birth_id=1, paper_id=1, position=1, year_inferred=0, repairs="[]",
        is_guess=0, spans=json.dumps({}), **shared,
    )  # fmt: skip
    _insert(connection, "mark", id=1, paper_id=1, is_starred=1)
    _insert(connection, "step", id=1, kind="edit", label="Starred", made_at="2026-11-30", schema_version=4)
    _insert(connection, "journal", id=1, step_id=1, table_name="mark", row_id=1, inverse="delete", paper_id=1)


def _insert(connection: object, table: str, **values: object) -> None:
    places = ", ".join("?" * len(values))
    connection.execute(  # type: ignore[attr-defined]
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", tuple(values.values())
    )
