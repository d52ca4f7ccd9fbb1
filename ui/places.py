"""Places: what the side bar lists, and which papers each of them means. No Qt here."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import UsageError
from app.domain.views import Counts, ImportView, SavedSearchView, TagBranch
from app.library import Library

if TYPE_CHECKING:
    from app.query.answers import Answer

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """One place: its kind (the icon), what the kind needs to find it, its title, and how many papers it holds.

    `papers` is None while it is not counted yet. `heading` is set on lines that only head the ones below. `depth` is 0
    for most, 1 for a tag nested in another; `is_parent` when there is something to fold away below it. `details` is
    what the tooltip adds.
    """

    kind: str
    key: str
    title: str
    papers: int | None = 0
    heading: bool = False
    depth: int = 0
    is_parent: bool = False
    is_folded: bool = False
    details: str = ""

    @property
    def identity(self) -> Identity:
        """What stays the same when the count changes."""
        return self.kind, self.key

    @property
    def shown(self) -> str:
        """What its line says: of a nested tag only the last part, the lines above say the rest."""
        return self.title.rpartition("/")[2] if self.kind == "tag" else self.title


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the side bar shows, read at one time."""

    counts: Counts
    saved: Sequence[SavedSearchView]
    collections: Sequence[tuple[str, int]]
    tags: Sequence[TagBranch]
    imports: Sequence[ImportView]

    @property
    def is_empty(self) -> bool:
        """Whether there is no paper at all, not even in the trash."""
        return not sum(self.counts.statuses.values())


INBOX = Place("inbox", "", "Inbox")
ALL = Place("all", "", "All papers")
STARRED = Place("starred", "", "Starred")
NOTED = Place("noted", "", "With a note")
STATUS_PLACES = tuple(
    Place(status, "", title)
    for status, title in (
        ("inbox", "Inbox"),
        ("later", "Later"),
        ("reading", "Reading"),
        ("done", "Done"),
        ("dropped", "Dropped"),
    )
)
TRASH = Place("trash", "", "Trash")


def tag_place(name: str, papers: int | None = 0) -> Place:
    """The place of a tag with those nested in it."""
    return Place("tag", name, name, papers, depth=name.count("/"))


def spell_name(kind: str, name: str) -> str:
    """A name as the library will write it: in one line, `a / b` of a tag as `a/b`."""
    clean = unicodedata.normalize("NFC", " ".join(name.split()))
    return "/".join(part.strip() for part in clean.split("/") if part.strip()) if kind == "tag" else clean


def read_overview(library: Library) -> Overview:
    """Ask the library for all that the side bar shows, but for the counts of saved searches, which take longer."""
    return Overview(
        library.counts(), library.saved_searches(), library.collections(), library.tag_tree(), library.imports()
    )


def list_places(
    overview: Overview, folded: Collection[Identity] = (), saved_counts: Mapping[str, int] | None = None
) -> list[Place]:
    """The lines of the side bar, top to bottom, without what is folded away; sections without entries are left out.

    `saved_counts` tells how many papers a query finds, as far as that is known.
    """
    known = saved_counts or {}
    places = [_heading("Library"), *_library_places(overview.counts)]
    sections = (
        ("Saved searches", [_saved_place(one, known.get(one.query)) for one in overview.saved]),
        ("Collections", [Place("collection", name, name, number) for name, number in overview.collections]),
        ("Tags", _fold_tags([tag_place(branch.name, branch.papers) for branch in overview.tags], folded)),
        ("Imports", [_import_place(one) for one in reversed(overview.imports) if not one.withdrawn]),
    )
    for title, entries in sections:
        heading = replace(_heading(title), is_parent=True, is_folded=("heading", title) in folded)
        places += [] if not entries else [heading] if heading.is_folded else [heading, *entries]
    return places


def _library_places(counts: Counts) -> list[Place]:
    places = [replace(place, papers=counts.statuses[place.kind]) for place in STATUS_PLACES]
    places += [replace(STARRED, papers=counts.starred), replace(ALL, papers=counts.total)]
    return [*places, replace(TRASH, papers=counts.statuses["trash"])]


def _fold_tags(tags: Sequence[Place], folded: Collection[Identity]) -> list[Place]:
    """Mark the parents, and leave out what lies within a folded one."""
    shown: list[Place] = []
    hidden = ""  # the beginning of the names that are folded away
    for tag, following in zip(tags, (*tags[1:], None), strict=False):
        if hidden and tag.key.casefold().startswith(hidden):
            continue
        beginning = f"{tag.key.casefold()}/"
        is_parent = following is not None and following.key.casefold().startswith(beginning)
        is_folded = is_parent and tag.identity in folded
        hidden = beginning if is_folded else ""
        shown.append(replace(tag, is_parent=is_parent, is_folded=is_folded))
    return shown


def _heading(title: str) -> Place:
    return Place("heading", title, title, heading=True)


def _saved_place(saved: SavedSearchView, papers: int | None) -> Place:
    return Place("saved", saved.name, saved.name, papers, details=saved.query)


def _import_place(view: ImportView) -> Place:
    return Place("import", str(view.id), Path(view.path).stem, view.papers, details=view.path)


def quote(text: str) -> str:
    """A text as one value of a query."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _tagged(library: Library, place: Place) -> list[int]:
    """The papers of a tag, with those of the tags nested in it."""
    return library.find(f"tag:{quote(place.key)}")


def find_saved(library: Library, name: str) -> SavedSearchView:
    """The saved search of this name. Raises UsageError when it is gone."""
    for saved in library.saved_searches():
        if saved.name.casefold() == name.casefold():
            return saved
    raise UsageError(f"There is no saved search “{name}” any more.")


def _saved(library: Library, place: Place) -> list[int]:
    saved = find_saved(library, place.key)
    return search_papers(library, saved.query, saved.sort)


_PAPERS: dict[str, Callable[[Library, Place], list[int]]] = {
    "saved": _saved,
    "collection": lambda library, place: library.collection(place.key),
    "tag": _tagged,
    "import": lambda library, place: library.import_papers(int(place.key)),
    "step": lambda library, place: library.step_papers(int(place.key)),
    "noted": lambda library, _place: search_papers(library, "has:note"),
}


def find_papers(library: Library, place: Place, order: str = "") -> list[int]:
    """The ids of the papers of a place, in this order (a sort of the library), or in the one of its own."""
    if place.kind not in _PAPERS:
        return library.shelf(place.kind, order or "date")
    found = _PAPERS[place.kind](library, place)
    return library.in_order(found, order) if order else found


def find_place(library: Library, place: Place, order: str = "") -> Answer:
    """As `find_papers`, in the form of the answer to a query."""
    from app.query.answers import Answer  # noqa: PLC0415 - after the first picture

    return Answer(find_papers(library, place, order), "")


BEST_FIRST = "relevance"


def find_answer(
    library: Library, query: str, caret: int | None, sort: str = BEST_FIRST, *, is_first_look: bool = False
) -> Answer:
    """The papers a query means, best first unless `sort` or the query says otherwise; the trash only when it asks so.

    With a caret the query is being typed; a first look leaves the bodies out. See `Library.answer`.
    """
    return library.answer(query, caret, sort, is_first_look=is_first_look, has_trash=False)


def search_papers(library: Library, query: str, sort: str = BEST_FIRST) -> list[int]:
    """The ids of the papers that a finished query means."""
    return find_answer(library, query, None, sort).ids
