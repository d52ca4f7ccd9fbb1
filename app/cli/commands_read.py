"""Commands that look into the library: list, show, search, imports, history, and the lists of tags and collections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from app.cli import pages, shapes
from app.cli.arguments import Option, Word, read_count, read_id
from app.cli.command import DONE, Command, Request
from app.domain.views import PaperView
from app.library import Library
from app.store.papers import SORTS
from app.store.steps import MOST_DAYS, MOST_STEPS

_SLICE = 500  # papers that are read at once: the first lines come soon and memory stays small

QUERY = Word("query", "QUERY", "what to look for; several words are joined by blanks", count="*")
LIMIT = Option("--limit", "at most this many", "N", read_count)


def query_of(request: Request) -> str:
    """The query as one text."""
    return " ".join(request.arguments.query)


def _in_slices(library: Library, ids: Sequence[int]) -> Iterator[PaperView]:
    for start in range(0, len(ids), _SLICE):
        yield from library.views(ids[start : start + _SLICE])


def _print_papers(request: Request, library: Library, ids: Sequence[int]) -> None:
    if request.out.is_json:
        request.out.json_array(map(shapes.paper, _in_slices(library, ids)))
    else:
        pages.print_list(request.out, _in_slices(library, ids), max(ids, default=0))


def _list(request: Request) -> int:
    query = query_of(request)
    with request.open_library() as library:
        ids = library.find(query, request.arguments.sort, request.arguments.limit)
        if not ids:
            request.out.notice(_say_none(query))
        _print_papers(request, library, ids)
    return DONE


def _say_none(query: str) -> str:
    if query.strip():
        return f"No paper matches “{query}”."
    return "No paper to list. “paperdesk import FILE” brings papers in."


def _show(request: Request) -> int:
    with request.open_library() as library:
        view = library.show(request.arguments.id)
    if request.out.is_json:
        request.out.json(shapes.paper(view))
    else:
        pages.print_paper(request.out, view)
    return DONE


def _search(request: Request) -> int:
    query = query_of(request)
    with request.open_library() as library:
        hits = library.search(query, request.arguments.limit)
    if not hits:
        request.out.notice(_say_none(query))
    if request.out.is_json:
        request.out.json_array(map(shapes.hit, hits))
    else:
        pages.print_hits(request.out, hits)
    return DONE


def _imports(request: Request) -> int:
    with request.open_library() as library:
        found = library.imports()
    if request.out.is_json:
        request.out.json_array(map(asdict, found))
    else:
        pages.print_imports(request.out, found)
    return DONE


def _history(request: Request) -> int:
    with request.open_library() as library:
        steps = library.history(request.arguments.search or "", request.arguments.limit)
    if request.out.is_json:
        request.out.json_array(map(asdict, steps))
    else:
        pages.print_history(request.out, steps)
    return DONE


def _list_tags(request: Request) -> int:
    with request.open_library() as library:
        found = [(tag.name, tag.papers) for tag in library.tags()]
    return _print_names(request, found)


def _list_collections(request: Request) -> int:
    with request.open_library() as library:
        found = library.collections()
    return _print_names(request, found)


def _list_saved(request: Request) -> int:
    with request.open_library() as library:
        found = [(saved, len(library.find(saved.query))) for saved in library.saved_searches()]
    if request.out.is_json:
        request.out.json_array({**asdict(saved), "papers": papers} for saved, papers in found)
    else:
        pages.print_names(request.out, [(f"{saved.name}  ({saved.query})", papers) for saved, papers in found])
    return DONE


def _print_names(request: Request, found: Sequence[tuple[str, int]]) -> int:
    if request.out.is_json:
        request.out.json_array({"name": name, "papers": papers} for name, papers in found)
    else:
        pages.print_names(request.out, found)
    return DONE


def _show_collection(request: Request) -> int:
    with request.open_library() as library:
        _print_papers(request, library, library.collection(request.arguments.name))
    return DONE


def _sort_help() -> str:
    return "the order: " + "; ".join(f"{sort.name} – {sort.help}" for sort in SORTS)


READING = (
    Command(
        "list",
        "List the papers of the library, or those a query means",
        _list,
        (QUERY, Option("--sort", _sort_help(), "S"), LIMIT),
        "Without a query all papers are listed. What a query may say stands in the help page “Queries”.",
    ),
    Command(
        "show",
        "Show one paper with everything that is known of it",
        _show,
        (Word("id", "ID", "the number of the paper", read_id),),
    ),
    Command(
        "search",
        "Search, best match first, with an excerpt that shows why",
        _search,
        (Word("query", "QUERY", QUERY.help, count="+"), LIMIT),
        "A search reads the same queries as list; only the order differs.",
    ),
    Command("imports", "List what was imported, when and from where", _imports),
    Command(
        "history",
        "List the steps, newest first",
        _history,
        (Option("--search", "only steps about these words: of the label, or of a paper's title", "WORDS"), LIMIT),
        f"The newest {MOST_STEPS:,} steps can be undone, for {MOST_DAYS} days; older ones can be read.",
    ),
)
TAG_LIST = Command("tag list", "List the tags with the number of their papers", _list_tags)
SAVED_LIST = Command("saved list", "List the saved searches with the number of papers they find now", _list_saved)
COLLECTION_LIST = Command("collection list", "List the collections with the number of their papers", _list_collections)
COLLECTION_SHOW = Command(
    "collection show",
    "List the papers of a collection in its order",
    _show_collection,
    (Word("name", "NAME", "the collection"),),
)
