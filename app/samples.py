"""The sample library: famous papers described in our own words, with tags, notes and links to try things on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from app.config.paths import RESOURCES
from app.domain.changes import Changes
from app.ingest.run import ImportResult
from app.library import Library

FOLDER = RESOURCES / "samples"

TAGGING, NOTING, LINKING = "Tagging, deciding, starring", "Writing notes", "Linking papers"


def import_samples(library: Library) -> list[ImportResult]:
    """Import the sample pages."""
    return library.import_paths(sorted(FOLDER.glob("*.txt")))


def annotate_samples(library: Library) -> Iterator[tuple[str, Changes]]:
    """Do on the imported samples what a reader would; yields what is being done, and each change."""
    wishes: dict[str, Any] = json.loads((FOLDER / "notes.json").read_text(encoding="utf-8"))
    ids = {row.title: row.id for row in library.rows(library.find())}
    editing = library.editing
    noted = [ids[one["title"]] for one in wishes["notes"]]
    for name, titles in wishes["tags"].items():
        yield TAGGING, editing.tag(name, [ids[title] for title in titles])
    yield TAGGING, editing.set_status("reading", noted)
    yield TAGGING, editing.star(noted[:1])
    for one in wishes["notes"]:
        yield NOTING, editing.set_note(ids[one["title"]], one["note"])
    for one in wishes["links"]:
        yield LINKING, editing.link(ids[one["from"]], ids[one["to"]], one["type"], one["evidence"])


def load_samples(library: Library) -> list[ImportResult]:
    """Import the sample pages and do on them what a reader would."""
    results = import_samples(library)
    for _doing, _changes in annotate_samples(library):
        pass  # each is a step of the history like any other
    return results
