"""A disk that forgets: what may lie on it when the power fails.

A write is certain once its file was synced. Until then each of its sectors of 512 bytes may be there or not, whatever
became of the others (lost, reordered, torn); a sector that the file grew by and that never came holds zeros or rubbish.
A file has its name, or has lost it, for certain once the folder was synced; until then the changes of names arrive in
their order, up to any one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from tests.crash.trace import Create, Event, Sync, Told, Truncate, Unlink, Write

SECTOR = 512
Change = Write | Truncate


@dataclass(eq=False)
class File:
    """The bytes that are certain, and what has been done since."""

    certain: bytearray = field(default_factory=bytearray)
    since: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.since:
            _apply(self.certain, change)
        self.since.clear()

    def after_crash(self, random: Random, chance: float) -> bytes:
        """The certain bytes with each uncertain sector there by `chance`."""
        content = bytearray(self.certain)
        rubbish = random.random() < 0.5
        for change in self.since:
            if isinstance(change, Truncate):
                if random.random() < chance:
                    _apply(content, change)
                continue
            end = change.offset + len(change.data)
            if end > len(content) and chance > 0:
                missing = end - len(content)
                content += random.randbytes(missing) if rubbish else bytes(missing)
            for start, data in _sectors(change):
                if random.random() < chance:
                    content[start : start + len(data)] = data
        return bytes(content)


def _sectors(write: Write) -> list[tuple[int, bytes]]:
    end = write.offset + len(write.data)
    borders = [write.offset, *range((write.offset // SECTOR + 1) * SECTOR, end, SECTOR), end]
    return [(start, write.data[start - write.offset : stop - write.offset]) for start, stop in pairwise(borders)]


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
    """Files by name, as the running program sees them and as they are certain."""

    seen: dict[str, File] = field(default_factory=dict)
    certain: dict[str, File] = field(default_factory=dict)
    since: list[tuple[str, File | None]] = field(default_factory=list)

    def happen(self, event: Event) -> None:
        """Let one call happen."""
        match event:
            case Create(name) if name not in self.seen:
                self._rename(name, File())
            case Unlink(name):
                self._rename(name, None)
            case Write(name) | Truncate(name):
                self.seen[name].since.append(event)
            case Sync(""):
                _name(self.certain, self.since)
                self.since.clear()
            case Sync(name):
                self.seen[name].sync()
            case Create() | Told():
                pass

    def _rename(self, name: str, file: File | None) -> None:
        _name(self.seen, [(name, file)])
        self.since.append((name, file))

    def without_crash(self) -> dict[str, bytes]:
        """What lies there when all has arrived."""
        for file in self.seen.values():
            file.sync()
        return {name: bytes(file.certain) for name, file in self.seen.items()}

    def after_crash(self, random: Random) -> dict[str, bytes]:
        """One of the many things that may lie there when the power fails now."""
        chance = random.choice((0.0, 1.0, random.random(), random.random()))
        names = dict(self.certain)
        _name(names, self.since[: random.choice((0, len(self.since), random.randint(0, len(self.since))))])
        return {name: file.after_crash(random, chance) for name, file in names.items()}


def _name(files: dict[str, File], changes: Sequence[tuple[str, File | None]]) -> None:
    for name, file in changes:
        if file is None:
            files.pop(name, None)
        else:
            files[name] = file
