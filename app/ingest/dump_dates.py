"""The day of a dump when its page does not tell the year: what its file says, and what a person types."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from app.domain.errors import UsageError
from app.domain.fields import read_date
from app.domain.records import FeedRecord
from app.importer.dates import DATE_PATTERN, latest_not_after
from app.importer.dates import read_date as read_printed_date


def read_dump_date(text: str) -> date:
    """The day a page was taken; tomorrow is accepted, because it may be tomorrow already where the page was made."""
    day = read_date(text)
    if day > date.today() + timedelta(days=1):
        raise UsageError(f"The dump date {day} lies in the future. Nothing was imported.")
    return day


def file_day(path: str) -> date | None:
    """The day the file was last written; None when there is no such file."""
    try:
        return date.fromtimestamp(Path(path).stat().st_mtime)
    except (OSError, OverflowError, ValueError):
        return None


def lacks_date(feed: FeedRecord | None) -> bool:
    """Whether a page was read and does not tell its year, not even by inference."""
    return feed is not None and feed.dump_date is None and feed.year_confidence is None


def suggest_day(feed: FeedRecord, dated: date) -> date:
    """The last time the printed day of the page came up to the day its file is dated; that day when none is printed."""
    match = re.fullmatch(DATE_PATTERN, feed.dump_day or "")
    printed = read_printed_date(match) if match else None
    day = latest_not_after(dated, printed.month_day) if printed else dated
    return day or dated
