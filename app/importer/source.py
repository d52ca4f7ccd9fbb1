"""Read files and decode their bytes to normalised text.

Normalised means: no byte order mark, `\\n` as the line end, no blanks at the end of a line, no blank lines at the end.
The hash of that text identifies a dump, so the same page is the same dump whatever its encoding, line ends or name.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import ImportRefused

MAX_BYTES = 20 * 1024 * 1024
"""Largest dump. Text may take four bytes per character and is held twice, so 20 MB stay below 300 MB of memory."""

MAX_LINES = 1_500_000
"""Most lines of a dump; every line is an object while the text is normalised."""

_CHUNK_BYTES = 1024 * 1024
_CONTROLS = bytes(range(9)) + bytes(range(14, 32)) + b"\x7f"
_CHARS_PER_NUL = 500
_NOTHING_STORED = "nothing was stored"
_ADVICE = "copy the page as plain text and import that"


@dataclass(frozen=True, slots=True)
class Source:
    """A dump as text: `hash` is the SHA-256 of the normalised text in hex, `size` the number of bytes read."""

    text: str
    name: str
    hash: str
    size: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _FileSignature:
    """The first bytes of a kind of binary file."""

    start: bytes
    kind: str


_BINARY_SIGNATURES = (
    _FileSignature(b"%PDF-", "a PDF document"),
    _FileSignature(b"PK\x03\x04", "a ZIP archive or an office document"),
    _FileSignature(b"\x1f\x8b", "a gzip archive"),
    _FileSignature(b"\x89PNG", "a picture"),
    _FileSignature(b"\xff\xd8\xff", "a picture"),
    _FileSignature(b"GIF8", "a picture"),
    _FileSignature(b"SQLite format 3", "a database"),
    _FileSignature(b"\x7fELF", "a program"),
)

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SPECIAL_FILES = (
    (stat.S_ISDIR, "is a folder, not a file", "name the files in it"),
    (stat.S_ISCHR, "is a device", "name an ordinary file"),
    (stat.S_ISBLK, "is a device", "name an ordinary file"),
    (stat.S_ISFIFO, "is a pipe", "write it to an ordinary file first, or use - for standard input"),
    (stat.S_ISSOCK, "is a socket", "name an ordinary file"),
)


def read_source(path: Path, *, is_cancelled: Callable[[], bool] | None = None) -> Source:
    """Read a file as normalised text; raises ImportRefused with a sentence when it is not a readable text file.

    Only regular files are opened; at most MAX_BYTES are read; `is_cancelled` is asked before every megabyte.
    """
    name = str(path)
    try:
        _check_kind(path.stat(), path)
        data = _read_file(path, is_cancelled)
    except (OSError, ValueError) as error:
        raise _refusal(name, _describe_error(error), _suggest_remedy(error)) from error
    return decode_source(data, name)


def read_stream(stream: BinaryIO, name: str, *, is_cancelled: Callable[[], bool] | None = None) -> Source:
    """Read an open stream of bytes, such as standard input, within the limits of a file."""
    try:
        data = _read_chunks(stream.read, name, is_cancelled)
    except OSError as error:
        raise _refusal(name, _describe_error(error), _suggest_remedy(error)) from error
    return decode_source(data, name)


def decode_source(data: bytes, name: str) -> Source:
    """Decode bytes in memory; `name` is used in sentences only."""
    size = len(data)
    _check_content(data, name)
    text, notices = _decode(data, name)
    has_mark = any(data.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)
    text, removed = _remove_nuls(text, name)
    notices += removed
    normalized = normalize(text)
    if not normalized:
        raise _refusal(name, "is empty", _ADVICE)
    if has_mark or notices or not text.startswith(normalized):
        data = normalized.encode()
    elif len(normalized) < len(text):  # the common case: only blanks at the end were removed
        data = data[: size - len(text[len(normalized) :].encode())]
    return Source(normalized, name, hashlib.sha256(data).hexdigest(), size, notices)


def _remove_nuls(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Remove a few stray NULs, with a notice where the first was; many of them mean that this is not text."""
    if "\0" not in text:
        return text, ()
    count = text.count("\0")
    if count > len(text) // _CHARS_PER_NUL:
        raise _refusal(name, "contains NUL characters, so it is not plain text", _ADVICE)
    line = text.count("\n", 0, text.index("\0")) + 1
    characters = "1 NUL character was" if count == 1 else f"{count} NUL characters were"
    return text.replace("\0", ""), (f"In “{name}” {characters} removed, the first in line {line}.",)


