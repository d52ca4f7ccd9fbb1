"""The lines of the benchmark's table: what is measured, in which unit, and the budget where there is one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import UsageError


@dataclass(frozen=True, slots=True)
class Line:
    """One line; a budget is the `least` or the `most` that is allowed, never both."""

    key: str
    label: str
    unit: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured for a line. `value` is None when it could not be measured; `note` says why, or how."""

    key: str
    value: float | None
    note: str = ""


LINES = (
    Line("parse", "parse", "papers/s"),
    Line("searchable", "into the library and its index", "papers/s", least=900),
    Line("tag_p50", "tag one paper, p50", "ms"),
    Line("tag_p95", "tag one paper, p95", "ms", most=3),
    Line("edit_searchable_p50", "edit a title and find it, p50", "ms"),
    Line("edit_searchable_p95", "edit a title and find it, p95", "ms", most=30),
    Line("list_p50", "order all, show 50, p50", "ms"),
    Line("list_p95", "order all, show 50, p95", "ms"),
    Line("list_all", "all papers with everything", "ms"),
    Line("search_p50", "search, all kinds, p50", "ms"),
    Line("search_p95", "search, all kinds, p95", "ms", most=80),
    Line("search_rare", "search a rare word, p50", "ms"),
    Line("search_mid", "search a middling word, p50", "ms"),
    Line("search_common", "search a common word, p50", "ms"),
    Line("search_and", "search two words, p50", "ms"),
    Line("search_phrase", "search a phrase, p50", "ms"),
    Line("memory", "memory of all the above, peak", "MB"),
    Line("process_list", "paperdesk list --limit 20, process", "ms"),
    Line("process_list_json", "paperdesk list --json, process", "ms"),
    Line("process_python", "python -c pass, process", "ms"),
    Line("import", "whole import, parse and store", "papers/s", least=10_000),
    Line("storing", "storing alone, of parsed papers", "papers/s"),
    Line("add_relations", "SQLModel add_all, with relations", "papers/s"),
    Line("add_papers", "SQLModel add_all, papers alone", "papers/s"),
    Line("add_rows", "SQLModel add_all, our own rows", "papers/s"),
    Line("storing_ratio", "storing beside add_all with relations", "x", least=8),
    Line("storing_rows_ratio", "storing beside add_all of our own rows", "x"),
    Line("import_ratio", "whole import beside the same add_all", "x"),
)
_BY_KEY = {line.key: line for line in LINES}


def is_met(line: Line, value: float | None) -> bool | None:
    """Whether the figure keeps its budget; None when there is no budget or no figure."""
    if value is None or (line.least is None and line.most is None):
        return None
    return value >= line.least if line.least is not None else value <= (line.most or 0)


def row(figure: Figure, lines: Mapping[str, Line] = _BY_KEY) -> str:
    """The figure as one row of the table under HEADING."""
    line = lines[figure.key]
    value = "-" if figure.value is None else _number(figure.value)
    met = is_met(line, figure.value)
    verdict = {True: "met", False: "MISSED", None: ""}[met]
    return f"{line.label:<40}{value:>10} {line.unit:<9}{_budget(line):>10} {verdict:<7}{figure.note}".rstrip()


HEADING = f"{'what':<40}{'figure':>10} {'unit':<9}{'budget':>10}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _budget(line: Line) -> str:
    if line.least is not None:
        return f">= {line.least:,g}"
    return f"<= {line.most:,g}" if line.most is not None else ""


def as_object(papers: int, figures: Sequence[Figure], lines: Mapping[str, Line] = _BY_KEY) -> dict[str, Any]:
    """The whole table as one JSON object."""
    return {"papers": papers, "figures": {figure.key: _as_entry(figure, lines[figure.key]) for figure in figures}}


def _as_entry(figure: Figure, line: Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "value": None if figure.value is None else round(figure.value, 3),
        "unit": line.unit,
        "least": line.least,
        "most": line.most,
        "is_met": is_met(line, figure.value),
        "note": figure.note,
    }


def percentile(values: Iterable[float], percent: int) -> float:
    """The smallest of the values that at least `percent` of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]


def refuse_none(papers: int) -> None:
    """Raise UsageError when there is nothing to measure with."""
    if papers < 1:
        raise UsageError(f"A benchmark needs at least 1 paper, not {papers}.")
