"""Places: the entries of the sidebar, and the papers of each. No Qt here."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import UsageError
from app.domain.views import Counts
from app.library import Library

if TYPE_CHECKING:
    from app.domain.detail_views import ImportView, SavedSearchView, TagBranch
    from app.query.results import QueryResult

Identity = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the sidebar: its kind (which decides the icon), its key within the kind, and its title.

    `papers` is the number of its papers, None while they are not counted. `is_heading` marks section headings. `depth`
    is 1 for a tag nested in another; `is_parent` says that entries below it can be collapsed. `details` is shown in
    the tooltip.
    """

    kind: str
    key: str
    title: str
    papers: int | None = 0
    is_heading: bool = False
    depth: int = 0
    is_parent: bool = False
    is_collapsed: bool = False
    details: str = ""

    @property
    def identity(self) -> Identity:
        """Kind and key, which stay the same when the count changes."""
        return self.kind, self.key

    @property
    def label(self) -> str:
        """The text of the entry: of a nested tag only the last part."""
        return self.title.rpartition("/")[2] if self.kind == "tag" else self.title


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the sidebar shows, read at one time."""

    counts: Counts
    saved: Sequence[SavedSearchView]
    collections: Sequence[tuple[str, int]]
    tags: Sequence[TagBranch]
    imports: Sequence[ImportView]

    @property
    def is_empty(self) -> bool:
        """Whether the library has no papers, not even in the trash."""
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
    """Return the place of a tag, which includes the tags nested in it."""
    return Place("tag", name, name, papers, depth=name.count("/"))


def normalize_name(kind: str, name: str) -> str:
    """Return a name as the library stores it: on one line, a tag `a / b` as `a/b`."""
    clean = unicodedata.normalize("NFC", " ".join(name.split()))
    return "/".join(part.strip() for part in clean.split("/") if part.strip()) if kind == "tag" else clean


def read_overview(library: Library) -> Overview:
    """Read everything the sidebar shows, except the counts of saved searches, which take longer."""
    return Overview(
        library.counts(), library.saved_searches(), library.collections(), library.tag_tree(), library.imports()
    )


def list_places(
    overview: Overview, collapsed: Collection[Identity] = (), saved_counts: Mapping[str, int] | None = None
) -> list[Place]:
    """Return the sidebar entries from top to bottom, without collapsed ones and empty sections.

    `collapsed` has the identities of collapsed entries, `saved_counts` the known numbers of results by query.
    """
    known = saved_counts or {}
    places = [_heading("Library"), *_library_places(overview.counts)]
    sections = (
        ("Saved searches", [_saved_place(one, known.get(one.query)) for one in overview.saved]),
        ("Collections", [Place("collection", name, name, number) for name, number in overview.collections]),
        ("Tags", _collapse_tags([tag_place(branch.name, branch.papers) for branch in overview.tags], collapsed)),
        ("Imports", [_import_place(one) for one in reversed(overview.imports) if not one.withdrawn]),
    )
    for title, entries in sections:
        heading = replace(_heading(title), is_parent=True, is_collapsed=("heading", title) in collapsed)
        places += [] if not entries else [heading] if heading.is_collapsed else [heading, *entries]
    return places


def _library_places(counts: Counts) -> list[Place]:
    places = [replace(place, papers=counts.statuses[place.kind]) for place in STATUS_PLACES]
    places += [replace(STARRED, papers=counts.starred), replace(ALL, papers=counts.total)]
    return [*places, replace(TRASH, papers=counts.statuses["trash"])]


def _collapse_tags(tags: Sequence[Place], collapsed: Collection[Identity]) -> list[Place]:
    """Mark parent tags, and leave out the tags within collapsed ones."""
    shown: list[Place] = []
    hidden = ""  # the prefix of the names within a collapsed tag
    for tag, following in zip(tags, (*tags[1:], None), strict=False):
        if hidden and tag.key.casefold().startswith(hidden):
            continue
        prefix = f"{tag.key.casefold()}/"
        is_parent = following is not None and following.key.casefold().startswith(prefix)
        is_collapsed = is_parent and tag.identity in collapsed
        hidden = prefix if is_collapsed else ""
        shown.append(replace(tag, is_parent=is_parent, is_collapsed=is_collapsed))
    return shown


def _heading(title: str) -> Place:
    return Place("heading", title, title, is_heading=True)


def _saved_place(saved: SavedSearchView, papers: int | None) -> Place:
    return Place("saved", saved.name, saved.name, papers, details=saved.query)


def _import_place(view: ImportView) -> Place:
    return Place("import", str(view.id), Path(view.path).stem, view.papers, details=view.path)


def quote(text: str) -> str:
    """Return a text as a quoted value of a query."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _tag_papers(library: Library, place: Place) -> list[int]:
    """List the papers of a tag, with those of the tags nested in it."""
    return library.find(f"tag:{quote(place.key)}")


def find_saved_search(library: Library, name: str) -> SavedSearchView:
    """Return the saved search of this name. Raises UsageError when it does not exist."""
    for saved in library.saved_searches():
        if saved.name.casefold() == name.casefold():
            return saved
    raise UsageError(f"There is no saved search “{name}” any more.")


def _saved_search_papers(library: Library, place: Place) -> list[int]:
    saved = find_saved_search(library, place.key)
    return search_papers(library, saved.query, saved.sort)


_PAPER_LISTERS: dict[str, Callable[[Library, Place], list[int]]] = {
    "saved": _saved_search_papers,
    "collection": lambda library, place: library.collection(place.key),
    "tag": _tag_papers,
    "import": lambda library, place: library.import_papers(int(place.key)),
    "step": lambda library, place: library.step_papers(int(place.key)),
    "noted": lambda library, _place: search_papers(library, "has:note"),
}


def find_papers(library: Library, place: Place, order: str = "") -> list[int]:
    """Return the ids of a place's papers in a sort order of the library, or in the natural order of the place."""
    if place.kind not in _PAPER_LISTERS:
        return library.list_by_status(place.kind, order or "date")
    found = _PAPER_LISTERS[place.kind](library, place)
    return library.sort_ids(found, order) if order else found


def find_place(library: Library, place: Place, order: str = "") -> QueryResult:
    """As `find_papers`, as the result of a query."""
    from app.query.results import QueryResult  # noqa: PLC0415 - after the first picture

    return QueryResult(find_papers(library, place, order), "")


BEST_FIRST = "relevance"


def find_answer(
    library: Library, query: str, caret: int | None, sort: str = BEST_FIRST, *, is_preliminary: bool = False
) -> QueryResult:
    """Return the papers that match a query, best match first unless `sort` or the query says otherwise.

    Papers in the trash are left out unless the query asks for them. `caret` is the cursor position in a query being
    typed. See `Library.answer`.
    """
    return library.answer(query, caret, sort, is_preliminary=is_preliminary, include_trash=False)


def search_papers(library: Library, query: str, sort: str = BEST_FIRST) -> list[int]:
    """Return the ids of the papers that match a finished query."""
    return find_answer(library, query, None, sort).ids
