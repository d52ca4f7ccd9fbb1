"""Search service for the window and the command line: results, facets, completion and explanations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence, Set

from app.domain.detail_views import Hit
from app.domain.paper_set import PaperSet
from app.domain.vocabulary import STATUSES
from app.query import completion
from app.query.ast import Condition, Node, Query, Text, iter_leaves
from app.query.evaluation import positive_terms, uses_field
from app.query.explanation import explain
from app.query.fields import FIELDS, RELEVANCE
from app.query.parser import parse_query
from app.query.printing import format_clause
from app.query.results import Completion, Explanation, Facet, FacetValue, QueryResult
from app.search.searcher import Searcher, split_parts
from app.search.snapshot import Snapshot
from app.store import conditions, facets, outbox, overview, tags
from app.store.driver import Connection

MAX_FACET_VALUES = 12
"""Maximum number of values shown of a facet."""


class SearchService:
    """Answers queries with one searcher. `connection` reads the library."""

    def __init__(self, connection: Connection, searcher: Searcher) -> None:
        self._connection = connection
        self._searcher = searcher
        self._authors: tuple[int, list[tuple[str, int]]] | None = None

    # -- results ------------------------------------------------------------------------------------------------

    def answer(
        self, text: str, caret: int | None, order: str, *, is_preliminary: bool = False, include_trash: bool = True
    ) -> QueryResult:
        """Return the papers that match a query. See `Library.answer`."""
        query = parse_query(text, caret)
        found = self._searcher.find_ids(query.node, is_preliminary=is_preliminary)
        if not include_trash and not uses_field(query.node, "status"):
            found = found - self._searcher.snapshot.find(Condition("status", "=", "trash"))
        sort = self._choose_sort(query, order)
        is_complete = not (is_preliminary and _searches_all_fields(query.node))
        return QueryResult(self._sort_ids(query.node, found, sort), sort, query.problem, is_complete)

    def find(self, text: str, sort: str | None) -> list[int]:
        """Return the papers that match a finished query. See `Library.find`."""
        query = parse_query(text)
        return self._sort_ids(query.node, self._searcher.find_ids(query.node), sort or self._choose_sort(query, "date"))

    def search(self, text: str, limit: int | None) -> list[Hit]:
        """Return the papers that match a finished query, with excerpts. See `Library.search`."""
        node = parse_query(text).node
        return self._searcher.make_hits(node, self.answer(text, None, RELEVANCE).ids[:limit])

    def excerpts(self, text: str, ids: Sequence[int], caret: int | None) -> list[Hit]:
        """Return excerpts for papers of a result. See `Library.excerpts`."""
        return self._searcher.make_hits(parse_query(text, caret).node, ids)

    def _choose_sort(self, query: Query, order: str) -> str:
        sort = query.sort or order
        if sort.endswith(RELEVANCE) and not positive_terms(query.node):
            return "-date" if sort.startswith("-") else "date"
        return sort

    def _sort_ids(self, node: Node, found: Set[int], sort: str) -> list[int]:
        if not sort.endswith(RELEVANCE):
            return self._searcher.snapshot.sort_ids(found, sort)
        newest = self._searcher.snapshot.sort_ids(found, "date")
        if not sort.startswith("-"):
            return self._searcher.sort_by_score(node, newest)
        return self._searcher.sort_by_score(node, newest[::-1])[::-1]

    # -- facets -------------------------------------------------------------------------------------------------

    def facets(self, ids: Collection[int]) -> list[Facet]:
        """Return the facets of a result. See `Library.facets`."""
        snapshot = self._searcher.snapshot
        listed_ids = snapshot.listed & PaperSet(ids)
        if not listed_ids:
            return []
        years, organizations, categories = self._count_columns(snapshot, listed_ids)
        undated = FacetValue("undated", years.pop(None, 0), "-has:date")
        found = [
            Facet("tag", "Tags", self._tag_values(snapshot, listed_ids)),
            Facet("org", "Organisation", _top_values("org", organizations)),
            Facet("published", "Year", (*_year_values(years), *((undated,) if undated.count else ()))),
            Facet(
                "source",
                "Source",
                _count_exactly(snapshot, listed_ids, "source", facets.list_sources(self._connection)),
            ),
            Facet("status", "Status", _count_exactly(snapshot, listed_ids, "status", STATUSES)),
            Facet("category", "Category", _top_values("category", categories)),
        ]
        return [facet for facet in found if facet.values]

    def _count_columns(
        self, snapshot: Snapshot, listed_ids: PaperSet
    ) -> tuple[Counter[str | None], Counter[str], Counter[str]]:
        """Count years, organisations and categories; for a large result by subtracting the other papers."""
        years: Counter[str | None] = Counter()
        organizations: Counter[str | None] = Counter()
        category_lists: Counter[str] = Counter()
        is_large = len(listed_ids) * 2 > len(snapshot.listed)
        counted = [(-1, snapshot.listed - listed_ids), (1, None)] if is_large else [(1, listed_ids)]
        for sign, ids in counted:
            for year, organization, categories, count in self._read_columns(snapshot, ids):
                years[year] += sign * count
                organizations[organization] += sign * count
                category_lists[categories] += sign * count
        return +years, _count_organizations(+organizations), _count_categories(+category_lists)

    def _read_columns(self, snapshot: Snapshot, ids: PaperSet | None) -> list[tuple[str | None, str | None, str, int]]:
        if ids is None:
            return snapshot.get_or_read("columns", lambda: facets.count_columns(self._connection, None))
        return facets.count_columns(self._connection, ids) if ids else []

    def _tag_values(self, snapshot: Snapshot, listed_ids: PaperSet) -> tuple[FacetValue, ...]:
        """Return the tags, including nested ones. Candidates are counted approximately, the shown ones exactly."""
        owners = [*listed_ids, *(alias for alias, owner in snapshot.context.aliases.items() if owner in listed_ids)]
        estimated_counts: Counter[str] = Counter()
        names: dict[str, str] = {}
        for name, count in facets.count_tags(self._connection, owners).items():
            plain = conditions.normalize_name(name)
            names[plain] = name
            for depth, letter in enumerate(plain + "/"):
                if letter == "/":
                    estimated_counts[plain[:depth]] += count
        best = [names.get(plain, plain) for plain, _ in estimated_counts.most_common(MAX_FACET_VALUES)]
        return _count_exactly(snapshot, listed_ids, "tag", best)

    # -- completion ---------------------------------------------------------------------------------------------

    def complete(self, text: str, caret: int) -> list[Completion]:
        """Return completions at the caret. See `Library.complete`."""
        slot = completion.find_slot(text, caret)
        if slot is None:
            return []
        if slot.field is None:
            names = self._complete_clauses(slot) if len(slot.text) > 1 else []
            return [*completion.complete_field(slot), *names][: completion.MAX_COMPLETIONS if slot.text else None]
        field = FIELDS.get(slot.field)
        completions = completion.complete_word(slot, field)
        if field is None or completions:
            return completions
        return completion.complete_name(slot, self._list_names(field.name), field.help)

    def _complete_clauses(self, slot: completion.Slot) -> list[Completion]:
        return [
            completed
            for field in ("tag", "collection")
            for completed in completion.complete_name(slot, self._list_names(field), FIELDS[field].help, f"{field}:")
        ]

    def _list_names(self, field: str) -> Iterable[tuple[str, int]]:
        """Return (name, number of papers) of all values of a field."""
        snapshot = self._searcher.snapshot
        readers: dict[str, Callable[[], list[tuple[str, int]]]] = {
            "tag": lambda: [(branch.name, branch.papers) for branch in tags.read_tree(self._connection)],
            "collection": lambda: overview.count_collections(self._connection),
            "org": lambda: list(self._count_columns(snapshot, snapshot.listed)[1].items()),
            "category": lambda: list(self._count_columns(snapshot, snapshot.listed)[2].items()),
            "keyword": lambda: list(self._count_columns(snapshot, snapshot.listed)[2].items()),
            "source": lambda: _count_sources(snapshot, facets.list_sources(self._connection)),
        }
        if field in ("author", "authors"):
            return self._list_author_names()
        return snapshot.get_or_read(f"names of {field}", readers[field]) if field in readers else []

    def _list_author_names(self) -> list[tuple[str, int]]:
        """Return the authors, cached until the text of a paper changes (tagging does not)."""
        number = outbox.read_last_number(self._connection)
        if self._authors is None or self._authors[0] != number:
            self._authors = number, list(facets.count_authors(self._connection).items())
        return self._authors[1]

    # -- explanations -------------------------------------------------------------------------------------------

    def explain(self, text: str, paper_id: int | None, caret: int | None = None) -> Explanation:
        """Explain a query, and why it finds a paper or not. See `Library.explain`."""
        query = parse_query(text, caret)
        if paper_id is None:
            return explain(query, {}, lambda _condition: False, None)
        snapshot = self._searcher.snapshot
        found = next(outbox.read_texts(self._connection, [paper_id]))
        return explain(query, split_parts(found), lambda condition: paper_id in snapshot.find(condition), paper_id)


def _searches_all_fields(node: Node) -> bool:
    return any(isinstance(leaf, Text) and leaf.field is None for leaf in iter_leaves(node))


def _count_organizations(organizations: Counter[str | None]) -> Counter[str]:
    """Return organisation -> number of papers; spellings that differ only in case and accents are merged."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    known = sorted((-count, name) for name, count in organizations.items() if name is not None)
    for count, name in known:  # the most frequent spelling comes first and is kept
        counts[names.setdefault(conditions.normalize_name(name), name)] -= count
    return counts


