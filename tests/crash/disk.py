"""A simulated disk that loses unsynced data when the power fails.

A write is durable once its file was synced. Until then each of its sectors of 512 bytes may be on the disk or not,
independently of the others (lost, reordered, torn); a lost sector that would have extended the file holds zeros or
random bytes. A file name is durable once its folder was synced; until then changes of names arrive in their order, up
to any one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from tests.crash.trace import Create, Event, LogLine, Sync, Truncate, Unlink, Write

SECTOR = 512
Change = Write | Truncate


@dataclass(eq=False)
class File:
    """The durable bytes, and the changes since the last sync."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.pending:
            _apply(self.durable, change)
        self.pending.clear()

    def lose_power(self, random: Random, chance: float) -> bytes:
        """The durable bytes, with each unsynced sector written with probability `chance`."""
        content = bytearray(self.durable)
        is_random = random.random() < 0.5
        for change in self.pending:
            if isinstance(change, Truncate):
                if random.random() < chance:
                    _apply(content, change)
                continue
            end = change.offset + len(change.data)
            if end > len(content) and chance > 0:
                missing = end - len(content)
                content += random.randbytes(missing) if is_random else bytes(missing)
            for start, data in _sectors(change):
                if random.random() < chance:
                    content[start : start + len(data)] = data
        return bytes(content)


def _sectors(write: Write) -> list[tuple[int, bytes]]:
    end = write.offset + len(write.data)
    boundaries = [write.offset, *range((write.offset // SECTOR + 1) * SECTOR, end, SECTOR), end]
    return [(start, write.data[start - write.offset : stop - write.offset]) for start, stop in pairwise(boundaries)]


def _apply(content: bytearray, change: Change) -> None:
    end = change.size if isinstance(change, Truncate) else change.offset + len(change.data)
    if end > len(content):
        content += bytes(end - len(content))
    if isinstance(change, Truncate):
        del content[end:]
    else:
        content[change.offset : end] = change.data


@dataclass
class Disk:
    """Files by name, as the running program sees them and as they are durable."""

    current: dict[str, File] = field(default_factory=dict)
    durable: dict[str, File] = field(default_factory=dict)
    pending: list[tuple[str, File | None]] = field(default_factory=list)

    def apply(self, event: Event) -> None:
        """Apply one recorded call."""
        match event:
            case Create(name) if name not in self.current:
                self._rename(name, File())
            case Unlink(name):
                self._rename(name, None)
            case Write(name) | Truncate(name):
                self.current[name].pending.append(event)
            case Sync(""):
                _rename_files(self.durable, self.pending)
                self.pending.clear()
            case Sync(name):
                self.current[name].sync()
            case Create() | LogLine():
                pass

    def _rename(self, name: str, file: File | None) -> None:
        _rename_files(self.current, [(name, file)])
        self.pending.append((name, file))

    def sync_all(self) -> dict[str, bytes]:
        """Sync everything and return the files."""
        for file in self.current.values():
            file.sync()
        return {name: bytes(file.durable) for name, file in self.current.items()}

    def lose_power(self, random: Random) -> dict[str, bytes]:
        """One of the possible sets of files if the power fails now."""
        chance = random.choice((0.0, 1.0, random.random(), random.random()))
        names = dict(self.durable)
        arrived = random.choice((0, len(self.pending), random.randint(0, len(self.pending))))
        _rename_files(names, self.pending[:arrived])
        return {name: file.lose_power(random, chance) for name, file in names.items()}


def _rename_files(files: dict[str, File], changes: Sequence[tuple[str, File | None]]) -> None:
    for name, file in changes:
        if file is None:
            files.pop(name, None)
        else:
            files[name] = file
