"""Data exchanged with the index: documents, search terms and the index state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TEXT_FIELDS = ("title", "abstract", "authors", "organization", "note")
"""The searchable fields; a term without a field is searched in all of them.

To add one, add its name here and an attribute to IndexDocument; existing indexes are then rebuilt.
"""
MAX_DISTANCE = 100
"""Maximum distance of `MatchMode.NEAR`, in words. Parts of a field are this far apart, so no term spans two of them."""


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """The searchable text of one paper. `authors` are separate parts, so that no phrase spans two names."""

    paper_id: int
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    organization: str = ""
    note: str = ""


class MatchMode(StrEnum):
    """How the words of a term are matched."""

    WORDS = "words"  # whole words; several words are a phrase
    PREFIX = "prefix"  # the last word is a prefix; see `searched_fields` for a single letter
    FUZZY = "fuzzy"  # a single word, with at most one insertion, deletion, substitution or transposition
    NEAR = "near"  # all words in one part of a field, in any order, at most `distance` words apart


@dataclass(frozen=True, slots=True)
class TextTerm:
    """Words (from `analysis.split_words`) to find in one of TEXT_FIELDS, or in all of them (None)."""

    field: str | None
    words: tuple[str, ...]
    mode: MatchMode = MatchMode.WORDS
    distance: int = 0


def searched_fields(term: TextTerm) -> tuple[str, ...]:
    """The fields in which a term is searched.

    A one-letter prefix would match nearly every paper, so without a field it is searched in titles only.
    """
    if term.field is not None:
        return (term.field,)
    if term.mode is MatchMode.PREFIX and len(term.words) == 1 and len(term.words[0]) == 1:
        return ("title",)
    return TEXT_FIELDS


@dataclass(frozen=True, slots=True)
class IndexState:
    """What the index contains: the library and epoch, the last applied outbox number, and the number of papers."""

    library_id: str
    epoch: str
    applied: int
    papers: int
