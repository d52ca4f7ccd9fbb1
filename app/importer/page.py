"""What the formats share: drafts of papers, the list of what was not understood, repairs of a mirror's rewriting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.domain.records import Organization, ProfileRecord, Span, Unread
from app.importer.dates import PrintedDate

MAX_PAPERS = 50_000
"""The most papers taken from one page; it keeps a page of a million lines inside the memory budget."""

TOO_MANY = "From here on nothing was read: the page holds more papers than are taken from one page."

_MAX_UNREAD = 1_000

_REWRITTEN = re.compile(r"___(domain|location)")


@dataclass(frozen=True, slots=True)
class Detection:
    """The key of a format, the variant of it, and a sentence why."""

    format: str
    layout: str
    reason: str


@dataclass(slots=True)
class Draft:
    """A paper while its page is being read; dates are as printed. `has_ended` tells that something stood behind it."""

    title: str
    start: int
    line: int
    abstract: str | None = None
    has_ended: bool = False
    authors: tuple[str, ...] = ()
    authors_complete: bool | None = None
    author_count: int | None = None
    organization: Organization | None = None
    printed: PrintedDate | None = None
    comments: int | None = None
    upvotes: int | None = None
    score: float | None = None
    categories: tuple[str, ...] = ()
    has_code: bool | None = None
    is_guess: bool = False
    repairs: tuple[str, ...] = ()
    spans: dict[str, Span] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """What a format read from one text; `note` is a sentence about a page that holds no paper by nature."""

    layout: str
    day: PrintedDate | None = None
    profile: ProfileRecord | None = None
    papers: list[Draft] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    note: str | None = None

    def refuse(self, line: int, text: str, why: str) -> None:
        """List a piece of the page as not understood; a flood of pieces ends with one that says so."""
        if len(self.unread) < _MAX_UNREAD:
            self.unread.append(Unread(line, text, why))
        elif len(self.unread) == _MAX_UNREAD:
            self.unread.append(Unread(line, text, "From here on nothing more is listed: too much was not understood."))

    def is_full(self) -> bool:
        """Whether the page has as many papers as are taken from one page."""
        return len(self.papers) >= MAX_PAPERS


def start_paper(title: str, span: Span, line: int) -> Draft:
    """Make the draft of a paper whose title was found; a title over several lines becomes one line."""
    draft = Draft(" ".join(title.split()) if "\n" in title else title.strip(), span.start, line)
    draft.spans["title"] = span
    if "___" in draft.title:
        draft.title = repair(draft, "title", draft.title)
    return draft


def add_abstract(draft: Draft, text: str, span: Span) -> None:
    """Set the abstract, or add a paragraph to it."""
    if "___" in text:
        text = repair(draft, "abstract", text)
    if draft.abstract is None:
        draft.abstract = text
        draft.spans["abstract"] = span
    else:
        draft.abstract += "\n\n" + text
        draft.spans["abstract"] = Span(draft.spans["abstract"].start, span.end)


def repair(draft: Draft, name: str, text: str) -> str:
    """Undo a mirror's rewriting of `domain` and `location`, and record it on the draft."""
    found = sorted(set(_REWRITTEN.findall(text)))
    for word in found:
        sentence = f"In the {name}, “___{word}” was read as “{word}”."
        if sentence not in draft.repairs:
            draft.repairs += (sentence,)
    return undo_rewriting(text)


def undo_rewriting(text: str) -> str:
    """The text with `___domain` and `___location` put right."""
    return _REWRITTEN.sub(r"\1", text)


def read_number(text: str) -> int | None:
    """A count as the sites print it: `12`, `1,234`, `1.2k`."""
    match = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,3}))?([kKmM])?", text)
    if match is None:
        return None
    scale = {"k": 1_000, "m": 1_000_000}.get((match[3] or "").lower(), 1)
    return round(float(f"{match[1].replace(',', '')}.{match[2] or 0}") * scale)
