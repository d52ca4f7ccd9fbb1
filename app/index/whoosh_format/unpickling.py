"""The one place where pickles are read: those of Whoosh's format, which hold plain values and two of its classes.

A pickle can name any function of Python and have it called. Here every name but a few is refused.
"""

from __future__ import annotations

import pickle
import re
from io import BytesIO
from typing import Any

_ALLOWED_NAMES = frozenset(
    {
        ("builtins", "set"),
        ("builtins", "int"),
        ("collections", "defaultdict"),  # of int: the field lengths of a segment
        ("whoosh.codec.whoosh3", "W3Segment"),
        ("whoosh.codec.whoosh3", "W3Codec"),
    }
)
_MISTAKES = (AttributeError, TypeError, ImportError, MemoryError, OverflowError, RecursionError)
_find_name_opcode = re.compile(rb"[ci\x82-\x84\x93]").search
"""Finds the opcodes that look up a name: GLOBAL, INST, EXT1, EXT2, EXT4, STACK_GLOBAL. A number or a text may have the
same bytes."""


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED_NAMES:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a search index")
        return super().find_class(module, name)


def load(file: Any) -> Any:
    """Read a value from a file. Raises UnpicklingError, EOFError, ValueError and LookupError."""
    try:
        return _PlainUnpickler(file).load()
    except _MISTAKES as error:
        raise pickle.UnpicklingError(str(error)) from error


def loads(data: bytes) -> Any:
    """Read a value from bytes. Called for every rare word, so that bytes without a name take the fast way."""
    if _find_name_opcode(data):
        return load(BytesIO(data))
    try:
        return pickle.loads(data)
    except _MISTAKES as error:
        raise pickle.UnpicklingError(str(error)) from error
