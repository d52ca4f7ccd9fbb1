"""Requests to the index and their replies, and both as lines of JSON for the pipes of a worker process.

Each request carries a generation number. A *search* request whose generation is older than the newest one seen is
dropped (StaleRequest): its asker has typed on. Changes of the index are never dropped.
"""

from __future__ import annotations

import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from operator import attrgetter
from typing import Any, ClassVar, Generic, TypeVar

from app.domain.paper_set import PaperSet
from app.index.documents import Form, IndexDocument, IndexState, Leaf
from app.index.errors import IndexBusy, IndexDamaged, IndexProblem, IndexUnavailable, StaleRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """A question or an order; T is the type of its answer.

    `is_question`: changes nothing, and so need not wait for a change that takes long. `is_search`: a question that may
    be dropped when stale. `is_repeatable`: may be sent again to a new worker after the old one died.
    """

    is_question: ClassVar[bool] = False
    is_search: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True

    generation: int

    def read_answer(self, data: Any) -> T:
        """The answer as it was before it became JSON."""
        return data  # type: ignore[no-any-return]  # None for the requests that do not say otherwise

    def plain_answer(self, answer: Any) -> Any:
        """The answer as it goes into JSON."""
        return answer


@dataclass(frozen=True, slots=True)
class AskState(Request[IndexState | None]):
    """What does the index hold?"""

    is_question: ClassVar[bool] = True

    def read_answer(self, data: Any) -> IndexState | None:
        return None if data is None else IndexState(**data)


@dataclass(frozen=True, slots=True)
class FindLeaf(Request[PaperSet]):
    """Which papers have this leaf of a query? See Engine.find."""

    is_question: ClassVar[bool] = True
    is_search: ClassVar[bool] = True

    leaf: Leaf

    def read_answer(self, data: Any) -> PaperSet:
        return PaperSet.read(data)

    def plain_answer(self, answer: PaperSet) -> str:
        return answer.text()


@dataclass(frozen=True, slots=True)
class RankPapers(Request[list[tuple[int, float]]]):
    """In which order do these papers answer? See Engine.ranked."""

    is_question: ClassVar[bool] = True
    is_search: ClassVar[bool] = True

    leaves: tuple[Leaf, ...]
    ids: tuple[int, ...] | None
    limit: int | None

    def read_answer(self, data: Any) -> list[tuple[int, float]]:
        ids, scores = data
        return list(zip(unpack_ids(ids), array("d", b64decode(scores)), strict=True))

    def plain_answer(self, answer: list[tuple[int, float]]) -> Any:
        scores = array("d", (score for _, score in answer))
        return pack_ids(paper_id for paper_id, _ in answer), b64encode(scores.tobytes()).decode("ascii")


@dataclass(frozen=True, slots=True)
class SortPapers(Request[list[int]]):
    """These papers, those that answer best first; equal ones keep their order."""

    is_question: ClassVar[bool] = True
    is_search: ClassVar[bool] = True

    leaves: tuple[Leaf, ...]
    ids: tuple[int, ...]

    def read_answer(self, data: Any) -> list[int]:
        return list(unpack_ids(data))

    def plain_answer(self, answer: list[int]) -> str:
        return pack_ids(answer)


@dataclass(frozen=True, slots=True)
class ApplyChanges(Request[None]):
    """Bring these papers up to date. See Engine.apply; doing it twice does no harm."""

    documents: tuple[IndexDocument, ...]
    removed_ids: tuple[int, ...]
    applied: int | None


@dataclass(frozen=True, slots=True)
class BeginRebuild(Request[None]):
    """Start to build the index anew; a rebuild that was under way is abandoned."""

    is_repeatable: ClassVar[bool] = False

    library_id: str
    epoch: str


@dataclass(frozen=True, slots=True)
class AddToRebuild(Request[None]):
    """More papers for the rebuild under way."""

    is_repeatable: ClassVar[bool] = False

    documents: tuple[IndexDocument, ...]


