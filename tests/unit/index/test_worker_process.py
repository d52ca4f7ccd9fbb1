"""A library with an index worker: the index follows every change, even when the worker is killed."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from random import Random

import pytest

from app.index.analysis import split_words
from app.index.client import WorkerIndexClient
from app.index.documents import TextTerm
from app.index.errors import IndexUnavailable
from app.index.messages import GetState
from app.library import Library
from app.search.searcher import LibraryTextSearch

WORDS = ("boats", "kites", "lanterns", "stones", "rivers", "night", "spring", "memory")
STEPS = 40


def make_random_change(library: Library, random: Random) -> None:
    text = " ".join(random.choices(WORDS, k=random.randint(1, 5)))
    ids = library.find()
    action = random.randrange(6)
    if action == 0 or len(ids) < 3:
        library.editing.add({"title": f"{text} {random.random()}", "abstract": text, "authors": text.title()})
    elif action == 1:
        library.editing.set_note(random.choice(ids), text)
    elif action == 2 and library.history():
        library.undo()
    else:
        library.editing.edit(random.choice(ids), random.choice(("title", "abstract")), text)


def make_term(word: str) -> TextTerm:
    return TextTerm(None, tuple(split_words(word)))


def kill_worker(library: Library) -> None:
    worker = library.searcher.worker_id
    assert worker is not None
    os.kill(worker, signal.SIGKILL)


@pytest.mark.parametrize("seed", range(3))
def test_an_updated_index_answers_like_a_rebuilt_one_even_after_crashes(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    random = Random(seed)
    queries = [*WORDS, '"night boats"', "ki*", "author:kites", "note:stones", "boats -spring"]
    with Library(tmp_path / "library", synchronous="OFF", has_worker=True) as library:
        for _ in range(STEPS):
            make_random_change(library, random)
            if random.random() < 0.5:
                library.answer(random.choice(queries))
            if random.random() < 0.2 and library.searcher.worker_id is not None:
                kill_worker(library)
        incremental_results = {query: library.find(query) for query in queries}
        scan_results = {word: LibraryTextSearch(library.database.reader).find(make_term(word)) for word in WORDS}
        library.rebuild_index()
        assert incremental_results == {query: library.find(query) for query in queries}
        assert {word: set(incremental_results[word]) for word in WORDS} == scan_results
        assert any(scan_results.values())


def test_the_window_uses_an_index_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library", synchronous="OFF", has_worker=True) as library:
        library.editing.add({"title": "Paper Boats"})
        assert library.answer("boats").ids == [1]
        assert library.searcher.worker_id not in (None, os.getpid())
    with Library(tmp_path / "library") as library:
        assert library.answer("boats").ids == [1]
        assert library.searcher.worker_id is None


@pytest.mark.parametrize("reply", ["not a reply", '[0, "unknown"]', "{}", '{"number": 1, "answer": "nonsense"}'])
def test_nobody_waits_for_ever_when_the_worker_sends_what_cannot_be_read(reply: str) -> None:
    program = f"import sys; sys.stdin.readline(); print({reply!r}, flush=True); sys.stdin.read()"
    with WorkerIndexClient([sys.executable, "-c", program]) as client:
        answer = client.submit(GetState(0))
        with pytest.raises(IndexUnavailable):
            answer.result(timeout=30)
