"""Simulated power failures: the system calls of the real program are recorded, and a disk loses unsynced data."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from random import Random

import pytest

from app.domain.errors import LibraryError
from app.library import FILE_NAME, Library
from app.store.driver import JOURNAL_MODE
from tests.crash import trace
from tests.crash.disk import Disk
from tests.crash.inspection import find_faults, read_content
from tests.crash.steps import ACTIVITIES, Content
from tests.crash.trace import Create, Event, LogLine, Sync, Write
from tests.crash.writer import Task
from tests.paths import ROOT
from tests.profile import thorough

STATES = {
    "WAL": thorough(330, 90),
    "DELETE": thorough(150, 40),
}  # a third of them right after an acknowledgement, where there is most to lose
CONTROL_STATES = {"WAL": 330, "DELETE": 150}  # the control ends at its first loss, and must find one
STEPS = 48
Record = Callable[[str, str], list[Event]]
NAMES = frozenset({FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-journal"})


@cache
def _find_obstacle() -> str | None:
    """Why calls cannot be recorded here; None when they can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    trial = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    return f"strace may not trace here: {trial.stderr.strip()[-200:]}" if trial.returncode else None


@dataclass(frozen=True)
class Loss:
    """The cost of one power failure: lost acknowledged steps, or what is broken."""

    state: int
    lost: int
    broken: str = ""


def _record(folder: Path, synchronous: str, journal_mode: str) -> list[Event]:
    """Let the writer run STEPS steps in a new library, and return its calls on the library's files."""
    if reason := _find_obstacle():
        pytest.skip(reason)
    pages, library, log = folder / "pages", folder / "library", folder / "calls"
    pages.mkdir(parents=True)
    with Library(library):  # a new library appears by one rename, when it is complete and on the disk
        created = {path.name: path.read_bytes() for path in library.iterdir() if path.name == FILE_NAME}
    output = folder / "output"
    task = Task(
        str(library), str(pages), "mixed", first=-1, count=STEPS + 1, reopen_after=STEPS // 2,
        synchronous=synchronous, journal_mode=journal_mode, log=str(output),
    )  # fmt: skip
    program = [sys.executable, "-m", "tests.crash.writer", json.dumps(asdict(task))]
    subprocess.run(trace.make_command(log, program), cwd=ROOT, check=True)
    before = [event for name, data in created.items() for event in (Create(name), Write(name, 0, data), Sync(name))]
    events = [*before, Sync(""), *trace.read_trace(log, library, NAMES, output)]
    log.unlink()
    assert _replay(events) == {path.name: path.read_bytes() for path in library.iterdir() if path.name in NAMES}
    assert [event.line for event in events if isinstance(event, LogLine)][-1] == f"done {STEPS - 1}"
    return events


def _replay(events: list[Event]) -> dict[str, bytes]:
    """The files after the recorded calls: the same as on the real disk, if the recording is complete."""
    disk = Disk()
    for event in events:
        disk.apply(event)
    return disk.sync_all()


def _simulate_failures(events: list[Event], folder: Path, seed: str, states: int) -> Iterator[Loss]:
    """Simulate power failures at random moments; yields the cost of each."""
    random = Random(seed)
    acknowledgements = [position for position, event in enumerate(events, start=1) if isinstance(event, LogLine)]
    moments = random.choices(range(1, len(events) + 1), k=states - states // 3)
    moments = sorted(moments + random.choices(acknowledgements, k=states // 3))
    disk, applied, acknowledged = Disk(), 0, 0
    for state, moment in enumerate(moments):
        for event in events[applied:moment]:
            disk.apply(event)
            acknowledged += isinstance(event, LogLine) and event.line.startswith("done")
        applied = moment
        library_folder = folder / str(state)
        library_folder.mkdir(parents=True)
        for name, content in disk.lose_power(random).items():
            (library_folder / name).write_bytes(content)
        yield _assess(library_folder, state, acknowledged)
        shutil.rmtree(library_folder)


def _assess(folder: Path, state: int, acknowledged: int) -> Loss:
    try:
        with Library(folder) as library:
            found, faults = read_content(library), find_faults(library)
    except LibraryError as error:
        return Loss(state, 0, str(error))
    if faults:
        return Loss(state, 0, "; ".join(faults))
    if found.steps not in range(STEPS + 2) or found != _content_after(found.steps):
        return Loss(state, 0, "a step is incomplete")
    if found.steps > acknowledged + 1:
        return Loss(state, 0, "there are more steps than were run")
    return Loss(state, max(0, acknowledged - found.steps))


@cache
def _content_after(steps: int) -> Content:
    content = Content()
    for number in range(-1, steps - 1):
        ACTIVITIES["mixed"](number).predict(content)
    return content


def _skip_unless_safe(journal_mode: str) -> None:
    if journal_mode == "WAL" and JOURNAL_MODE != "WAL":
        pytest.skip("this SQLite is older than 3.51.3: Paperdesk does not use the WAL with it")


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    return partial(_record, tmp_path / "recorded")


@pytest.mark.parametrize("journal_mode", ["WAL", "DELETE"])
def test_no_acknowledged_edit_is_lost_when_the_power_fails(tmp_path: Path, record: Record, journal_mode: str) -> None:
    _skip_unless_safe(journal_mode)
    events = record("FULL", journal_mode)
    assert has_checkpoint(events), "the recording is too short to show a checkpoint"
    costs = list(_simulate_failures(events, tmp_path / "states", f"full {journal_mode}", STATES[journal_mode]))
    assert len(costs) == STATES[journal_mode]
    assert [cost for cost in costs if cost.lost or cost.broken] == []


@pytest.mark.parametrize("journal_mode", ["WAL", "DELETE"])
def test_a_library_that_syncs_too_little_is_caught_losing_edits(
    tmp_path: Path, record: Record, journal_mode: str
) -> None:
    """The control: without a loss here, the test above would prove nothing."""
    _skip_unless_safe(journal_mode)
    events = record("NORMAL", journal_mode)
    costs = _simulate_failures(events, tmp_path / "states", f"normal {journal_mode}", CONTROL_STATES[journal_mode])
    assert any(cost.lost for cost in costs)


def has_checkpoint(events: list[Event]) -> bool:
    """Whether the library file itself was written between two acknowledged steps."""
    acknowledged = [position for position, event in enumerate(events) if isinstance(event, LogLine)]
    return any(
        isinstance(event, Write) and event.name == FILE_NAME for event in events[acknowledged[0] : acknowledged[-1]]
    )
