"""Search over the library and its index: keeps the index current, and answers from the library when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from app.index.documents import TEXT_FIELDS, IndexDocument, IndexState, Leaf
from app.index.door import IndexDoor
from app.index.errors import IndexProblem, StaleRequest
from app.index.snippets import snippet
from app.query.ast import Node
from app.query.evaluation import Texts, evaluate, has_text, positive_leaves
from app.query.explanation import Parts, has_leaf
from app.snapshot import Snapshot
from app.store import outbox, papers
from app.store.database import Database
from app.store.driver import Connection
from app.views import Hit

_OUTBOX_KEPT = 20_000

Notify = Callable[[str], None]


class LibraryTexts:
    """Answers words from the library itself, without the index: slow, always right."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, leaf: Leaf) -> set[int]:
        """As `IndexSearch.find`."""
        return {
            document.paper_id
            for document in documents(self._connection, papers.all_ids(self._connection))
            if has_leaf(leaf, parts_of(document))
        }


def parts_of(text: IndexDocument | outbox.SearchableText) -> Parts:
    """The searchable texts of a paper by their fields, a name of an author each for itself."""
    values = ((name, getattr(text, name)) for name in TEXT_FIELDS)
    return {name: value if isinstance(value, tuple) else (value,) for name, value in values}


def documents(connection: Connection, ids: set[int]) -> Iterator[IndexDocument]:
    """What the index reads of these papers."""
    for text in outbox.texts(connection, ids):
        yield IndexDocument(*text)


class Searcher:
    """Finds papers by a query; `notify` gets a sentence when the index had to be rebuilt or could not be used."""

    def __init__(
        self, database: Database, door: IndexDoor, notify: Notify, today: Callable[[], date] = date.today
    ) -> None:
        self._database = database
        self._door = door
        self._notify = notify
        self._today = today
        self._snapshot: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The library as it is now, for facts and orders."""
        moment = self._database.data_version(), self._today()
        if self._snapshot is None or self._snapshot.moment != moment:
            self._snapshot = Snapshot(self._database.reader, moment)
        return self._snapshot

    def ids(self, node: Node, *, is_first_look: bool = False) -> set[int]:
        """The papers that a query means; `is_first_look` as in `evaluate`. Raises StaleRequest."""
        snapshot = self.snapshot
        run = partial(evaluate, node, facts=snapshot, universe=lambda: snapshot.listed, is_first_look=is_first_look)
        return self._with_texts(run) if has_text(node) else run(LibraryTexts(self._database.reader))

    def _with_texts(self, run: Callable[[Texts], set[int]]) -> set[int]:
        try:
            self.catch_up()
            return run(self._door.search())
        except StaleRequest:
            raise
        except IndexProblem as problem:
            self._notify(f"{problem} The library itself was searched instead.")
            return run(LibraryTexts(self._database.reader))

    def scores(self, node: Node, found: set[int]) -> dict[int, float]:
        """How well each of the papers answers the words of the query; empty when it has none. Raises StaleRequest."""
        leaves = positive_leaves(node)
        if not leaves or not found:
            return {}
        try:
            self.catch_up()
            return dict(self._door.search().ranked(leaves, found))
        except StaleRequest:
            raise
        except IndexProblem as problem:
            self._notify(f"{problem} The results are in the order of their dates.")
            return {}

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

    def catch_up(self) -> None:
        """Bring the index up to the library: apply what is pending, or rebuild what is missing, damaged or foreign."""
        reader = self._database.reader
        state = self._door.state()
        last = outbox.last_number(reader)
        if not self._is_ours(state, last):
            if outbox.last_number(reader):
                self._notify("Building the search index: there is none yet that fits this library.")
            self.rebuild()
            return
        assert state is not None
        if state.applied == last:
            return
        changed = outbox.pending(reader, state.applied)
        current = list(documents(reader, changed))
        self._door.apply(current, changed - {document.paper_id for document in current}, last)
        self._forget_old(state.applied, last)

    def _is_ours(self, state: IndexState | None, last: int) -> bool:
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
        self._door.rebuild(documents(reader, ids), library_id, epoch, last, on_progress)
        return len(ids)

    def state(self) -> IndexState | None:
        """What the index holds; None when it must be rebuilt."""
        return self._door.state()

    @property
    def worker_id(self) -> int | None:
        """The process that keeps the index; None when this one does, or none was needed yet."""
        return self._door.worker_id

    def indexed(self, word: str) -> set[int]:
        """The papers in which the index itself, brought up to date before, knows a word."""
        return self._door.search().find(Leaf(None, (word,)))

    def close(self) -> None:
        """Close the index."""
        self._door.close()
