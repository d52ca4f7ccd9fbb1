"""FORMATS: the kinds of page Paperdesk reads, with their detection and parsing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.domain.errors import ImportRefused, UsageError
from app.domain.records import FeedRecord, PaperRecord
from app.importer import daily_papers, scholar_feed
from app.importer.dates import PageYear, infer_year, resolve_date
from app.importer.identifiers import find_identifiers
from app.importer.page import Detection, Page, PaperDraft


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of page: `key` identifies it, `title` and `help` are shown to the user, `source` is the site's name.

    `detect` takes the normalised text and returns a Detection or None; `parse` takes the text and a layout (the
    detected one, or `default_layout` when the format is forced on a text that was not recognised) and never raises.
    """

    key: str
    title: str
    source: str
    help: str
    default_layout: str
    detect: Callable[[str], Detection | None]
    parse: Callable[[str, str], Page]


FORMATS: tuple[Format, ...] = (
    Format(
        key=scholar_feed.KEY,
        title="Scholar Feed author page",
        source="Scholar Feed",
        help=(
            "Open an author's page on Scholar Feed, select everything, copy it and save it as a text file. Paperdesk "
            "reads the profile (h-index, papers, citations, novelty, AI score) and, for every paper, score, "
            "categories, date, whether there is code, title, authors, organisation and abstract."
        ),
        default_layout="S",
        detect=scholar_feed.detect_scholar_feed,
        parse=scholar_feed.parse_scholar_feed,
    ),
    Format(
        key=daily_papers.KEY,
        title="Daily Papers page",
        source="Hugging Face Daily Papers",
        help=(
            "Open a Daily Papers page of Hugging Face (a day, or a search), select everything, copy it and save it as "
            "a text file. Paperdesk reads the day of the page and, for every paper, title, abstract and, where the "
            "page shows them, the number of authors or the organisation, the date and the number of comments. Copies "
            "made by reading tools are read too; a copy that names only who submitted the papers holds no paper."
        ),
        default_layout="A",
        detect=daily_papers.detect_daily_papers,
        parse=daily_papers.parse_daily_papers,
    ),
)


@dataclass(frozen=True, slots=True)
class _OtherFormat:
    """A kind of text that is often imported by mistake; the error message names it."""

    pattern: re.Pattern[str]
    name: str


_OTHER_FORMATS = (
    _OtherFormat(re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE), "a page in HTML"),
    _OtherFormat(re.compile(r"\s*<\?xml\b", re.IGNORECASE), "an XML file"),
    _OtherFormat(re.compile(r"\s*@(?:article|inproceedings|misc|book|comment)\s*\{", re.IGNORECASE), "a BibTeX file"),
    _OtherFormat(re.compile(r"TY  - "), "an RIS file"),
    _OtherFormat(re.compile(r"\s*[\[{]\s*(?:\"|\{|\[|\])"), "a JSON file"),
)


def detect(text: str) -> Detection:
    """The format of a page by its content, with the reason; raises ImportRefused when it is no feed page."""
    for known in FORMATS:
        detection = known.detect(text)
        if detection is not None:
            return detection
    what = next((other.name for other in _OTHER_FORMATS if other.pattern.match(text)), None)
    found = f"This is {what}, not" if what else "This text is not"
    titles = " or a ".join(known.title for known in reversed(FORMATS))
    raise ImportRefused(
        f"{found} a feed page Paperdesk knows (a {titles}); nothing was stored. "
        "Open the page in a browser, select and copy everything, and save it as a text file."
    )


def parse(
    source_text: str, *, format: str | None = None, dump_date: date | None = None, today: date | None = None
) -> FeedRecord:
    """Parse a page from its normalised text.

    `format` forces a key of FORMATS; `dump_date` is the day the page was copied, when the user knows it; `today`
    (default: the system's date) limits an inferred year. Raises ImportRefused or UsageError, nothing else.
    """
    detection = detect(source_text) if format is None else _detect_as(source_text, format)
    chosen = find_format(detection.format)
    page = chosen.parse(source_text, detection.layout)
    printed = (draft.printed for draft in page.papers if draft.printed is not None)
    found = infer_year(page.day, printed, dump_date=dump_date, today=today or date.today())
    papers = tuple(_make_record(draft, position, found) for position, draft in enumerate(page.papers, 1))
    return FeedRecord(
        format=chosen.key,
        layout=page.layout,
        reason=detection.reason,
        source=chosen.source,
        dump_day=page.day.text.partition(",")[0] if page.day else None,
        dump_date=found.dump_date,
        year=found.year,
        year_confidence=found.confidence,
        year_basis=found.basis,
        profile=page.profile,
        papers=papers,
        unread=tuple(page.unread),
        sentence=_summarize(chosen, page, found),
    )


def find_format(key: str) -> Format:
    """The format of that key; raises UsageError listing all keys."""
    for known in FORMATS:
        if known.key == key:
            return known
    keys = ", ".join(known.key for known in FORMATS)
    raise UsageError(f"There is no format “{key}”; the formats are {keys}. Nothing was stored.")


def _detect_as(text: str, key: str) -> Detection:
    chosen = find_format(key)
    detection = chosen.detect(text)
    if detection is not None:
        return detection
    return Detection(key, chosen.default_layout, f"The format was named; the text does not look like a {chosen.title}.")


def _make_record(draft: PaperDraft, position: int, found: PageYear) -> PaperRecord:
    addresses = find_identifiers(draft.abstract or "")
    printed = draft.printed
    published = resolve_date(printed, found) if printed is not None else None
    return PaperRecord(
        position=position,
        title=draft.title,
        abstract=draft.abstract,
        abstract_complete=draft.is_complete if draft.abstract is not None else None,
        published=published.isoformat() if published is not None else None,
        published_text=printed.text if printed is not None else None,
        published_month_day=printed.month_day if printed is not None else None,
        year_inferred=published is not None and printed is not None and printed.year is None,
        identifiers=addresses.identifiers,
        code_urls=addresses.code_urls,
        mentions=addresses.mentions,
        repairs=draft.repairs,
        is_guess=draft.is_guess,
        spans=draft.spans,
        **draft.values,
    )


_CONFIDENCE_LABELS = {"given": "", "lower-bound": " (year inferred)"}


def _summarize(chosen: Format, page: Page, found: PageYear) -> str:
    papers, unread = len(page.papers), len(page.unread)
    if page.note is not None and not papers:
        return page.note
    sentence = f"Read {_count(papers, 'paper')} from a {chosen.title}{_describe_day(page, found)}"
    if not papers:
        sentence += "; no title with an abstract was found in it"
    if unread:
        sentence += f"; {_count(unread, 'piece')} {'was' if unread == 1 else 'were'} not understood"
    return sentence + "."


def _describe_day(page: Page, found: PageYear) -> str:
    if found.dump_date is not None:
        return f" of {found.dump_date}{_CONFIDENCE_LABELS.get(found.confidence or '', '')}"
    return f" of {page.day.text} (year unknown)" if page.day is not None else ""


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
