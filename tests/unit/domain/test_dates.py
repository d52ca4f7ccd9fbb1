"""Parsing days: a snoozed paper comes back on the intended day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import MONTHS, WEEKDAYS, parse_day
from app.domain.errors import UsageError

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", "2026-11-22"),
        ("Mon", "2026-11-23"),
        ("monday", "2026-11-23"),
        ("next fri", "2026-11-27"),
        ("sat", "2026-11-28"),
        ("weekend", "2026-11-28"),
        ("next week", "2026-11-23"),
        ("next month", "2026-12-01"),
        ("next year", "2027-01-01"),
        ("in 2 weeks", "2026-12-05"),
        ("2w", "2026-12-05"),
        ("10d", "2026-12-01"),
        ("in a month", "2026-12-21"),
        ("in 1 year", "2027-11-21"),
        ("3 dec", "2026-12-03"),
        ("Dec 3", "2026-12-03"),
        ("3. December 2027", "2027-12-03"),
        ("on 1 nov", "2027-11-01"),
        ("29 feb", "2028-02-29"),
        ("2026-12-01", "2026-12-01"),
        ("in four weeks", "2026-12-19"),
        ("twelve days", "2026-12-03"),
        ("in eleven months", "2027-10-21"),
        ("3rd dec", "2026-12-03"),
        ("Dec 3rd, 2027", "2027-12-03"),
        ("the 1st of december", "2026-12-01"),
        ("on december the 22nd", "2026-12-22"),
        ("weds", "2026-11-25"),
        ("next tues", "2026-11-24"),
        ("thurs", "2026-11-26"),
        ("day after tomorrow", "2026-11-23"),
        ("the day after tomorrow", "2026-11-23"),
        ("next weekend", "2026-11-28"),
        ("2026-12-1", "2026-12-01"),
        ("1.12.2026", "2026-12-01"),
        ("01. 12. 2026", "2026-12-01"),
        ("1.12.", "2026-12-01"),
        ("1.11.", "2027-11-01"),
        ("29.2.", "2028-02-29"),
    ],
)
def test_a_day_is_parsed_as_intended(text: str, day: str) -> None:
    assert parse_day(text, SATURDAY).isoformat() == day


@pytest.mark.parametrize(("today", "day"), [(date(2026, 11, 16), "2026-11-28"), (date(2026, 11, 22), "2026-11-28")])
def test_next_weekend_is_the_weekend_of_next_week(today: date, day: str) -> None:
    assert parse_day("next weekend", today).isoformat() == day


def test_in_a_shorter_month_the_last_day_is_taken() -> None:
    assert parse_day("in 1 month", date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    "text", ["", "soon", "mo", "31 nov", "31.11.", "1.13.2026", "2026-13-01", "1.12", "in weeks", "99", "in 0 days"]
)
def test_text_that_is_no_day_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError, match="in 2 weeks"):
        parse_day(text, SATURDAY)


@pytest.mark.parametrize("text", ["2026-11-21", "2020-01-01", "3 dec 2025"])
def test_a_past_day_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not in the future"):
        parse_day(text, SATURDAY)


@given(st.dates(max_value=date(9990, 1, 1)), st.sampled_from([*WEEKDAYS, *(f"1 {month}" for month in MONTHS)]))
def test_a_name_means_the_next_such_day(today: date, text: str) -> None:
    day = parse_day(text, today)
    assert 0 < (day - today).days <= 366
    assert text == WEEKDAYS[day.weekday()] or text == f"1 {MONTHS[day.month - 1]}"


@given(st.text(max_size=30), st.dates())
def test_any_text_is_either_parsed_or_refused(text: str, today: date) -> None:
    try:
        assert parse_day(text, today) > today
    except UsageError as error:
        assert "Write" in str(error)  # noqa: PT017 - most texts mean no day
