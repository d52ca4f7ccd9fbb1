"""What goes through the door of the index: documents in, leaves of a query and a state out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TEXT_FIELDS = ("title", "abstract", "authors", "organization", "note")
"""The searchable fields; a leaf without a field is looked for in all of them.

A new one is a name here and an attribute of IndexDocument; an index without it rebuilds itself.
"""
MOST_REACH = 100
"""The farthest that `Form.NEAR` reaches; so far apart stand the parts of a field, so that no leaf spans two of them."""


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """The searchable text of one paper. `authors` stay apart, so that no phrase runs from one name into the next."""

    paper_id: int
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    organization: str = ""
    note: str = ""


class Form(StrEnum):
    """How a leaf's words are meant."""

    WORDS = "words"  # whole words; several are a phrase
    PREFIX = "prefix"  # the last word may go on; see `fields_of` for a single letter
    FUZZY = "fuzzy"  # a single word, with at most one letter more, less, changed or swapped with its neighbour
    NEAR = "near"  # all the words in one part of a field, in any order, the last at most `reach` words after the first


@dataclass(frozen=True, slots=True)
class Leaf:
    """Words as `analysis.words` makes them, in one field of TEXT_FIELDS (None = any)."""

    field: str | None
    words: tuple[str, ...]
    form: Form = Form.WORDS
    reach: int = 0


def fields_of(leaf: Leaf) -> tuple[str, ...]:
    """The fields in which a leaf is looked for.

    A single letter that may go on would mean nearly every paper: without a field it is looked for in titles only.
    """
    if leaf.field is not None:
        return (leaf.field,)
    if leaf.form is Form.PREFIX and len(leaf.words) == 1 and len(leaf.words[0]) == 1:
        return ("title",)
    return TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class IndexState:
    """What the index holds: of which library and epoch, up to which number of the outbox, and how many papers."""

    library_id: str
    epoch: str
    applied: int
    papers: int