def _count_categories(category_lists: Counter[str]) -> Counter[str]:
    """Return category -> number of papers that `category:` finds for it, including subcategories."""
    parsed_lists = [(json.loads(category_list), count) for category_list, count in category_lists.items()]
    names = {name for categories, _ in parsed_lists for name in categories}

    def count_papers(name: str) -> int:
        condition = Condition("category", "=", name)
        return sum(count for categories, count in parsed_lists if conditions.is_in_category(categories, condition))

    return Counter({name: count_papers(name) for name in names})


def _count_sources(snapshot: Snapshot, names: Sequence[str]) -> list[tuple[str, int]]:
    return [(name, len(snapshot.find(Condition("source", "=", name)))) for name in names]


def _count_exactly(
    snapshot: Snapshot, listed_ids: PaperSet, field: str, names: Sequence[str]
) -> tuple[FacetValue, ...]:
    counts = Counter({name: len(listed_ids & snapshot.find(Condition(field, "=", name))) for name in names})
    return _top_values(field, +counts)


def _top_values(field: str, counts: Counter[str]) -> tuple[FacetValue, ...]:
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_FACET_VALUES]
    return tuple(FacetValue(name, count, format_clause(field, name)) for name, count in best)


def _year_values(years: Counter[str | None]) -> tuple[FacetValue, ...]:
    newest = sorted((year, count) for year, count in years.items() if year is not None)[::-1][:MAX_FACET_VALUES]
    return tuple(FacetValue(year, count, format_clause("published", year)) for year, count in newest)
