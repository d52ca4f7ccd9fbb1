"""Dates as people write them in a query, and the days they mean.

A *moment* is `2025`, `2025-08`, `2025-08-05`, `today`, `yesterday`, `this|last week|month|year`, or an *age*: `7d`,
`2w`, `3m`, `1y`, also in words (`7 days`, `last 2 weeks`). A value is a moment or a range `moment..moment` whose ends
may be missing. Weeks begin on Monday. An age is compared as an age: `<7d` is younger than seven days, hence later.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_AGE = re.compile(r"(?:(?:last|past) )?([0-9]{1,4}) ?(d|w|m|y)(?:ays?|eeks?|onths?|ears?)?(?: ago)?")
_UNIT_WORDS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_NAMED = re.compile(r"today|yesterday|(?:this|last) (?:week|month|year)")
_SLOPPY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_BEGUN = re.compile(r"[0-9]{1,3}|[0-9]{4}-(?:[0-9](?:[0-9]-[0-9]?)?)?")
_STARTED = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?=-))?(?=-)")
WORDS = ("today", "yesterday", "this week", "last week", "this month", "last month", "this year", "last year")
_OPEN = re.compile(r".*?(?:(?:this|last|past)|(?<![0-9])[0-9]{1,3})", re.IGNORECASE)
_REST = re.compile(r"(?:\s+[0-9]{1,3})?\s+(?:days?|weeks?|months?|years?)(?!\w)(?:\s+ago(?!\w))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Days:
    """From `first` to `last`, both included; None is open. `is_age`: it was written as an age."""

    first: date | None
    last: date | None
    is_age: bool = False


_REST_BEGUN = re.compile(r"(?:\s+[0-9]{1,3})?\s+(?:d(?:ay?)?|w(?:e(?:ek?)?)?|m(?:o(?:n(?:th?)?)?)?|y(?:e(?:ar?)?)?)")


def read_moment(text: str) -> str | None:
    """The one spelling of a moment; None when it is none (also for a day that no calendar has)."""
    plain = " ".join(re.sub(r"[-_\s]+", " ", text.lower()).split())
    if _NAMED.fullmatch(plain):
        return plain
    if match := _read_age(plain):
        return f"{int(match[1])}{match[2]}"
    match = _ISO.fullmatch(text)
    return text if match and _is_date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) else None


def _read_age(plain: str) -> re.Match[str] | None:
    match = _AGE.fullmatch(plain)
    if match is None:
        return None
    tail = plain[match.end(2) - 1 :].removesuffix(" ago")
    return match if tail in (match[2], _UNIT_WORDS[match[2]], f"{_UNIT_WORDS[match[2]]}s") else None


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def end_of_moment(text: str, start: int, end: int, is_typed: bool = False) -> int:
    """Where the value that begins at `start` ends when it may go on behind the blank at `end`: `last` + ` week`.

    While it is being typed, the beginning of such words at the very end of the text belongs to it as well.
    """
    if not _OPEN.fullmatch(text, start, end):
        return end
    rest = _REST.match(text, end) or (_REST_BEGUN.fullmatch(text, end) if is_typed else None)
    return rest.end() if rest else end


def propose_moment(text: str) -> str | None:
    """The date that something like `2025-8`, `2025/08/05`, `5.8.2025` or `2025-02-30` may have been meant as."""
    if match := _DOTTED.fullmatch(text):
        parts = [match[3], match[2], match[1]]
    elif match := _SLOPPY.fullmatch(text):
        parts = [part for part in match.groups() if part]
    else:
        return None
    padded = [parts[0], *(part.zfill(2) for part in parts[1:])]
    while padded:
        if (candidate := read_moment("-".join(padded))) is not None:
            return candidate
        padded.pop()
    return None


def is_begun(text: str) -> bool:
    """Whether more typing may make a moment of it."""
    plain = text.lower()
    return bool(_BEGUN.fullmatch(text)) or any(word.startswith(plain) for word in WORDS)


def begun_moment(text: str) -> str | None:
    """The year or month that is already there of a date being typed: `2025` of `2025-0`."""
    match = _STARTED.match(text)
    return read_moment(match[0]) if match else None


def days_of(value: str, today: date) -> Days:
    """The days of a value in the spelling of `read_moment`, a range or one moment."""
    first, dots, last = value.partition("..")
    if not dots:
        return _days(value, today)
    ends = [_days(end, today) if end else None for end in (first, last)]
    if ends[0] and ends[1] and (ends[0].is_age or ends[1].is_age):
        # ages run against the calendar: `7d..30d` and `30d..7d` are the same days
        known = [day for end in ends if end for day in (end.first, end.last) if day]
        return Days(min(known), max(known))
    return Days(ends[0].first if ends[0] else None, ends[1].last if ends[1] else None)


def _days(moment: str, today: date) -> Days:
    if match := _read_age(moment):
        pivot = _before(today, int(match[1]), match[2])
        return Days(pivot, pivot, is_age=True)
    if (read := _WORDS.get(moment)) is not None:
        return read(today)
    first, last = iso_days(moment)
    return Days(date.fromisoformat(first), date.fromisoformat(last))


def iso_days(value: str) -> tuple[str, str]:
    """The first and the last day (ISO) of a year, a month or a day."""
    year, month, day = (*value.split("-"), "", "")[:3]
    if day:
        return value, value
    if month:
        return f"{value}-01", f"{value}-{calendar.monthrange(int(year), int(month))[1]}"
    return f"{value}-01-01", f"{value}-12-31"


def _before(day: date, number: int, unit: str) -> date:
    """The day so many days, weeks, months or years before; the shorter month's last day where there is no such day."""
    try:
        if unit in "dw":
            return day - timedelta(days=number * (7 if unit == "w" else 1))
        months = day.year * 12 + day.month - 1 - number * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError, IndexError):
        return date.min


