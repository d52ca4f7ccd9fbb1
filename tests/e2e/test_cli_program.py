"""The command line in real processes: undo across processes, encodings, pipes, start-up and terminals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.paths import ROOT

SAMPLE = ROOT / "resources" / "samples" / "daily-papers-sample-1.txt"

Program = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PAPERDESK_LIBRARY": str(tmp_path / "library"),
        "PAPERDESK_CACHE": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }


@pytest.fixture
def paperdesk(environment: dict[str, str]) -> Program:
    """`paperdesk("list", input=b"")` -> the finished process, in the C locale."""

    def call(*words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, str(ROOT / "paperdesk.py"), *words]
        return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False, **options)

    return call


def papers(paperdesk: Program) -> Any:
    return json.loads(paperdesk("list", "--json").stdout)


def test_one_process_undoes_and_redoes_the_actions_of_another(paperdesk: Program) -> None:
    assert paperdesk("import", str(SAMPLE)).returncode == 0
    first = str(papers(paperdesk)[0]["id"])
    assert paperdesk("tag", "add", "über/été", first).returncode == 0
    tagged = papers(paperdesk)
    assert tagged[0]["tags"] == ["über/été"]
    assert [paperdesk("undo").returncode for _ in range(3)] == [0, 0, 3]
    assert papers(paperdesk) == []
    assert [paperdesk("redo").returncode for _ in range(3)] == [0, 0, 3]
    assert papers(paperdesk) == tagged


def test_bytes_and_unicode_survive_an_ascii_locale(paperdesk: Program) -> None:
    outcome = paperdesk("import", "-", "--json", input=SAMPLE.read_bytes())
    assert outcome.returncode == 0
    assert json.loads(outcome.stdout)[0]["papers"] == 16
    note = "Ünïcödé ☃\r\n\x00 end".encode()
    assert paperdesk("note", "1", "--set", "-", input=note).returncode == 0
    assert paperdesk("note", "1").stdout == note
    assert paperdesk("tag", "add", "☃", "1").returncode == 0
    assert "“☃”" in paperdesk("history").stdout.decode()
    assert "“☃”" in paperdesk("list", "--sort", "☃").stderr.decode()


def test_a_list_starts_without_heavy_modules(paperdesk: Program, environment: dict[str, str]) -> None:
    assert paperdesk("import", str(SAMPLE)).returncode == 0
    script = (
        "import sys; from app.cli.main import main; main(['list', '--json']); "
        "print(sorted({m.split('.')[0] for m in sys.modules} | set(sys.modules)), file=sys.stderr)"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    assert len(json.loads(outcome.stdout)) == 16
    loaded = outcome.stderr.decode()
    for heavy in ("sqlmodel", "sqlalchemy", "pydantic", "whoosh", "yaml", "app.actions.editing", "app.index.client"):
        assert f"'{heavy}'" not in loaded, heavy


@pytest.mark.skipif(os.name == "nt", reason="POSIX only")
def test_a_closed_output_pipe_is_no_error(paperdesk: Program, environment: dict[str, str]) -> None:
    paperdesk("import", str(SAMPLE))
    reading, writing = os.pipe()
    os.close(reading)
    try:
        outcome = subprocess.run(
            [sys.executable, str(ROOT / "paperdesk.py"), "list", "--json"],
            env=environment, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (outcome.returncode, outcome.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_a_full_disk_is_reported_once(paperdesk: Program, environment: dict[str, str]) -> None:
    paperdesk("import", str(SAMPLE))
    with Path("/dev/full").open("wb") as full:
        outcome = subprocess.run(
            [sys.executable, str(ROOT / "paperdesk.py"), "list"],
            env=environment, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
    assert outcome.returncode == 3
    assert outcome.stderr.startswith(b"paperdesk: ")
    assert outcome.stderr.count(b"\n") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_pipes_and_devices_are_refused_without_blocking(paperdesk: Program, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for source in (str(pipe), "/dev/zero", "/dev/null"):
        outcome = paperdesk("import", source)
        assert outcome.returncode == 3
        assert source.encode() in outcome.stderr
        assert paperdesk("note", "1", "--set", source).returncode == 3
    assert paperdesk("import", "-", stdin=subprocess.DEVNULL).returncode == 3


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_named(paperdesk: Program, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_bytes(SAMPLE.read_bytes())
    path.chmod(0)
    outcome = paperdesk("import", str(path))
    assert outcome.returncode == 3
    assert str(path).encode() in outcome.stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a pseudo-terminal")
def test_colours_are_used_only_on_terminals_that_allow_them(paperdesk: Program, environment: dict[str, str]) -> None:
    paperdesk("import", str(SAMPLE))

    def show(**extra: str) -> bytes:
        main_end, child_end = os.openpty()
        with os.fdopen(main_end, "rb", buffering=0) as terminal:
            command = [sys.executable, str(ROOT / "paperdesk.py"), "list", "--limit", "2"]
            subprocess.run(
                command, env={**environment, "TERM": "xterm", **extra}, stdout=child_end, timeout=60, check=True
            )
            os.close(child_end)
            return terminal.read(65536)

    bare = {name: value for name, value in environment.items() if name != "NO_COLOR"}
    environment.clear()
    environment.update(bare)
    coloured = show(COLUMNS="60")
    assert b"\x1b[" in coloured
    assert b"\x1b" not in show(NO_COLOR="1")
    assert b"\x1b" not in paperdesk("list").stdout
    plain = show(NO_COLOR="1", COLUMNS="60").decode().split("\r\n")
    assert all(len(line) <= 60 for line in plain)
    assert any(line.endswith("…") for line in plain)
