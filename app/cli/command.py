"""Commands, and the request that a command runs with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.cli import shapes
from app.cli.arguments import JSON, LIBRARY, Argument
from app.cli.output import Output
from app.domain.changes import Changes
from app.domain.errors import PaperdeskError
from app.library import Library

DONE, PARTLY_DONE, USAGE_ERROR, FAILED, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True, slots=True)
class Request:
    """One invocation of a command: its arguments, its output, and the folder of the library."""

    arguments: argparse.Namespace
    out: Output
    folder: Path

    def open_library(self) -> Library:
        """Open the library to read it: where there is none, an empty one is shown and nothing is created.

        Repairs are reported on standard error.
        """
        return Library(self.folder, self.out.notice, may_create=False)

    def open_for_writing(self) -> Library:
        """Open the library to change it; it is created in a folder that is new or empty."""
        return Library(self.folder, self.out.notice)

    def report(self, changes: Changes) -> int:
        """Print the changes of an action."""
        if self.out.is_json:
            self.out.json(shapes.changes(changes))
        elif changes.is_empty:
            self.out.line(f"{changes.label}.")
        else:
            self.out.line(f"{changes.label}. (step {changes.step})")
        return DONE


def standard_input() -> BinaryIO:
    """Standard input as bytes. Raises PaperdeskError when the caller has closed it."""
    if sys.stdin is None:
        raise PaperdeskError("Standard input is closed, so there is nothing to read. Nothing was changed.")
    return sys.stdin.buffer


@dataclass(frozen=True, slots=True)
class Command:
    """An entry of COMMANDS: `name` may be two words; `run` returns the exit code; `details` is a paragraph of help."""

    name: str
    help: str
    run: Callable[[Request], int]
    arguments: tuple[Argument, ...] = ()
    details: str = ""
    has_json: bool = True

    @property
    def all_arguments(self) -> tuple[Argument, ...]:
        """Its own arguments and those that every command has."""
        return (*self.arguments, *((JSON,) if self.has_json else ()), LIBRARY)
