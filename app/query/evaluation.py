"""Evaluation of a query: Boolean algebra over sets of paper ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import cache, reduce
from operator import and_, or_, sub
from typing import Protocol

from app.domain.paper_set import PaperSet
from app.index.documents import TEXT_FIELDS, TextTerm, searched_fields
from app.query import ast, dates
from app.query.ast import And, Condition, Everything, Node, Not, Or, Text
from app.query.fields import FIELDS

PRELIMINARY_FIELDS = ("title", "authors")
"""Fields searched for a preliminary result while the user types."""


class TextSearch(Protocol):
    """Finds papers by words: in the index (`app.index.client.IndexSearch`) or in the library itself."""

    def find(self, term: TextTerm) -> Set[int]:
        """Return the ids of the papers that contain the term."""
        ...


class ConditionSearch(Protocol):
    """Finds papers by conditions."""

    def find(self, condition: Condition) -> Set[int]:
        """Return the ids of the papers that meet the condition."""
        ...


def evaluate(
    node: Node,
    text_search: TextSearch,
    conditions: ConditionSearch,
    universe: Callable[[], Set[int]],
    *,
    is_preliminary: bool = False,
) -> Set[int]:
    """Return the ids of the papers that match the query, all of them in `universe()`, the ids of all listed papers.

    With `is_preliminary`, words without a field are searched in PRELIMINARY_FIELDS only, but negated ones in all
    fields, so that the result is always a subset of the full one.
    """
    everything = cache(universe)

    def find_ids(node: Node, is_positive: bool) -> Set[int]:
        match node:
            case Everything():
                return everything()
            case Text():
                return _find_text(node, text_search, is_preliminary and is_positive)
            case Condition():
                return conditions.find(node)
            case Not(inner):
                return everything() - find_ids(inner, not is_positive)
            case And(nodes):
                return _intersect(nodes, is_positive)
            case Or(nodes):
                return reduce(or_, (find_ids(inner, is_positive) for inner in nodes), PaperSet())

    def _intersect(nodes: Sequence[Node], is_positive: bool) -> Set[int]:
        found = [find_ids(node, is_positive) for node in nodes if not isinstance(node, Not)]
        start = reduce(and_, sorted(found, key=len)) if found else everything()
        return reduce(
            sub, (find_ids(negated.node, not is_positive) for negated in nodes if isinstance(negated, Not)), start
        )

    return find_ids(node, True) & everything()


def _find_text(text: Text, text_search: TextSearch, is_preliminary: bool) -> Set[int]:
    return reduce(or_, map(text_search.find, _index_terms(text, is_preliminary)), PaperSet())


def _index_terms(text: Text, is_preliminary: bool) -> tuple[TextTerm, ...]:
    """Return the index terms of a text node; none for a field that is not indexed yet."""
    term = to_index_term(text)
    if term.field is None and is_preliminary:
        return tuple(replace(term, field=field) for field in PRELIMINARY_FIELDS if field in searched_fields(term))
    return (term,) if term.field in (None, *TEXT_FIELDS) else ()


def needed_terms(node: Node, *, is_preliminary: bool = False) -> tuple[TextTerm, ...]:
    """Return the terms that `evaluate` will search for, each once."""
    terms = (
        term
        for text, is_positive in _iter_texts(node, True)
        for term in _index_terms(text, is_preliminary and is_positive)
    )
    return tuple(dict.fromkeys(terms))


def resolve_dates(condition: Condition, today: date) -> Condition:
    """Replace dates relative to today in a condition by days or times; other conditions are unchanged."""
    if condition.field == "is" and condition.value == "snoozed":
        return replace(condition, value=f"snoozed {today}")
    if condition.field not in _DATE_FIELDS:
        return condition
    days = dates.apply_operator(condition.operator, dates.resolve_days(condition.value, today))
    span = dates.format_day_range(days) if condition.field == "published" else dates.format_time_range(days)
    return replace(condition, operator="=", value=span)


_DATE_FIELDS = ("published", "added", "done", "decided")


def positive_terms(node: Node) -> tuple[TextTerm, ...]:
    """Return the terms that a found paper may contain, in query order, each once: for ranking and snippets."""
    found = (to_index_term(text) for text, is_positive in _iter_texts(node, True) if is_positive)
    return tuple(dict.fromkeys(term for term in found if term.field in (None, *TEXT_FIELDS)))


def has_text(node: Node) -> bool:
    """Whether the query contains words, so that the index is needed."""
    return any(isinstance(leaf, Text) for leaf in ast.iter_leaves(node))


def uses_field(node: Node, field: str) -> bool:
    """Whether any part of the query uses a field."""
    return any(leaf.field == field for leaf in ast.iter_leaves(node))


def to_index_term(text: Text) -> TextTerm:
    """Convert a text node to a term of the index, which has other field names."""
    return TextTerm(FIELDS[text.field].target if text.field else None, text.words, text.mode, text.distance)


def _iter_texts(node: Node, is_positive: bool) -> Iterator[tuple[Text, bool]]:
    """Yield the text nodes of a query, and whether they are positive (not negated)."""
    match node:
        case Text():
            yield node, is_positive
        case Not(inner):
            yield from _iter_texts(inner, not is_positive)
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _iter_texts(inner, is_positive)
