"""The command line in this process, with a temporary library."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main

HEAD = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"
    "byAK and the research community\n\n{day}\n\n"
)
PAPERS = (
    ("A Study of Paper Boats", "We fold boats of paper and let them sail across a pond in spring.", 3, "Mar 1"),
    ("Kites that Remember the Wind", "A kite with a small memory flies longer than one without any.", 2, "Feb 28"),
    ("Lanterns for Slow Rivers", "Lanterns drift on rivers; we measure how slowly they go at night.", 5, "Nov 3, 2024"),
)
TAIL = "Stones that were Skipped Twice\n"


def page(day: str = "Mar 2", papers: tuple[tuple[str, str, int, str], ...] = PAPERS, tail: str = "") -> str:
    """A Daily Papers page."""
    blocks = (f"{title}\n\n{abstract}\n\n  • {n} authors\n·\n{date} {n}\n\n" for title, abstract, n, date in papers)
    return HEAD.format(day=day) + "".join(blocks) + tail


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """`run("list", "--json", stdin=b"")` -> Outcome."""
    monkeypatch.setenv("PAPERDESK_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))

    def call(*words: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(list(words))
        sys.stderr.flush()
        captured = capfdbinary.readouterr()
        return Outcome(code, captured.out.decode(), captured.err.decode())

    return call


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A page of three papers on disk."""
    path = tmp_path / "page.txt"
    path.write_text(page(), encoding="utf-8")
    return path


@pytest.fixture
def filled(run: Run, dump: Path) -> Run:
    """The command line on a library that holds the three papers."""
    assert run("import", str(dump)).code == 0
    return run


@pytest.fixture
def make_page() -> Callable[..., str]:
    return page
