"""Requests to the index and their replies, and their encoding as lines of JSON for a worker process.

Each request has a generation number. A *search* request that is older than the newest generation seen is dropped
(StaleRequest), because the user has typed on. Write requests are never dropped.
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
from app.index.documents import IndexDocument, IndexState, MatchMode, TextTerm
from app.index.errors import IndexBusy, IndexDamaged, IndexProblem, IndexUnavailable, StaleRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """A request to the index; T is the type of its answer.

    `is_read_only`: can be answered while a long write is in progress. `is_search`: can be dropped when stale.
    `is_repeatable`: can be sent again to a new worker after the old one died.
    """

    is_read_only: ClassVar[bool] = False
    is_search: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True

    generation: int

    def decode_answer(self, data: Any) -> T:
        """Convert the JSON value of a reply to the answer."""
        return data  # type: ignore[no-any-return]  # None, unless a subclass overrides this

    def encode_answer(self, answer: Any) -> Any:
        """Convert the answer to a JSON value."""
        return answer


@dataclass(frozen=True, slots=True)
class GetState(Request[IndexState | None]):
    """Read what the index contains."""

    is_read_only: ClassVar[bool] = True

    def decode_answer(self, data: Any) -> IndexState | None:
        return None if data is None else IndexState(**data)


@dataclass(frozen=True, slots=True)
class FindTerm(Request[PaperSet]):
    """Find the papers that contain a term. See Engine.find."""

    is_read_only: ClassVar[bool] = True
    is_search: ClassVar[bool] = True

    term: TextTerm

    def decode_answer(self, data: Any) -> PaperSet:
        return PaperSet.decode(data)

    def encode_answer(self, answer: PaperSet) -> str:
        return answer.encode()


@dataclass(frozen=True, slots=True)
class RankPapers(Request[list[tuple[int, float]]]):
    """Score papers by terms. See Engine.rank."""

    is_read_only: ClassVar[bool] = True
    is_search: ClassVar[bool] = True

    terms: tuple[TextTerm, ...]
    ids: tuple[int, ...] | None
    limit: int | None

    def decode_answer(self, data: Any) -> list[tuple[int, float]]:
        ids, scores = data
        return list(zip(unpack_ids(ids), array("d", b64decode(scores)), strict=True))

    def encode_answer(self, answer: list[tuple[int, float]]) -> Any:
        scores = array("d", (score for _, score in answer))
        return pack_ids(paper_id for paper_id, _ in answer), b64encode(scores.tobytes()).decode("ascii")


@dataclass(frozen=True, slots=True)
class SortPapers(Request[list[int]]):
    """Sort papers by their scores, best first; equal ones keep their order."""

    is_read_only: ClassVar[bool] = True
    is_search: ClassVar[bool] = True

    terms: tuple[TextTerm, ...]
    ids: tuple[int, ...]

    def decode_answer(self, data: Any) -> list[int]:
        return list(unpack_ids(data))

    def encode_answer(self, answer: list[int]) -> str:
        return pack_ids(answer)


@dataclass(frozen=True, slots=True)
class ApplyChanges(Request[None]):
    """Update papers. See Engine.apply; it is idempotent."""

    documents: tuple[IndexDocument, ...]
    removed_ids: tuple[int, ...]
    applied: int | None


@dataclass(frozen=True, slots=True)
class BeginRebuild(Request[None]):
    """Start a rebuild; one in progress is abandoned."""

    is_repeatable: ClassVar[bool] = False

    library_id: str
    epoch: str


@dataclass(frozen=True, slots=True)
class AddToRebuild(Request[None]):
    """Add papers to the rebuild in progress."""

    is_repeatable: ClassVar[bool] = False

    documents: tuple[IndexDocument, ...]


@dataclass(frozen=True, slots=True)
class FinishRebuild(Request[None]):
    """Replace the old index by the rebuilt one."""

    is_repeatable: ClassVar[bool] = False

    applied: int


@dataclass(frozen=True, slots=True)
class AbandonRebuild(Request[None]):
    """Abandon the rebuild in progress, if any, and keep the old index."""


REQUEST_TYPES: Mapping[str, type[Request[Any]]] = {
    kind.__name__: kind
    for kind in (
        GetState,
        FindTerm,
        RankPapers,
        SortPapers,
        ApplyChanges,
        BeginRebuild,
        AddToRebuild,
        FinishRebuild,
        AbandonRebuild,
    )
}
PROBLEM_TYPES: Mapping[str, type[IndexProblem]] = {
    kind.__name__: kind for kind in (IndexProblem, IndexBusy, IndexDamaged, IndexUnavailable, StaleRequest)
}


def encode_request(number: int, request: Request[Any]) -> bytes:
    """Encode a request as one line; its reply has the same `number`."""
    values = {field.name: getattr(request, field.name) for field in fields(request)}
    if values.get("ids") is not None:
        values["ids"] = pack_ids(values["ids"])
    return _encode_line({"number": number, "request": type(request).__name__, "values": values})


def decode_request(line: bytes) -> tuple[int, Request[Any]]:
    """Decode a line to (number, request). Raises ValueError or KeyError for an invalid line."""
    data = json.loads(line)
    values = {name: _DECODERS.get(name, _unchanged)(value) for name, value in data["values"].items()}
    return data["number"], REQUEST_TYPES[data["request"]](**values)


def encode_reply(number: int, generation: int, answer: object) -> bytes:
    """Encode a reply as one line: an answer (from `encode_answer`), or a problem as its class and message."""
    if isinstance(answer, IndexProblem):
        problem = {"kind": type(answer).__name__, "sentence": str(answer)}
        return _encode_line({"number": number, "generation": generation, "problem": problem})
    return _encode_line({"number": number, "generation": generation, "answer": answer})


def decode_reply(line: bytes) -> tuple[int, Any]:
    """Decode a reply to (number, answer); the answer is a JSON value or an IndexProblem."""
    data = json.loads(line)
    if problem := data.get("problem"):
        return data["number"], PROBLEM_TYPES[problem["kind"]](problem["sentence"])
    return data["number"], data["answer"]


def _encode_line(data: dict[str, Any]) -> bytes:
    return json.dumps(data, default=_to_json_value, separators=(",", ":")).encode() + b"\n"


def _to_json_value(value: Any) -> Any:
    return _DOCUMENT_VALUES(value) if isinstance(value, IndexDocument) else asdict(value)


_DOCUMENT_VALUES = attrgetter(*(field.name for field in fields(IndexDocument)))


def _decode_documents(rows: Iterable[Iterable[Any]]) -> tuple[IndexDocument, ...]:
    values: Iterable[list[Any]] = (
        [tuple(value) if isinstance(value, list) else value for value in row] for row in rows
    )
    return tuple(IndexDocument(*row) for row in values)


def pack_ids(ids: Iterable[int]) -> str:
    """Encode ids as one string, ten times as fast as a JSON list of numbers."""
    return b64encode(array("q", ids).tobytes()).decode("ascii")


def unpack_ids(text: str) -> array[int]:
    """Decode the string of `pack_ids`."""
    return array("q", b64decode(text))


def _unchanged(value: Any) -> Any:
    return value


def _decode_term(value: Mapping[str, Any]) -> TextTerm:
    return TextTerm(value["field"], tuple(value["words"]), MatchMode(value["mode"]), value["distance"])


def _decode_ids(text: str | None) -> tuple[int, ...] | None:
    return None if text is None else tuple(unpack_ids(text))


_DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "ids": _decode_ids,
    "removed_ids": tuple,
    "term": _decode_term,
    "terms": lambda terms: tuple(map(_decode_term, terms)),
    "documents": _decode_documents,
}
