"""Days as people write and read them: `tomorrow`, `mon`, `in 2 weeks`, `3 dec`, `2026-12-01`; “3 Dec 2026”."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from app.domain.errors import UsageError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_LETTERS = 3
EXAMPLES = "tomorrow, mon, weekend, next week, in 2 weeks, 3 dec or 2026-12-01"
_SHORTEST = 3  # letters of a name
_OTHER_NAMES = {"weds": "wednesday"}  # short names that no name begins with
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_SPAN = re.compile(rf"(?:in )?(\d{{1,3}}|{'|'.join(_NUMBERS)}) ?(d|w|m|y|days?|weeks?|months?|years?)")
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH_DAY = re.compile(rf"(?:(?:the )?{_DAY}\.? (?:of )?([a-z]{{3,9}})|([a-z]{{3,9}}) (?:the )?{_DAY})(?: (\d{{4}}))?")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}))?")
_DASHED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SATURDAY = 5


def say_date(iso: str) -> str:
    """“28 Feb 2025” for “2025-02-28”, the form of dates for people; what is no date stays."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1][:_MONTH_LETTERS].title()} {day.year}"


def read_day(text: str, today: date) -> date:
    """The day that `text` means, seen from `today`; always a later one.

    A weekday is the next one of that name, a day without a year the next one of that date, a month that is too short
    ends on its last day. Raises UsageError with examples when the text means no day, or none to come.
    """
    wanted = " ".join(text.lower().replace(",", " ").split()).removeprefix("on ")
    for read in (_read_word, _read_span, _read_weekday, _read_month_day, _read_dotted, _read_dashed):
        day = read(wanted, today)
        if day is not None:
            if day <= today:
                raise UsageError(f"“{text}” is not a day to come. Write {EXAMPLES}.")
            return day
    raise UsageError(f"“{text}” is not understood as a day. Write {EXAMPLES}.")


def _read_word(text: str, today: date) -> date | None:
    named: dict[str, Callable[[], date]] = {
        "tomorrow": lambda: _shift(today, days=1),
        "day after tomorrow": lambda: _shift(today, days=2),
        "the day after tomorrow": lambda: _shift(today, days=2),
        "weekend": lambda: _next_weekday(_SATURDAY, today),
        "this weekend": lambda: _next_weekday(_SATURDAY, today),
        "next weekend": lambda: _shift(_next_weekday(0, today), days=_SATURDAY),
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
    return _make_next(match[5], month + 1, int(match[1] or match[4]), today)


def _read_dotted(text: str, today: date) -> date | None:
    """The day before the month, as with dots it always stands."""
    match = _DOTTED.fullmatch(text)
    return None if match is None else _make_next(match[3], int(match[2]), int(match[1]), today)


def _read_dashed(text: str, _today: date) -> date | None:
    match = _DASHED.fullmatch(text)
    return None if match is None else _make(int(match[1]), int(match[2]), int(match[3]))


def _make_next(year: str | None, month: int, day: int, today: date) -> date | None:
    """The day of that year; without one the next day of that name. Feb 29 may be eight years away."""
    if year:
        return _make(int(year), month, day)
    made = (_make(one, month, day) for one in range(today.year, today.year + 9))
    return next((one for one in made if one is not None and one > today), None)


def _named(text: str, names: tuple[str, ...]) -> int | None:
    """The place of the name that begins with `text`."""
    text = _OTHER_NAMES.get(text, text)
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
