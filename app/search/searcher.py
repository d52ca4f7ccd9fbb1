"""Search in the library and its index: keeps the index up to date, and searches the library when the index fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from functools import partial
from typing import TypeGuard, TypeVar

from app.domain.detail_views import Hit
from app.domain.paper_set import PaperSet
from app.index.client import IndexClient, IndexSearch
from app.index.documents import TEXT_FIELDS, IndexDocument, IndexState, MatchMode, TextTerm
from app.index.errors import IndexProblem, StaleRequest
from app.index.messages import GetState
from app.index.snippets import make_snippet
from app.query.ast import Node
from app.query.evaluation import PRELIMINARY_FIELDS, evaluate, has_text, needed_terms, positive_terms
from app.query.explanation import TextParts, matches_term
from app.search.snapshot import Snapshot
from app.store import outbox, papers
from app.store.database import Database
from app.store.driver import Connection
from app.store.titles_and_authors import TitlesAndAuthors, read_titles_and_authors

T = TypeVar("T")

_OUTBOX_TRIM_THRESHOLD = 20_000
_MAX_QUICK_UPDATE_PAPERS = 300
"""Indexing up to this many papers is fast enough to wait for, even while the user types."""

Notify = Callable[[str], None]


class LibraryTextSearch:
    """Text search in the library itself, without the index: slow, but always correct."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, term: TextTerm) -> PaperSet:
        """See `IndexSearch.find`."""
        return PaperSet(
            document.paper_id
            for document in read_documents(self._connection, papers.list_ids(self._connection))
            if matches_term(term, split_parts(document))
        )


class TitleAuthorSearch:
    """Text search in titles and authors while there is no index, for preliminary results (see `evaluate`).

    The full result contains all of its papers, except for clauses like `-abstract:word`, which it cannot evaluate.
    """

    def __init__(self, titles_and_authors: TitlesAndAuthors, listed: PaperSet) -> None:
        self._titles_and_authors = titles_and_authors
        self._listed = listed

    def find(self, term: TextTerm) -> PaperSet:
        """See `IndexSearch.find`; finds whole words and prefixes in titles and authors."""
        if term.field is None:
            return self._listed  # negated words, which may be anywhere
        is_prefix = term.mode is MatchMode.PREFIX
        if term.field not in PRELIMINARY_FIELDS or not (is_prefix or term.mode is MatchMode.WORDS):
            return PaperSet()
        if term.field == "title":
            return self._titles_and_authors.find_by_title(term.words, is_prefix=is_prefix)
        rows = self._titles_and_authors.find_by_author(term.words)
        return PaperSet(paper_id for paper_id, authors in rows if matches_term(term, {"authors": authors}))


def split_parts(text: IndexDocument | outbox.SearchableText) -> TextParts:
    """Return the searchable texts of a paper by field; each author name is a separate part."""
    values = ((name, getattr(text, name)) for name in TEXT_FIELDS)
    return {name: value if isinstance(value, tuple) else (value,) for name, value in values}


def read_documents(connection: Connection, ids: set[int]) -> Iterator[IndexDocument]:
    """Read the index documents of papers."""
    for text in outbox.read_texts(connection, ids):
        yield IndexDocument(*text)


