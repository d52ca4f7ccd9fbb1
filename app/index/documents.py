"""What goes through the door of the index: documents in, leaves of a query and a state out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TEXT_FIELDS = ("title", "abstract", "authors", "organization", "note")
"""The searchable fields; a leaf without a field is looked for in all of them."""


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
    PREFIX = "prefix"  # the last word may go on
    FUZZY = "fuzzy"  # a single word, with at most one letter more, less, changed or swapped with its neighbour
    NEAR = "near"  # all the words in one field, in any order, within `reach` words


@dataclass(frozen=True, slots=True)
class Leaf:
    """Words as `analysis.words` makes them, in one field of TEXT_FIELDS (None = any)."""

    field: str | None
    words: tuple[str, ...]
    form: Form = Form.WORDS
    reach: int = 0


@dataclass(frozen=True, slots=True)
class IndexState:
    """What the index holds: of which library and epoch, up to which number of the outbox, and how many papers."""

    library_id: str
    epoch: str
    applied: int
    papers: int