def normalize(text: str) -> str:
    """The normalised text, as described at the top of this module; spans are offsets in it."""
    text = text.lstrip("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join([line.rstrip() for line in text.split("\n")]).rstrip("\n")


def _refusal(name: str, what: str, remedy: str) -> ImportRefused:
    return ImportRefused(f"“{name}” {what}; {_NOTHING_STORED}. To go on, {remedy}.")


def _describe_error(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "was not found"
    if isinstance(error, PermissionError):
        return "cannot be read: permission denied"
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"could not be read ({reason})"


def _suggest_remedy(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "check the name and the folder"
    if isinstance(error, PermissionError):
        return "change its permissions or copy it to your own folder"
    return "copy it to a local folder and try again"


def _check_kind(status: os.stat_result, path: Path) -> None:
    for is_kind, what, remedy in _SPECIAL_FILES:
        if is_kind(status.st_mode):
            raise _refusal(str(path), what, remedy)
    if not stat.S_ISREG(status.st_mode) or _is_kernel_file(status, path):
        raise _refusal(str(path), "is a system file, not a document", "name an ordinary file")
    if status.st_size > MAX_BYTES:
        raise _too_big(str(path), f"has {status.st_size / 1e6:,.0f} MB")
    if status.st_size == 0:
        raise _refusal(str(path), "is empty", _ADVICE)


def _is_kernel_file(status: os.stat_result, path: Path) -> bool:
    for root in ("/proc", "/sys"):
        if os.path.realpath(path).startswith(root + os.sep):
            return True
        if os.path.ismount(root) and Path(root).stat().st_dev == status.st_dev:
            return True
    return False


def _too_big(name: str, what: str) -> ImportRefused:
    return _refusal(name, f"{what}, more than the {MAX_BYTES >> 20} MB a page may have", "split it into smaller files")


def _read_file(path: Path, is_cancelled: Callable[[], bool] | None) -> bytes:
    # Without O_NONBLOCK a file that became a pipe since the check would block the program.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        _check_kind(os.fstat(descriptor), path)
        return _read_chunks(lambda size: os.read(descriptor, size), str(path), is_cancelled)
    finally:
        os.close(descriptor)


def _read_chunks(read: Callable[[int], bytes], name: str, is_cancelled: Callable[[], bool] | None) -> bytes:
    data = bytearray()
    while chunk := read(_CHUNK_BYTES):
        if is_cancelled is not None and is_cancelled():
            raise ImportRefused(f"The import of “{name}” was cancelled; {_NOTHING_STORED}.")
        if not data:
            _check_start(chunk, name)
        data += chunk
        if len(data) > MAX_BYTES:
            raise _too_big(name, "is too big")
    return bytes(data)


def _check_start(data: bytes, name: str) -> None:
    """Raise ImportRefused for a binary file by its first bytes, before the rest is read."""
    for mark in _BINARY_SIGNATURES:
        if data.startswith(mark.start):
            raise _refusal(name, f"is {mark.kind}, not plain text", _ADVICE)
    if any(data.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS):
        return
    if b"\0" in data and data.count(b"\0") > len(data) // _CHARS_PER_NUL:
        raise _refusal(name, "contains NUL bytes: it is a binary file, or UTF-16 without a byte order mark", _ADVICE)
    if len(data) - len(data.translate(None, _CONTROLS)) > len(data) // 100:
        raise _refusal(name, "contains control characters: it is a binary file, not plain text", _ADVICE)


def _check_content(data: bytes, name: str) -> None:
    if not data:
        raise _refusal(name, "is empty", _ADVICE)
    if len(data) > MAX_BYTES:
        raise _too_big(name, f"has {len(data) / 1e6:,.0f} MB")
    _check_start(data, name)
    if max(data.count(b"\n"), data.count(b"\r") if b"\r" in data else 0) > MAX_LINES:
        raise _refusal(name, f"has more than {MAX_LINES:,} lines", "split it into smaller files")


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_strictly(data[len(mark) :], encoding, name)
    try:
        return data.decode(), ()
    except UnicodeDecodeError as error:
        if _is_truncated(error, data):
            return data[: error.start].decode(), (f"The last character of “{name}” is cut off and was removed.",)
    return _decode_leniently(data, name)


def _decode_strictly(data: bytes, encoding: str, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        if _is_truncated(error, data):
            readable = data[: error.start].decode(encoding)
            return readable, (f"The last character of “{name}” is cut off and was removed.",)
        raise _refusal(
            name, f"has the byte order mark of {encoding.upper()} but is not {encoding.upper()}", _ADVICE
        ) from error


def _is_truncated(error: UnicodeDecodeError, data: bytes) -> bool:
    return error.end >= len(data) and len(data) - error.start < 4 and error.reason != "invalid start byte"


def _decode_leniently(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Decode UTF-8 with a few damaged bytes, else Windows-1252 (the usual encoding of old files), with a notice."""
    text = data.decode(errors="replace")
    damaged = text.count("\ufffd")
    if sum(1 for character in text if character > "\x7f") > 2 * damaged:
        return text, (f"“{name}” is UTF-8 with {damaged} damaged characters, which are shown as \ufffd.",)
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError as error:
        raise _refusal(name, "is neither UTF-8, UTF-16 nor Windows-1252 text", "save it as UTF-8") from error
    return text, (f"“{name}” is not UTF-8; it was read as Windows-1252. Check the accented letters.",)
