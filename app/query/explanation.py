"""Explanation of a query: for every clause whether a paper meets it, and where its words occur."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.index.analysis import iter_tokens, split_words
from app.index.documents import MatchMode, TextTerm, searched_fields
from app.index.occurrences import find_occurrences
from app.query.ast import And, Condition, Everything, Node, Not, Or, Query, Text
from app.query.evaluation import to_index_term
from app.query.printing import to_text
from app.query.results import ClauseMatch, ClauseView, Explanation
from app.query.sentences import describe, describe_query

TextParts = Mapping[str, Sequence[str]]
"""The texts of a paper: index field -> parts (the author names; other fields have one part)."""


def explain(query: Query, parts: TextParts, is_true: Callable[[Condition], bool], paper_id: int | None) -> Explanation:
    """Explain a query, and whether and why it finds a paper; without a paper `parts` and `is_true` are not used."""
    top_level = query.node.nodes if isinstance(query.node, And) else (query.node,)
    explain_node = _Explainer(parts, is_true).explain if paper_id is not None else _describe
    clauses = tuple(explain_node(node) for node in top_level if node != Everything())
    is_found = None if paper_id is None else all(clause.is_met for clause in clauses)
    return Explanation(to_text(query), describe_query(query), clauses, paper_id, is_found)


def _describe(node: Node) -> ClauseView:
    return ClauseView(to_text(node), describe(node), None, (), tuple(map(_describe, _inner_clauses(node))))


def _inner_clauses(node: Node) -> tuple[Node, ...]:
    """Return the clauses of a group or a negated group."""
    match node:
        case And(nodes) | Or(nodes):
            return nodes
        case Not((And() | Or()) as group):
            return _inner_clauses(group)
    return ()


class _Explainer:
    def __init__(self, parts: TextParts, is_true: Callable[[Condition], bool]) -> None:
        self._parts = parts
        self._is_true = is_true

    def explain(self, node: Node) -> ClauseView:
        """Describe a clause, with the matches in the paper."""
        inner = tuple(map(self.explain, _inner_clauses(node)))
        matches = tuple(find_matches(to_index_term(node), self._parts)) if isinstance(node, Text) else ()
        return ClauseView(to_text(node), describe(node), self._is_met(node), matches, inner)

    def _is_met(self, node: Node) -> bool:
        match node:
            case Text():
                return matches_term(to_index_term(node), self._parts)
            case Condition():
                return self._is_true(node)
            case Not(inner):
                return not self._is_met(inner)
            case And(nodes):
                return all(map(self._is_met, nodes))
            case Or(nodes):
                return any(map(self._is_met, nodes))
        return True


def matches_term(term: TextTerm, parts: TextParts) -> bool:
    """Whether the texts of a paper contain the term."""
    return any(
        next(find_occurrences(split_words(part), term), None)
        for field in searched_fields(term)
        for part in parts.get(field, ())
    )


def find_matches(term: TextTerm, parts: TextParts) -> Iterator[ClauseMatch]:
    """Yield the matches of a term by field, from left to right; a phrase is one match."""
    for field in searched_fields(term):
        offset = 0
        for part in parts.get(field, ()):
            for start, end in _spans(term, part):
                yield ClauseMatch(field, offset + start, offset + end)
            offset += len(part) + len(", ")


def _spans(term: TextTerm, text: str) -> list[tuple[int, int]]:
    found = list(iter_tokens(text))
    occurrences = find_occurrences([word for word, _, _ in found], term)
    if term.mode is MatchMode.NEAR:
        wanted = set(term.words)
        positions = {position for first, end in occurrences for position in range(first, end)}
        return [
            (start, end) for word, start, end in (found[position] for position in sorted(positions)) if word in wanted
        ]
    spans: list[tuple[int, int]] = []
    for first, end in occurrences:
        start, stop = found[first][1], found[end - 1][2]
        if spans and start < spans[-1][1]:  # `a a` in `a a a`
            start = spans.pop()[0]
        spans.append((start, stop))
    return spans
