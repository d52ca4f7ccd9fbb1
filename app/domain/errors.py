"""Errors that are shown to the user.

The message of a `PaperdeskError` is a complete sentence: what happened, what was kept, what to do. Any other exception
that leaves the core is a bug.
"""

from __future__ import annotations

from collections.abc import Iterable


class PaperdeskError(Exception):
    """Something outside our control failed and nothing was changed; `str(error)` is the sentence to show.

    `exit_code` is that of the command line.
    """

    exit_code = 3


class UsageError(PaperdeskError):
    """The request itself is wrong: an unknown id, format, date or status."""

    exit_code = 2


class QueryError(UsageError):
    """A query that cannot be parsed; `position` and `end` are the range of the error in the text `query`.

    `proposal` is a corrected query, None when there is none to propose. `is_unfinished` tells that more typing may make
    the query valid.
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


class PaperExistsError(UsageError):
    """The paper to be added is already in the library, as paper `paper_id`."""

    def __init__(self, sentence: str, paper_id: int) -> None:
        super().__init__(sentence)
        self.paper_id = paper_id


class BlockedByLaterSteps(PaperdeskError):
    """A history step cannot be undone or redone because other steps depend on it, or it on them.

    `steps` are the numbers of the steps that have to be undone or redone first.
    """

    def __init__(self, sentence: str, steps: Iterable[int]) -> None:
        super().__init__(sentence)
        self.steps = tuple(steps)


class ImportRefused(PaperdeskError):
    """An input that was not read (not text, a device, no permission, not a feed page); nothing was stored."""


class LibraryError(PaperdeskError):
    """The library cannot be opened or written: locked, read-only, damaged, or made by a newer Paperdesk."""


class UnexpectedError(PaperdeskError):
    """A bug in Paperdesk, for those who only have to know that what they asked for did not happen.

    `details` is the traceback.
    """

    def __init__(self, details: str) -> None:
        super().__init__("An unexpected error stopped this. What was saved before is kept; the details are in the log.")
        self.details = details
