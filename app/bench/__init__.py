"""`paperdesk bench`: how fast the parts are on this machine, with invented papers in a folder that is removed again."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from app.bench.cache import cache_below
from app.bench.figures import HEADING, Figure, as_object, refuse_none, row
from app.bench.measures import make_workload, measure
from app.bench.search import run_search

__all__ = ["run", "run_search"]


def run(papers: int, as_json: bool) -> int:
    """Measure with `papers` papers and print one table, or one JSON object; returns 0, however slow it was.

    Raises UsageError when `papers` is less than 1.
    """
    refuse_none(papers)
    if not as_json:
        print(f"{papers:,} invented papers\n{HEADING}", flush=True)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="paperdesk-bench-") as name, cache_below(Path(name)):
        for figure in measure(make_workload(papers), Path(name)):
            figures.append(figure)
            if not as_json:
                print(row(figure), flush=True)
    if as_json:
        print(json.dumps(as_object(papers, figures), indent=2))
    return 0
