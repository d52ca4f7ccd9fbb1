"""The result of parsing a page: drafts of papers and unread text; and repairs of words that a mirror rewrites."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from app.domain.records import ProfileRecord, Span, UnreadText
from app.importer.dates import PrintedDate

MAX_PAPERS = 50_000
"""Papers read from one page; keeps a page of a million lines within the memory budget."""

TOO_MANY_PAPERS = "Nothing was read from here on: the page has more papers than are read from one page."

_MAX_UNREAD = 1_000

_REWRITTEN = re.compile(r"___(domain|location)")


@dataclass(frozen=True, slots=True)
class Detection:
    """The key of a format, its layout, and a sentence with the reason."""

    format: str
    layout: str
    reason: str


@dataclass(slots=True)
class PaperDraft:
    """A paper while its page is being parsed; dates are as printed.

    `is_complete`: something follows it on the page, so its end is not cut off. `values` are the fields of PaperFields
    that the page gives besides its title, abstract and date.
    """

    title: str
    start: int
    line: int
    abstract: str | None = None
    is_complete: bool = False
    printed: PrintedDate | None = None
    is_guess: bool = False
    repairs: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)

    def give(self, name: str, value: object, span: Span) -> None:
        """Set a field that was read from `span`."""
        self.values[name] = value
        self.spans[name] = span


@dataclass(slots=True)
class Page:
    """The content of one page; `note` is a sentence about a kind of copy that never contains papers."""

    layout: str
    day: PrintedDate | None = None
    profile: ProfileRecord | None = None
    papers: list[PaperDraft] = field(default_factory=list)
    unread: list[UnreadText] = field(default_factory=list)
    note: str | None = None

    def add_unread(self, line: int, text: str, why: str) -> None:
        """List a piece of the page as not understood; after _MAX_UNREAD pieces a last one says so."""
        if len(self.unread) < _MAX_UNREAD:
            self.unread.append(UnreadText(line, text, why))
        elif len(self.unread) == _MAX_UNREAD:
            self.unread.append(
                UnreadText(line, text, "Nothing more is listed from here on: too much was not understood.")
            )

    def is_full(self) -> bool:
        """Whether no more papers are read from this page."""
        return len(self.papers) >= MAX_PAPERS


def start_paper(title: str, span: Span, line: int) -> PaperDraft:
    """The draft of a paper with that title; a title of several lines is put on one line."""
    draft = PaperDraft(" ".join(title.split()) if "\n" in title else title.strip(), span.start, line)
    draft.spans["title"] = span
    if "___" in draft.title:
        draft.title = repair_text(draft, "title", draft.title)
    return draft


def add_abstract(draft: PaperDraft, text: str, span: Span) -> None:
    """Set the abstract, or add a paragraph to it."""
    if "___" in text:
        text = repair_text(draft, "abstract", text)
    if draft.abstract is None:
        draft.abstract = text
        draft.spans["abstract"] = span
    else:
        draft.abstract += "\n\n" + text
        draft.spans["abstract"] = Span(draft.spans["abstract"].start, span.end)


def repair_text(draft: PaperDraft, name: str, text: str) -> str:
    """Undo a mirror's rewriting of `domain` and `location`, and record it on the draft."""
    found = sorted(set(_REWRITTEN.findall(text)))
    for word in found:
        sentence = f"In the {name}, “___{word}” was read as “{word}”."
        if sentence not in draft.repairs:
            draft.repairs += (sentence,)
    return undo_rewriting(text)


def undo_rewriting(text: str) -> str:
    """The text with `domain` and `location` for `___domain` and `___location`."""
    return _REWRITTEN.sub(r"\1", text)


def parse_count(text: str) -> int | None:
    """The value of a printed count: `12`, `1,234`, `1.2k`."""
    match = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,3}))?([kKmM])?", text)
    if match is None:
        return None
    scale = {"k": 1_000, "m": 1_000_000}.get((match[3] or "").lower(), 1)
    return round(float(f"{match[1].replace(',', '')}.{match[2] or 0}") * scale)
