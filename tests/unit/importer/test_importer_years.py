"""Inferring the year: P the latest printed year, D the day of the page, U dates without a year."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.importer.dates import DATE_PATTERN, PrintedDate, infer_year, make_printed_date, resolve_date

TODAY = date(2026, 11, 21)


def printed(text: str) -> PrintedDate:
    match = re.fullmatch(DATE_PATTERN, text)
    assert match
    found = make_printed_date(match)
    assert found
    return found


@pytest.mark.parametrize(
    ("header", "papers", "year"),
    [
        ("Jan 27", ["Dec 5, 2025", "Jan 4"], 2026),
        ("Jan 27", ["Dec 5, 2025"], 2026),
        (None, ["Dec 5, 2025", "Jan 4"], 2026),
        ("Jan 27", ["Dec 5, 2019", "Jan 4"], 2020),
        ("Jan 27", ["Jan 4"], None),
        ("Jan 27", [], None),
        (None, ["Dec 5, 2025"], None),
        (None, [], None),
        ("Jan 27", ["Dec 5, 2025", "Feb 1"], None),
        ("Jan 27", ["Dec 5, 2025", "Jan 27"], 2026),
        ("Nov 22", ["Dec 5, 2025"], None),
        ("Nov 21", ["Dec 5, 2025"], 2026),
        (None, ["Dec 5, 2025", "Nov 22"], None),
        ("Mar 3", ["Dec 5, 2021", "Feb 29"], 2024),
        ("Feb 29", ["Dec 5, 2021"], 2024),
        ("Mar 3", ["Dec 5, 2025", "Feb 29"], None),
        ("Mar 3", ["Dec 5, 1896", "Feb 29"], 1904),
        ("Mar 3", ["Dec 5, 9999", "Feb 2"], None),
    ],
)
def test_the_year_is_the_first_possible_one_or_unknown(header: str | None, papers: list[str], year: int | None) -> None:
    day = printed(header) if header else None
    found = infer_year(day, [printed(text) for text in papers], dump_date=None, today=TODAY)
    assert found.year == year
    assert found.confidence == ("lower-bound" if year else None)
    assert found.basis.endswith(".")
    assert found.dump_date == (date(year, *day.month_day) if day and year else None)


def test_a_given_date_has_priority_and_no_paper_is_later() -> None:
    given = date(2025, 3, 2)
    found = infer_year(printed("Mar 1"), [printed("Dec 5, 2025")], dump_date=given, today=TODAY)
    assert (found.year, found.confidence, found.dump_date) == (2025, "given", given)
    assert "Mar 1" in found.basis
    assert resolve_date(printed("Mar 2"), found) == given
    assert resolve_date(printed("Mar 3"), found) == date(2024, 3, 3)
    assert resolve_date(printed("Feb 29"), found) == date(2024, 2, 29)
    assert resolve_date(printed("Feb 28, 2026"), found) == date(2026, 2, 28)


@pytest.mark.parametrize("text", ["Feb 30", "Feb 29, 2023", "Jan 0", "Apr 31, 2024"])
def test_a_day_that_does_not_exist_is_no_date(text: str) -> None:
    match = re.fullmatch(DATE_PATTERN, text)
    assert match
    assert make_printed_date(match) is None
