"""The errors a person may meet.

A `PaperdeskError` is a sentence for the reader of the screen: what happened, what was kept, what to do.
Any other exception that leaves the core is a bug. The four kinds differ in the exit code of the command line.
"""

from __future__ import annotations

from collections.abc import Iterable


class PaperdeskError(Exception):
    """Something outside our control went wrong and nothing was changed; `str(error)` is the sentence to show."""

    exit_code = 3


class UsageError(PaperdeskError):
    """The request itself is wrong: an unknown id, format, date or status."""

    exit_code = 2


class QueryError(UsageError):
    """A query that cannot be read; from `position` to `end` stands what is wrong in the text `query`.

    `proposal` is the whole query as it may have been meant, None when nothing can be proposed. `is_unfinished` tells
    that more typing may mend it.
    """

    def __init__(
        self,
        sentence: str,
        query: str,
        position: int,
        proposal: str | None = None,
        *,
        is_unfinished: bool = False,
        end: int = 0,
    ) -> None:
        super().__init__(sentence)
        self.query = query
        self.position = position
        self.end = max(position + 1, end)
        self.proposal = proposal
        self.is_unfinished = is_unfinished


class AlreadyThere(UsageError):
    """What was to be added is in the library already, as paper `paper_id`."""

    def __init__(self, sentence: str, paper_id: int) -> None:
        super().__init__(sentence)
        self.paper_id = paper_id


class StepsInTheWay(PaperdeskError):
    """A step of the history cannot be undone or redone alone; `steps` are the numbers of those it has to wait for."""

    def __init__(self, sentence: str, steps: Iterable[int]) -> None:
        super().__init__(sentence)
        self.steps = tuple(steps)


class ImportRefused(PaperdeskError):
    """An input that was not read at all (not text, a device, no permission, not a feed page); nothing was stored."""


class LibraryError(PaperdeskError):
    """The library cannot be opened or written: locked, read-only, damaged, or made by a newer Paperdesk."""
