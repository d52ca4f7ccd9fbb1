"""Small lists that the window remembers, as JSON in the config folder. They are a convenience: nothing here fails."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.config.atomic_files import read_file, write_own_file
from app.domain.errors import PaperdeskError

_MAX_BYTES = 1_000_000


def read_list(path: Path) -> list[Any]:
    """The list in a file; empty when there is none, or when it cannot be read."""
    try:
        found = json.loads(read_file(path, _MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def write_list(path: Path, items: Sequence[Any]) -> None:
    """Write the list; when that is not possible, it is kept until the window closes."""
    with suppress(PaperdeskError):
        write_own_file(path, json.dumps(items, ensure_ascii=False).encode("utf-8", "replace"), is_durable=False)
