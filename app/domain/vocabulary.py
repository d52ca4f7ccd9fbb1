"""The closed lists of words a person may choose from."""

from __future__ import annotations

STATUSES = ("inbox", "later", "reading", "done", "dropped", "trash")
LINK_TYPES = ("cites", "extends", "uses", "contradicts", "compares", "same-work", "related")
PRIORITIES = range(6)
VERDICTS = ("same", "different")
FIELD_WORDS = {
    "abstract_complete": "whether the abstract is whole",
    "authors_complete": "whether the authors are whole",
    "author_count": "number of authors",
    "organization": "organisation",
    "published": "date",
    "has_code": "whether there is code",
    "code_urls": "code",
}
"""What a person reads for a field of a paper whose name is another word."""
