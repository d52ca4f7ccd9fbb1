"""Search over the library and its index: keeps the index current, and answers from the library when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from functools import partial
from typing import TypeGuard, TypeVar

from app.domain.paper_set import PaperSet
from app.domain.views import Hit
from app.index.client import IndexDoor, IndexSearch
from app.index.documents import TEXT_FIELDS, Form, IndexDocument, IndexState, Leaf
from app.index.errors import IndexProblem, StaleRequest
from app.index.messages import AskState
from app.index.snippets import snippet
from app.query.ast import Node
from app.query.evaluation import FIRST_FIELDS, asked_leaves, evaluate, has_text, positive_leaves
from app.query.explanation import Parts, has_leaf
from app.search.snapshot import Snapshot
from app.store import outbox, papers
from app.store.database import Database
from app.store.driver import Connection
from app.store.names import Names, read_names

T = TypeVar("T")

_OUTBOX_KEPT = 20_000
_MOMENT_PAPERS = 300
"""So many papers are indexed in a moment that may be waited for, even while somebody types."""

Notify = Callable[[str], None]


class LibraryTexts:
    """Answers words from the library itself, without the index: slow, always right."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, leaf: Leaf) -> PaperSet:
        """As `IndexSearch.find`."""
        return PaperSet(
            document.paper_id
            for document in documents(self._connection, papers.all_ids(self._connection))
            if has_leaf(leaf, parts_of(document))
        )


class FirstTexts:
    """Answers words from titles and authors while there is no index; for a first look, see `evaluate`.

    What it finds is found later, too, but for a clause like `-abstract:word`: about bodies it knows nothing.
    """

    def __init__(self, names: Names, listed: PaperSet) -> None:
        self._names = names
        self._listed = listed

    def find(self, leaf: Leaf) -> PaperSet:
        """As `IndexSearch.find`, of whole words and of beginnings in titles and authors."""
        if leaf.field is None:
            return self._listed  # words that are not wanted: they may be anywhere
        is_open = leaf.form is Form.PREFIX
        if leaf.field not in FIRST_FIELDS or not (is_open or leaf.form is Form.WORDS):
            return PaperSet()
        if leaf.field == "title":
            return self._names.with_title(leaf.words, is_open=is_open)
        rows = self._names.like_author(leaf.words)
        return PaperSet(identity for identity, authors in rows if has_leaf(leaf, {"authors": authors}))


def parts_of(text: IndexDocument | outbox.SearchableText) -> Parts:
    """The searchable texts of a paper by their fields, a name of an author each for itself."""
    values = ((name, getattr(text, name)) for name in TEXT_FIELDS)
    return {name: value if isinstance(value, tuple) else (value,) for name, value in values}


def documents(connection: Connection, ids: set[int]) -> Iterator[IndexDocument]:
    """What the index reads of these papers."""
    for text in outbox.texts(connection, ids):
        yield IndexDocument(*text)


