"""The index of a measured library stays out of the user's cache folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def use_cache_in(folder: Path) -> Iterator[None]:
    """Set PAPERDESK_CACHE to a folder below `folder`, also for processes that are started meanwhile."""
    before = os.environ.get("PAPERDESK_CACHE")
    os.environ["PAPERDESK_CACHE"] = str(folder / "cache")
    try:
        yield
    finally:
        if before is None:
            del os.environ["PAPERDESK_CACHE"]
        else:
            os.environ["PAPERDESK_CACHE"] = before
