"""The fixed values of user data, and the labels of fields."""

from __future__ import annotations

STATUSES = ("inbox", "later", "reading", "done", "dropped", "trash")
LINK_TYPES = ("cites", "extends", "uses", "contradicts", "compares", "same-work", "related")
PRIORITIES = range(6)
VERDICTS = ("same", "different")
FIELD_LABELS = {
    "abstract_complete": "whether the abstract is complete",
    "authors_complete": "whether the list of authors is complete",
    "author_count": "number of authors",
    "organization": "organisation",
    "published": "date",
    "has_code": "whether there is code",
    "code_urls": "code",
}
"""Labels of fields whose name is not shown as it is."""
