"""What is done with a contestant of `paperdesk bench --search`, in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from app.bench.contestant import Contestant, memory_of, timed
from app.bench.figures import percentile
from app.bench.fts5 import Fts5
from app.bench.ours import Ours
from app.bench.questions import Question, entries, make_questions
from app.bench.stock_whoosh import StockWhoosh

CONTESTANTS: Mapping[str, type[Contestant]] = {"ours": Ours, "stock_whoosh": StockWhoosh, "fts5": Fts5}
_ROUNDS = 2
_EDITS = 30
_MANY = 20_000


def build_all(name: str, folder: Path, count: int) -> dict[str, Any]:
    """Index the papers: papers a second, and the size of the index beside the text."""
    built = CONTESTANTS[name](folder, count).build()
    return {
        "index_per_s": round(count / built.seconds, 1),
        "index_ratio": round(built.index_bytes / count_text(count), 3),
        "build_s": round(built.seconds, 2),
        **{key: None if value is None else round(value, 1) for key, value in built.more.items()},
    }


def count_text(count: int) -> int:
    """Bytes of text of so many papers."""
    return sum(entry.size for entry in entries(count))


def ask_all(name: str, folder: Path, count: int) -> dict[str, Any]:
    """Ask all questions of what was built: times in milliseconds, memory in MB, and hits by kind."""
    questions = make_questions(count)
    contestant = CONTESTANTS[name](folder, count)
    opening = timed(contestant.open) + timed(lambda: contestant.ask(questions["rare"][0]))
    try:
        times, hits = _ask_kinds(contestant, _for(contestant, questions, count), 1 if contestant.is_slow else _ROUNDS)
        times["edit"] = [1000 * timed(partial(_edit, contestant, at)) for at in range(_EDITS)]
        memory = _measure_memory(contestant)
    finally:
        contestant.close()
    times["term"] = times["common"] + times["mid"] + times["rare"]
    spreads = {f"{kind}_ms": _spread(some) for kind, some in times.items()}
    return {
        **spreads,
        "cold_open_ms": round(1000 * opening, 1),
        **memory,
        "keystrokes": len(times["keystroke"]),
        "hits": hits,
    }


def _for(
    contestant: Contestant, questions: Mapping[str, Sequence[Question]], count: int
) -> Mapping[str, Sequence[Question]]:
    """All questions; of the keys only some when the contestant would take minutes for each round."""
    share = 1 if not contestant.is_slow else 3 if count <= _MANY else 9
    return {**questions, "keystroke": questions["keystroke"][::share]}


def _ask_kinds(
    contestant: Contestant, questions: Mapping[str, Sequence[Question]], rounds: int
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Milliseconds and hits by kind. The first round of the keys is `keystroke_cold`, the last one `keystroke`."""
    times: dict[str, list[float]] = {}
    hits: dict[str, int] = {}
    for kind, asked in questions.items():
        taken = []
        for _ in range(rounds):
            found = [_ask(contestant, question) for question in asked]
            taken.append([1000 * took for took, _ in found])
            hits[kind] = sum(number for _, number in found)
        if kind == "keystroke":
            times["keystroke_cold"], times[kind] = taken[0], taken[-1]
        else:
            times[kind] = [one for some in taken for one in some]
    return times, hits


def _ask(contestant: Contestant, question: Question) -> tuple[float, int]:
    found: list[int] = []
    took = timed(lambda: found.append(contestant.ask(question)))
    return took, found[0]


def _edit(contestant: Contestant, number: int) -> None:
    word = f"yedited{number}"
    contestant.edit(number, f"A title with {word}")
    if contestant.ask(Question((word,))) != 1:
        raise RuntimeError(f"the title with {word} was not found")


def _measure_memory(contestant: Contestant) -> dict[str, float | None]:
    asking = memory_of()
    others = {f"{name}_mb": memory_of(process) for name, process in contestant.processes().items()}
    parts = {"asking_mb": asking, **others}
    known = [value for value in parts.values() if value is not None]
    rounded = {key: None if value is None else round(value, 1) for key, value in parts.items()}
    return {**rounded, "memory_mb": round(sum(known), 1) if known else None}


def _spread(milliseconds: Sequence[float]) -> dict[str, float]:
    return {f"p{percent}": round(percentile(milliseconds, percent), 3) for percent in (50, 95)}
