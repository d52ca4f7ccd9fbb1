"""`paperdesk explain`: the meaning of a query, and why a paper is found or not."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from app.cli.output import print_query_error
from app.domain.errors import QueryError


def test_a_query_is_explained_without_a_paper(filled: Any) -> None:
    outcome = filled("explain", "boats", "-tag:x")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "Papers with “boats” and not tagged “x”.\n· with “boats”   boats\n· not tagged “x”   -tag:x\n"


def test_a_paper_is_explained_with_matching_clauses_and_positions(filled: Any) -> None:
    lines = filled("explain", "pape* (kite OR authors:3)", "--paper", "1").out.splitlines()
    assert lines == [
        "Papers with “pape…” and (with “kite” or with 3 authors).",
        "",
        "1  A Study of Paper Boats: found.",
        "✓ with “pape…”   pape*",
        "    title: A Study of Paper Boats",
        "    abstract: We fold boats of paper and let them sail across a po…",
        "✓ with “kite” or with 3 authors   kite OR authors:3",
        "  ✗ with “kite”   kite",
        "  ✓ with 3 authors   authors:3",
    ]


def test_json_has_every_clause_with_its_positions(filled: Any) -> None:
    found = filled("explain", "--json", "--paper", "2", "boats sort:title").json
    assert found == {
        "query": "boats sort:title",
        "sentence": "Papers with “boats”; by title.",
        "paper_id": 2,
        "found": False,
        "clauses": [{"text": "boats", "sentence": "with “boats”", "met": False, "places": [], "parts": []}],
    }
    (clause,) = filled("explain", "--json", "--paper", "1", "boats").json["clauses"]
    assert clause["places"] == [
        {"field": "title", "start": 17, "end": 22},
        {"field": "abstract", "start": 8, "end": 13},
    ]


def test_a_mistake_and_an_unknown_paper_give_clear_errors(filled: Any) -> None:
    wrong = filled("explain", "titel:boats")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean “title:”" in wrong.err
    assert filled("explain", "boats", "--paper", "99").code == 2
    assert filled("explain").code == 2


def test_a_script_gets_the_position_of_a_mistake_and_a_suggestion_in_one_line(filled: Any) -> None:
    wrong = filled("list", "Ü title:boats", "stauts:done")
    assert wrong.code == 2
    assert wrong.err == (
        "paperdesk: There is no field “stauts:”; did you mean “status:”? "
        "(Character 15 of the query; did you mean: Ü title:boats status:done)\n"
    )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_mistake_is_underlined(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    print_query_error(QueryError("There is no such field.", "Ü 中 stauts:done", 4, "Ü 中 status:done"))
    assert terminal.getvalue().splitlines() == [
        "paperdesk: There is no such field.",
        "  Ü 中 stauts:done",
        "       ^",
        "Did you mean: Ü 中 status:done",
    ]


def test_the_sort_option_overrides_the_sort_of_a_query(filled: Any) -> None:
    def ids(*words: str) -> list[int]:
        return [paper["id"] for paper in filled("list", "--json", *words).json]

    assert ids("sort:title") == [1, 2, 3]
    assert ids("sort:-title") == [3, 2, 1]
    assert ids("sort:-title", "--sort", "title") == [1, 2, 3]
    assert ids("authors:>2 sort:-date") == [3, 1]
