"""The index clients: in this process, and with a real worker process that may be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from app.index.analysis import split_words
from app.index.client import (
    APPLY_BATCH,
    MAX_UNMERGED_WRITES,
    REBUILD_BATCH,
    IndexClient,
    LocalIndexClient,
    WorkerIndexClient,
)
from app.index.documents import IndexDocument, IndexState, MatchMode, TextTerm
from app.index.engine import MERGE_SEGMENTS, Engine
from app.index.errors import IndexBusy, IndexDamaged, IndexProblem, IndexUnavailable, StaleRequest
from app.index.messages import (
    AddToRebuild,
    ApplyChanges,
    BeginRebuild,
    FindTerm,
    FinishRebuild,
    GetState,
    RankPapers,
    Request,
    SortPapers,
    decode_reply,
    decode_request,
    encode_reply,
    encode_request,
)
from tests.profile import thorough

CHECKOUT = Path(app.__file__).parent.parent
PAPERS = tuple(
    IndexDocument(number, f"Paper {number}", "shared words \ud800 “é”", ("Ada Lovelace",)) for number in (1, 2, 3)
)


def worker_command(folder: Path, before: str = "") -> list[str]:
    serve = "from app.index.worker import main\nsys.exit(main(sys.argv[2]))"
    code = f"import sys; sys.path.insert(0, sys.argv[1])\n{before}\n{serve}"
    return [sys.executable, "-c", code, str(CHECKOUT), str(folder)]


@pytest.fixture(params=["local", "worker"])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[IndexClient]:
    folder = tmp_path / "index"
    with LocalIndexClient(folder) if request.param == "local" else WorkerIndexClient(worker_command(folder)) as client:
        yield client


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[WorkerIndexClient]:
    with WorkerIndexClient(worker_command(tmp_path / "index")) as client:
        client.rebuild(PAPERS, "library", "epoch", 7)
        yield client


def find(client: IndexClient, text: str) -> set[int]:
    return client.search().find(TextTerm(None, tuple(split_words(text))))


def test_both_clients_build_update_and_search_an_index(client: IndexClient) -> None:
    assert client.read_state() is None
    with pytest.raises(IndexDamaged, match="no search index"):
        find(client, "paper")
    done: list[int] = []
    client.rebuild((IndexDocument(n, f"paper {n}", "same") for n in range(1, 1201)), "library", "epoch", 7, done.append)
    assert done == list(range(REBUILD_BATCH, 1201, REBUILD_BATCH))
    assert client.read_state() == IndexState("library", "epoch", 7, 1200)
    client.apply([IndexDocument(1, "other", "paper one", ("É. Borel",))], [2, 3], 8)
    assert client.read_state() == IndexState("library", "epoch", 8, 1198)
    assert find(client, "paper") == {1, *range(4, 1201)}
    search = client.search()
    assert search.find(TextTerm("authors", ("e", "borel"))) == {1}
    rank = search.rank([TextTerm(None, ("paper", "one"))], [9, 1, 8])
    assert [paper_id for paper_id, _ in rank] == [1, 9, 8]
    assert search.sort_by_score([TextTerm(None, ("paper", "one"))], [9, 1, 8]) == [1, 9, 8]
    assert search.rank([TextTerm("title", ("other",))], None, 5)[0][0] == 1


def test_changes_in_several_batches_are_recorded_together(client: IndexClient) -> None:
    client.rebuild(PAPERS, "library", "epoch", 7)
    client.apply((IndexDocument(n, "new") for n in range(2, APPLY_BATCH + 3)), [1], 8)
    assert client.read_state() == IndexState("library", "epoch", 8, APPLY_BATCH + 1)
    assert find(client, "new") == set(range(2, APPLY_BATCH + 3))


def test_an_older_search_is_dropped_after_a_newer_one(client: IndexClient) -> None:
    client.rebuild(PAPERS, "library", "epoch", 7)
    old, new = client.search(), client.search()
    assert old.find(TextTerm(None, ("paper",))) == {1, 2, 3}
    assert new.find(TextTerm(None, ("paper",))) == {1, 2, 3}
    with pytest.raises(StaleRequest):
        old.find(TextTerm(None, ("paper",)))
    client.apply([], [1], 8)  # a change is never stale
    assert new.find(TextTerm(None, ("paper",))) == {2, 3}


def test_a_cancelled_rebuild_keeps_the_old_index(client: IndexClient) -> None:
    def cancel(_done: int) -> None:
        raise KeyboardInterrupt

    client.rebuild(PAPERS, "library", "epoch", 7)
    with pytest.raises(KeyboardInterrupt):
        client.rebuild(PAPERS[:1], "library", "epoch", 8, cancel)
    assert client.read_state() == IndexState("library", "epoch", 7, 3)
    client.rebuild(PAPERS[:1], "library", "epoch", 9)
    assert client.read_state() == IndexState("library", "epoch", 9, 1)


def test_the_old_index_answers_during_a_rebuild(worker: WorkerIndexClient) -> None:
    answers: list[set[int]] = []
    coming = (IndexDocument(n, f"Paper {n}", "other words " * 50) for n in range(1, 3001))
    worker.rebuild(coming, "library", "epoch", 8, lambda _done: answers.append(find(worker, "shared words")))
    assert answers == [{1, 2, 3}] * (3000 // REBUILD_BATCH)
    assert (find(worker, "shared words"), len(find(worker, "other words"))) == (set(), 3000)


def test_a_killed_worker_is_restarted_silently(worker: WorkerIndexClient) -> None:
    first = worker.worker_id
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert find(worker, "paper") == {1, 2, 3}
    assert worker.worker_id not in (None, first)


def test_a_change_is_repeated_when_the_worker_dies(tmp_path: Path) -> None:
    marker = tmp_path / "died"
    die_once = (
        "import os, pathlib, signal, sys\n"
        f"marker = pathlib.Path({str(marker)!r})\n"
        "def hook(event, args):\n"
        "    if event == 'open' and '.paperdesk-' in str(args[0]) and not marker.exists():\n"
        "        marker.touch()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(hook)"
    )
    with LocalIndexClient(tmp_path / "index") as local:
        local.rebuild(PAPERS, "library", "epoch", 7)
    with WorkerIndexClient(worker_command(tmp_path / "index", die_once)) as client:
        client.apply([IndexDocument(4, "Paper 4")], [1], 8)
        assert marker.exists()
        assert find(client, "paper") == {2, 3, 4}


def test_a_worker_that_dies_twice_is_reported(tmp_path: Path) -> None:
    for command in ([sys.executable, "-c", "import sys; sys.stdin.readline()"], [str(tmp_path / "no such program")]):
        with WorkerIndexClient(command) as client, pytest.raises(IndexUnavailable, match="answers without it"):
            client.read_state()


def test_a_rebuild_whose_worker_dies_is_reported_and_keeps_the_old_index(worker: WorkerIndexClient) -> None:
    def kill(_done: int) -> None:
        assert worker.worker_id is not None
        os.kill(worker.worker_id, signal.SIGKILL)

    with pytest.raises(IndexProblem):
        worker.rebuild(PAPERS[:1], "library", "epoch", 8, kill)
    assert worker.read_state() == IndexState("library", "epoch", 7, 3)
    worker.rebuild(PAPERS[:1], "library", "epoch", 9)
    assert worker.read_state() == IndexState("library", "epoch", 9, 1)


def test_closing_the_client_stops_the_worker(worker: WorkerIndexClient) -> None:
    process_id = worker.worker_id
    assert process_id is not None
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_the_worker_exits_when_its_input_ends(tmp_path: Path) -> None:
    ended = subprocess.run(worker_command(tmp_path / "index"), input=b"", capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


def test_printing_in_the_worker_does_not_corrupt_replies(tmp_path: Path) -> None:
    noise = "sys.addaudithook(lambda event, args: event == 'open' and 'stamp.json' in str(args) and print('noise'))"
    ended = subprocess.run(
        worker_command(tmp_path / "index", noise),
        input=encode_request(1, GetState(0))
        + encode_request(2, BeginRebuild(0, "l", "e"))
        + encode_request(3, FinishRebuild(0, 3)),
        capture_output=True,
        check=True,
    )
    replies = [decode_reply(line) for line in ended.stdout.splitlines()]
    assert [number for number, _ in replies] == [1, 2, 3]
    assert [answer for _, answer in replies] == [None, None, None]
    assert b"noise" in ended.stderr


REQUESTS: list[Request[object]] = [
    GetState(0),
    FindTerm(3, TextTerm("title", ("a", "é"), MatchMode.NEAR, 5)),
    RankPapers(4, (TextTerm(None, ("a", "b")), TextTerm("note", ("c",), MatchMode.PREFIX)), (3, 1), None),
    RankPapers(4, (), None, 5),
    SortPapers(4, (TextTerm(None, ("a",)),), (3, 1, 2)),
    ApplyChanges(0, PAPERS, (4, 5), 9),
    BeginRebuild(0, "library", "epoch"),
    AddToRebuild(0, PAPERS),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: type(request).__name__)
def test_a_request_survives_encoding(request_: Request[object]) -> None:
    line = encode_request(7, request_)
    assert line.count(b"\n") == 1
    assert decode_request(line) == (7, request_)


def test_an_error_reply_keeps_class_and_message() -> None:
    number, problem = decode_reply(encode_reply(7, 0, IndexBusy("Wait.")))
    assert number == 7
    assert type(problem) is IndexBusy
    assert str(problem) == "Wait."


# --- killed at every step

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
NEW_DOCUMENTS = (IndexDocument(1, "changed"), IndexDocument(4, "added"))
WRITES: dict[str, tuple[list[Request[None]], dict[str, set[int]], int]] = {
    "apply": ([ApplyChanges(0, NEW_DOCUMENTS, (2,), 8)], {"changed": {1}, "added": {4}, "paper": {3}}, 3),
    "rebuild": (
        [BeginRebuild(0, "library", "epoch"), AddToRebuild(0, NEW_DOCUMENTS), FinishRebuild(0, 8)],
        {"changed": {1}, "added": {4}, "paper": set()},
        2,
    ),
}
MATCHES_BEFORE = {"changed": set(), "added": set(), "paper": {1, 2, 3}}


@pytest.mark.parametrize("write", WRITES)
def test_a_worker_killed_at_any_step_leaves_the_old_or_the_new_index(tmp_path: Path, write: str) -> None:
    requests, after, papers = WRITES[write]
    with LocalIndexClient(tmp_path / "origin") as client:
        client.rebuild(PAPERS, "library", "epoch", 7)
    lines = b"".join(encode_request(number, request) for number, request in enumerate(requests))
    kills = 0
    while True:
        shutil.copytree(tmp_path / "origin", tmp_path / "index")
        command = [*worker_command(tmp_path / "index", KILL_AT), str(kills + 1)]
        ended = subprocess.run(command, input=lines, capture_output=True, check=False)
        is_acknowledged = ended.stdout.count(b"\n") == len(requests)
        engine = Engine(tmp_path / "index", lock_timeout=0.0)
        check_old_or_new(engine, after, IndexState("library", "epoch", 8, papers), is_acknowledged)
        engine.apply(NEW_DOCUMENTS, [2], 9)  # no lock or partial file is left
        assert engine.find(TextTerm("title", ("added",))) == {4}
        engine.close()
        shutil.rmtree(tmp_path / "index")
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL
        kills += thorough(1, 4)  # every step, or every fourth
    assert kills >= 10


def check_old_or_new(
    engine: Engine, after: dict[str, set[int]], state_after: IndexState, is_acknowledged: bool
) -> None:
    state = engine.read_state()
    assert state in (IndexState("library", "epoch", 7, 3), state_after)
    assert state == state_after or not is_acknowledged
    expected = after if state == state_after else MATCHES_BEFORE
    assert {word: engine.find(TextTerm(None, (word,))) for word in expected} == expected


def test_the_local_client_keeps_the_number_of_segments_small(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with LocalIndexClient(folder) as client:
        client.rebuild(PAPERS, "library", "epoch", 7)
        for number in range(3 * MAX_UNMERGED_WRITES):
            client.apply([IndexDocument(100 + number, f"edit {number}")], [], 8 + number)
            assert len(list(folder.rglob("*.seg"))) <= 2 * MAX_UNMERGED_WRITES
        assert find(client, "edit") == set(range(100, 100 + 3 * MAX_UNMERGED_WRITES))
        client.apply([IndexDocument(99, "late")], [], 500)
    with LocalIndexClient(folder) as client:
        assert find(client, "late") == {99}
    assert len(list(folder.rglob("*.seg"))) < MERGE_SEGMENTS
