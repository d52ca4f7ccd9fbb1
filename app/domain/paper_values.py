"""Values of a paper's fields that are more than a text or a number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation as printed; `slug` is the site's short name, if shown."""

    slug: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier of the work itself: kind `arxiv`, `doi` or `openreview`, with the canonical value."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Something the text refers to, not an identifier of the work: kind `url`, `arxiv` or `doi`."""

    kind: str
    value: str
