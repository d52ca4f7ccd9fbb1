"""What Paperdesk is compared with: baselines for storing papers, and other search engines.

They are no part of the program. A source checkout has them in `tests/bench`, and this is the one place that looks for
them there; without that folder, as in an installed wheel, Paperdesk is measured alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from app.bench.engine import SearchEngine
from app.bench.figures import Line
from app.config.paths import PROGRAM_ROOT
from app.domain.records import PaperRecord
from app.store.database import Database

PAPERDESK_ALONE = "Paperdesk is measured alone: what it is compared with is part of the source code only (tests/bench)."


@dataclass(frozen=True, slots=True)
class Baseline:
    """Another way to store parsed papers, with its line of the table; `prepare` adds its tables to an open library."""

    line: Line
    store: Callable[[Database, Sequence[PaperRecord]], None]
    prepare: Callable[[Database], None] = lambda _database: None


@dataclass(frozen=True, slots=True)
class Ratio:
    """The time of a baseline divided by a time of Paperdesk: the keys of both lines, and how they compare."""

    line: Line
    baseline: str
    paperdesk: str
    note: str


@dataclass(frozen=True, slots=True)
class Baselines:
    """All baselines, and the ratios that are shown of them; none when there is no source checkout."""

    stores: tuple[Baseline, ...] = ()
    ratios: tuple[Ratio, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Their lines of the table, in order."""
        return (*(one.line for one in self.stores), *(one.line for one in self.ratios))


@dataclass(frozen=True, slots=True)
class OtherEngine:
    """Another search engine: its name in the results, the heading and width of its column, and its ratio's line.

    The ratio is the p95 of its keystrokes divided by Paperdesk's. `remark` is a sentence below the table.
    """

    name: str
    heading: str
    width: int
    engine: type[SearchEngine]
    ratio: Line
    remark: str = ""


def load_baselines() -> Baselines:
    """The baselines of `tests/bench/baselines.py`."""
    module = _load("baselines")
    baselines: Baselines = module.BASELINES if module else Baselines()
    return baselines


def load_engines() -> tuple[OtherEngine, ...]:
    """The search engines of `tests/bench/engines.py`."""
    module = _load("engines")
    engines: tuple[OtherEngine, ...] = module.ENGINES if module else ()
    return engines


def _load(name: str) -> ModuleType | None:
    """A module of `tests/bench` beside this program; never one of another package that is called `tests`."""
    tests = PROGRAM_ROOT / "tests"
    file = tests / "bench" / f"{name}.py"
    spec = find_spec("tests") if file.is_file() else None
    folders = (spec.submodule_search_locations or ()) if spec else ()
    if tests not in [Path(folder).resolve() for folder in folders]:
        return None
    module = import_module(f"tests.bench.{name}")
    return module if Path(module.__file__ or "").resolve() == file else None
