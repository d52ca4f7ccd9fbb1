"""What is done with each search engine of `paperdesk bench --search`; every function runs in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from app.bench.comparisons import load_engines
from app.bench.engine import SearchEngine, process_memory_mb, time_call
from app.bench.figures import percentile
from app.bench.paperdesk_engine import PaperdeskEngine
from app.bench.questions import Question, generate_entries, make_questions

PAPERDESK = "ours"
"""The name of Paperdesk's own engine in the results."""
_ROUNDS = 2
_EDITS = 30
_MANY_PAPERS = 20_000


def _open_engine(name: str, folder: Path, count: int) -> SearchEngine:
    if name == PAPERDESK:
        return PaperdeskEngine(folder, count)
    return {one.name: one.engine for one in load_engines()}[name](folder, count)


def build_index(name: str, folder: Path, count: int) -> dict[str, Any]:
    """Index the papers: papers per second, and the size of the index relative to the text."""
    built = _open_engine(name, folder, count).build()
    return {
        "index_per_s": round(count / built.seconds, 1),
        "index_ratio": round(built.index_bytes / count_text_bytes(count), 3),
        "build_s": round(built.seconds, 2),
        **{key: None if value is None else round(value, 1) for key, value in built.more.items()},
    }


def count_text_bytes(count: int) -> int:
    """Bytes of text of that many papers."""
    return sum(entry.size for entry in generate_entries(count))


def ask_questions(name: str, folder: Path, count: int) -> dict[str, Any]:
    """Ask all questions of a built index: times in milliseconds, memory in MB, and hits by kind of question."""
    questions = make_questions(count)
    engine = _open_engine(name, folder, count)
    opening = time_call(engine.open) + time_call(lambda: engine.ask(questions["rare"][0]))
    try:
        times, hits = _ask_kinds(engine, _select_questions(engine, questions, count), 1 if engine.is_slow else _ROUNDS)
        times["edit"] = [1000 * time_call(partial(_edit, engine, number)) for number in range(_EDITS)]
        memory = _measure_memory(engine)
    finally:
        engine.close()
    times["term"] = times["common"] + times["mid"] + times["rare"]
    percentiles = {f"{kind}_ms": _percentiles(milliseconds) for kind, milliseconds in times.items()}
    return {
        **percentiles,
        "cold_open_ms": round(1000 * opening, 1),
        **memory,
        "keystrokes": len(times["keystroke"]),
        "hits": hits,
    }


def _select_questions(
    engine: SearchEngine, questions: Mapping[str, Sequence[Question]], count: int
) -> Mapping[str, Sequence[Question]]:
    """All questions; of the keystrokes only a part when the engine would take minutes for each round."""
    step = 1 if not engine.is_slow else 3 if count <= _MANY_PAPERS else 9
    return {**questions, "keystroke": questions["keystroke"][::step]}


def _ask_kinds(
    engine: SearchEngine, questions: Mapping[str, Sequence[Question]], rounds: int
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Milliseconds and hits by kind. The first round of keystrokes is `keystroke_cold`, the last one `keystroke`."""
    times: dict[str, list[float]] = {}
    hits: dict[str, int] = {}
    for kind, asked in questions.items():
        round_times = []
        for _ in range(rounds):
            answers = [_ask(engine, question) for question in asked]
            round_times.append([1000 * seconds for seconds, _ in answers])
            hits[kind] = sum(number for _, number in answers)
        if kind == "keystroke":
            times["keystroke_cold"], times[kind] = round_times[0], round_times[-1]
        else:
            times[kind] = [one for some in round_times for one in some]
    return times, hits


def _ask(engine: SearchEngine, question: Question) -> tuple[float, int]:
    """Seconds, and the number of papers found."""
    found: list[int] = []
    seconds = time_call(lambda: found.append(engine.ask(question)))
    return seconds, found[0]


def _edit(engine: SearchEngine, number: int) -> None:
    word = f"yedited{number}"
    engine.edit(number, f"A title with {word}")
    if engine.ask(Question((word,))) != 1:
        raise RuntimeError(f"the title with {word} was not found")


def _measure_memory(engine: SearchEngine) -> dict[str, float | None]:
    others = {f"{name}_mb": process_memory_mb(process) for name, process in engine.processes().items()}
    parts = {"asking_mb": process_memory_mb(), **others}
    known = [value for value in parts.values() if value is not None]
    rounded = {key: None if value is None else round(value, 1) for key, value in parts.items()}
    return {**rounded, "memory_mb": round(sum(known), 1) if known else None}


def _percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    return {f"p{percent}": round(percentile(milliseconds, percent), 3) for percent in (50, 95)}