class Searcher:
    """Finds papers by a query; `notify` gets a message when the index had to be rebuilt or could not be used.

    With `waits_for_index`, searches wait until the index is up to date, however long that takes. Without it, when an
    update takes long, they use the outdated index, or only titles and authors, and `is_behind` is set.
    """

    waits_for_index = True

    def __init__(
        self, database: Database, client: IndexClient, notify: Notify, today: Callable[[], date] = date.today
    ) -> None:
        self._database = database
        self.client = client
        self._notify = notify
        self._today = today
        self._snapshot: Snapshot | None = None
        self._applied: int | None = None  # the last known outbox number of the index
        self._titles_and_authors: TitlesAndAuthors | None = None
        self.is_behind = False  # whether the last result may lack papers that are not indexed yet

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot of the library, for conditions and orders."""
        version = self._database.data_version(), self._today()
        if self._snapshot is None or self._snapshot.version != version:
            self._snapshot = Snapshot(self._database.reader, version, self._snapshot)
        return self._snapshot

    def find_ids(self, node: Node, *, is_preliminary: bool = False) -> Set[int]:
        """Return the papers that match a query; `is_preliminary` as in `evaluate`. Raises StaleRequest."""
        snapshot = self.snapshot
        run = partial(evaluate, node, conditions=snapshot, universe=lambda: snapshot.listed)
        if not has_text(node) or self._database.is_absent:
            return run(LibraryTextSearch(self._database.reader))
        try:
            search = self._start_search(needed_terms(node, is_preliminary=is_preliminary))
            if search is None:
                return run(TitleAuthorSearch(self._read_titles_and_authors(), snapshot.listed), is_preliminary=True)
            return run(search, is_preliminary=is_preliminary)
        except StaleRequest:
            raise
        except IndexProblem as problem:
            self._notify(f"{problem} The library itself was searched instead.")
            return run(LibraryTextSearch(self._database.reader), is_preliminary=is_preliminary)

    def _start_search(self, terms: Iterable[TextTerm]) -> IndexSearch | None:
        """Start a search in the index; None when there is no index yet and it is not waited for.

        The state and the terms are requested together, because a round trip to the worker takes about as long as
        finding a word.
        """
        self.is_behind = False
        last = outbox.read_last_number(self._database.reader)
        if self._applied == last:
            search, state = self.client.search(), self.client.submit(GetState(0))
            search.prefetch(terms)
            known = state.result()
            if self._is_valid(known, last) and known.applied == last:
                self._titles_and_authors = None
                return search
        self.is_behind = not self._update_index()
        return self.client.search() if self._applied is not None else None

    def _read_titles_and_authors(self) -> TitlesAndAuthors:
        """Return the titles and authors, cached until there is an index."""
        if self._titles_and_authors is None or self._titles_and_authors.number != outbox.read_last_number(
            self._database.reader
        ):
            self._titles_and_authors = read_titles_and_authors(self._database.reader)
        return self._titles_and_authors

    def _update_index(self) -> bool:
        """Update the index if that may be waited for, and return whether it is up to date; else note its state."""
        if not self.waits_for_index:
            state, last = self.client.read_state(), outbox.read_last_number(self._database.reader)
            known = state if self._is_valid(state, last) else None
            if (len(self.snapshot.listed) if known is None else last - known.applied) > _MAX_QUICK_UPDATE_PAPERS:
                self._applied = None if known is None else known.applied
                return False
        self.catch_up()
        return True

    def scores(self, node: Node, found: Set[int]) -> dict[int, float]:
        """Return the score of each paper for the words of the query; empty when it has none. Raises StaleRequest."""
        terms = positive_terms(node)
        return self._query_scores(lambda search: dict(search.rank(terms, found)), {}) if terms and found else {}

    def sort_by_score(self, node: Node, ids: list[int]) -> list[int]:
        """Sort papers by their scores for the words of the query, best first; equal ones keep their order."""
        terms = positive_terms(node)
        return self._query_scores(lambda search: search.sort_by_score(terms, ids), ids) if terms and ids else ids

    def _query_scores(self, query: Callable[[IndexSearch], T], default: T) -> T:
        """Return the result of `query` on the updated index, or `default` when the index cannot answer."""
        try:
            if self._applied != outbox.read_last_number(self._database.reader):
                self._update_index()
            return default if self._applied is None else query(self.client.search())
        except StaleRequest:
            raise
        except IndexProblem as problem:
            self._notify(f"{problem} The results are sorted by date.")
            return default

    def make_hits(self, node: Node, ids: Sequence[int]) -> list[Hit]:
        """Return the papers with scores and excerpts, in the order of `ids`."""
        texts = {text.paper_id: text for text in outbox.read_texts(self._database.reader, ids)}
        scores, terms = self.scores(node, set(ids)), positive_terms(node)
        known = (paper_id for paper_id in ids if paper_id in texts)
        return [self._make_hit(texts[paper_id], scores.get(paper_id, 0.0), terms) for paper_id in known]

    def _make_hit(self, text: outbox.SearchableText, score: float, terms: Sequence[TextTerm]) -> Hit:
        fields = {**text._asdict(), "authors": ", ".join(text.authors)}
        del fields["paper_id"]
        excerpt, spans = make_snippet(fields, terms)
        return Hit(text.paper_id, text.title, score, excerpt, spans)

    def catch_up(self, on_progress: Callable[[int], None] | None = None) -> None:
        """Update the index: apply pending changes, or rebuild an index that is missing, damaged or foreign.

        `on_progress` as in `rebuild`.
        """
        reader = self._database.reader
        if self._database.is_absent:
            return  # there is nothing to index, and nothing is created in the cache folder
        state = self.client.read_state()
        last = outbox.read_last_number(reader)
        if not self._is_valid(state, last):
            if outbox.read_last_number(reader):
                self._notify("Building the search index, because this library has no valid one yet.")
            self.rebuild(on_progress)
            return
        if state.applied != last:
            changed = outbox.find_pending(reader, state.applied)
            current = list(read_documents(reader, changed))
            self.client.apply(current, changed - {document.paper_id for document in current}, last)
            self._trim_outbox(state.applied, last)
        self._applied = last

    def _is_valid(self, state: IndexState | None, last: int) -> TypeGuard[IndexState]:
        if state is None or state.library_id != self._database.meta("library_id"):
            return False
        floor = int(self._database.meta("outbox_floor"))
        return state.epoch == self._database.meta("epoch") and floor <= state.applied <= last

    def _trim_outbox(self, previous: int, applied: int) -> None:
        if applied - previous > _OUTBOX_TRIM_THRESHOLD and not self._database.is_read_only:
            with self._database.transaction() as connection:
                outbox.discard(connection, applied)

    def rebuild(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Rebuild the index from the library; return the number of papers."""
        if self._database.is_absent:
            return 0
        reader = self._database.reader
        last = outbox.read_last_number(reader)
        ids = papers.list_ids(reader)
        library_id, epoch = self._database.meta("library_id"), self._database.meta("epoch")
        self.client.rebuild(read_documents(reader, ids), library_id, epoch, last, on_progress)
        self._applied = last
        return len(ids)

    def read_state(self) -> IndexState | None:
        """Return what the index contains; None when it must be rebuilt."""
        return self.client.read_state()

    @property
    def worker_id(self) -> int | None:
        """Process id of the index worker; None when there is none (yet)."""
        return self.client.worker_id

    def find_in_index(self, word: str) -> PaperSet:
        """Return the papers with a word according to the index alone, without updating it."""
        return self.client.search().find(TextTerm(None, (word,)))

    def close(self) -> None:
        """Close the index."""
        self.client.close()
