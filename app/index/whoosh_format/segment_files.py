"""The files of a segment, read in place.

Whoosh maps a segment into memory and then copies each of its files to the heap when it is opened (`BufferFile` wraps
the map in a BytesIO): 260 MB for each reader of 100,000 papers. Here a file is a window on the map, and only what is
asked for is copied.
"""

from __future__ import annotations

import os
from typing import Any

from app.index.whoosh_format.schema import BufferFile, CompoundStorage


class Cursor:
    """As much of a binary file over a memoryview as reading pickles takes."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._place = 0

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: len(self._view)}[whence]
        self._place = base + offset
        return self._place

    def read(self, size: int = -1) -> bytes:
        end = len(self._view) if size < 0 else self._place + size
        data = bytes(self._view[self._place : end])
        self._place += len(data)
        return data

    def readline(self) -> bytes:
        start = self._place
        while (block := self.read(256)) and b"\n" not in block:
            pass
        end = self._place - len(block) + block.find(b"\n") + 1 if block else self._place
        self._place = end
        return bytes(self._view[start:end])


class WindowFile(BufferFile):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's file over a part of a map, without the copy; `view` is that part."""

    def __init__(self, view: memoryview, name: str) -> None:
        self.view = self._buf = view
        self.file = Cursor(view)
        self._name = name
        self.onclose = None
        self.is_real = False
        self.is_closed = False


class SegmentFiles(CompoundStorage):  # type: ignore[misc]  # as above
    """The files inside the one file of a segment."""

    def open_file(self, name: str, *_arguments: Any, **_options: Any) -> WindowFile:
        """Raises NameError when the segment has no such file."""
        offset, length = self.range(name)
        return WindowFile(memoryview(self._source)[offset : offset + length], name)
