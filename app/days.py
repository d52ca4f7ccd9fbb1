"""Days to come, as people write them: `tomorrow`, `mon`, `in 2 weeks`, `3 dec`, `2026-12-01`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from app.errors import UsageError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
EXAMPLES = "tomorrow, mon, weekend, next week, in 2 weeks, 3 dec or 2026-12-01"
_SHORTEST = 3  # letters of a name
_SPAN = re.compile(r"(?:in )?(\d{1,3}|an?|one|two|three) ?(d|w|m|y|days?|weeks?|months?|years?)")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_MONTH_DAY = re.compile(r"(?:(\d{1,2})\.? ([a-z]{3,9})|([a-z]{3,9}) (\d{1,2}))(?: (\d{4}))?")
_SATURDAY = 5


def read_day(text: str, today: date) -> date:
    """The day that `text` means, seen from `today`; always a later one.

    A weekday is the next one of that name, a day without a year the next one of that date, a month that is too short
    ends on its last day. Raises UsageError with examples when the text means no day, or none to come.
    """
    wanted = " ".join(text.lower().replace(",", " ").split()).removeprefix("on ")
    for read in (_read_word, _read_span, _read_weekday, _read_month_day, _read_iso):
        day = read(wanted, today)
        if day is not None:
            if day <= today:
                raise UsageError(f"“{text}” is not a day to come. Write {EXAMPLES}.")
            return day
    raise UsageError(f"“{text}” is not understood as a day. Write {EXAMPLES}.")


def _read_word(text: str, today: date) -> date | None:
    named: dict[str, Callable[[], date]] = {
        "tomorrow": lambda: _shift(today, days=1),
        "weekend": lambda: _next_weekday(_SATURDAY, today),
        "this weekend": lambda: _next_weekday(_SATURDAY, today),
        "next week": lambda: _next_weekday(0, today),
        "next month": lambda: _shift(today.replace(day=1), months=1),
        "next year": lambda: date(min(today.year + 1, date.max.year), 1, 1),
    }
    return named[text]() if text in named else None


def _read_span(text: str, today: date) -> date | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    number = _NUMBERS.get(match[1]) or int(match[1])
    spans = {"d": {"days": number}, "w": {"days": 7 * number}, "m": {"months": number}, "y": {"months": 12 * number}}
    return _shift(today, **spans[match[2][0]])


def _read_weekday(text: str, today: date) -> date | None:
    number = _named(text.removeprefix("next "), WEEKDAYS)
    return None if number is None else _next_weekday(number, today)


def _read_month_day(text: str, today: date) -> date | None:
    match = _MONTH_DAY.fullmatch(text)
    month = None if match is None else _named(match[2] or match[3], MONTHS)
    if match is None or month is None:
        return None
    day = int(match[1] or match[4])
    years = [int(match[5])] if match[5] else range(today.year, today.year + 9)  # Feb 29 may be eight years away
    made = [_make(year, month + 1, day) for year in years]
    return next((one for one in made if one is not None and (match[5] or one > today)), None)


def _read_iso(text: str, _today: date) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _named(text: str, names: tuple[str, ...]) -> int | None:
    """The place of the name that begins with `text`."""
    if len(text) < _SHORTEST:
        return None
    return next((place for place, name in enumerate(names) if name.startswith(text)), None)


def _next_weekday(number: int, today: date) -> date:
    return _shift(today, days=(number - today.weekday() - 1) % 7 + 1)


def _shift(day: date, days: int = 0, months: int = 0) -> date:
    """`day` moved on; never beyond the last day there is."""
    month = day.month - 1 + months
    year = day.year + month // 12
    if year > date.max.year:
        return date.max
    moved = date(year, month % 12 + 1, min(day.day, monthrange(year, month % 12 + 1)[1]))
    return moved + timedelta(days=min(days, (date.max - moved).days))


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
