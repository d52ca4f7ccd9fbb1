"""The addresses of a paper: what its identifiers, code and mentions lead to. Pure."""

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
    """What it is, what is shown of it, and where it leads; `url` may be anything that stood in a source."""

    kind: str
    text: str
    url: str


def addresses_of(view: PaperView, *, has_mentions: bool = True) -> list[Address]:
    """Identifiers, then code, then what the abstract mentions; each once."""
    named = [_of(one.kind, one.kind, one.value) for one in view.identifiers]
    named += [_of("code", "url", url) for url in view.code_urls]
    named += [_of("mentions", one.kind, one.value) for one in view.mentions if has_mentions]
    return list({address.url: address for address in reversed(named)}.values())[::-1]


def _of(name: str, kind: str, value: str) -> Address:
    """The web page of an identifier; an address is its own."""
    url = value if kind == "url" else _PAGES.get(kind, "") + quote(value, safe="/.")
    return Address(_KINDS.get(name, name), value, url)
