"""The measurements, in the order of the table; each group yields its figures as soon as it has them."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.bench.corpus import DUMP_DATE, InventedPaper, Language, invent, pages
from app.bench.figures import Figure, percentile
from app.bench.processes import measure_processes
from app.bench.rival import RIVALS
from app.domain.records import FeedRecord
from app.importer.formats import parse
from app.importer.source import Source, decode_source
from app.ingest.run import ImportOptions, ImportResult, import_feed
from app.library import Library

_OPTIONS = ImportOptions(dump_date=DUMP_DATE)
_ROUNDS = 3
_TAGS = 200
_EDITS = 30
_LISTS = 50
_QUERIES = 10  # of each kind
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Workload:
    """What is measured with: the papers, and their pages as the bytes of files."""

    papers: Sequence[InventedPaper]
    dumps: Sequence[bytes]


def make_workload(count: int) -> Workload:
    """Invent `count` papers and print them as pages."""
    papers = tuple(invent(count))
    return Workload(papers, tuple(page.encode() for page in pages(papers)))


def measure(work: Workload, folder: Path) -> Iterator[Figure]:
    """Everything, in new libraries below `folder`, where the index has to go as well (see `app.config.paths`)."""
    yield Figure("parse", len(work.papers) / statistics.median(_parse_all(work) for _ in range(_ROUNDS)))
    with Library(folder / "library") as library:
        yield _measure_searchable(work, library)
        yield from _measure_tagging(library)
        yield from _measure_edits(library)
        yield from _measure_lists(library)
        yield from _measure_searches(work, library)
    yield _measure_memory()
    yield from measure_processes(folder / "library")
    yield from _measure_import(work, folder)


def seconds(work: Callable[..., object], *arguments: object) -> float:
    """How long a call with these arguments takes."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def _spread(key: str, milliseconds: Sequence[float], note: str = "") -> Iterator[Figure]:
    yield Figure(f"{key}_p50", percentile(milliseconds, 50), note)
    yield Figure(f"{key}_p95", percentile(milliseconds, 95), note)


def _parse_all(work: Workload) -> float:
    return seconds(lambda: [parse(decode_source(dump, "page").text, dump_date=DUMP_DATE) for dump in work.dumps])


def _import_all(work: Workload, library: Library) -> float:
    """Import the pages as files named in one command; a wrong number of papers would make the time meaningless."""
    inputs = [(f"page {number}", partial(decode_source, dump, "page")) for number, dump in enumerate(work.dumps, 1)]
    start = time.perf_counter()
    results = list(library.import_each(inputs, _OPTIONS))
    took = time.perf_counter() - start
    _check_count(results, len(work.papers))
    return took


def _check_count(results: Sequence[ImportResult], papers: int) -> None:
    new = sum(result.new for result in results)
    if new != papers:
        raise RuntimeError(f"{new} papers came into the library instead of {papers}")


def _measure_searchable(work: Workload, library: Library) -> Figure:
    took = _import_all(work, library) + seconds(library.searcher.catch_up)
    return Figure("searchable", len(work.papers) / took)


def _measure_tagging(library: Library) -> Iterator[Figure]:
    ids = library.find()
    library.editing.tag("warm", ids[:1])  # the first edit loads SQLModel

    def tag(number: int) -> None:
        library.editing.tag(f"topic {number // len(ids)}-{number % 20}", [ids[number % len(ids)]])

    yield from _spread("tag", [1000 * seconds(tag, number) for number in range(_TAGS)], "synced to the disk")


def _measure_edits(library: Library) -> Iterator[Figure]:
    ids = library.find()

    def edit(number: int) -> None:
        paper_id, word = ids[number % len(ids)], f"yedited{number}"
        library.editing.edit(paper_id, "title", f"A title with {word}")
        if library.find(word) != [paper_id]:
            raise RuntimeError(f"the edited title of paper {paper_id} was not found")

    yield from _spread("edit_searchable", [1000 * seconds(edit, number) for number in range(_EDITS)])


