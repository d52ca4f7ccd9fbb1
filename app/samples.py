"""The sample library: well-known papers with descriptions of our own, tags, notes and links to try things out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from app.config.paths import RESOURCES
from app.domain.changes import Changes
from app.ingest.run import ImportResult
from app.library import Library

FOLDER = RESOURCES / "samples"

_SETTING_TAGS, _WRITING_NOTES, _LINKING = "Setting tags, statuses and stars", "Writing notes", "Linking papers"


def import_samples(library: Library) -> list[ImportResult]:
    """Import the sample pages."""
    return library.import_paths(sorted(FOLDER.glob("*.txt")))


def annotate_samples(library: Library) -> Iterator[tuple[str, Changes]]:
    """Add tags, notes and links to the imported samples; yields the name of the activity with each change."""
    data: dict[str, Any] = json.loads((FOLDER / "notes.json").read_text(encoding="utf-8"))
    ids = {row.title: row.id for row in library.rows(library.find())}
    editing = library.editing
    noted = [ids[note["title"]] for note in data["notes"]]
    for name, titles in data["tags"].items():
        yield _SETTING_TAGS, editing.tag(name, [ids[title] for title in titles])
    yield _SETTING_TAGS, editing.set_status("reading", noted)
    yield _SETTING_TAGS, editing.star(noted[:1])
    for note in data["notes"]:
        yield _WRITING_NOTES, editing.set_note(ids[note["title"]], note["note"])
    for link in data["links"]:
        yield _LINKING, editing.link(ids[link["from"]], ids[link["to"]], link["type"], link["evidence"])


def load_samples(library: Library) -> list[ImportResult]:
    """Import the sample pages and annotate them."""
    results = import_samples(library)
    for _activity, _changes in annotate_samples(library):
        pass  # running the generator makes the changes
    return results
