"""`paperdesk bench`: how fast Paperdesk is on this machine, with synthetic papers in a folder that is removed again."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from app.bench.cache import use_cache_in
from app.bench.comparisons import PAPERDESK_ALONE, load_baselines
from app.bench.figures import HEADING, LINES, Figure, check_paper_count, format_row, to_json_object
from app.bench.measures import make_workload, measure
from app.bench.search import run_search

__all__ = ["run", "run_search"]


def run(papers: int, as_json: bool) -> int:
    """Measure with `papers` papers and print one table, or one JSON object; returns 0, however slow it was.

    Raises UsageError when `papers` is less than 1.
    """
    check_paper_count(papers)
    baselines = load_baselines()
    lines = {line.key: line for line in (*LINES, *baselines.lines)}
    if not as_json:
        print(f"{papers:,} synthetic papers\n{HEADING}", flush=True)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="paperdesk-bench-") as name, use_cache_in(Path(name)):
        for figure in measure(make_workload(papers), Path(name), baselines):
            figures.append(figure)
            if not as_json:
                print(format_row(figure, lines), flush=True)
    if as_json:
        print(json.dumps(to_json_object(papers, figures, lines), indent=2))
    elif not baselines.stores:
        print(PAPERDESK_ALONE)
    return 0
