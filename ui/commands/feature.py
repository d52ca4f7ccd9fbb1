"""Features: the rooms of the window in which commands are carried out.

To add one, write a module with a class as `Feature` describes, and import it and make one in
`MainWindow._make_features`, which runs after the first picture; the window ties the commands of
`ui.commands.table.COMMANDS` to what it handles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

Handler = Callable[[], object]


class Feature(Protocol):
    """One group of commands, made once for its window."""

    def handlers(self) -> Mapping[str, Handler]:
        """What each of its commands does, by the id of the command."""


def all_handlers(features: Iterable[Feature]) -> dict[str, Handler]:
    """The handlers of all features together. Raises ValueError when two handle the same command."""
    handlers: dict[str, Handler] = {}
    for feature in features:
        own = feature.handlers()
        if twice := handlers.keys() & own.keys():
            raise ValueError(f"Two features handle {', '.join(sorted(twice))}.")
        handlers.update(own)
    return handlers
