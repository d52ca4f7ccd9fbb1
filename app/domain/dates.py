"""Parse days such as `tomorrow`, `mon`, `in 2 weeks`, `3 dec`, `2026-12-01`, and format dates as “3 Dec 2026”."""

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
_MONTH_ABBREVIATION_LETTERS = 3
EXAMPLES = "tomorrow, mon, weekend, next week, in 2 weeks, 3 dec or 2026-12-01"
_MIN_NAME_LETTERS = 3
_ABBREVIATIONS = {"weds": "wednesday"}  # that are no prefix of a name
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_SPAN = re.compile(rf"(?:in )?(\d{{1,3}}|{'|'.join(_NUMBERS)}) ?(d|w|m|y|days?|weeks?|months?|years?)")
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH_DAY = re.compile(rf"(?:(?:the )?{_DAY}\.? (?:of )?([a-z]{{3,9}})|([a-z]{{3,9}}) (?:the )?{_DAY})(?: (\d{{4}}))?")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})\.(?: ?(\d{4}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SATURDAY = 5


def format_date(iso: str) -> str:
    """“28 Feb 2025” for “2025-02-28”; a text that is no date is returned unchanged."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1][:_MONTH_ABBREVIATION_LETTERS].title()} {day.year}"


def parse_day(text: str, today: date) -> date:
    """Parse a day relative to `today`; the result is always later than `today`.

    A weekday is the next one of that name, a day without a year the next one of that date; where a month is too short,
    its last day is taken. Raises UsageError with examples when the text is no day, or not a future one.
    """
    wanted = " ".join(text.lower().replace(",", " ").split()).removeprefix("on ")
    for parse in (_parse_phrase, _parse_span, _parse_weekday, _parse_month_day, _parse_dotted, _parse_iso):
        day = parse(wanted, today)
        if day is not None:
            if day <= today:
                raise UsageError(f"“{text}” is not in the future. Write {EXAMPLES}.")
            return day
    raise UsageError(f"“{text}” is not a recognised day. Write {EXAMPLES}.")


def _parse_phrase(text: str, today: date) -> date | None:
    phrases: dict[str, Callable[[], date]] = {
        "tomorrow": lambda: _add_to_date(today, days=1),
        "day after tomorrow": lambda: _add_to_date(today, days=2),
        "the day after tomorrow": lambda: _add_to_date(today, days=2),
        "weekend": lambda: _next_weekday(_SATURDAY, today),
        "this weekend": lambda: _next_weekday(_SATURDAY, today),
        "next weekend": lambda: _add_to_date(_next_weekday(0, today), days=_SATURDAY),
        "next week": lambda: _next_weekday(0, today),
        "next month": lambda: _add_to_date(today.replace(day=1), months=1),
        "next year": lambda: date(min(today.year + 1, date.max.year), 1, 1),
    }
    return phrases[text]() if text in phrases else None


def _parse_span(text: str, today: date) -> date | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    number = _NUMBERS.get(match[1]) or int(match[1])
    spans = {"d": {"days": number}, "w": {"days": 7 * number}, "m": {"months": number}, "y": {"months": 12 * number}}
    return _add_to_date(today, **spans[match[2][0]])


def _parse_weekday(text: str, today: date) -> date | None:
    number = _find_name(text.removeprefix("next "), WEEKDAYS)
    return None if number is None else _next_weekday(number, today)


def _parse_month_day(text: str, today: date) -> date | None:
    match = _MONTH_DAY.fullmatch(text)
    month = None if match is None else _find_name(match[2] or match[3], MONTHS)
    if match is None or month is None:
        return None
    return _next_date(match[5], month + 1, int(match[1] or match[4]), today)


def _parse_dotted(text: str, today: date) -> date | None:
    """With dots the day always comes before the month."""
    match = _DOTTED.fullmatch(text)
    return None if match is None else _next_date(match[3], int(match[2]), int(match[1]), today)


def _parse_iso(text: str, _today: date) -> date | None:
    match = _ISO.fullmatch(text)
    return None if match is None else _try_date(int(match[1]), int(match[2]), int(match[3]))


def _next_date(year: str | None, month: int, day: int, today: date) -> date | None:
    """That day of the year; without a year the next such day. Feb 29 may be eight years away."""
    if year:
        return _try_date(int(year), month, day)
    candidates = (_try_date(one, month, day) for one in range(today.year, today.year + 9))
    return next((one for one in candidates if one is not None and one > today), None)


def _find_name(text: str, names: tuple[str, ...]) -> int | None:
    """The index of the name that begins with `text`."""
    text = _ABBREVIATIONS.get(text, text)
    if len(text) < _MIN_NAME_LETTERS:
        return None
    return next((index for index, name in enumerate(names) if name.startswith(text)), None)


def _next_weekday(number: int, today: date) -> date:
    return _add_to_date(today, days=(number - today.weekday() - 1) % 7 + 1)


def _add_to_date(day: date, days: int = 0, months: int = 0) -> date:
    """`day` moved forward, at most to `date.max`."""
    month = day.month - 1 + months
    year = day.year + month // 12
    if year > date.max.year:
        return date.max
    moved = date(year, month % 12 + 1, min(day.day, monthrange(year, month % 12 + 1)[1]))
    return moved + timedelta(days=min(days, (date.max - moved).days))


def _try_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
