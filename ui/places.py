"""Places: what the side bar lists, and which papers each of them means. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.library import Library
from app.views import Counts, ImportView, TagView


@dataclass(frozen=True, slots=True)
class Place:
    """One place: its kind (the icon), what the kind needs to find it, its title, and how many papers it holds.

    `heading` is set on lines that only head the ones below.
    """

    kind: str
    key: str
    title: str
    papers: int = 0
    heading: bool = False

    @property
    def identity(self) -> tuple[str, str]:
        """What stays the same when the count changes."""
        return self.kind, self.key


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the side bar shows, read at one time."""

    counts: Counts
    tags: list[TagView]
    collections: list[tuple[str, int]]
    imports: list[ImportView]

    @property
    def is_empty(self) -> bool:
        """Whether there is no paper at all, not even in the trash."""
        return not sum(self.counts.statuses.values())


INBOX = Place("inbox", "", "Inbox")
ALL = Place("all", "", "All papers")

_STATUSES = (("inbox", "Inbox"), ("later", "Later"), ("reading", "Reading"), ("done", "Done"), ("dropped", "Dropped"))


def read_overview(library: Library) -> Overview:
    """Ask the library for all that the side bar shows."""
    return Overview(library.counts(), library.tags(), library.collections(), library.imports())


def list_places(overview: Overview) -> list[Place]:
    """The lines of the side bar, top to bottom; sections without entries are left out."""
    counts = overview.counts
    places = [_heading("Library")]
    places += [Place(kind, "", title, counts.statuses[kind]) for kind, title in _STATUSES]
    places += [Place("starred", "", "Starred", counts.starred), Place("all", "", "All papers", counts.total)]
    places += [Place("trash", "", "Trash", counts.statuses["trash"])]
    sections = (
        ("Collections", [Place("collection", name, name, number) for name, number in overview.collections]),
        ("Tags", [Place("tag", tag.name, tag.name, tag.papers) for tag in overview.tags]),
        ("Imports", [_import_place(one) for one in reversed(overview.imports) if not one.withdrawn]),
    )
    for title, entries in sections:
        if entries:
            places += [_heading(title), *entries]
    return places


def _heading(title: str) -> Place:
    return Place("heading", title, title, heading=True)


def _import_place(view: ImportView) -> Place:
    return Place("import", str(view.id), Path(view.path).stem, view.papers)


def _by_query(query: str) -> Callable[[Library, Place], list[int]]:
    return lambda library, _place: library.find(query)


def _tagged(library: Library, place: Place) -> list[int]:
    """The papers of a tag, with those of the tags nested in it."""
    quoted = place.key.replace("\\", "\\\\").replace('"', '\\"')
    return library.find(f'tag:"{quoted}"')


_PAPERS: dict[str, Callable[[Library, Place], list[int]]] = {
    **{kind: _by_query(f"status:{kind}") for kind in ("inbox", "later", "reading", "done", "dropped", "trash")},
    "starred": _by_query("is:starred -status:trash"),
    "all": _by_query("-status:trash"),
    "collection": lambda library, place: library.collection(place.key),
    "tag": _tagged,
    "import": lambda library, place: library.import_papers(int(place.key)),
}


def find_papers(library: Library, place: Place) -> list[int]:
    """The ids of the papers of a place, in its order."""
    return _PAPERS[place.kind](library, place)


def search_papers(library: Library, query: str) -> list[int]:
    """The ids of the papers a query means, best first; the trash only when the query asks for it."""
    found = library.ranked(query)
    if "status:" in query:
        return found
    trash = set(library.find("status:trash"))
    return [identity for identity in found if identity not in trash]
