"""The tree of a query: frozen, comparable, and the same again after `parse(to_text(node))`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from app.store.facts import Fact

__all__ = ["And", "Everything", "Fact", "Node", "Not", "Or", "Text"]


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query: all papers. It stands only alone, never within another node."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words as `app.index.analysis.words` makes them; several are a phrase. `field` is a key of FIELDS, None = any."""

    field: str | None
    words: tuple[str, ...]

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1


@dataclass(frozen=True, slots=True)
class Not:
    """All papers but those of `node`."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """The papers that all of two or more nodes have."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The papers that any of two or more nodes has."""

    nodes: tuple[Node, ...]


Node: TypeAlias = Everything | Text | Fact | Not | And | Or
