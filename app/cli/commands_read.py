"""Commands that read the library: list, show, search, imports, history, and lists of tags and collections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from app.cli import pages, shapes
from app.cli.arguments import Option, Positional, parse_count, parse_id
from app.cli.command import DONE, Command, Request
from app.domain.views import PaperView
from app.library import MAX_STEPS, SORTS, Library

_BATCH_SIZE = 500  # papers read at once, to print the first lines soon and limit memory

QUERY = Positional("query", "QUERY", "what to search for; several words are joined by spaces", nargs="*")
LIMIT = Option("--limit", "at most this many", "N", parse_count)


def get_query(request: Request) -> str:
    """The query as one string."""
    return " ".join(request.arguments.query)


def _read_in_batches(library: Library, ids: Sequence[int]) -> Iterator[PaperView]:
    for start in range(0, len(ids), _BATCH_SIZE):
        yield from library.views(ids[start : start + _BATCH_SIZE])


def _print_papers(request: Request, library: Library, ids: Sequence[int]) -> None:
    if request.out.is_json:
        request.out.json_array(map(shapes.paper, _read_in_batches(library, ids)))
    else:
        pages.print_list(request.out, _read_in_batches(library, ids), max(ids, default=0))


def _list(request: Request) -> int:
    query = get_query(request)
    with request.open_library() as library:
        ids = library.find(query, request.arguments.sort, request.arguments.limit)
        if not ids:
            request.out.notice(_describe_no_result(query))
        _print_papers(request, library, ids)
    return DONE


def _describe_no_result(query: str) -> str:
    if query.strip():
        return f"No paper matches “{query}”."
    return "The library is empty. “paperdesk import FILE” imports papers."


def _show(request: Request) -> int:
    with request.open_library() as library:
        view = library.show(request.arguments.id)
    if request.out.is_json:
        request.out.json(shapes.paper(view))
    else:
        pages.print_paper(request.out, view)
    return DONE


def _search(request: Request) -> int:
    query = get_query(request)
    with request.open_library() as library:
        hits = library.search(query, request.arguments.limit)
    if not hits:
        request.out.notice(_describe_no_result(query))
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


READ_COMMANDS = (
    Command(
        "list",
        "List all papers, or those that match a query",
        _list,
        (QUERY, Option("--sort", _sort_help(), "S"), LIMIT),
        "Without a query all papers are listed. The help page “Queries” describes the query language.",
    ),
    Command(
        "show",
        "Show one paper with all its data",
        _show,
        (Positional("id", "ID", "the id of the paper", parse_id),),
    ),
    Command(
        "search",
        "Search, best match first, with excerpts",
        _search,
        (Positional("query", "QUERY", QUERY.help, nargs="+"), LIMIT),
        "The queries are the same as for list; only the order differs.",
    ),
    Command("imports", "List the imports with their date and source", _imports),
    Command(
        "history",
        "List the steps of the history, newest first",
        _history,
        (Option("--search", "only steps with these words in the label or in a paper's title", "WORDS"), LIMIT),
        f"The newest {MAX_STEPS:,} steps can be undone; older ones can only be read.",
    ),
)
TAG_LIST = Command("tag list", "List the tags with their number of papers", _list_tags)
SAVED_LIST = Command("saved list", "List the saved searches with their number of papers", _list_saved)
COLLECTION_LIST = Command("collection list", "List the collections with their number of papers", _list_collections)
COLLECTION_SHOW = Command(
    "collection show",
    "List the papers of a collection in its order",
    _show_collection,
    (Positional("name", "NAME", "the collection"),),
)
