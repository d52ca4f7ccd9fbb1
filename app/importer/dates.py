"""Printed dates ("Feb 4", "Sep 29, 2023"), and the year of a page that prints its day without one.

The sites omit the current year. So a page that prints both "Dec 5, 2025" and "Jan 4" was copied after 2025: it cannot
be older than the first possible year after the latest one printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_PATTERN = "(?P<month>" + "|".join(MONTHS) + ")"
DATE_PATTERN = MONTH_PATTERN + r" (?P<day>\d{1,2})(?:, (?P<year>\d{4}))?(?!\d)"
_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)}
_MAX_LEAP_YEAR_GAP = 8  # years between two leap years, as from 2096 to 2104

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as a page prints it; `year` is None when it prints none."""

    text: str
    month: int
    day: int
    year: int | None = None

    @property
    def month_day(self) -> MonthDay:
        """Month and day, for comparing dates inside one year."""
        return self.month, self.day


@dataclass(frozen=True, slots=True)
class PageYear:
    """The year of a page: `confidence` is `given`, `lower-bound` or None, `basis` the sentence that explains it."""

    year: int | None
    confidence: str | None
    basis: str
    dump_date: date | None = None


def make_printed_date(match: re.Match[str]) -> PrintedDate | None:
    """The date of a match of DATE_PATTERN; None when the calendar has no such day."""
    month, day = _MONTH_NUMBERS[match["month"]], int(match["day"])
    year = int(match["year"]) if match["year"] else None
    if make_date(2000 if year is None else year, (month, day)) is None:
        return None
    end = match.end("day") if year is None else match.end("year")
    return PrintedDate(match.string[match.start("month") : end], month, day, year)


def make_date(year: int, month_day: MonthDay) -> date | None:
    """The day in that year, or None when it does not exist there (Feb 29)."""
    try:
        return date(year, *month_day)
    except ValueError:
        return None


def infer_year(
    header: PrintedDate | None, papers: Iterable[PrintedDate], *, dump_date: date | None, today: date
) -> PageYear:
    """The year of a page from the day in its header and the dates of its papers; a given `dump_date` has priority."""
    if dump_date is not None:
        return PageYear(dump_date.year, "given", _describe_given(header, dump_date), dump_date)
    if header is not None and header.year is not None:
        printed = make_date(header.year, header.month_day)
        return PageYear(header.year, "given", f"The page itself prints the date {header.text}.", printed)
    years: set[int] = set()
    yearless: set[MonthDay] = set()
    for paper in papers:
        if paper.year is None:
            yearless.add(paper.month_day)
        else:
            years.add(paper.year)
    return _infer_from_papers(header, max(years, default=None), yearless, today)


def resolve_date(printed: PrintedDate, found: PageYear) -> date | None:
    """The full date of a paper: as printed, or in the year of its page; None when that is unknown."""
    if printed.year is not None:
        return make_date(printed.year, printed.month_day)
    if found.year is None:
        return None
    if found.dump_date is None or found.confidence != "given":
        return make_date(found.year, printed.month_day)
    return latest_on_or_before(found.dump_date, printed.month_day)


def latest_on_or_before(limit: date, month_day: MonthDay) -> date | None:
    """The latest date with that month and day up to and including `limit`."""
    for year in range(limit.year, limit.year - _MAX_LEAP_YEAR_GAP - 1, -1):
        day = make_date(year, month_day) if year > 0 else None
        if day is not None and day <= limit:
            return day
    return None


def _infer_from_papers(
    header: PrintedDate | None, latest: int | None, yearless: Set[MonthDay], today: date
) -> PageYear:
    if header is None and not yearless:
        return _unknown("All dates on the page have a year, so nothing shows when the page was copied.")
    if latest is None:
        return _unknown("No paper on the page prints a year, so the year is unknown.")
    day = header.month_day if header else None
    if day is not None and any(paper > day for paper in yearless):
        return _unknown("A paper's date without a year is after the day of the page, so the year is unknown.")
    needed = yearless | ({day} if day else set())
    year = _first_year_with(needed, latest)
    if year is None or _latest_day(year, needed) > today:
        return _unknown(f"The first possible year after {latest} is in the future, so the year is unknown.")
    dump_date = make_date(year, day) if day else None
    basis = f"The latest printed year is {latest}, and dates of the current year have none: {year} or later."
    return PageYear(year, "lower-bound", basis, dump_date)


def _first_year_with(days: Set[MonthDay], after: int) -> int | None:
    for year in range(after + 1, min(after + 1 + _MAX_LEAP_YEAR_GAP, date.max.year + 1)):
        if all(make_date(year, day) for day in days):
            return year
    return None


def _latest_day(year: int, days: Set[MonthDay]) -> date:
    return date(year, *max(days))


def _unknown(basis: str) -> PageYear:
    return PageYear(None, None, basis)


def _describe_given(header: PrintedDate | None, dump_date: date) -> str:
    if header is not None and header.month_day != (dump_date.month, dump_date.day):
        return f"The date {dump_date} was given for this page, which itself prints {header.text}."
    return f"The date {dump_date} was given for this page."
