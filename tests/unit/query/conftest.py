"""A helper for text nodes."""

from __future__ import annotations

from app.query.ast import MatchMode, Text


def make_text(text: str, field: str | None = None, mode: MatchMode = MatchMode.WORDS, distance: int = 0) -> Text:
    return Text(field, tuple(text.split()), mode, distance)
