"""The closed lists of words a person may choose from."""

from __future__ import annotations

STATUSES = ("inbox", "later", "reading", "done", "dropped", "trash")
LINK_TYPES = ("cites", "extends", "uses", "contradicts", "compares", "same-work", "related")
PRIORITIES = range(6)
VERDICTS = ("same", "different")
