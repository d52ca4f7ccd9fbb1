"""Orders: in what order a list may stand, and which one each kind of place was given last. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OWN = ""
"""The order that a place or a search has by itself."""

ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "date": "Newest first",
        "added": "Last added first",
        "title": "Title, A to Z",
        "comments": "Most comments",
        "upvotes": "Most upvotes",
        "score": "Highest score",
    }
)
"""What a person may choose, by the name of the sort (`app.store.papers.SORTS`)."""

_OWN_TITLES = {"search": "Best match", "import": "As on the page", "collection": "By hand", "saved": "As saved"}


def orders_of(kind: str) -> dict[str, str]:
    """The orders that a kind of place may have, with their titles; the first one is the usual one."""
    own = {OWN: _OWN_TITLES[kind]} if kind in _OWN_TITLES else {}
    return {**own, **ORDERS}


def usual_order(kind: str) -> str:
    """The order of a kind of place as long as nobody has chosen another."""
    return next(iter(orders_of(kind)))
