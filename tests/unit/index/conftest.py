"""Index fixtures: a small index in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.index.analysis import split_words
from app.index.documents import IndexDocument, TextTerm
from app.index.engine import Engine

PAPERS = (
    IndexDocument(1, "Agents that read", "A multi-agent desk.", ("Ada Lovelace", "Émile Borel"), "Acme", ""),
    IndexDocument(2, "A reader of maps", "Agents draw maps.", ("Borel Ada",), "", "Reread the multi agent part"),
    IndexDocument(3, "Maps", "", (), "ACME Straße", ""),
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = Engine(tmp_path / "index", lock_timeout=0.0)
    engine.rebuild(PAPERS, "library", "epoch", 7)
    yield engine
    engine.close()


def find(engine: Engine, text: str, field: str | None = None) -> set[int]:
    return engine.find(TextTerm(field, tuple(split_words(text))))


def data_folder(engine: Engine) -> Path:
    (folder,) = engine.root.glob("data-*")
    return folder
