"""Frozen records that importers parse from text: the values of a page, and their positions in it.

A `Span` counts characters of the *normalised* text of the dump (see `app.importer.source`). Values are as in the
source, except for the repairs named in `PaperRecord.repairs`. Absent scalars are None, absent lists are empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.paper_fields import PaperFields


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters in the normalised text of a dump."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRecord(PaperFields):
    """One appearance of a paper on a page: the fields of the paper as the page gives them, and how it gave them.

    `position` counts papers from 1. `published` is None when the year is unknown, while `published_text` keeps the
    printed text ("Feb 4"); with `year_inferred` the page showed no year. `published_month_day` is (month, day) as
    printed. `spans` maps a field's name to the range it was read from.
    """

    position: int
    published_text: str | None = None
    published_month_day: tuple[int, int] | None = None
    year_inferred: bool = False
    repairs: tuple[str, ...] = ()
    is_guess: bool = False
    spans: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileRecord:
    """The head of an author page. `novelty_percent` is 0-100; every figure is the site's own, dated by the dump."""

    name: str | None = None
    field: str | None = None
    h_index: int | None = None
    papers: int | None = None
    citations: int | None = None
    novelty_percent: int | None = None
    ai_score: int | None = None


@dataclass(frozen=True, slots=True)
class UnreadText:
    """A passage of the dump that could not be parsed: its first line (from 1), its text, and the reason."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """Everything parsed from one dump.

    `format` is the key of FORMATS, `layout` its variant, `reason` the sentence why it was recognised as such, `source`
    the site's name. `dump_day` is the day as printed ("Jan 27"); `dump_date` the full date, None while the year is
    unknown. `year_confidence` is `given`, `lower-bound` or None, and `year_basis` a sentence on
    how the year was found. `sentence` summarizes the page, also when it holds no paper. `notices` are sentences about
    the decoding.
    """

    format: str
    layout: str
    reason: str
    source: str
    dump_day: str | None = None
    dump_date: date | None = None
    year: int | None = None
    year_confidence: str | None = None
    year_basis: str | None = None
    profile: ProfileRecord | None = None
    papers: tuple[PaperRecord, ...] = ()
    unread: tuple[UnreadText, ...] = ()
    sentence: str = ""
    notices: tuple[str, ...] = ()
