"""How thorough a run is: a short one for every change, a deep one for `python3 packaging/dev.py test --deep`."""

from __future__ import annotations

import os

IS_DEEP = os.environ.get("PAPERDESK_TESTS") == "deep"


def thorough(deep: int, short: int) -> int:
    """How often a random test repeats itself: `deep` times in a deep run, `short` times in every other."""
    return deep if IS_DEEP else short
