"""Feature: the interface of the controllers that implement commands.

To add one, write a class that satisfies `Feature` and add it to `ui.window.features`, which connects its handlers to
the commands of `ui.commands.table.COMMANDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

Handler = Callable[[], object]


class Feature(Protocol):
    """A group of commands, created once per window."""

    def handlers(self) -> Mapping[str, Handler]:
        """Return the function that runs each command, by command id."""


def merge_handlers(features: Iterable[Feature]) -> dict[str, Handler]:
    """Merge the handlers of all features. Raises ValueError when two handle the same command."""
    handlers: dict[str, Handler] = {}
    for feature in features:
        own = feature.handlers()
        if duplicates := handlers.keys() & own.keys():
            raise ValueError(f"Two features handle {', '.join(sorted(duplicates))}.")
        handlers.update(own)
    return handlers
