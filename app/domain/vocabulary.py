"""The fixed values of user data."""

from __future__ import annotations

STATUSES = ("inbox", "later", "reading", "done", "dropped", "trash")
LINK_TYPES = ("cites", "extends", "uses", "contradicts", "compares", "same-work", "related")
PRIORITIES = range(6)
VERDICTS = ("same", "different")

THEMES = ("light", "dark", "contrast")
"""The themes of the window; without a choice it follows the system."""
