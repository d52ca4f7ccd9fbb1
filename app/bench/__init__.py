"""`paperdesk bench`: how fast the parts are on this machine, with invented papers in a folder that is removed again."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.bench.figures import HEADING, Figure, as_object, row
from app.bench.measures import make_workload, measure
from app.errors import UsageError


def run(papers: int, as_json: bool) -> int:
    """Measure with `papers` papers and print one table, or one JSON object; returns 0, however slow it was.

    Raises UsageError when `papers` is less than 1.
    """
    if papers < 1:
        raise UsageError(f"A benchmark needs at least 1 paper, not {papers}.")
    if not as_json:
        print(f"{papers:,} invented papers\n{HEADING}", flush=True)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="paperdesk-bench-") as name, _cache_below(Path(name)):
        for figure in measure(make_workload(papers), Path(name)):
            figures.append(figure)
            if not as_json:
                print(row(figure), flush=True)
    if as_json:
        print(json.dumps(as_object(papers, figures), indent=2))
    return 0


@contextmanager
def _cache_below(folder: Path) -> Iterator[None]:
    """Keep the index of the measured library out of the user's cache folder."""
    before = os.environ.get("PAPERDESK_CACHE")
    os.environ["PAPERDESK_CACHE"] = str(folder / "cache")
    try:
        yield
    finally:
        if before is None:
            del os.environ["PAPERDESK_CACHE"]
        else:
            os.environ["PAPERDESK_CACHE"] = before