def _measure_lists(library: Library) -> Iterator[Figure]:
    times = [1000 * seconds(lambda: library.views(library.find()[:_SHOWN])) for _ in range(_LISTS)]
    yield from _spread("list", times)
    yield Figure("list_all", 1000 * seconds(lambda: library.views(library.find())))


def _measure_searches(work: Workload, library: Library) -> Iterator[Figure]:
    queries = make_queries(work.papers)
    for texts in queries.values():
        library.search(texts[0], _SHOWN)
    times = {kind: [1000 * seconds(library.search, text, _SHOWN) for text in texts] for kind, texts in queries.items()}
    yield from _spread("search", [one for some in times.values() for one in some])
    for kind, some in times.items():
        yield Figure(f"search_{kind}", percentile(some, 50))


def make_queries(papers: Sequence[InventedPaper]) -> dict[str, list[str]]:
    """Query texts by kind, ten of each."""
    language = Language(0)
    step = max(len(papers) // _QUERIES, 1)
    chosen = [papers[number * step % len(papers)] for number in range(_QUERIES)]
    pairs = [paper.abstract.split()[20:40] for paper in chosen]
    return {
        "rare": [paper.rare[1] for paper in chosen],
        "mid": language.words[600 : 600 + 40 * _QUERIES : 40],
        "common": language.words[: 3 * _QUERIES : 3],
        "and": [" ".join(sorted(words, key=len)[-2:]).replace(".", "") for words in pairs],
        "phrase": [f'"{phrase}"' for phrase in language.phrases[: 3 * _QUERIES : 3]],
    }


def _measure_memory() -> Figure:
    try:
        import resource  # noqa: PLC0415 - Unix only
    except ImportError:
        return Figure("memory", None, "not measured on this system")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bytes_per_unit = 1 if sys.platform == "darwin" else 1024
    return Figure("memory", peak * bytes_per_unit / 1e6, "one process, index and test pages included")


def _store_all(pages: Sequence[tuple[Source, FeedRecord]], library: Library) -> float:
    """Import pages that have been parsed: what the rivals do, and everything else that an import does after parsing."""
    options = replace(_OPTIONS, is_copied=True)  # as in one command: the library is empty, there is nothing to copy
    start = time.perf_counter()
    results = [import_feed(library.database, *page, options, _say_nothing) for page in pages]
    took = time.perf_counter() - start
    _check_count(results, sum(len(feed.papers) for _, feed in pages))
    return took


def _say_nothing(_done: int, _total: int) -> None:
    """Nobody looks at how far a measured import has come."""


def _measure_import(work: Workload, folder: Path) -> Iterator[Figure]:
    """Import and rivals by turns, each into a new library, so that a busy moment of the machine hits all of them.

    Like for like is `storing`, since all the rivals get parsed papers; `import` parses as well.
    """
    sources = [decode_source(dump, f"page {number}") for number, dump in enumerate(work.dumps, 1)]
    pages = [(source, parse(source.text, dump_date=DUMP_DATE)) for source in sources]
    records = [paper for _, feed in pages for paper in feed.papers]
    ours, storing = [], []
    rivals: dict[str, list[float]] = {rival.key: [] for rival in RIVALS}
    for number in range(_ROUNDS):
        with Library(folder / f"import-{number}") as library:
            ours.append(_import_all(work, library))
        with Library(folder / f"storing-{number}") as library:
            storing.append(_store_all(pages, library))
        for rival in RIVALS:
            with Library(folder / f"{rival.key}-{number}") as library:
                rival.prepare(library.database)
                rivals[rival.key].append(seconds(rival.store, library.database, records))
    note = f"median of {_ROUNDS}, by turns"
    for key, times in (("import", ours), ("storing", storing), *rivals.items()):
        yield Figure(key, len(work.papers) / statistics.median(times), note)
    theirs = rivals["add_relations"]
    yield Figure("storing_ratio", _ratio(theirs, storing), "like for like: both store parsed papers")
    yield Figure("storing_rows_ratio", _ratio(rivals["add_rows"], storing), "as above, the same rows in both files")
    yield Figure("import_ratio", _ratio(theirs, ours), "ours reads the pages too, theirs gets parsed papers")


def _ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    return statistics.median(theirs) / statistics.median(ours)
