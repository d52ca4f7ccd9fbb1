"""Reads the system calls of a program on the files of a folder, as recorded by `strace`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,lseek,ftruncate,truncate,fallocate,copy_file_range,"
    "sendfile,mmap,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,unlink,unlinkat"
)
_LINE = re.compile(r"^(?:\d+ +)?(?P<call>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)")
_DESCRIPTOR = re.compile(r"^(\d+|AT_FDCWD)<([^>]*)>(?:\(deleted\))?$")
_ARGUMENT = re.compile(r'"[^"]*"(?:\.\.\.)?|[^,]+')


@dataclass(frozen=True, slots=True)
class Create:
    """The file exists from here on, and may have existed before."""

    name: str


@dataclass(frozen=True, slots=True)
class Write:
    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """The file, or the folder itself when `name` is empty, is durable up to here."""

    name: str


@dataclass(frozen=True, slots=True)
class Unlink:
    name: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line that the program wrote to its log."""

    line: str


Event = Create | Write | Truncate | Sync | Unlink | LogLine


class UnexpectedCall(AssertionError):
    """The program made a call on a watched file that this reader does not support, so the recording is incomplete."""


def make_command(log: Path, program: Sequence[str]) -> list[str]:
    """The command line that runs `program` under strace and records into `log`."""
    return [
        "strace",
        "-f",
        "-y",
        "-xx",
        "-s",
        str(1 << 24),
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
        "-o",
        str(log),
        *program,
    ]


def read_trace(trace: Path, folder: Path, names: frozenset[str], log: Path) -> Iterator[Event]:
    """The calls on the named files in `folder`, on the folder itself, and the lines written to `log`."""
    reader = _Reader({f"{folder}/{name}": name for name in names} | {str(folder): ""}, str(log))
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            yield from reader.events(line)


class _Reader:
    def __init__(self, names: dict[str, str], log: str) -> None:
        self._names = names
        self._log = log
        self._marks = [_hex(path) for path in (*names, log)]
        self._offsets: dict[str, int] = {}

    def events(self, line: str) -> Iterator[Event]:
        if not any(mark in line for mark in self._marks):
            return
        match = _LINE.match(line)
        if match is None:
            raise UnexpectedCall(f"cannot be parsed: {line[:200]}")
        if int(match["result"]) < 0:
            return
        arguments = [part.strip() for part in _ARGUMENT.findall(match["arguments"])]
        yield from self._call(match["call"], arguments, int(match["result"]))

    def _call(self, call: str, arguments: list[str], result: int) -> Iterator[Event]:
        handler = _HANDLERS.get(call)
        if call in ("openat", "open"):
            yield from self._open(arguments, result)
        elif call in ("unlink", "unlinkat"):
            yield from self._unlink(arguments)
        elif handler is None:
            if any(_path_in(argument) in (*self._names, self._log) for argument in arguments):
                raise UnexpectedCall(f"{call} on a watched file")
        else:
            path = _path(arguments[0])
            if path == self._log:
                yield from (LogLine(text) for text in _bytes(arguments[1]).decode().splitlines())
            elif path in self._names:
                yield from handler(self, path, arguments, result)

    def _open(self, arguments: list[str], descriptor: int) -> Iterator[Event]:
        self._offsets = {key: offset for key, offset in self._offsets.items() if not key.startswith(f"{descriptor}<")}
        path, flags = _text(arguments[-3] if len(arguments) > 3 else arguments[-2]), " ".join(arguments)
        if path in self._names and "O_CREAT" in flags:
            yield Create(self._names[path])
            if "O_TRUNC" in flags:
                yield Truncate(self._names[path], 0)

    def _unlink(self, arguments: list[str]) -> Iterator[Event]:
        path = next(_text(argument) for argument in arguments if argument.startswith('"'))
        if path in self._names:
            yield Unlink(self._names[path])

    def _pwrite(self, path: str, arguments: list[str], result: int) -> Iterator[Event]:
        yield Write(self._names[path], int(arguments[3]), _bytes(arguments[1])[:result])

    def _write(self, path: str, arguments: list[str], result: int) -> Iterator[Event]:
        key = arguments[0]
        offset = self._offsets.get(key, 0)
        self._offsets[key] = offset + result
        yield Write(self._names[path], offset, _bytes(arguments[1])[:result])

    def _lseek(self, _path: str, arguments: list[str], result: int) -> Iterator[Event]:
        self._offsets[arguments[0]] = result
        return iter(())

    def _truncate(self, path: str, arguments: list[str], _result: int) -> Iterator[Event]:
        yield Truncate(self._names[path], int(arguments[1]))

    def _sync(self, path: str, _arguments: list[str], _result: int) -> Iterator[Event]:
        yield Sync(self._names[path])


_HANDLERS = {
    "pwrite64": _Reader._pwrite,
    "write": _Reader._write,
    "lseek": _Reader._lseek,
    "ftruncate": _Reader._truncate,
    "fsync": _Reader._sync,
    "fdatasync": _Reader._sync,
}


def _hex(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def _path(argument: str) -> str:
    match = _DESCRIPTOR.match(argument)
    if match is None:
        raise UnexpectedCall(f"not a file: {argument[:200]}")
    return _unhex(match[2]).decode()


def _path_in(argument: str) -> str | None:
    """The path of a string or descriptor argument."""
    if argument.startswith('"'):
        return _text(argument)
    return _path(argument) if _DESCRIPTOR.match(argument) else None


def _text(argument: str) -> str:
    return _bytes(argument).decode()


def _bytes(argument: str) -> bytes:
    if not (argument.startswith('"') and argument.endswith('"')):
        raise UnexpectedCall(f"truncated, or not a string: {argument[:80]}")
    return _unhex(argument[1:-1])


def _unhex(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
