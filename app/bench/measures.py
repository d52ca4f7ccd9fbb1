"""The measurements of `paperdesk bench`, in the order of the table; each yields its figures once it has them."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.bench.comparisons import Baselines
from app.bench.corpus import DUMP_DATE, Language, SyntheticPaper, generate_papers, make_pages
from app.bench.figures import Figure, percentile
from app.bench.processes import measure_processes
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
    """The papers to measure with, and their pages as the bytes of files."""

    papers: Sequence[SyntheticPaper]
    dumps: Sequence[bytes]


def make_workload(count: int) -> Workload:
    """`count` synthetic papers, and the pages that list them."""
    papers = tuple(generate_papers(count))
    return Workload(papers, tuple(page.encode() for page in make_pages(papers)))


def measure(work: Workload, folder: Path, baselines: Baselines) -> Iterator[Figure]:
    """Everything, in new libraries below `folder`; PAPERDESK_CACHE has to lead there as well."""
    yield Figure("parse", len(work.papers) / statistics.median(_parse_all(work) for _ in range(_ROUNDS)))
    with Library(folder / "library") as library:
        yield _measure_searchable(work, library)
        yield from _measure_tagging(library)
        yield from _measure_edits(library)
        yield from _measure_lists(library)
        yield from _measure_searches(work, library)
    yield _measure_memory()
    yield from measure_processes(folder / "library")
    yield from _measure_import(work, folder, baselines)


def seconds(call: Callable[..., object], *arguments: object) -> float:
    """How long a call with these arguments takes."""
    start = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - start


def _percentiles(key: str, milliseconds: Sequence[float], note: str = "") -> Iterator[Figure]:
    yield Figure(f"{key}_p50", percentile(milliseconds, 50), note)
    yield Figure(f"{key}_p95", percentile(milliseconds, 95), note)


def _parse_all(work: Workload) -> float:
    return seconds(lambda: [parse(decode_source(dump, "page").text, dump_date=DUMP_DATE) for dump in work.dumps])


def _import_all(work: Workload, library: Library) -> float:
    """Seconds to import the pages as one command does that names them all. Raises RuntimeError unless all are new."""
    inputs = [(f"page {number}", partial(decode_source, dump, "page")) for number, dump in enumerate(work.dumps, 1)]
    start = time.perf_counter()
    results = list(library.import_each(inputs, _OPTIONS))
    elapsed = time.perf_counter() - start
    _check_count(results, len(work.papers))
    return elapsed


def _check_count(results: Sequence[ImportResult], papers: int) -> None:
    new = sum(result.new for result in results)
    if new != papers:
        raise RuntimeError(f"{new} papers were imported instead of {papers}")


def _measure_searchable(work: Workload, library: Library) -> Figure:
    elapsed = _import_all(work, library) + seconds(library.searcher.catch_up)
    return Figure("searchable", len(work.papers) / elapsed)


def _measure_tagging(library: Library) -> Iterator[Figure]:
    ids = library.find()
    library.editing.tag("warm", ids[:1])  # not measured: the first edit loads SQLModel

    def tag(number: int) -> None:
        library.editing.tag(f"topic {number // len(ids)}-{number % 20}", [ids[number % len(ids)]])

    yield from _percentiles("tag", [1000 * seconds(tag, number) for number in range(_TAGS)], "synced to the disk")


def _measure_edits(library: Library) -> Iterator[Figure]:
    ids = library.find()

    def edit(number: int) -> None:
        paper_id, word = ids[number % len(ids)], f"yedited{number}"
        library.editing.edit(paper_id, "title", f"A title with {word}")
        if library.find(word) != [paper_id]:
            raise RuntimeError(f"the edited title of paper {paper_id} was not found")

    yield from _percentiles("edit_searchable", [1000 * seconds(edit, number) for number in range(_EDITS)])


def _measure_lists(library: Library) -> Iterator[Figure]:
    times = [1000 * seconds(lambda: library.views(library.find()[:_SHOWN])) for _ in range(_LISTS)]
    yield from _percentiles("list", times)
    yield Figure("list_all", 1000 * seconds(lambda: library.views(library.find())))


def _measure_searches(work: Workload, library: Library) -> Iterator[Figure]:
    queries = make_queries(work.papers)
    for texts in queries.values():
        library.search(texts[0], _SHOWN)
    times = {kind: [1000 * seconds(library.search, text, _SHOWN) for text in texts] for kind, texts in queries.items()}
    yield from _percentiles("search", [one for some in times.values() for one in some])
    for kind, some in times.items():
        yield Figure(f"search_{kind}", percentile(some, 50))


def make_queries(papers: Sequence[SyntheticPaper]) -> dict[str, list[str]]:
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


def _store_all(feeds: Sequence[tuple[Source, FeedRecord]], library: Library) -> float:
    """Seconds to import parsed pages: all that an import does after parsing."""
    options = replace(_OPTIONS, is_backed_up=True)  # the library is empty: there is nothing to back up
    start = time.perf_counter()
    results = [import_feed(library.database, *page, options, _ignore_progress) for page in feeds]
    elapsed = time.perf_counter() - start
    _check_count(results, sum(len(feed.papers) for _, feed in feeds))
    return elapsed


def _ignore_progress(_done: int, _total: int) -> None:
    pass


def _measure_import(work: Workload, folder: Path, baselines: Baselines) -> Iterator[Figure]:
    """Import, storing alone and the baselines in turn, each into a new library, so that a busy moment hits all of them.

    `storing` compares with the baselines, which get parsed papers too; `import` parses as well.
    """
    sources = [decode_source(dump, f"page {number}") for number, dump in enumerate(work.dumps, 1)]
    feeds = [(source, parse(source.text, dump_date=DUMP_DATE)) for source in sources]
    records = [paper for _, feed in feeds for paper in feed.papers]
    times: dict[str, list[float]] = {"import": [], "storing": [], **{one.line.key: [] for one in baselines.stores}}
    for number in range(_ROUNDS):
        with Library(folder / f"import-{number}") as library:
            times["import"].append(_import_all(work, library))
        with Library(folder / f"storing-{number}") as library:
            times["storing"].append(_store_all(feeds, library))
        for one in baselines.stores:
            with Library(folder / f"{one.line.key}-{number}") as library:
                one.prepare(library.database)
                times[one.line.key].append(seconds(one.store, library.database, records))
    medians = {key: statistics.median(spent) for key, spent in times.items()}
    for key, median in medians.items():
        yield Figure(key, len(work.papers) / median, f"median of {_ROUNDS}, in turn")
    for ratio in baselines.ratios:
        yield Figure(ratio.line.key, medians[ratio.baseline] / medians[ratio.paperdesk], ratio.note)
