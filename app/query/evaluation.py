"""From the tree of a query to the papers: Boolean algebra over sets of paper ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, reduce
from typing import Protocol

from app.index.documents import Leaf
from app.query.ast import And, Everything, Fact, Node, Not, Or, Text
from app.query.fields import FIELDS


class Texts(Protocol):
    """Answers the text leaves: app.index.door.IndexSearch does, and so can the library itself."""

    def matching(self, field: str | None, tokens: Sequence[str], is_phrase: bool) -> set[int]:
        """The ids of the papers with the tokens in a field of app.index.documents.TEXT_FIELDS (None = any)."""
        ...


class Facts(Protocol):
    """Answers the fact leaves: app.store.facts.ids over a connection does."""

    def matching(self, fact: Fact) -> set[int]:
        """The ids of the papers for which the fact is true."""
        ...


def evaluate(node: Node, texts: Texts, facts: Facts, universe: Callable[[], set[int]]) -> set[int]:
    """The ids of the papers that the query asks for, all of them in `universe()`, the ids of all listed papers."""
    everything = cache(universe)

    def ids_of(node: Node) -> set[int]:
        match node:
            case Everything():
                return everything()
            case Text():
                leaf = leaf_of(node)
                return texts.matching(leaf.field, leaf.words, node.is_phrase)
            case Fact():
                return facts.matching(node)
            case Not(inner):
                return everything() - ids_of(inner)
            case And(nodes):
                return _intersect(nodes)
            case Or(nodes):
                return set().union(*map(ids_of, nodes))

    def _intersect(nodes: Sequence[Node]) -> set[int]:
        wanted = [ids_of(node) for node in nodes if not isinstance(node, Not)]
        start = reduce(set.__and__, wanted) if wanted else everything()
        return reduce(set.__sub__, (ids_of(node.node) for node in nodes if isinstance(node, Not)), start)

    return ids_of(node) & everything()


def positive_leaves(node: Node) -> tuple[Leaf, ...]:
    """The words that a found paper may have, in the order of the query, each once: for ranking and for snippets."""
    return tuple(dict.fromkeys(map(leaf_of, _positive_texts(node, True))))


def has_text(node: Node) -> bool:
    """Whether the query asks for any words, so that the index is needed."""
    match node:
        case Text():
            return True
        case Not(inner):
            return has_text(inner)
        case And(nodes) | Or(nodes):
            return any(map(has_text, nodes))
    return False


def leaf_of(text: Text) -> Leaf:
    """The leaf as the index knows it: with the name of its field there."""
    return Leaf(FIELDS[text.field].target if text.field else None, text.words)


def _positive_texts(node: Node, is_positive: bool) -> Iterator[Text]:
    match node:
        case Text() if is_positive:
            yield node
        case Not(inner):
            yield from _positive_texts(inner, not is_positive)
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from _positive_texts(inner, is_positive)
