"""Dates in queries: the days they stand for, relative to a given day."""

from __future__ import annotations

from datetime import UTC, date, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.query.ast import Condition
from app.query.dates import DayRange, apply_operator, format_time_range, resolve_days
from app.query.evaluation import resolve_dates
from app.query.parser import parse

TODAY = date(2026, 3, 31)  # a Tuesday

RESOLVED = {
    "published:2025": "2025-01-01..2025-12-31",
    "published:2024-02": "2024-02-01..2024-02-29",
    "published:>2026-01": "2026-02-01..",
    "published:>=2026-01": "2026-01-01..",
    "published:<2026-01": "..2025-12-31",
    "published:<=2026-01": "..2026-01-31",
    "published:2025-03..2025-06": "2025-03-01..2025-06-30",
    "published:2025-03..": "2025-03-01..",
    "published:..yesterday": "..2026-03-30",
    "published:today": "2026-03-31..2026-03-31",
    "published:<today": "..2026-03-30",
    "published:this week": "2026-03-30..2026-04-05",
    "published:last week": "2026-03-23..2026-03-29",
    "published:>last week": "2026-03-30..",
    "published:this month": "2026-03-01..2026-03-31",
    "published:last month": "2026-02-01..2026-02-28",
    "published:this year": "2026-01-01..2026-12-31",
    "published:last year": "2025-01-01..2025-12-31",
    "published:7d": "2026-03-24..",
    "published:<=7d": "2026-03-24..",
    "published:<7d": "2026-03-25..",
    "published:>7d": "..2026-03-23",
    "published:>=7d": "..2026-03-24",
    "published:2w": "2026-03-17..",
    "published:1m": "2026-02-28..",
    "published:1y": "2025-03-31..",
    "published:30d..7d": "2026-03-01..2026-03-24",
    "published:7d..30d": "2026-03-01..2026-03-24",
    "published:2026-01..7d": "2026-01-01..2026-03-24",
    "published:9999y": "0001-01-01..",
    "published:>9999": "9999-12-31..",
    "published:<0001": "..0001-01-01",
}


@pytest.mark.parametrize("query", RESOLVED)
def test_a_date_is_resolved_to_days(query: str) -> None:
    condition = parse(query)
    assert isinstance(condition, Condition)
    assert resolve_dates(condition, TODAY) == Condition("published", "=", RESOLVED[query])


def test_a_year_before_a_leap_day_is_the_28th() -> None:
    condition = Condition("published", "=", "1y")
    assert resolve_dates(condition, date(2024, 2, 29)).value == "2023-02-28.."


def test_other_conditions_are_not_changed() -> None:
    assert resolve_dates(Condition("tag", "=", "7d"), TODAY) == Condition("tag", "=", "7d")
    assert resolve_dates(Condition("is", "=", "snoozed"), TODAY) == Condition("is", "=", "snoozed 2026-03-31")


def test_a_day_in_tokyo_starts_nine_hours_earlier() -> None:
    days = resolve_days("today", TODAY)
    assert format_time_range(days, UTC) == "2026-03-31T00:00:00..2026-04-01T00:00:00"
    assert format_time_range(days, timezone(timedelta(hours=9))) == "2026-03-30T15:00:00..2026-03-31T15:00:00"


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_day_is_before_in_or_after_a_date(day: date, today: date) -> None:
    for value in (str(day), str(day)[:7], str(day)[:4], "last week", "this month", "today"):
        inside = {
            operator: _contains(apply_operator(operator, resolve_days(value, today)), day)
            for operator in ("<", "=", ">", "<=", ">=")
        }
        assert inside["<"] + inside["="] + inside[">"] == 1
        assert inside["<="] == (inside["<"] or inside["="])
        assert inside[">="] == (inside[">"] or inside["="])


@given(st.integers(0, 400), st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-500, 500))
def test_ages_are_compared_as_ages(number: int, today: date, age: int) -> None:
    day = today - timedelta(days=age)
    for operator, is_true in (("<", age < number), ("<=", age <= number), (">", age > number), (">=", age >= number)):
        assert _contains(apply_operator(operator, resolve_days(f"{number}d", today)), day) == is_true


def _contains(days: DayRange, day: date) -> bool:
    first, last = days.first, days.last
    return (first is None or first <= day) and (last is None or day <= last)
