"""`paperdesk bench --search`: Paperdesk's search, and other engines with the same papers and questions in the same run.

Each engine is built in one process and asked in another, which does nothing else, so that its memory is its own.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from app.bench.cache import use_cache_in
from app.bench.comparisons import PAPERDESK_ALONE, OtherEngine, load_engines
from app.bench.engine_runs import PAPERDESK, ask_questions, build_index
from app.bench.figures import Figure, Line, check_paper_count, format_row

Results = Mapping[str, Mapping[str, Any]]
"""What was measured, by the name of the engine."""

LATENCIES = (
    ("keystroke", "a keystroke in a query, repeated"),
    ("keystroke_cold", "a keystroke in a query, first time"),
    ("edit", "edit a title and find it"),
    ("term", "a word, common to rare"),
    ("common", "a common word"),
    ("mid", "a word of medium frequency"),
    ("rare", "a rare word"),
    ("and3", "three words"),
    ("phrase", "a phrase"),
    ("tag", "a word and a tag"),
    ("date", "a word and a year"),
)
"""What is measured as {p50, p95} in milliseconds, under the name with `_ms`."""
_SMALL_LIBRARY = 10_000
"""Up to this many papers the budgets are stricter."""


def run_search(papers: int, as_json: bool, *, has_slow_engines: bool = True) -> int:
    """Measure with `papers` papers and print one table, or one JSON object; returns 0, however slow it was.

    Without `has_slow_engines` those that take most of the time are left out. Raises UsageError when `papers` is less
    than 1.
    """
    check_paper_count(papers)
    report: Callable[[str], None] = (lambda _sentence: None) if as_json else (lambda line: print(line, flush=True))
    report(f"{papers:,} synthetic papers")
    others = load_engines()
    measured = [one.name for one in others if has_slow_engines or not one.engine.is_slow]
    results = {name: measure_engine(name, papers, report) for name in (PAPERDESK, *measured)}
    _add_import_time(results)
    if as_json:
        print(json.dumps({"papers": papers, **dict(sorted(results.items()))}, indent=2))
        return 0
    report(_heading(others))
    for line, figure in make_figures(papers, results, others):
        report(format_row(figure, {line.key: line}))
    report(_explain(results, others))
    return 0


def measure_engine(name: str, papers: int, report: Callable[[str], None]) -> dict[str, Any]:
    """The results of one engine, with all papers in a folder that is removed again."""
    with tempfile.TemporaryDirectory(prefix="paperdesk-bench-") as folder, use_cache_in(Path(folder)):
        files = Path(folder) / name
        built = _run_in_process(build_index, name, files, papers)
        report(f"  {name}: built in {built['build_s']:,.0f} s; asking ...")
        asked = _run_in_process(ask_questions, name, files, papers)
    spread = asked["keystroke_ms"]
    report(f"  {name}: a keystroke takes {spread['p50']:,.1f} ms, p95 {spread['p95']:,.1f} ms")
    return {**built, **asked}


def _run_in_process(work: Callable[..., dict[str, Any]], *arguments: object) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _add_import_time(results: Mapping[str, dict[str, Any]]) -> None:
    """Add to each other engine how fast papers would become searchable if it indexed what our import stores."""
    paperdesk = results[PAPERDESK]
    importing = 1 / paperdesk["searchable_per_s"] - 1 / paperdesk["index_per_s"]
    for name, result in results.items():
        if name != PAPERDESK:
            result["searchable_per_s"] = 1 / (importing + 1 / result["index_per_s"])


def _heading(others: Sequence[OtherEngine]) -> str:
    columns = "".join(f"{one.heading:>{one.width}}" for one in others)
    return f"{'what':<40}{'Paperdesk':>10} {'unit':<9}{'budget':>10} {'':<7}{columns}".rstrip()


def make_figures(papers: int, results: Results, others: Sequence[OtherEngine]) -> list[tuple[Line, Figure]]:
    """The rows of the table: Paperdesk's figures with their budgets, those of the other engines as notes."""
    rows = []
    for line in _lines(papers):
        values = {name: _value(result, line.key) for name, result in results.items()}
        note = "".join(f"{_format_value(values.get(one.name)):>{one.width}}" for one in others)
        rows.append((line, Figure(line.key, values[PAPERDESK], note)))
    p95 = {name: result["keystroke_ms"]["p95"] for name, result in results.items()}
    measured = [one for one in others if one.name in p95]
    return [*rows, *((one.ratio, Figure(one.ratio.key, p95[one.name] / p95[PAPERDESK])) for one in measured)]


def _lines(papers: int) -> list[Line]:
    most = {"keystroke_p95": 16.0, "keystroke_cold_p95": 16.0, "edit_p95": 30.0}
    if papers > _SMALL_LIBRARY:
        most |= {"keystroke_p95": 50.0, "keystroke_cold_p95": 80.0}
    times = [
        Line(f"{key}_{part}", f"{label}, {part}", "ms", most=most.get(f"{key}_{part}"))
        for key, label in LATENCIES
        for part in ("p50", "p95")
    ]
    return [
        Line("index_per_s", "index", "papers/s"),
        Line("searchable_per_s", "import and index", "papers/s", least=900),
        Line("index_ratio", "size of the index / size of the text", "x", most=2.2),
        *times,
        Line("cold_open_ms", "open and ask for the first time", "ms"),
        Line("worker_mb", "memory of the index worker", "MB", most=400),
        Line("asking_mb", "memory of the process that asks", "MB"),
        Line("building_mb", "memory while the index is built, peak", "MB"),
    ]


def _value(result: Mapping[str, Any], key: str) -> float | None:
    name, _, part = key.rpartition("_")
    found = result[f"{name}_ms"][part] if part in ("p50", "p95") else result.get(key)
    return None if found is None else float(found)


def _format_value(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _explain(results: Results, others: Sequence[OtherEngine]) -> str:
    """The sentences below the table."""
    keystrokes = results[PAPERDESK]["keystrokes"]
    sentences = [
        f"{keystrokes} keystrokes; Paperdesk looks for a single letter in titles only. It is measured as a whole "
        "library:\nedits are journaled and synced to the disk, and a second process keeps the index.",
    ]
    measured = [one for one in others if one.name in results]
    for one in measured:
        few = results[one.name]["keystrokes"]
        if few < keystrokes:
            sentences.append(f"Only {few} of the keystrokes are asked of {one.heading}, once, because it is slow.")
        if one.remark:
            sentences.append(one.remark)
    if measured:
        hits = [result["hits"] for result in results.values()]
        equal = [kind for kind in hits[0] if len({found[kind] for found in hits}) == 1]
        sentences.append("Import and index: the other engines are charged with Paperdesk's import.")
        sentences.append(f"All engines find the same number of papers for: {', '.join(equal)}.")
    elif not others:
        sentences.append(PAPERDESK_ALONE)
    return "\n".join(sentences)
