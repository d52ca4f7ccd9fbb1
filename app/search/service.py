"""Answering: a query as the window and the command line ask it – papers in order, counts, completions, reasons."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence, Set

from app.domain.paper_set import PaperSet
from app.domain.views import Hit
from app.domain.vocabulary import STATUSES
from app.query import completion
from app.query.answers import Answer, Completion, Explanation, Facet, FacetValue
from app.query.ast import Fact, Node, Query, Text, leaves
from app.query.evaluation import asks_for, positive_leaves
from app.query.explanation import explain
from app.query.fields import FIELDS, RELEVANCE
from app.query.parser import read_query
from app.query.printing import clause
from app.search.searcher import Searcher, parts_of
from app.search.snapshot import Snapshot
from app.store import facets, facts, lists, outbox, tags
from app.store.driver import Connection

MOST_VALUES = 12
"""How many values of a facet are shown."""


class Answering:
    """Answers queries over one searcher. `connection` reads the library."""

    def __init__(self, connection: Connection, searcher: Searcher) -> None:
        self._connection = connection
        self._searcher = searcher
        self._authors: tuple[int, list[tuple[str, int]]] | None = None

    # -- answers ------------------------------------------------------------------------------------------------

    def answer(
        self, text: str, caret: int | None, order: str, *, is_first_look: bool = False, has_trash: bool = True
    ) -> Answer:
        """The papers that a query means. See `Library.answer`."""
        query = read_query(text, caret)
        found = self._searcher.ids(query.node, is_first_look=is_first_look)
        if not has_trash and not asks_for(query.node, "status"):
            found = found - self._searcher.snapshot.find(Fact("status", "=", "trash"))
        sort = self._sort_of(query, order)
        is_complete = not (is_first_look and _looks_into_bodies(query.node))
        return Answer(self._ordered(query.node, found, sort), sort, query.problem, is_complete)

    def find(self, text: str, sort: str | None) -> list[int]:
        """The papers that a finished query means. See `Library.find`."""
        query = read_query(text)
        return self._ordered(query.node, self._searcher.ids(query.node), sort or self._sort_of(query, "date"))

    def search(self, text: str, limit: int | None) -> list[Hit]:
        """The papers that a finished query means, with excerpts. See `Library.search`."""
        node = read_query(text).node
        return self._searcher.hits(node, self.answer(text, None, RELEVANCE).ids[:limit])

    def excerpts(self, text: str, ids: Sequence[int], caret: int | None) -> list[Hit]:
        """Excerpts for papers of a result. See `Library.excerpts`."""
        return self._searcher.hits(read_query(text, caret).node, ids)

    def _sort_of(self, query: Query, order: str) -> str:
        sort = query.sort or order
        if sort.endswith(RELEVANCE) and not positive_leaves(query.node):
            return "-date" if sort.startswith("-") else "date"
        return sort

    def _ordered(self, node: Node, found: Set[int], sort: str) -> list[int]:
        if not sort.endswith(RELEVANCE):
            return self._searcher.snapshot.sorted(found, sort)
        newest = self._searcher.snapshot.sorted(found, "date")
        if not sort.startswith("-"):
            return self._searcher.best_first(node, newest)
        return self._searcher.best_first(node, newest[::-1])[::-1]

    # -- facets -------------------------------------------------------------------------------------------------

    def facets(self, ids: Collection[int]) -> list[Facet]:
        """The values that papers of a result have, with their numbers. See `Library.facets`."""
        snapshot = self._searcher.snapshot
        among = snapshot.listed & PaperSet(ids)
        if not among:
            return []
        years, organizations, categories = self._count_columns(snapshot, among)
        undated = FacetValue("undated", years.pop(None, 0), "-has:date")
        found = [
            Facet("tag", "Tags", self._tag_values(snapshot, among)),
            Facet("org", "Organisation", _values("org", organizations)),
            Facet("published", "Year", (*_years(years), *((undated,) if undated.count else ()))),
            Facet("source", "Source", _exact(snapshot, among, "source", facets.sources(self._connection))),
            Facet("status", "Status", _exact(snapshot, among, "status", STATUSES)),
            Facet("category", "Category", _values("category", categories)),
        ]
        return [facet for facet in found if facet.values]

    def _count_columns(
        self, snapshot: Snapshot, among: PaperSet
    ) -> tuple[Counter[str | None], Counter[str], Counter[str]]:
        """Years, organisations, categories. For most of the library the others are counted and subtracted."""
        years: Counter[str | None] = Counter()
        organizations: Counter[str | None] = Counter()
        kinds: Counter[str] = Counter()
        is_large = len(among) * 2 > len(snapshot.listed)
        counted = [(-1, snapshot.listed - among), (1, None)] if is_large else [(1, among)]
        for sign, ids in counted:
            for year, organization, categories, count in self._columns(snapshot, ids):
                years[year] += sign * count
                organizations[organization] += sign * count
                kinds[categories] += sign * count
        return +years, _count_organizations(+organizations), _count_categories(+kinds)

    def _columns(self, snapshot: Snapshot, ids: PaperSet | None) -> list[tuple[str | None, str | None, str, int]]:
        if ids is None:
            return snapshot.keep("columns", lambda: facets.count_columns(self._connection, None))
        return facets.count_columns(self._connection, ids) if ids else []

    def _tag_values(self, snapshot: Snapshot, among: PaperSet) -> tuple[FacetValue, ...]:
        """The tags, each with those nested in it. Candidates are counted roughly, what is shown exactly."""
        owners = [*among, *(alias for alias, home in snapshot.standing.aliases.items() if home in among)]
        rough: Counter[str] = Counter()
        names: dict[str, str] = {}
        for name, count in facets.count_tags(self._connection, owners).items():
            plain = facts.plain(name)
            names[plain] = name
            for depth, letter in enumerate(plain + "/"):
                if letter == "/":
                    rough[plain[:depth]] += count
        best = [names.get(plain, plain) for plain, _ in rough.most_common(MOST_VALUES)]
        return _exact(snapshot, among, "tag", best)

    # -- completion ---------------------------------------------------------------------------------------------

    def complete(self, text: str, caret: int) -> list[Completion]:
        """What may be written where the caret stands. See `Library.complete`."""
        slot = completion.find_slot(text, caret)
        if slot is None:
            return []
        if slot.field is None:
            names = self._named_clauses(slot) if len(slot.text) > 1 else []
            return [*completion.complete_field(slot), *names][: completion.MOST if slot.text else None]
        field = FIELDS.get(slot.field)
        closed = completion.complete_word(slot, field)
        if field is None or closed:
            return closed
        return completion.complete_name(slot, self._names(field.name), field.help)

    def _named_clauses(self, slot: completion.Slot) -> list[Completion]:
        return [
            one
            for field in ("tag", "collection")
            for one in completion.complete_name(slot, self._names(field), FIELDS[field].help, f"{field}:")
        ]

    def _names(self, field: str) -> Iterable[tuple[str, int]]:
        """(name, number of papers) of everything a field may hold."""
        snapshot = self._searcher.snapshot
        read: dict[str, Callable[[], list[tuple[str, int]]]] = {
            "tag": lambda: [(branch.name, branch.papers) for branch in tags.tree(self._connection)],
            "collection": lambda: lists.collections(self._connection),
            "org": lambda: list(self._count_columns(snapshot, snapshot.listed)[1].items()),
            "category": lambda: list(self._count_columns(snapshot, snapshot.listed)[2].items()),
            "keyword": lambda: list(self._count_columns(snapshot, snapshot.listed)[2].items()),
            "source": lambda: _count_sources(snapshot, facets.sources(self._connection)),
        }
        if field in ("author", "authors"):
            return self._author_names()
        return snapshot.keep(f"names of {field}", read[field]) if field in read else []

    def _author_names(self) -> list[tuple[str, int]]:
        """The authors; kept as long as no paper's text changes, for tagging does not change them."""
        number = outbox.last_number(self._connection)
        if self._authors is None or self._authors[0] != number:
            self._authors = number, list(facets.count_authors(self._connection).items())
        return self._authors[1]

    # -- reasons ------------------------------------------------------------------------------------------------

    def explain(self, text: str, paper_id: int | None, caret: int | None = None) -> Explanation:
        """A query as a sentence, and why a paper is found or not. See `Library.explain`."""
        query = read_query(text, caret)
        if paper_id is None:
            return explain(query, {}, lambda _fact: False, None)
        snapshot = self._searcher.snapshot
        found = next(outbox.texts(self._connection, [paper_id]))
        return explain(query, parts_of(found), lambda fact: paper_id in snapshot.find(fact), paper_id)