@dataclass(frozen=True, slots=True)
class FinishRebuild(Request[None]):
    """All papers are in: put the new index in the place of the old one."""

    is_repeatable: ClassVar[bool] = False

    applied: int


@dataclass(frozen=True, slots=True)
class AbandonRebuild(Request[None]):
    """Forget the rebuild under way, if any, and keep the old index."""


REQUESTS: Mapping[str, type[Request[Any]]] = {
    kind.__name__: kind
    for kind in (
        AskState,
        FindLeaf,
        RankPapers,
        SortPapers,
        ApplyChanges,
        BeginRebuild,
        AddToRebuild,
        FinishRebuild,
        AbandonRebuild,
    )
}
PROBLEMS: Mapping[str, type[IndexProblem]] = {
    kind.__name__: kind for kind in (IndexProblem, IndexBusy, IndexDamaged, IndexUnavailable, StaleRequest)
}


def request_line(number: int, request: Request[Any]) -> bytes:
    """A request as one line; `number` comes back with its reply."""
    values = {field.name: getattr(request, field.name) for field in fields(request)}
    if values.get("ids") is not None:
        values["ids"] = pack_ids(values["ids"])
    return _line({"number": number, "request": type(request).__name__, "values": values})


def read_request(line: bytes) -> tuple[int, Request[Any]]:
    """The number and the request of a line. Raises ValueError or KeyError on anything else."""
    data = json.loads(line)
    values = {name: _RESTORED.get(name, _as_it_is)(value) for name, value in data["values"].items()}
    return data["number"], REQUESTS[data["request"]](**values)


def reply_line(number: int, generation: int, answer: object) -> bytes:
    """The reply to a request as one line: its `plain_answer`, or a problem as its kind and its sentence."""
    if isinstance(answer, IndexProblem):
        problem = {"kind": type(answer).__name__, "sentence": str(answer)}
        return _line({"number": number, "generation": generation, "problem": problem})
    return _line({"number": number, "generation": generation, "answer": answer})


def read_reply(line: bytes) -> tuple[int, Any]:
    """The number and the answer (as plain JSON, or an IndexProblem) of a reply."""
    data = json.loads(line)
    if problem := data.get("problem"):
        return data["number"], PROBLEMS[problem["kind"]](problem["sentence"])
    return data["number"], data["answer"]


def _line(data: dict[str, Any]) -> bytes:
    return json.dumps(data, default=_plain, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    return _DOCUMENT(value) if isinstance(value, IndexDocument) else asdict(value)


_DOCUMENT = attrgetter(*(field.name for field in fields(IndexDocument)))


def _documents(rows: Iterable[Iterable[Any]]) -> tuple[IndexDocument, ...]:
    values: Iterable[list[Any]] = ([tuple(one) if isinstance(one, list) else one for one in row] for row in rows)
    return tuple(IndexDocument(*row) for row in values)


def pack_ids(ids: Iterable[int]) -> str:
    """Many ids as one string: ten times as fast as a list of numbers in JSON."""
    return b64encode(array("q", ids).tobytes()).decode("ascii")


def unpack_ids(text: str) -> array[int]:
    """The ids of `pack_ids`, in the same order."""
    return array("q", b64decode(text))


def _as_it_is(value: Any) -> Any:
    return value


def _leaf(value: Mapping[str, Any]) -> Leaf:
    return Leaf(value["field"], tuple(value["words"]), Form(value["form"]), value["reach"])


def _ids(text: str | None) -> tuple[int, ...] | None:
    return None if text is None else tuple(unpack_ids(text))


_RESTORED: Mapping[str, Callable[[Any], Any]] = {
    "ids": _ids,
    "removed_ids": tuple,
    "leaf": _leaf,
    "leaves": lambda leaves: tuple(map(_leaf, leaves)),
    "documents": _documents,
}
