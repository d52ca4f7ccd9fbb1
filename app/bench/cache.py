"""Where the index of a measured library goes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def cache_below(folder: Path) -> Iterator[None]:
    """Keep the index of a measured library out of the user's cache folder: in `folder`."""
    before = os.environ.get("PAPERDESK_CACHE")
    os.environ["PAPERDESK_CACHE"] = str(folder / "cache")
    try:
        yield
    finally:
        if before is None:
            del os.environ["PAPERDESK_CACHE"]
        else:
            os.environ["PAPERDESK_CACHE"] = before
