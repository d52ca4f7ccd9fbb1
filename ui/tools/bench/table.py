"""`paperdesk bench --ui`: measures the window on this machine without a display, each part in a new process."""

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

from app.actions.imports import ImportOptions, decode_source
from app.bench.corpus import DUMP_DATE, generate_papers, make_pages
from app.bench.figures import HEADING, Figure, Line, format_row, to_json_object
from app.config.paths import PROGRAM_ROOT
from app.library import Library

_STARTS = 5
_MAX_SECONDS = 300
_MIN_PAPERS = 300
_KEY_PAPERS = 20_000  # in the library in which keys are pressed


def _lines(papers: int, start_budget: float) -> tuple[Line, ...]:
    name = f"{papers:,}".replace(",", "\u202f")
    return (
        Line(f"start_{papers}", f"start to painted list, {name} papers", "ms", most=start_budget),
        Line(f"ready_{papers}", f"start to complete window, {name}", "ms"),
        Line(f"bare_{papers}", f"empty Qt window, {name} rows", "ms"),
        Line(f"ratio_{papers}", f"painted list / empty window, {name}", "x"),
        Line(f"reset_{papers}", f"reset the list of {name}, p95", "ms", most=20),
        Line(f"scroll_p50_{papers}", f"scroll one frame, {name}, p50", "ms"),
        Line(f"scroll_p95_{papers}", f"scroll one frame, {name}, p95", "ms", most=12),
        Line(f"select_p50_{papers}", f"select another row, {name}, p50", "ms"),
        Line(f"select_p95_{papers}", f"select another row, {name}, p95", "ms", most=16),
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


def main(argv: Sequence[str]) -> int:
    """Measure and print a table, or a JSON object; returns 0 whether or not the budgets are met."""
    arguments = _parse_arguments(argv)
    sizes = (10_000, 100_000) if arguments.papers is None else (arguments.papers,)
    key_papers = _KEY_PAPERS if arguments.papers is None else arguments.papers
    budgets = {papers: 300 if papers <= 10_000 else 450 for papers in sizes}
    lines = {line.key: line for papers in sizes for line in _lines(papers, budgets[papers])}
    lines.update((line.key, line) for line in _KEY_LINES)
    if not arguments.json:
        print(HEADING, flush=True)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="paperdesk-bench-") as name:
        for figure in _measure(Path(name), sizes, key_papers):
            figures.append(figure)
            if not arguments.json:
                print(format_row(figure, lines), flush=True)
    if arguments.json:
        print(json.dumps(to_json_object(max(sizes), figures, lines), indent=2))
    return 0


def _parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("paperdesk bench --ui", description=__doc__)
    parser.add_argument(
        "--papers", type=_parse_number, help="number of papers instead of 10,000 and 100,000 (keys: 20,000)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(argv)


def _parse_number(text: str) -> int:
    number = int(text)
    if number < _MIN_PAPERS:
        raise argparse.ArgumentTypeError(f"at least {_MIN_PAPERS} papers are needed, one for each key press")
    return number


def _measure(folder: Path, sizes: Sequence[int], key_papers: int) -> Iterator[Figure]:
    for papers in sizes:
        library = _make_library(folder, papers)
        yield from _measure_starts(library, papers)
        found = _run("feel", library, papers)
        yield from (Figure(f"{key}_{papers}", value) for key, value in found.items())
    found = _run("keys", _make_library(folder, key_papers), key_papers)
    yield from (Figure(key, value, f"{key_papers:,} papers") for key, value in found.items())


def _make_library(folder: Path, papers: int) -> Path:
    """Return a library of invented papers, created by importing them; once for each number."""
    path = folder / f"library-{papers}"
    if not path.exists():
        with Library(path) as library:
            for page in make_pages(list(generate_papers(papers))):
                library.import_source(decode_source(page.encode(), "page"), ImportOptions(dump_date=DUMP_DATE))
    return path


def _measure_starts(library: Path, papers: int) -> Iterator[Figure]:
    """Measure our window and the empty one in turn, so that other load affects both."""
    starts, bare = [], []
    for _ in range(_STARTS):
        bare.append(_run("bare", library, papers)["painted"])
        starts.append(_run("start", library, papers))
    note = f"median of {_STARTS} processes"
    yield Figure(f"start_{papers}", median(one["painted"] for one in starts), note)
    yield Figure(f"ready_{papers}", median(one["ready"] for one in starts), note)
    yield Figure(f"bare_{papers}", median(bare), f"{note}, in turn")
    yield Figure(f"ratio_{papers}", median(one["painted"] for one in starts) / median(bare))


def _run(part: str, library: Path, papers: int) -> dict[str, float]:
    """Run one part in a new process; the times of `start` and `bare` count from here."""
    environment = {
        "QT_QPA_PLATFORM": "offscreen",
        "PAPERDESK_CACHE": str(library.parent / "cache"),
        "PAPERDESK_CONFIG": str(library.parent / "config"),
    }
    module = "ui.tools.bench.bare" if part == "bare" else "ui.tools.bench.parts"
    script = (
        f"import gc, sys; gc.disable(); from {module} import measure; measure(*sys.argv[1:])"  # as `ui.launch` does
    )
    command = [sys.executable, "-c", script, part, str(library), str(papers), repr(time.monotonic())]
    done = subprocess.run(
        command,
        env={**os.environ, **environment},
        cwd=PROGRAM_ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=_MAX_SECONDS,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
