"""Papers to export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.views import PaperView

PLAIN = PaperView(
    id=12,
    title="HarmonyGuard: Toward Safety",
    abstract="We guard web agents.",
    abstract_complete=True,
    authors=("Ada Lovelace", "Alan Turing"),
    authors_complete=True,
    author_count=2,
    organization=None,
    published="2025-08-05",
    comments=3,
    upvotes=None,
    categories=(),
    has_code=None,
    score=None,
    identifiers=(),
    code_urls=(),
    mentions=(),
    tags=(),
    status="inbox",
    starred=False,
    priority=0,
    note=None,
    links=(),
    collections=(),
    added="2026-01-01T00:00:00Z",
    sightings=(),
)


@pytest.fixture
def make_view() -> Callable[..., PaperView]:
    """A plain paper with some fields changed."""

    def make(**fields: object) -> PaperView:
        return replace(PLAIN, **fields)

    return make
