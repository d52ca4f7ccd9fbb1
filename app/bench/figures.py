"""The lines of the table of `paperdesk bench`: what is measured, in which unit, and the budget if there is one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import UsageError


@dataclass(frozen=True, slots=True)
class Line:
    """One line; its budget is the smallest (`least`) or the largest (`most`) value allowed, never both."""

    key: str
    label: str
    unit: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """The measured value of a line, None when it could not be measured; `note` says why, or how it was measured."""

    key: str
    value: float | None
    note: str = ""


LINES = (
    Line("parse", "parse", "papers/s"),
    Line("searchable", "import and index", "papers/s", least=900),
    Line("tag_p50", "tag one paper, p50", "ms"),
    Line("tag_p95", "tag one paper, p95", "ms", most=3),
    Line("edit_searchable_p50", "edit a title and find it, p50", "ms"),
    Line("edit_searchable_p95", "edit a title and find it, p95", "ms", most=30),
    Line("list_p50", "sort all, show 50, p50", "ms"),
    Line("list_p95", "sort all, show 50, p95", "ms"),
    Line("list_all", "read all papers with all fields", "ms"),
    Line("search_p50", "search, all kinds of query, p50", "ms"),
    Line("search_p95", "search, all kinds of query, p95", "ms", most=80),
    Line("search_rare", "search a rare word, p50", "ms"),
    Line("search_mid", "search a word of medium frequency, p50", "ms"),
    Line("search_common", "search a common word, p50", "ms"),
    Line("search_and", "search two words, p50", "ms"),
    Line("search_phrase", "search a phrase, p50", "ms"),
    Line("memory", "memory for all of the above, peak", "MB"),
    Line("process_list", "process: paperdesk list --limit 20", "ms"),
    Line("process_list_json", "process: paperdesk list --json", "ms"),
    Line("process_python", "process: python -c pass", "ms"),
    Line("import", "import: parse and store", "papers/s", least=10_000),
    Line("storing", "store parsed papers", "papers/s"),
)
_LINES_BY_KEY = {line.key: line for line in LINES}


def is_met(line: Line, value: float | None) -> bool | None:
    """Whether a value is within its budget; None when there is no budget or no value."""
    if value is None or (line.least is None and line.most is None):
        return None
    return value >= line.least if line.least is not None else value <= (line.most or 0)


def format_row(figure: Figure, lines: Mapping[str, Line] = _LINES_BY_KEY) -> str:
    """The figure as one row of the table under HEADING."""
    line = lines[figure.key]
    value = "-" if figure.value is None else _format_value(figure.value)
    result = {True: "met", False: "MISSED", None: ""}[is_met(line, figure.value)]
    return f"{line.label:<40}{value:>10} {line.unit:<9}{_format_budget(line):>10} {result:<7}{figure.note}".rstrip()


HEADING = f"{'what':<40}{'figure':>10} {'unit':<9}{'budget':>10}"


def _format_value(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _format_budget(line: Line) -> str:
    if line.least is not None:
        return f">= {line.least:,g}"
    return f"<= {line.most:,g}" if line.most is not None else ""


def to_json_object(papers: int, figures: Sequence[Figure], lines: Mapping[str, Line] = _LINES_BY_KEY) -> dict[str, Any]:
    """The whole table as one JSON object."""
    return {"papers": papers, "figures": {figure.key: _to_json_entry(figure, lines[figure.key]) for figure in figures}}


def _to_json_entry(figure: Figure, line: Line) -> dict[str, Any]:
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
    """The smallest of the values that at least `percent` % of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)]


def check_paper_count(papers: int) -> None:
    """Raise UsageError when there is nothing to measure with."""
    if papers < 1:
        raise UsageError(f"A benchmark needs at least 1 paper, not {papers}.")