class Searcher:
    """Finds papers by a query; `notify` gets a sentence when the index had to be rebuilt or could not be used.

    `is_patient`: bringing the index up to date is waited for, however long it takes. Else, when that takes more than a
    moment, the answer is what the index has, or what titles and authors tell, and `is_behind` says so.
    """

    is_patient = True

    def __init__(
        self, database: Database, door: IndexDoor, notify: Notify, today: Callable[[], date] = date.today
    ) -> None:
        self._database = database
        self.door = door
        self._notify = notify
        self._today = today
        self._snapshot: Snapshot | None = None
        self._applied: int | None = None  # what the index was last seen to have applied
        self._names: Names | None = None
        self.is_behind = False  # whether the last answer lacks papers that the index does not know yet

    @property
    def snapshot(self) -> Snapshot:
        """The library as it is now, for facts and orders."""
        moment = self._database.data_version(), self._today()
        if self._snapshot is None or self._snapshot.moment != moment:
            self._snapshot = Snapshot(self._database.reader, moment, self._snapshot)
        return self._snapshot

    def ids(self, node: Node, *, is_first_look: bool = False) -> Set[int]:
        """The papers that a query means; `is_first_look` as in `evaluate`. Raises StaleRequest."""
        snapshot = self.snapshot
        run = partial(evaluate, node, facts=snapshot, universe=lambda: snapshot.listed)
        if not has_text(node):
            return run(LibraryTexts(self._database.reader))
        try:
            search = self._search(asked_leaves(node, is_first_look=is_first_look))
            if search is None:
                return run(FirstTexts(self._read_names(), snapshot.listed), is_first_look=True)
            return run(search, is_first_look=is_first_look)
        except StaleRequest:
            raise
        except IndexProblem as problem:
            self._notify(f"{problem} The library itself was searched instead.")
            return run(LibraryTexts(self._database.reader), is_first_look=is_first_look)

    def _search(self, leaves: Iterable[Leaf]) -> IndexSearch | None:
        """A search in the index, which may have been asked for the leaves; None when there is no index to wait for.

        Its state and the leaves are asked for together: each way to the process of the index and back takes as long as
        finding most words there.
        """
        self.is_behind = False
        last = outbox.last_number(self._database.reader)
        if self._applied == last:
            search, state = self.door.search(), self.door.submit(AskState(0))
            search.expect(leaves)
            known = state.result()
            if self._is_ours(known, last) and known.applied == last:
                self._names = None
                return search
        self.is_behind = not self._come_up()
        return self.door.search() if self._applied is not None else None

    def _read_names(self) -> Names:
        """The names of the papers, kept until the index is there."""
        if self._names is None or self._names.number != outbox.last_number(self._database.reader):
            self._names = read_names(self._database.reader)
        return self._names

    def _come_up(self) -> bool:
        """Bring the index up to the library, if that may be waited for; else only take note of what it has."""
        if not self.is_patient:
            state, last = self.door.state(), outbox.last_number(self._database.reader)
            known = state if self._is_ours(state, last) else None
            if (len(self.snapshot.listed) if known is None else last - known.applied) > _MOMENT_PAPERS:
                self._applied = None if known is None else known.applied
                return False
        self.catch_up()
        return True

    def scores(self, node: Node, found: Set[int]) -> dict[int, float]:
        """How well each of the papers answers the words of the query; empty when it has none. Raises StaleRequest."""
        leaves = positive_leaves(node)
        return self._rank(lambda search: dict(search.ranked(leaves, found)), {}) if leaves and found else {}

    def best_first(self, node: Node, ids: list[int]) -> list[int]:
        """The papers in the order in which they answer the words of the query; equal ones stay as they are."""
        leaves = positive_leaves(node)
        return self._rank(lambda search: search.best_first(leaves, ids), ids) if leaves and ids else ids

    def _rank(self, ask: Callable[[IndexSearch], T], otherwise: T) -> T:
        """What the index, brought up to date, says to that; `otherwise` when it cannot."""
        try:
            if self._applied != outbox.last_number(self._database.reader):
                self._come_up()
            return otherwise if self._applied is None else ask(self.door.search())
        except StaleRequest:
            raise
        except IndexProblem as problem:
            self._notify(f"{problem} The results are in the order of their dates.")
            return otherwise

    def hits(self, node: Node, ids: Sequence[int]) -> list[Hit]:
        """The papers with their scores and an excerpt each that shows why, in the order of `ids`."""
        texts = {text.paper_id: text for text in outbox.texts(self._database.reader, ids)}
        scores, leaves = self.scores(node, set(ids)), positive_leaves(node)
        known = (identity for identity in ids if identity in texts)
        return [self._hit(texts[identity], scores.get(identity, 0.0), leaves) for identity in known]

    def _hit(self, text: outbox.SearchableText, score: float, leaves: Sequence[Leaf]) -> Hit:
        fields = {**text._asdict(), "authors": ", ".join(text.authors)}
        del fields["paper_id"]
        excerpt, spans = snippet(fields, leaves)
        return Hit(text.paper_id, text.title, score, excerpt, spans)

    def catch_up(self, on_progress: Callable[[int], None] | None = None) -> None:
        """Bring the index up to the library: apply what is pending, or rebuild what is missing, damaged or foreign.

        `on_progress` as in `rebuild`.
        """
        reader = self._database.reader
        state = self.door.state()
        last = outbox.last_number(reader)
        if not self._is_ours(state, last):
            if outbox.last_number(reader):
                self._notify("Building the search index: there is none yet that fits this library.")
            self.rebuild(on_progress)
            return
        if state.applied != last:
            changed = outbox.pending(reader, state.applied)
            current = list(documents(reader, changed))
            self.door.apply(current, changed - {document.paper_id for document in current}, last)
            self._forget_old(state.applied, last)
        self._applied = last

    def _is_ours(self, state: IndexState | None, last: int) -> TypeGuard[IndexState]:
        if state is None or state.library_id != self._database.meta("library_id"):
            return False
        floor = int(self._database.meta("outbox_floor"))
        return state.epoch == self._database.meta("epoch") and floor <= state.applied <= last

    def _forget_old(self, before: int, applied: int) -> None:
        if applied - before > _OUTBOX_KEPT:
            with self._database.transaction() as connection:
                outbox.forget(connection, applied)

    def rebuild(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Build the index from the library; returns the number of papers."""
        reader = self._database.reader
        last = outbox.last_number(reader)
        ids = papers.all_ids(reader)
        library_id, epoch = self._database.meta("library_id"), self._database.meta("epoch")
        self.door.rebuild(documents(reader, ids), library_id, epoch, last, on_progress)
        self._applied = last
        return len(ids)

    def state(self) -> IndexState | None:
        """What the index holds; None when it must be rebuilt."""
        return self.door.state()

    @property
    def worker_id(self) -> int | None:
        """The process that keeps the index; None when this one does, or none was needed yet."""
        return self.door.worker_id

    def indexed(self, word: str) -> PaperSet:
        """The papers in which the index itself, brought up to date before, knows a word."""
        return self.door.search().find(Leaf(None, (word,)))

    def close(self) -> None:
        """Close the index."""
        self.door.close()
