"""Pickles of the index: plain values are read, and nothing in them can be run."""

from __future__ import annotations

import copyreg
import os
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.index.whoosh_format.postings import decode_positions, encode_positions
from app.index.whoosh_format.unpickling import load, loads

READERS: tuple[Callable[[bytes], Any], ...] = (loads, lambda data: load(BytesIO(data)))


class Trap:
    """Unpickling it creates a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


@pytest.fixture
def extension() -> Iterator[bytes]:
    """A pickle that names a function by a registered number."""
    copyreg.add_extension("posix", "mkdir", 240)
    yield b"\x80\x02\x82\xf0."
    copyreg.remove_extension("posix", "mkdir", 240)
    copyreg._extension_cache.clear()  # type: ignore[attr-defined]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("read", READERS)
def test_no_function_is_called(read: Callable[[bytes], Any], protocol: int, tmp_path: Path) -> None:
    with pytest.raises(pickle.UnpicklingError):
        read(pickle.dumps((1, Trap(tmp_path / "made")), protocol))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("read", READERS)
def test_no_opcode_finds_another_name(read: Callable[[bytes], Any], extension: bytes, tmp_path: Path) -> None:
    made = str(tmp_path / "made").encode()
    for data in (
        b"cos\nmkdir\n(S'" + made + b"'\ntR.",
        b"(S'" + made + b"'\nios\nmkdir\n.",
        b"\x8c\x02os\x8c\x05mkdir\x93(\x8c" + bytes((len(made),)) + made + b"tR.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"cbuiltins\nset.__subclasses__\n.",
        b"ccollections\ndefaultdict.__init__.__globals__\n.",
        extension,
    ):
        with pytest.raises(pickle.UnpicklingError):
            read(data)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("read", READERS)
def test_plain_values_are_read(read: Callable[[bytes], Any]) -> None:
    lengths = defaultdict(int, title=3)
    for value in (
        [1, 2.5, "citation \x93", b"ci\x82"],
        {"offset": 3, "names": {"c": 1}},
        ((1,), None),
        lengths,
        {1, 2},
    ):
        for protocol in (4, pickle.HIGHEST_PROTOCOL):
            assert read(pickle.dumps(value, protocol)) == value
    assert read(pickle.dumps((512, 99, 1.0, 0x93), 2)) == (512, 99, 1.0, 0x93)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("data", [b"", b"(", b"}K\x01s.", b"K\x01K\x02s.", b"\xff", b"]K\x01K\x02R.", b"h\x07."])
def test_a_damaged_pickle_is_an_error_of_the_index(read: Callable[[bytes], Any], data: bytes) -> None:
    with pytest.raises((pickle.UnpicklingError, EOFError, ValueError, LookupError)):
        read(data)


@pytest.mark.parametrize(
    "positions", [(0,), (5, 7, 9), (0, 255, 256), (1, 300, 70_000, 70_001), tuple(range(0, 9000, 75)), (75, 19275)]
)
def test_positions_are_read_as_they_were_written(positions: tuple[int, ...]) -> None:
    assert decode_positions(encode_positions(positions)) == positions
