"""Sort orders of the list, by kind of place. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.paper_fields import NUMBERS

NATURAL_ORDER = ""
"""The order that a place or a search has of its own."""

SORT_ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "date": "Newest first",
        "added": "Recently added first",
        "title": "Title, A to Z",
        **{name: number.highest_first.removesuffix(" first").capitalize() for name, number in NUMBERS.items()},
    }
)
"""Titles of the sort orders, by their names in `app.store.papers.SORTS`."""

_NATURAL_TITLES = {
    "search": "Best match",
    "import": "As on the imported page",
    "collection": "Manual",
    "saved": "As saved",
}


def sort_orders_for(kind: str) -> dict[str, str]:
    """Return the sort orders of a kind of place with their titles, the default first."""
    natural = {NATURAL_ORDER: _NATURAL_TITLES[kind]} if kind in _NATURAL_TITLES else {}
    return {**natural, **SORT_ORDERS}


def default_order(kind: str) -> str:
    """Return the default sort order of a kind of place."""
    return next(iter(sort_orders_for(kind)))
