"""Dates in queries, and the days they stand for.

A date is `2025`, `2025-08`, `2025-08-05`, `today`, `yesterday`, `this|last week|month|year`, or an *age*: `7d`, `2w`,
`3m`, `1y`, also in words (`7 days`, `last 2 weeks`). A value is a date or a range `date..date`, whose ends may be
missing. Weeks start on Monday. Ages compare as ages: `<7d` is younger than seven days, hence later.
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
_LOOSE_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_PARTIAL_ISO = re.compile(r"[0-9]{1,3}|[0-9]{4}-(?:[0-9](?:[0-9]-[0-9]?)?)?")
_COMPLETE_PART = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?=-))?(?=-)")
DATE_WORDS = ("today", "yesterday", "this week", "last week", "this month", "last month", "this year", "last year")
_MAY_CONTINUE = re.compile(r".*?(?:(?:this|last|past)|(?<![0-9])[0-9]{1,3})", re.IGNORECASE)
_CONTINUATION = re.compile(
    r"(?:\s+[0-9]{1,3})?\s+(?:days?|weeks?|months?|years?)(?!\w)(?:\s+ago(?!\w))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days from `first` to `last`, both included; None is open. `is_age`: it was written as an age."""

    first: date | None
    last: date | None
    is_age: bool = False


_PARTIAL_CONTINUATION = re.compile(
    r"(?:\s+[0-9]{1,3})?\s+(?:d(?:ay?)?|w(?:e(?:ek?)?)?|m(?:o(?:n(?:th?)?)?)?|y(?:e(?:ar?)?)?)"
)


def normalize_date(text: str) -> str | None:
    """Return the canonical spelling of a date; None when it is invalid (such as 30 February)."""
    normalized = " ".join(re.sub(r"[-_\s]+", " ", text.lower()).split())
    if _NAMED.fullmatch(normalized):
        return normalized
    if match := _read_age(normalized):
        return f"{int(match[1])}{match[2]}"
    match = _ISO.fullmatch(text)
    return text if match and _is_date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) else None


def _read_age(normalized: str) -> re.Match[str] | None:
    match = _AGE.fullmatch(normalized)
    if match is None:
        return None
    tail = normalized[match.end(2) - 1 :].removesuffix(" ago")
    return match if tail in (match[2], _UNIT_WORDS[match[2]], f"{_UNIT_WORDS[match[2]]}s") else None


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def find_date_end(text: str, start: int, end: int, is_typing: bool = False) -> int:
    """Return the end of the date at `start`, which may continue after the space at `end`: `last` + ` week`.

    With `is_typing`, a prefix of such words at the end of the text is part of the date as well.
    """
    if not _MAY_CONTINUE.fullmatch(text, start, end):
        return end
    rest = _CONTINUATION.match(text, end) or (_PARTIAL_CONTINUATION.fullmatch(text, end) if is_typing else None)
    return rest.end() if rest else end


def suggest_date(text: str) -> str | None:
    """Suggest a valid date for a text like `2025-8`, `2025/08/05`, `5.8.2025` or `2025-02-30`."""
    if match := _DAY_FIRST.fullmatch(text):
        parts = [match[3], match[2], match[1]]
    elif match := _LOOSE_ISO.fullmatch(text):
        parts = [part for part in match.groups() if part]
    else:
        return None
    padded = [parts[0], *(part.zfill(2) for part in parts[1:])]
    while padded:
        if (candidate := normalize_date("-".join(padded))) is not None:
            return candidate
        padded.pop()
    return None


def is_partial_date(text: str) -> bool:
    """Whether the text may become a date as the user types on."""
    normalized = text.lower()
    return bool(_PARTIAL_ISO.fullmatch(text)) or any(word.startswith(normalized) for word in DATE_WORDS)


def complete_part(text: str) -> str | None:
    """Return the complete year or month of a partial date: `2025` of `2025-0`."""
    match = _COMPLETE_PART.match(text)
    return normalize_date(match[0]) if match else None