def _looks_into_bodies(node: Node) -> bool:
    return any(isinstance(leaf, Text) and leaf.field is None for leaf in leaves(node))


def _count_organizations(organizations: Counter[str | None]) -> Counter[str]:
    """Organisation -> papers, spellings that differ in case and accents alone being one."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    known = sorted((-count, name) for name, count in organizations.items() if name is not None)
    for count, name in known:  # the most frequent spelling names them all
        counts[names.setdefault(facts.plain(name), name)] -= count
    return counts


def _count_categories(kinds: Counter[str]) -> Counter[str]:
    """Category -> papers that `category:` finds for it: those of its parts as well."""
    lists_of = [(json.loads(kind), count) for kind, count in kinds.items()]
    names = {name for found, _ in lists_of for name in found}
    return Counter(
        {
            name: sum(count for found, count in lists_of if facts.is_filed(found, Fact("category", "=", name)))
            for name in names
        }
    )


def _count_sources(snapshot: Snapshot, names: Sequence[str]) -> list[tuple[str, int]]:
    return [(name, len(snapshot.find(Fact("source", "=", name)))) for name in names]


def _exact(snapshot: Snapshot, among: PaperSet, field: str, names: Sequence[str]) -> tuple[FacetValue, ...]:
    counts = Counter({name: len(among & snapshot.find(Fact(field, "=", name))) for name in names})
    return _values(field, +counts)


def _values(field: str, counts: Counter[str]) -> tuple[FacetValue, ...]:
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES]
    return tuple(FacetValue(name, count, clause(field, name)) for name, count in best)


def _years(years: Counter[str | None]) -> tuple[FacetValue, ...]:
    newest = sorted((year, count) for year, count in years.items() if year is not None)[::-1][:MOST_VALUES]
    return tuple(FacetValue(year, count, clause("published", year)) for year, count in newest)
