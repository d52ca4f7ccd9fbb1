"""A folder in which other programs save files while we replace and remove ours; nothing that they save is lost.

To replace a file, the new one and the old one exchange their names in one step, then what came out is looked at: if it
is not what was expected, or if a program still has it open for writing, it gets its name back. To remove a file, it is
renamed before it is looked at in the same way. Where names cannot be exchanged, a file is looked at just before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.config.atomic_files import OpenFolder, make_error
from app.config.renaming import (
    CanNotExchange,
    exchange_names,
    is_open_for_writing,
    rename_to_free_name,
    try_lock_folder,
)
from app.domain.errors import PaperdeskError

_SWAP_NAME = re.compile(r"\.(.+)\.paperdesk-[0-9a-f]{6}\.swap", re.DOTALL)
_MAX_KEPT = 1000

IsExpected = Callable[[bytes], bool]
"""Whether a file with this content may be replaced or removed."""


class SharedFolder(OpenFolder):
    """`rescued` pairs the former name of each file that could not keep it with the name that it has now."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        super().__init__(path, descriptor)
        self.rescued: list[tuple[str, str]] = []
        self._has_leases: bool | None = None

    def lock(self) -> None:
        """Let no other process write here in the same way until the folder is closed. Raises PaperdeskError."""
        self._require_outside_library()
        if not try_lock_folder(self._descriptor):
            raise PaperdeskError(
                f"Another export to {self.path} is running; nothing was written. Try again when it is finished."
            )

    def recover(self, is_expected: Callable[[str, bytes], bool]) -> None:
        """Remove what a killed process left here. The folder must be locked.

        `is_expected` says whether a file of that name may be removed if it has that content; any other file that was
        being replaced or removed gets its name back, or another one, which is added to `rescued`.
        """
        self.remove_temporary_files()
        for swap_name in self._list_names():
            match = _SWAP_NAME.fullmatch(swap_name)
            content = self.read(swap_name) if match else None
            if match and content is not None and is_expected(match[1], content):
                self._remove_quietly(swap_name)
            elif match:
                self._restore(swap_name, match[1])

    def replace(self, name: str, data: bytes, is_expected: IsExpected) -> bool:
        """Replace a regular file if its content is as expected; returns whether it was. Raises PaperdeskError.

        Otherwise, or when a program has it open for writing, the file that is there stays and keeps its name.
        """
        swap_name = _make_swap_name(name)
        with self._new_file(name, data, self._mode(name)) as temporary_name:
            self._replace_name(temporary_name, swap_name)
            try:
                return self._exchange(swap_name, name, data, is_expected)
            except CanNotExchange:
                return self._is_removable(name, is_expected) and self._replace_name(swap_name, name)
            finally:
                if self.read(swap_name) == data:
                    self._remove_quietly(swap_name)

    def remove(self, name: str, is_expected: IsExpected) -> bool:
        """Remove a regular file if its content is as expected; returns whether it was. Raises PaperdeskError."""
        content = self.read(name)
        if content is None or not is_expected(content):
            return False
        swap_name = _make_swap_name(name)
        try:
            self._replace_name(name, swap_name)
            if self._is_removable(swap_name, is_expected):
                os.unlink(self._locate(swap_name), dir_fd=self._descriptor)
                return True
        except FileNotFoundError:  # removed by another program
            return False
        except OSError as error:
            raise make_error("The file", self.path / name, "could not be removed", error) from error
        self._restore(swap_name, name)
        return False

    @contextmanager
    def _new_file(self, name: str, data: bytes, mode: int | None, *, is_durable: bool = True) -> Iterator[str]:
        with super()._new_file(name, data, mode, is_durable=is_durable) as temporary_name:
            if self._has_leases is None:
                self._has_leases = self._test_leases(temporary_name)
            yield temporary_name

    def _exchange(self, swap_name: str, name: str, data: bytes, is_expected: IsExpected) -> bool:
        try:
            exchange_names(swap_name, name, self._descriptor)
        except FileNotFoundError:  # removed by another program
            return False
        if self._is_removable(swap_name, is_expected):
            self._remove_quietly(swap_name)
            return True
        self._put_back(swap_name, name, data)
        return False

    def _put_back(self, swap_name: str, name: str, data: bytes) -> None:
        """Exchange the names again. What was saved under the name in this very moment is newer, and gets it."""
        for _attempt in range(2):
            try:
                exchange_names(swap_name, name, self._descriptor)
            except FileNotFoundError:
                if rename_to_free_name(swap_name, name, self._descriptor):
                    return
            if self.read(swap_name) == data:
                return
        self._rescue(swap_name, name)

    def _restore(self, swap_name: str, name: str) -> None:
        if not rename_to_free_name(self._locate(swap_name), self._locate(name), self._descriptor):
            self._rescue(swap_name, name)

    def _rescue(self, swap_name: str, name: str) -> None:
        """Keep a file beside the one that has its name now: as `x.kept.md`, `x.kept-2.md`, …"""
        suffix = Path(name).suffix
        stem = name.removesuffix(suffix)
        for number in range(1, _MAX_KEPT):
            kept_name = f"{stem}.kept{f'-{number}' if number > 1 else ''}{suffix}"
            if rename_to_free_name(self._locate(swap_name), self._locate(kept_name), self._descriptor):
                self.rescued.append((name, kept_name))
                return

    def _is_removable(self, name: str, is_expected: IsExpected) -> bool:
        """Whether it is a regular file with expected content that, as far as can be known, nobody is writing."""
        try:
            file = self._open_file(name)
        except OSError:
            return False
        with file:
            return not (self._has_leases and is_open_for_writing(file.fileno())) and is_expected(file.read())

    def _test_leases(self, name: str) -> bool:
        """Whether `is_open_for_writing` is right on this disk about a file that nobody writes."""
        with self._open_file(name) as file:
            return is_open_for_writing(file.fileno()) is False


def _make_swap_name(name: str) -> str:
    return f".{name}.paperdesk-{os.urandom(3).hex()}.swap"
