"""`paperdesk bench --search`: our search beside stock Whoosh and SQLite FTS5, the same papers and questions in one run.

Each of them is built in one process and asked in another, which does nothing else, so that its memory is its own.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from app.bench.cache import cache_below
from app.bench.contest import ask_all, build_all
from app.bench.figures import Figure, Line, refuse_none, row

LATENCIES = (
    ("keystroke", "a key of a query, asked again"),
    ("keystroke_cold", "a key of a query, first time"),
    ("edit", "edit a title and find it"),
    ("term", "a word, of all three kinds"),
    ("common", "a common word"),
    ("mid", "a middling word"),
    ("rare", "a rare word"),
    ("and3", "three words"),
    ("phrase", "a phrase"),
    ("tag", "a word and a tag"),
    ("date", "a word and a year"),
)
"""What is measured as {p50, p95} in milliseconds, under the name with `_ms`."""
STOCK = "stock_whoosh"
NAMES = ("ours", "fts5", STOCK)
_SMALL = 10_000
"""Up to so many papers the budgets are the strict ones."""
HEADING = f"{'what':<40}{'ours':>10} {'unit':<9}{'budget':>10} {'':<7}{'FTS5':>10}{'stock Whoosh':>14}"


def run_search(papers: int, as_json: bool, *, has_stock: bool = True) -> int:
    """Measure with `papers` papers and print one table, or one JSON object; returns 0, however slow it was.

    Without `has_stock` stock Whoosh, which takes most of the time, is left out. Raises UsageError when `papers` is less
    than 1.
    """
    refuse_none(papers)
    say: Callable[[str], None] = (lambda _sentence: None) if as_json else (lambda line: print(line, flush=True))
    say(f"{papers:,} invented papers")
    names = [name for name in NAMES if has_stock or name != STOCK]
    results = {name: measure_one(name, papers, say) for name in names}
    _add_our_import(results)
    if as_json:
        print(json.dumps({"papers": papers, **{name: results[name] for name in sorted(names)}}, indent=2))
        return 0
    say(HEADING)
    for line, figure in figures(papers, results):
        say(row(figure, {line.key: line}))
    say(_explain(results))
    return 0


def measure_one(name: str, papers: int, say: Callable[[str], None]) -> dict[str, Any]:
    """What was measured of one of NAMES, with all papers in a folder that is removed again."""
    with tempfile.TemporaryDirectory(prefix="paperdesk-bench-") as folder, cache_below(Path(folder)):
        home = Path(folder) / name
        built = _in_process(build_all, name, home, papers)
        say(f"  {name}: built in {built['build_s']:,.0f} s; asking ...")
        asked = _in_process(ask_all, name, home, papers)
    say(f"  {name}: a key takes {asked['keystroke_ms']['p50']:,.1f} ms, p95 {asked['keystroke_ms']['p95']:,.1f} ms")
    return {**built, **asked}


def _in_process(work: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _add_our_import(results: Mapping[str, dict[str, Any]]) -> None:
    """How fast papers became searchable, if the others indexed what our import stores: they have none of their own."""
    ours = results["ours"]
    importing = 1 / ours["searchable_per_s"] - 1 / ours["index_per_s"]
    for name, result in results.items():
        if name != "ours":
            result["searchable_per_s"] = 1 / (importing + 1 / result["index_per_s"])


def figures(papers: int, results: Mapping[str, Mapping[str, Any]]) -> list[tuple[Line, Figure]]:
    """The rows of the table: our figures with their budgets, the others' as notes."""
    rows = []
    for line in _lines(papers):
        ours, *others = (_value(results[name], line.key) if name in results else None for name in NAMES)
        note = "".join(f"{_plain(value):>{width}}" for value, width in zip(others, (10, 14), strict=True))
        rows.append((line, Figure(line.key, ours, note)))
    return [*rows, *_ratios(results)]


def _lines(papers: int) -> list[Line]:
    most = {"keystroke_p95": 16.0, "keystroke_cold_p95": 16.0, "edit_p95": 30.0}
    if papers > _SMALL:
        most |= {"keystroke_p95": 50.0, "keystroke_cold_p95": 80.0}
    times = [
        Line(f"{key}_{part}", f"{label}, {part}", "ms", most=most.get(f"{key}_{part}"))
        for key, label in LATENCIES
        for part in ("p50", "p95")
    ]
    return [
        Line("index_per_s", "index", "papers/s"),
        Line("searchable_per_s", "import and index", "papers/s", least=900),
        Line("index_ratio", "index beside the text", "x", most=2.2),
        *times,
        Line("cold_open_ms", "open and ask for the first time", "ms"),
        Line("worker_mb", "memory of the index's process", "MB", most=400),
        Line("asking_mb", "memory of the process that asks", "MB"),
        Line("building_mb", "memory while the index is built, peak", "MB"),
    ]


def _value(result: Mapping[str, Any], key: str) -> float | None:
    name, _, part = key.rpartition("_")
    found = result[f"{name}_ms"][part] if part in ("p50", "p95") else result.get(key)
    return None if found is None else float(found)


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _ratios(results: Mapping[str, Mapping[str, Any]]) -> Sequence[tuple[Line, Figure]]:
    p95 = {name: results[name]["keystroke_ms"]["p95"] for name in NAMES if name in results}
    lines = (
        ("fts5", Line("beside_fts5", "FTS5's key beside ours, p95", "x", least=1)),
        (STOCK, Line("beside_stock", "stock Whoosh's key beside ours, p95", "x", least=50)),
    )
    return [(line, Figure(line.key, p95[name] / p95["ours"])) for name, line in lines if name in p95]


def _explain(results: Mapping[str, Mapping[str, Any]]) -> str:
    keys = {name: result["keystrokes"] for name, result in results.items()}
    hits = [result["hits"] for result in results.values()]
    equal = [kind for kind in hits[0] if len({found[kind] for found in hits}) == 1]
    few = f"Stock Whoosh is slow: it gets {keys[STOCK]} of them, once.\n" if STOCK in keys else ""
    return (
        f"{keys['ours']} keys. Ours looks for a single letter in titles only. {few}For stock Whoosh all text is one "
        "field, so that a phrase may run from a title into an abstract. Ours is\na whole library: edits are journaled "
        "and synced to the disk, and a second process keeps the index.\nImport and index: the others with our import. "
        "On a machine with two cores Xapian took 734 and recoll 650 papers/s.\nAll of them find as many papers for: "
        f"{', '.join(equal)}."
    )
