"""The files of a segment, read from the memory map without copying.

Whoosh maps a segment into memory, but copies each of its files to the heap when it is opened (`BufferFile` wraps the
map in a BytesIO): 260 MB per reader of 100,000 papers. Here a file is a slice of the map, and only the requested bytes
are copied.
"""

from __future__ import annotations

import os
from typing import Any

from app.index.whoosh_format.schema import BufferFile, CompoundStorage
from app.index.whoosh_format.unpickling import load


class MemoryViewFile:
    """A read-only binary file over a memoryview, with the methods that unpickling needs."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._position = 0

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: len(self._view)}[whence]
        self._position = base + offset
        return self._position

    def read(self, size: int = -1) -> bytes:
        end = len(self._view) if size < 0 else self._position + size
        data = bytes(self._view[self._position : end])
        self._position += len(data)
        return data

    def readline(self) -> bytes:
        start = self._position
        while (block := self.read(256)) and b"\n" not in block:
            pass
        end = self._position - len(block) + block.find(b"\n") + 1 if block else self._position
        self._position = end
        return bytes(self._view[start:end])


class MappedFile(BufferFile):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's file object over a slice of the memory map; `view` is the slice."""

    def __init__(self, view: memoryview, name: str) -> None:
        self.view = self._buf = view
        self.file = MemoryViewFile(view)
        self._name = name
        self.onclose = None
        self.is_real = False
        self.is_closed = False

    def read_pickle(self) -> Any:
        """Unpickle plain values only."""
        return load(self.file)


class SegmentFiles(CompoundStorage):  # type: ignore[misc]  # as above
    """The files inside the compound file of a segment."""

    def open_file(self, name: str, *_arguments: Any, **_options: Any) -> MappedFile:
        """Raises NameError when the segment has no such file."""
        offset, length = self.range(name)
        return MappedFile(memoryview(self._source)[offset : offset + length], name)
