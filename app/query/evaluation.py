"""From the tree of a query to the papers: Boolean algebra over sets of paper ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import cache, reduce
from operator import and_, or_, sub
from typing import Protocol

from app.domain.paper_set import PaperSet
from app.index.documents import TEXT_FIELDS, Leaf, fields_of
from app.query import ast, dates
from app.query.ast import And, Everything, Fact, Node, Not, Or, Text
from app.query.fields import FIELDS

FIRST_FIELDS = ("title", "authors")
"""Where words are looked for first while a person types; the other fields follow."""


class Texts(Protocol):
    """Answers the text leaves: app.index.client.IndexSearch does, and so can the library itself."""

    def find(self, leaf: Leaf) -> Set[int]:
        """The ids of the papers that have the leaf, in a field of TEXT_FIELDS (None = any)."""
        ...


class Facts(Protocol):
    """Answers the fact leaves, which `resolve` has made free of the calendar."""

    def find(self, fact: Fact) -> Set[int]:
        """The ids of the papers for which the fact is true."""
        ...


def evaluate(
    node: Node, texts: Texts, facts: Facts, universe: Callable[[], Set[int]], *, is_first_look: bool = False
) -> Set[int]:
    """The ids of the papers that the query asks for, all of them in `universe()`, the ids of all listed papers.

    With `is_first_look` words without a field are looked for in FIRST_FIELDS only, but everywhere when they are not
    wanted, so that what is found is always part of the full answer.
    """
    everything = cache(universe)

    def ids_of(node: Node, is_wanted: bool) -> Set[int]:
        match node:
            case Everything():
                return everything()
            case Text():
                return _find_text(node, texts, is_first_look and is_wanted)
            case Fact():
                return facts.find(node)
            case Not(inner):
                return everything() - ids_of(inner, not is_wanted)
            case And(nodes):
                return _intersect(nodes, is_wanted)
            case Or(nodes):
                return reduce(or_, (ids_of(inner, is_wanted) for inner in nodes), PaperSet())

    def _intersect(nodes: Sequence[Node], is_wanted: bool) -> Set[int]:
        wanted = [ids_of(node, is_wanted) for node in nodes if not isinstance(node, Not)]
        start = reduce(and_, sorted(wanted, key=len)) if wanted else everything()
        return reduce(sub, (ids_of(one.node, not is_wanted) for one in nodes if isinstance(one, Not)), start)

    return ids_of(node, True) & everything()


def _find_text(text: Text, texts: Texts, is_first_look: bool) -> Set[int]:
    return reduce(or_, map(texts.find, _asked_for(text, is_first_look)), PaperSet())


def _asked_for(text: Text, is_first_look: bool) -> tuple[Leaf, ...]:
    """The leaves whose papers have the text; none for a field that the library does not fill yet."""
    leaf = leaf_of(text)
    if leaf.field is None and is_first_look:
        return tuple(replace(leaf, field=field) for field in FIRST_FIELDS if field in fields_of(leaf))
    return (leaf,) if leaf.field in (None, *TEXT_FIELDS) else ()


def asked_leaves(node: Node, *, is_first_look: bool = False) -> tuple[Leaf, ...]:
    """What `evaluate` will ask the texts for, each once."""
    texts = _texts(node, True)
    return tuple(dict.fromkeys(leaf for text, wanted in texts for leaf in _asked_for(text, is_first_look and wanted)))


def resolve(fact: Fact, today: date) -> Fact:
    """The fact with days or times instead of words of the calendar; others as they are."""
    if fact.field == "is" and fact.value == "snoozed":
        return replace(fact, value=f"snoozed {today}")
    if fact.field not in _DATED:
        return fact
    days = dates.compare(fact.operator, dates.days_of(fact.value, today))
    span = dates.as_day_range(days) if fact.field == "published" else dates.as_time_range(days)
    return replace(fact, operator="=", value=span)


_DATED = ("published", "added", "done", "decided")


def positive_leaves(node: Node) -> tuple[Leaf, ...]:
    """The words that a found paper may have, in the order of the query, each once: for ranking and for snippets."""
    found = (leaf_of(text) for text, is_positive in _texts(node, True) if is_positive)
    return tuple(dict.fromkeys(leaf for leaf in found if leaf.field in (None, *TEXT_FIELDS)))


def has_text(node: Node) -> bool:
    """Whether the query asks for any words, so that the index is needed."""
    return any(isinstance(leaf, Text) for leaf in ast.leaves(node))


def asks_for(node: Node, field: str) -> bool:
    """Whether any part of the query names a field."""
    return any(leaf.field == field for leaf in ast.leaves(node))


def leaf_of(text: Text) -> Leaf:
    """The leaf as the index knows it: with the name of its field there."""
    return Leaf(FIELDS[text.field].target if text.field else None, text.words, text.form, text.reach)


def _texts(node: Node, is_positive: bool) -> Iterator[tuple[Text, bool]]:
    """The words of a query, and whether they are wanted."""
    match node:
        case Text():
            yield node, is_positive
        case Not(inner):
            yield from _texts(inner, not is_positive)
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _texts(inner, is_positive)
