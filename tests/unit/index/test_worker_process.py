"""A library whose index is kept by a process of its own, as the window's is: it follows every change, whatever dies."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from random import Random

import pytest

from app.index.analysis import words
from app.index.documents import Leaf
from app.library import Library
from app.search.searcher import LibraryTexts

WORDS = ("boats", "kites", "lanterns", "stones", "rivers", "night", "spring", "memory")
STEPS = 40


def change(library: Library, random: Random) -> None:
    text = " ".join(random.choices(WORDS, k=random.randint(1, 5)))
    ids = library.find()
    kind = random.randrange(6)
    if kind == 0 or len(ids) < 3:
        library.editing.add({"title": f"{text} {random.random()}", "abstract": text, "authors": text.title()})
    elif kind == 1:
        library.editing.set_note(random.choice(ids), text)
    elif kind == 2 and library.history():
        library.undo()
    else:
        library.editing.edit(random.choice(ids), random.choice(("title", "abstract")), text)


def leaf_of(word: str) -> Leaf:
    return Leaf(None, tuple(words(word)))


def kill_worker(library: Library) -> None:
    worker = library.searcher.worker_id
    assert worker is not None
    os.kill(worker, signal.SIGKILL)


@pytest.mark.parametrize("seed", range(3))
def test_an_index_that_followed_edits_and_deaths_answers_as_one_built_anew(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    random = Random(seed)
    queries = [*WORDS, '"night boats"', "ki*", "author:kites", "note:stones", "boats -spring"]
    with Library(tmp_path / "library", synchronous="OFF", has_worker=True) as library:
        for _ in range(STEPS):
            change(library, random)
            if random.random() < 0.5:
                library.answer(random.choice(queries))
            if random.random() < 0.2 and library.searcher.worker_id is not None:
                kill_worker(library)
        followed = {query: library.find(query) for query in queries}
        scanned = {word: LibraryTexts(library.database.reader).find(leaf_of(word)) for word in WORDS}
        library.rebuild_index()
        assert followed == {query: library.find(query) for query in queries}
        assert {word: set(followed[word]) for word in WORDS} == scanned
        assert any(scanned.values())


def test_the_window_never_keeps_the_index_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library", synchronous="OFF", has_worker=True) as library:
        library.editing.add({"title": "Paper Boats"})
        assert library.answer("boats").ids == [1]
        assert library.searcher.worker_id not in (None, os.getpid())
    with Library(tmp_path / "library") as library:
        assert library.answer("boats").ids == [1]
        assert library.searcher.worker_id is None