def resolve_days(value: str, today: date) -> DayRange:
    """Return the days of a normalized date or range."""
    first, separator, last = value.partition("..")
    if not separator:
        return _resolve_day(value, today)
    ends = [_resolve_day(end, today) if end else None for end in (first, last)]
    if ends[0] and ends[1] and (ends[0].is_age or ends[1].is_age):
        # a larger age is an earlier day, so `7d..30d` and `30d..7d` are the same days
        known = [day for end in ends if end for day in (end.first, end.last) if day]
        return DayRange(min(known), max(known))
    return DayRange(ends[0].first if ends[0] else None, ends[1].last if ends[1] else None)


def _resolve_day(text: str, today: date) -> DayRange:
    if match := _read_age(text):
        cutoff = _subtract(today, int(match[1]), match[2])
        return DayRange(cutoff, cutoff, is_age=True)
    if (resolve := _NAMED_RANGES.get(text)) is not None:
        return resolve(today)
    first, last = iso_bounds(text)
    return DayRange(date.fromisoformat(first), date.fromisoformat(last))


def iso_bounds(value: str) -> tuple[str, str]:
    """Return the first and the last day (ISO) of a year, month or day."""
    year, month, day = (*value.split("-"), "", "")[:3]
    if day:
        return value, value
    if month:
        return f"{value}-01", f"{value}-{calendar.monthrange(int(year), int(month))[1]}"
    return f"{value}-01-01", f"{value}-12-31"


def _subtract(day: date, number: int, unit: str) -> date:
    """Return the day `number` days, weeks, months or years earlier, or the last day of that month if it is shorter."""
    try:
        if unit in "dw":
            return day - timedelta(days=number * (7 if unit == "w" else 1))
        months = day.year * 12 + day.month - 1 - number * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError, IndexError):
        return date.min


def _week(day: date) -> DayRange:
    monday = day - timedelta(days=day.weekday())
    return DayRange(monday, monday + timedelta(days=6))


def _month(day: date) -> DayRange:
    return DayRange(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def _year(day: date) -> DayRange:
    return DayRange(date(day.year, 1, 1), date(day.year, 12, 31))


_NAMED_RANGES: Mapping[str, Callable[[date], DayRange]] = {
    "today": lambda today: DayRange(today, today),
    "yesterday": lambda today: DayRange(today - timedelta(days=1), today - timedelta(days=1)),
    "this week": _week,
    "last week": lambda today: _week(today - timedelta(days=7)),
    "this month": _month,
    "last month": lambda today: _month(today.replace(day=1) - timedelta(days=1)),
    "this year": _year,
    "last year": lambda today: _year(date(today.year - 1, 1, 1)),
}


def apply_operator(operator: str, days: DayRange) -> DayRange:
    """Return the days for which `day operator days` is true."""
    if days.is_age and days.first is not None:
        return _compare_age(operator, days.first)
    match operator:
        case "<":
            return DayRange(None, _shift(days.first, -1))
        case "<=":
            return DayRange(None, days.last)
        case ">":
            return DayRange(_shift(days.last, 1), None)
        case ">=":
            return DayRange(days.first, None)
    return DayRange(days.first, days.last)


def _compare_age(operator: str, cutoff: date) -> DayRange:
    match operator:
        case "<":
            return DayRange(_shift(cutoff, 1), None)
        case ">":
            return DayRange(None, _shift(cutoff, -1))
        case ">=":
            return DayRange(None, cutoff)
    return DayRange(cutoff, None)  # `7d` alone is the last seven days, as `<=7d` is


def _shift(day: date | None, step: int) -> date | None:
    """Add `step` days; at the ends of the calendar return the day itself."""
    try:
        return None if day is None else day + timedelta(days=step)
    except OverflowError:
        return day


def format_day_range(days: DayRange) -> str:
    """Format as `first..last` in ISO days, an open end empty: for conditions on `published`."""
    return f"{days.first or ''}..{days.last or ''}"


def format_time_range(days: DayRange, zone: tzinfo | None = None) -> str:
    """Format as `from..until` in ISO times in UTC, the end excluded, for days in `zone` (None: local time)."""
    start = "" if days.first is None else _midnight(days.first, zone)
    after = _shift(days.last, 1)
    end = "" if after is None else _midnight(after, zone)
    return f"{start}..{end}"


def _midnight(day: date, zone: tzinfo | None) -> str:
    try:
        local = datetime.combine(day, time.min, zone)
        return local.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return f"{day}T00:00:00"
