"""The tree of a query: frozen, comparable, and the same again after `parse(to_text(node))`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.errors import QueryError
from app.index.documents import Form
from app.store.facts import Fact

__all__ = ["And", "Everything", "Fact", "Form", "Node", "Not", "Or", "Query", "Text", "leaves"]


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query: all papers. It stands only alone, never within another node."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words as `app.index.analysis.words` makes them. `field` is a key of FIELDS, None = any; `reach` is for NEAR."""

    field: str | None
    words: tuple[str, ...]
    form: Form = Form.WORDS
    reach: int = 0


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


@dataclass(frozen=True, slots=True)
class Query:
    """What was read of a query's text.

    `sort` is what stands after `sort:` (a name of SORTS or `relevance`, with `-` before it for the other way round),
    None without one. `problem` is what had to be left out of an unfinished query, the weightiest first.
    """

    node: Node
    sort: str | None = None
    problem: QueryError | None = None


def leaves(node: Node) -> Iterator[Text | Fact]:
    """Every leaf, from left to right."""
    match node:
        case Text() | Fact():
            yield node
        case Not(inner):
            yield from leaves(inner)
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from leaves(inner)
