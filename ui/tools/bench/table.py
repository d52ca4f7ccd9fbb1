"""`paperdesk bench --ui`: how fast the window is on this machine, without a screen, each part in a fresh process."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from app.bench.corpus import DUMP_DATE, invent, pages
from app.bench.figures import HEADING, Figure, Line, as_object, row
from app.config.paths import PROGRAM_ROOT
from app.importer.source import decode_source
from app.ingest.run import ImportOptions
from app.library import Library

_STARTS = 5
_LONGEST_SECONDS = 300
_LEAST_PAPERS = 300
_KEYS_WITH = 20_000  # papers of the library in which keys are pressed


def _lines(papers: int, start_budget: float) -> tuple[Line, ...]:
    name = f"{papers:,}".replace(",", "\u202f")
    return (
        Line(f"start_{papers}", f"start to painted list, {name} papers", "ms", most=start_budget),
        Line(f"ready_{papers}", f"start to keys, counts and page, {name}", "ms"),
        Line(f"bare_{papers}", f"bare window of Qt, {name} rows", "ms"),
        Line(f"ratio_{papers}", f"painted list beside the bare window, {name}", "x"),
        Line(f"reset_{papers}", f"list of {name} set anew, p95", "ms", most=20),
        Line(f"scroll_p50_{papers}", f"scroll a frame, {name}, p50", "ms"),
        Line(f"scroll_p95_{papers}", f"scroll a frame, {name}, p95", "ms", most=12),
        Line(f"select_p50_{papers}", f"go to another row, {name}, p50", "ms"),
        Line(f"select_p95_{papers}", f"go to another row, {name}, p95", "ms", most=16),
        Line(f"memory_{papers}", f"memory of the window, {name}", "MB", most=250),
    )


_KEY_LINES = (
    *(
        Line(f"{name}_{percent}", f"{label}, {percent}", "ms", most=most)
        for name, label in (
            ("next", "key j to painted row"),
            ("done", "key e to painted row"),
            ("triage", "key e to painted card, triage"),
        )
        for percent, most in (("p50", None), ("p95", 50), ("p99", 100))
    ),
    Line("gap_searching", "longest stall of the window, searching", "ms", most=33),
    Line("gap_indexing", "longest stall while the index is built", "ms", most=33),
)


def main(words: Sequence[str]) -> int:
    """Measure and print one table, or one JSON object; returns 0, however slow it was."""
    arguments = _read_words(words)
    sizes = (10_000, 100_000) if arguments.papers is None else (arguments.papers,)
    keys_with = _KEYS_WITH if arguments.papers is None else arguments.papers
    budgets = {papers: 300 if papers <= 10_000 else 450 for papers in sizes}
    lines = {line.key: line for papers in sizes for line in _lines(papers, budgets[papers])}
    lines.update((line.key, line) for line in _KEY_LINES)
    if not arguments.json:
        print(HEADING, flush=True)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="paperdesk-bench-") as name:
        for figure in _measure(Path(name), sizes, keys_with):
            figures.append(figure)
            if not arguments.json:
                print(row(figure, lines), flush=True)
    if arguments.json:
        print(json.dumps(as_object(max(sizes), figures, lines), indent=2))
    return 0


def _read_words(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("paperdesk bench --ui", description=__doc__)
    parser.add_argument("--papers", type=_read_number, help="instead of 10,000 and 100,000 (keys: 20,000)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(words)


def _read_number(text: str) -> int:
    number = int(text)
    if number < _LEAST_PAPERS:
        raise argparse.ArgumentTypeError(f"at least {_LEAST_PAPERS} papers are needed, for all those keys")
    return number


def _measure(folder: Path, sizes: Sequence[int], keys_with: int) -> Iterator[Figure]:
    for papers in sizes:
        library = _make_library(folder, papers)
        yield from _measure_starts(library, papers)
        found = _run("feel", library, papers)
        yield from (Figure(f"{key}_{papers}", value) for key, value in found.items())
    found = _run("keys", _make_library(folder, keys_with), keys_with)
    yield from (Figure(key, value, f"{keys_with:,} papers") for key, value in found.items())


def _make_library(folder: Path, papers: int) -> Path:
    """A library of invented papers, made by the importer itself; once for each number."""
    path = folder / f"library-{papers}"
    if not path.exists():
        with Library(path) as library:
            for page in pages(list(invent(papers))):
                library.import_source(decode_source(page.encode(), "page"), ImportOptions(dump_date=DUMP_DATE))
    return path


def _measure_starts(library: Path, papers: int) -> Iterator[Figure]:
    """Our window and a bare one by turns, so that a busy moment of the machine hits both."""
    ours, bare = [], []
    for _ in range(_STARTS):
        bare.append(_run("bare", library, papers)["painted"])
        ours.append(_run("start", library, papers))
    note = f"median of {_STARTS} processes"
    yield Figure(f"start_{papers}", median(one["painted"] for one in ours), note)
    yield Figure(f"ready_{papers}", median(one["ready"] for one in ours), note)
    yield Figure(f"bare_{papers}", median(bare), f"{note}, by turns")
    yield Figure(f"ratio_{papers}", median(one["painted"] for one in ours) / median(bare))


def _run(part: str, library: Path, papers: int) -> dict[str, float]:
    """One part in a process of its own; times of `start` and `bare` count from here."""
    own = {
        "QT_QPA_PLATFORM": "offscreen",
        "PAPERDESK_CACHE": str(library.parent / "cache"),
        "PAPERDESK_CONFIG": str(library.parent / "config"),
    }
    module = "ui.tools.bench.bare" if part == "bare" else "ui.tools.bench.parts"
    script = f"import gc, sys; gc.disable(); from {module} import measure; measure(*sys.argv[1:])"  # as `launch` does
    words = [sys.executable, "-c", script, part, str(library), str(papers), repr(time.monotonic())]
    done = subprocess.run(
        words,
        env={**os.environ, **own},
        cwd=PROGRAM_ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=_LONGEST_SECONDS,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
