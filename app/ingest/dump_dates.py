"""The date of a dump whose page does not give the year: suggested from the file, or entered by the user."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from app.domain.errors import UsageError
from app.domain.field_texts import parse_date
from app.domain.records import FeedRecord
from app.importer.dates import DATE_PATTERN, latest_on_or_before, make_printed_date


def read_dump_date(text: str) -> date:
    """The date on which a page was saved. Tomorrow is accepted, because of time zones."""
    day = parse_date(text)
    if day > date.today() + timedelta(days=1):
        raise UsageError(f"The dump date {day} is in the future. Nothing was imported.")
    return day


def file_day(path: str) -> date | None:
    """The day the file was last modified; None when there is no such file."""
    try:
        return date.fromtimestamp(Path(path).stat().st_mtime)
    except (OSError, OverflowError, ValueError):
        return None


def lacks_date(feed: FeedRecord | None) -> bool:
    """Whether a page was read but its year is neither printed nor inferred."""
    return feed is not None and feed.dump_date is None and feed.year_confidence is None


def suggest_day(feed: FeedRecord, dated: date) -> date:
    """The latest date up to `dated`, the date of the file, with the day printed on the page; `dated` if none is."""
    match = re.fullmatch(DATE_PATTERN, feed.dump_day or "")
    printed = make_printed_date(match) if match else None
    day = latest_on_or_before(dated, printed.month_day) if printed else dated
    return day or dated
