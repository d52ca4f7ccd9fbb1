"""Search over the library and its index: keeps the index current, and answers from the library when it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from app.index.analysis import words
from app.index.documents import TEXT_FIELDS, IndexDocument, IndexState, Leaf
from app.index.door import IndexDoor
from app.index.errors import IndexProblem
from app.index.snippets import snippet
from app.query.ast import Fact, Node
from app.query.evaluation import evaluate, has_text, positive_leaves
from app.store import facts, outbox, papers
from app.store.database import Database
from app.store.driver import Connection
from app.views import Hit

_OUTBOX_KEPT = 20_000

Notify = Callable[[str], None]


class LibraryTexts:
    """Answers words from the library itself, without the index: slow, always right."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def matching(self, field: str | None, tokens: Sequence[str], is_phrase: bool) -> set[int]:
        """As `IndexSearch.matching`."""
        fields = (field,) if field else TEXT_FIELDS
        return {
            document.paper_id
            for document in documents(self._connection, papers.all_ids(self._connection))
            if _has(document, fields, list(tokens), is_phrase)
        }


class Facts:
    """Answers the fact leaves of a query."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def matching(self, fact: Fact) -> set[int]:
        return facts.ids(self._connection, fact)


def _has(document: IndexDocument, fields: Sequence[str], tokens: list[str], is_phrase: bool) -> bool:
    streams = [words(text) for field in fields for text in _parts(document, field)]
    if not is_phrase:
        everything = {word for stream in streams for word in stream}
        return everything.issuperset(tokens)
    return any(
        list(stream[start : start + len(tokens)]) == tokens
        for stream in map(list, streams)
        for start in range(len(stream) - len(tokens) + 1)
    )


def _parts(document: IndexDocument, field: str) -> Sequence[str]:
    value = getattr(document, field)
    return (value,) if isinstance(value, str) else value


def documents(connection: Connection, ids: set[int]) -> Iterator[IndexDocument]:
    """What the index reads of these papers."""
    for text in outbox.texts(connection, ids):
        yield IndexDocument(*text)


class Searcher:
    """Finds papers by a query; `notify` gets a sentence when the index had to be rebuilt or could not be used."""

    def __init__(self, database: Database, door: IndexDoor, notify: Notify) -> None:
        self._database = database
        self._door = door
        self._notify = notify

    def ids(self, node: Node) -> set[int]:
        """The papers that a query means."""
        reader = self._database.reader
        run = partial(evaluate, facts=Facts(reader), universe=lambda: papers.all_ids(reader))
        if not has_text(node):
            return run(node, LibraryTexts(reader))
        try:
            self.catch_up()
            return run(node, self._door.search())
        except IndexProblem as problem:
            self._notify(f"{problem} The library itself was searched instead.")
            return run(node, LibraryTexts(reader))

    def ranked(self, node: Node, limit: int | None) -> list[tuple[int, float]]:
        """(paper, score), best first; papers of the same score newest first. Without words in the query all score 0."""
        found = self.ids(node)
        order = papers.ordered(self._database.reader, found, "date", None)
        leaves = positive_leaves(node)
        scores: dict[int, float] = {}
        if leaves and found:
            try:
                scores = dict(self._door.search().ranked(leaves, found))
            except IndexProblem as problem:
                self._notify(f"{problem} The results are in the order of their dates.")
        ranked = sorted(order, key=lambda identity: -scores.get(identity, 0.0))
        return [(identity, scores.get(identity, 0.0)) for identity in ranked[:limit]]

    def search(self, node: Node, limit: int | None) -> list[Hit]:
        """The hits, best first, each with an excerpt that shows why."""
        ranked = self.ranked(node, limit)
        texts = {text.paper_id: text for text in outbox.texts(self._database.reader, [one for one, _ in ranked])}
        leaves = positive_leaves(node)
        return [self._hit(texts[identity], score, leaves) for identity, score in ranked if identity in texts]

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

    def indexed(self, word: str) -> set[int]:
        """The papers in which the index itself, brought up to date before, knows a word."""
        return self._door.search().matching(None, [word], False)

    def close(self) -> None:
        """Close the index."""
        self._door.close()
