"""The web addresses of a paper's identifiers, code and mentions. Pure."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from app.domain.views import PaperView

_PAGES = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "openreview": "https://openreview.net/forum?id=",
}
_KINDS = {"arxiv": "arXiv", "doi": "DOI", "openreview": "OpenReview"}


class Address(NamedTuple):
    """A kind and a text for display, and where it leads; `url` comes from a source and may be anything."""

    kind: str
    text: str
    url: str


def list_addresses(view: PaperView, *, has_mentions: bool = True) -> list[Address]:
    """Identifiers, then code, then mentions in the abstract; each address once."""
    named = [_make_address(one.kind, one.kind, one.value) for one in view.identifiers]
    named += [_make_address("code", "url", url) for url in view.code_urls]
    named += [_make_address("mentions", one.kind, one.value) for one in view.mentions if has_mentions]
    return list({address.url: address for address in reversed(named)}.values())[::-1]


def _make_address(name: str, kind: str, value: str) -> Address:
    """The page of an identifier; a `url` is already one."""
    url = value if kind == "url" else _PAGES.get(kind, "") + quote(value, safe="/.")
    return Address(_KINDS.get(name, name), value, url)
