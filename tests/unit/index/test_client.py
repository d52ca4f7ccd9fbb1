"""The door to the index: in this process, and to a real worker process that may be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import app
from app.index.analysis import words
from app.index.client import APPLY_BATCH, MOST_UNTIDIED, REBUILD_BATCH, IndexDoor, LocalDoor, WorkerDoor
from app.index.documents import Form, IndexDocument, IndexState, Leaf
from app.index.engine import TIDY_SEGMENTS, Engine
from app.index.errors import IndexBusy, IndexDamaged, IndexProblem, IndexUnavailable, StaleRequest
from app.index.messages import (
    AddToRebuild,
    ApplyChanges,
    AskState,
    BeginRebuild,
    FindLeaf,
    FinishRebuild,
    RankPapers,
    Request,
    SortPapers,
    read_reply,
    read_request,
    reply_line,
    request_line,
)

CHECKOUT = Path(app.__file__).parent.parent
PAPERS = tuple(
    IndexDocument(number, f"Paper {number}", "shared words \ud800 “é”", ("Ada Lovelace",)) for number in (1, 2, 3)
)


def worker_command(folder: Path, before: str = "") -> list[str]:
    serve = "from app.index.worker import main\nsys.exit(main(sys.argv[2]))"
    code = f"import sys; sys.path.insert(0, sys.argv[1])\n{before}\n{serve}"
    return [sys.executable, "-c", code, str(CHECKOUT), str(folder)]


@pytest.fixture(params=["local", "worker"])
def door(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[IndexDoor]:
    folder = tmp_path / "index"
    with LocalDoor(folder) if request.param == "local" else WorkerDoor(worker_command(folder)) as door:
        yield door


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[WorkerDoor]:
    with WorkerDoor(worker_command(tmp_path / "index")) as door:
        door.rebuild(PAPERS, "library", "epoch", 7)
        yield door


def find(door: IndexDoor, text: str) -> set[int]:
    return door.search().find(Leaf(None, tuple(words(text))))


def test_an_index_is_built_kept_and_asked_through_either_door(door: IndexDoor) -> None:
    assert door.state() is None
    with pytest.raises(IndexDamaged, match="no search index"):
        find(door, "paper")
    done: list[int] = []
    door.rebuild((IndexDocument(n, f"paper {n}", "same") for n in range(1, 1201)), "library", "epoch", 7, done.append)
    assert done == list(range(REBUILD_BATCH, 1201, REBUILD_BATCH))
    assert door.state() == IndexState("library", "epoch", 7, 1200)
    door.apply([IndexDocument(1, "other", "paper one", ("É. Borel",))], [2, 3], 8)
    assert door.state() == IndexState("library", "epoch", 8, 1198)
    assert find(door, "paper") == {1, *range(4, 1201)}
    search = door.search()
    assert search.find(Leaf("authors", ("e", "borel"))) == {1}
    ranked = search.ranked([Leaf(None, ("paper", "one"))], [9, 1, 8])
    assert [paper_id for paper_id, _ in ranked] == [1, 9, 8]
    assert search.best_first([Leaf(None, ("paper", "one"))], [9, 1, 8]) == [1, 9, 8]
    assert search.ranked([Leaf("title", ("other",))], None, 5)[0][0] == 1


def test_many_changes_travel_in_batches_and_count_only_together(door: IndexDoor) -> None:
    door.rebuild(PAPERS, "library", "epoch", 7)
    door.apply((IndexDocument(n, "new") for n in range(2, APPLY_BATCH + 3)), [1], 8)
    assert door.state() == IndexState("library", "epoch", 8, APPLY_BATCH + 1)
    assert find(door, "new") == set(range(2, APPLY_BATCH + 3))


def test_an_older_search_is_dropped_once_a_newer_one_has_arrived(door: IndexDoor) -> None:
    door.rebuild(PAPERS, "library", "epoch", 7)
    old, new = door.search(), door.search()
    assert old.find(Leaf(None, ("paper",))) == {1, 2, 3}
    assert new.find(Leaf(None, ("paper",))) == {1, 2, 3}
    with pytest.raises(StaleRequest):
        old.find(Leaf(None, ("paper",)))
    door.apply([], [1], 8)  # a change is never stale
    assert new.find(Leaf(None, ("paper",))) == {2, 3}


def test_a_cancelled_rebuild_keeps_the_old_index(door: IndexDoor) -> None:
    def cancel(_done: int) -> None:
        raise KeyboardInterrupt

    door.rebuild(PAPERS, "library", "epoch", 7)
    with pytest.raises(KeyboardInterrupt):
        door.rebuild(PAPERS[:1], "library", "epoch", 8, cancel)
    assert door.state() == IndexState("library", "epoch", 7, 3)
    door.rebuild(PAPERS[:1], "library", "epoch", 9)
    assert door.state() == IndexState("library", "epoch", 9, 1)


def test_a_search_is_answered_from_the_old_index_while_a_new_one_is_built(worker: WorkerDoor) -> None:
    answers: list[set[int]] = []
    coming = (IndexDocument(n, f"Paper {n}", "other words " * 50) for n in range(1, 3001))
    worker.rebuild(coming, "library", "epoch", 8, lambda _done: answers.append(find(worker, "shared words")))
    assert answers == [{1, 2, 3}] * (3000 // REBUILD_BATCH)
    assert (find(worker, "shared words"), len(find(worker, "other words"))) == (set(), 3000)


def test_a_killed_worker_is_replaced_without_a_word(worker: WorkerDoor) -> None:
    first = worker.worker_id
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert find(worker, "paper") == {1, 2, 3}
    assert worker.worker_id not in (None, first)


def test_a_change_under_way_when_the_worker_dies_is_made_by_the_next(tmp_path: Path) -> None:
    marker = tmp_path / "died"
    die_once = (
        "import os, pathlib, signal, sys\n"
        f"marker = pathlib.Path({str(marker)!r})\n"
        "def hook(event, args):\n"
        "    if event == 'open' and 'stamp.json.new' in str(args[0]) and not marker.exists():\n"
        "        marker.touch()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(hook)"
    )
    with LocalDoor(tmp_path / "index") as local:
        local.rebuild(PAPERS, "library", "epoch", 7)
    with WorkerDoor(worker_command(tmp_path / "index", die_once)) as door:
        door.apply([IndexDocument(4, "Paper 4")], [1], 8)
        assert marker.exists()
        assert find(door, "paper") == {2, 3, 4}


def test_a_worker_that_dies_again_is_reported_in_a_sentence(tmp_path: Path) -> None:
    for command in ([sys.executable, "-c", "import sys; sys.stdin.readline()"], [str(tmp_path / "no such program")]):
        with WorkerDoor(command) as door, pytest.raises(IndexUnavailable, match="answers without it"):
            door.state()


def test_a_rebuild_whose_worker_dies_is_reported_and_the_old_index_stays(worker: WorkerDoor) -> None:
    def kill(_done: int) -> None:
        assert worker.worker_id is not None
        os.kill(worker.worker_id, signal.SIGKILL)

    with pytest.raises(IndexProblem):
        worker.rebuild(PAPERS[:1], "library", "epoch", 8, kill)
    assert worker.state() == IndexState("library", "epoch", 7, 3)
    worker.rebuild(PAPERS[:1], "library", "epoch", 9)
    assert worker.state() == IndexState("library", "epoch", 9, 1)


def test_a_closed_door_leaves_no_process(worker: WorkerDoor) -> None:
    process_id = worker.worker_id
    assert process_id is not None
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_the_worker_ends_when_its_input_ends(tmp_path: Path) -> None:
    ended = subprocess.run(worker_command(tmp_path / "index"), input=b"", capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_printing_in_the_worker_does_not_garble_replies(tmp_path: Path) -> None:
    noise = "sys.addaudithook(lambda event, args: event == 'open' and 'stamp.json' in str(args) and print('noise'))"
    ended = subprocess.run(
        worker_command(tmp_path / "index", noise),
        input=request_line(1, AskState(0))
        + request_line(2, BeginRebuild(0, "l", "e"))
        + request_line(3, FinishRebuild(0, 3)),
        capture_output=True,
        check=True,
    )
    replies = [read_reply(line) for line in ended.stdout.splitlines()]
    assert [number for number, _ in replies] == [1, 2, 3]
    assert [answer for _, answer in replies] == [None, None, None]
    assert b"noise" in ended.stderr


REQUESTS: list[Request[object]] = [
    AskState(0),
    FindLeaf(3, Leaf("title", ("a", "é"), Form.NEAR, 5)),
    RankPapers(4, (Leaf(None, ("a", "b")), Leaf("note", ("c",), Form.PREFIX)), (3, 1), None),
    RankPapers(4, (), None, 5),
    SortPapers(4, (Leaf(None, ("a",)),), (3, 1, 2)),
    ApplyChanges(0, PAPERS, (4, 5), 9),
    BeginRebuild(0, "library", "epoch"),
    AddToRebuild(0, PAPERS),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: type(request).__name__)
def test_a_request_arrives_as_it_was_sent(request_: Request[object]) -> None:
    line = request_line(7, request_)
    assert line.count(b"\n") == 1
    assert read_request(line) == (7, request_)


def test_a_problem_arrives_with_its_kind_and_sentence() -> None:
    number, problem = read_reply(reply_line(7, 0, IndexBusy("Wait.")))
    assert number == 7
    assert type(problem) is IndexBusy
    assert str(problem) == "Wait."


# --- death at every step

KILL_AT = """
import os, signal, sys
left = [int(sys.argv[3])]
def hook(event, args):
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir") and "/index" in str(args[0]):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
"""
NEW = (IndexDocument(1, "changed"), IndexDocument(4, "added"))
ORDERS: dict[str, tuple[list[Request[None]], dict[str, set[int]], int]] = {
    "apply": ([ApplyChanges(0, NEW, (2,), 8)], {"changed": {1}, "added": {4}, "paper": {3}}, 3),
    "rebuild": (
        [BeginRebuild(0, "library", "epoch"), AddToRebuild(0, NEW), FinishRebuild(0, 8)],
        {"changed": {1}, "added": {4}, "paper": set()},
        2,
    ),
}
BEFORE = {"changed": set(), "added": set(), "paper": {1, 2, 3}}


@pytest.mark.parametrize("order", ORDERS)
def test_a_worker_killed_at_any_step_leaves_the_index_before_or_after(tmp_path: Path, order: str) -> None:
    requests, after, papers = ORDERS[order]
    with LocalDoor(tmp_path / "origin") as door:
        door.rebuild(PAPERS, "library", "epoch", 7)
    lines = b"".join(request_line(number, request) for number, request in enumerate(requests))
    kills = 0
    while True:
        shutil.copytree(tmp_path / "origin", tmp_path / "index")
        command = [*worker_command(tmp_path / "index", KILL_AT), str(kills + 1)]
        ended = subprocess.run(command, input=lines, capture_output=True, check=False)
        is_acknowledged = ended.stdout.count(b"\n") == len(requests)
        engine = Engine(tmp_path / "index", lock_wait=0.0)
        check_before_or_after(engine, after, IndexState("library", "epoch", 8, papers), is_acknowledged)
        engine.apply(NEW, [2], 9)  # no lock, no half-written file stands in the way
        assert engine.find(Leaf("title", ("added",))) == {4}
        engine.close()
        shutil.rmtree(tmp_path / "index")
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL
        kills += 1
    assert kills >= 10


def check_before_or_after(
    engine: Engine, after: dict[str, set[int]], state_after: IndexState, is_acknowledged: bool
) -> None:
    state = engine.state()
    assert state in (IndexState("library", "epoch", 7, 3), state_after)
    assert state == state_after or not is_acknowledged
    expected = after if state == state_after else BEFORE
    ask: Callable[[str], set[int]] = lambda word: engine.find(Leaf(None, (word,)))  # noqa: E731
    assert {word: ask(word) for word in expected} == expected


def test_searches_of_the_command_line_never_have_many_segments_to_look_through(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with LocalDoor(folder) as door:
        door.rebuild(PAPERS, "library", "epoch", 7)
        for number in range(3 * MOST_UNTIDIED):
            door.apply([IndexDocument(100 + number, f"edit {number}")], [], 8 + number)
            assert len(list(folder.rglob("*.seg"))) <= 2 * MOST_UNTIDIED
        assert find(door, "edit") == set(range(100, 100 + 3 * MOST_UNTIDIED))
        door.apply([IndexDocument(99, "late")], [], 500)
    with LocalDoor(folder) as door:
        assert find(door, "late") == {99}
    assert len(list(folder.rglob("*.seg"))) < TIDY_SEGMENTS