def _week(day: date) -> Days:
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))


def _month(day: date) -> Days:
    return Days(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def _year(day: date) -> Days:
    return Days(date(day.year, 1, 1), date(day.year, 12, 31))


_WORDS: Mapping[str, Callable[[date], Days]] = {
    "today": lambda today: Days(today, today),
    "yesterday": lambda today: Days(today - timedelta(days=1), today - timedelta(days=1)),
    "this week": _week,
    "last week": lambda today: _week(today - timedelta(days=7)),
    "this month": _month,
    "last month": lambda today: _month(today.replace(day=1) - timedelta(days=1)),
    "this year": _year,
    "last year": lambda today: _year(date(today.year - 1, 1, 1)),
}


def compare(operator: str, days: Days) -> Days:
    """The days for which `day operator days` is true."""
    if days.is_age and days.first is not None:
        return _compare_age(operator, days.first)
    match operator:
        case "<":
            return Days(None, _next(days.first, -1))
        case "<=":
            return Days(None, days.last)
        case ">":
            return Days(_next(days.last, 1), None)
        case ">=":
            return Days(days.first, None)
    return Days(days.first, days.last)


def _compare_age(operator: str, pivot: date) -> Days:
    match operator:
        case "<":
            return Days(_next(pivot, 1), None)
        case ">":
            return Days(None, _next(pivot, -1))
        case ">=":
            return Days(None, pivot)
    return Days(pivot, None)  # `7d` alone is the last seven days, as `<=7d` is


def _next(day: date | None, step: int) -> date | None:
    """The day after or before; at the ends of the calendar the day itself."""
    try:
        return None if day is None else day + timedelta(days=step)
    except OverflowError:
        return day


def as_day_range(days: Days) -> str:
    """`first..last` as ISO days, an open end empty: what the facts of `published` are asked with."""
    return f"{days.first or ''}..{days.last or ''}"


def as_time_range(days: Days, zone: tzinfo | None = None) -> str:
    """`from..until` as ISO times in UTC, the second excluded, for days in `zone` (None: the system's)."""
    start = "" if days.first is None else _midnight(days.first, zone)
    after = _next(days.last, 1)
    end = "" if after is None else _midnight(after, zone)
    return f"{start}..{end}"


def _midnight(day: date, zone: tzinfo | None) -> str:
    try:
        local = datetime.combine(day, time.min, zone)
        return local.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return f"{day}T00:00:00"
