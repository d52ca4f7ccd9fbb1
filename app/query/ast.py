"""The syntax tree of a query: immutable, comparable, and equal to `parse(to_text(node))`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.errors import QueryError
from app.index.documents import MatchMode
from app.store.conditions import Condition

__all__ = ["And", "Condition", "Everything", "MatchMode", "Node", "Not", "Or", "Query", "Text", "iter_leaves"]


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query: all papers. Never part of another node."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words (from `app.index.analysis.split_words`) in a field of FIELDS, or in any (None); `distance` is for NEAR."""

    field: str | None
    words: tuple[str, ...]
    mode: MatchMode = MatchMode.WORDS
    distance: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    """All papers except those of `node`."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """The papers that match all of two or more nodes."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The papers that match any of two or more nodes."""

    nodes: tuple[Node, ...]


Node: TypeAlias = Everything | Text | Condition | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    `sort` is the value of `sort:` (a name of ORDERS, with `-` before it for the reverse order), or None. `problem` is
    the most important problem of a part that was left out of an unfinished query.
    """

    node: Node
    sort: str | None = None
    problem: QueryError | None = None


def iter_leaves(node: Node) -> Iterator[Text | Condition]:
    """Yield every leaf, from left to right."""
    match node:
        case Text() | Condition():
            yield node
        case Not(inner):
            yield from iter_leaves(inner)
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from iter_leaves(inner)
