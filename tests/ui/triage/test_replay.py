"""Three hundred decisions with keys as fast as possible: exactly these are in the library afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from app.bench.corpus import DUMP_DATE, generate_papers, make_pages
from app.importer.source import decode_source
from app.ingest.run import ImportOptions
from app.library import Library

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

PAPERS = 330
STATUSES = {"e": "done", "l": "later", "d": "dropped"}
Condition = tuple[str, bool]


class KeyModel:
    """A model of the keys, applied to the paper that is shown when they are pressed; independent of the program."""

    def __init__(self, ids: list[int]) -> None:
        self.papers: dict[int, Condition] = dict.fromkeys(ids, ("inbox", False))
        self._steps: list[tuple[int, Condition]] = []

    @property
    def has_steps(self) -> bool:
        return bool(self._steps)

    def press(self, key: str, paper: int) -> None:
        if key == "z":
            changed, before = self._steps.pop()
            self.papers[changed] = before
            return
        before = status, is_starred = self.papers[paper]
        after = (status, not is_starred) if key == "s" else (STATUSES[key], is_starred)
        if after != before:
            self._steps.append((paper, before))
            self.papers[paper] = after


@pytest.fixture
def full_inbox(own_folders: Path) -> Path:
    with Library(own_folders) as library:
        for text in make_pages(list(generate_papers(PAPERS))):
            library.import_source(decode_source(text.encode(), "page"), ImportOptions(dump_date=DUMP_DATE))
    return own_folders


@pytest.mark.parametrize(("mode", "keys"), [("list", 100), ("triage", 300)])
def test_no_decision_is_lost_when_keys_come_fast(
    open_window: Callable[[Path], MainWindow], full_inbox: Path, qtbot: Any, mode: str, keys: int
) -> None:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    window, random = open_window(full_inbox), Random(mode)
    if mode == "triage":
        window.actions_by_id["triage"].trigger()
    ids = list(window.papers.ids)
    assert len(ids) == PAPERS
    model = KeyModel(ids)
    for _ in range(keys):
        key = random.choice("eeelllddssz" if model.has_steps else "elds")
        paper = window.papers.current_id
        assert paper is not None
        model.press(key, paper)
        QTest.keyClick(QApplication.focusWidget(), key)
        if pace := random.randrange(4):  # otherwise the next key comes before any event is processed
            QApplication.processEvents()
        if pace == 1:
            qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)
    window.close()
    with Library(full_inbox) as library:
        stored = {row.id: (row.status, row.starred) for row in library.rows(ids)}
    assert stored == model.papers
    assert len(set(stored.values())) > 4, "the keys changed too little"
