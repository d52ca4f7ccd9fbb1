"""The command that explains a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.cli.arguments import Option, Word, read_id
from app.cli.command import DONE, Command, Request
from app.cli.commands_read import QUERY, query_of
from app.cli.output import BOLD, DIM, Output, Painted
from app.cli.shapes import Shape
from app.domain.views import PaperView
from app.query.answers import ClauseView, Explanation, Met

_CONTEXT = 30
"""Characters shown on either side of words that were met."""


def _explain(request: Request) -> int:
    with request.open_library() as library:
        explanation = library.explain(query_of(request), request.arguments.paper)
        view = None if explanation.paper_id is None else library.show(explanation.paper_id)
    if request.out.is_json:
        request.out.json(_shape(explanation))
    else:
        _print(request.out, explanation, view)
    return DONE


def _shape(explanation: Explanation) -> Shape:
    return {
        "query": explanation.query,
        "sentence": explanation.sentence,
        "paper_id": explanation.paper_id,
        "found": explanation.is_found,
        "clauses": [_clause(clause) for clause in explanation.clauses],
    }


def _clause(clause: ClauseView) -> Shape:
    return {
        "text": clause.text,
        "sentence": clause.sentence,
        "met": clause.is_met,
        "places": [{"field": met.field, "start": met.start, "end": met.end} for met in clause.places],
        "parts": [_clause(part) for part in clause.parts],
    }


def _print(out: Output, explanation: Explanation, view: PaperView | None) -> None:
    out.line(explanation.sentence)
    if view is not None:
        verdict = "found" if explanation.is_found else "not found"
        out.line()
        out.line(Painted(f"{view.id}  {view.title}", BOLD), f": {verdict}.")
    _print_clauses(out, explanation.clauses, view, "")


def _print_clauses(out: Output, clauses: Sequence[ClauseView], view: PaperView | None, indent: str) -> None:
    for clause in clauses:
        mark = {None: "·", True: "✓", False: "✗"}[clause.is_met]
        out.line(f"{indent}{mark} {clause.sentence}", Painted(f"   {clause.text}", DIM))
        for met in clause.places[:3] if view is not None else ():
            out.line(f"{indent}    ", Painted(f"{met.field}: ", DIM), *_excerpt(_text_of(view, met), met))
        _print_clauses(out, clause.parts, view, indent + "  ")


def _text_of(view: PaperView | None, met: Met) -> str:
    """The text whose characters a place counts."""
    if view is None:
        return ""
    if met.field == "authors":
        return ", ".join(view.authors)
    if met.field == "organization":
        organization = view.organization
        return " ".join(filter(None, (organization.name, organization.slug))) if organization else ""
    return str(getattr(view, met.field) or "")


def _excerpt(text: str, met: Met) -> Iterator[str | Painted]:
    start, end = max(0, met.start - _CONTEXT), met.end + _CONTEXT
    yield ("…" if start else "") + text[start : met.start]
    yield Painted(text[met.start : met.end], BOLD)
    yield text[met.end : end] + ("…" if end < len(text) else "")


EXPLAINING = (
    Command(
        "explain",
        "Say what a query means, and why a paper is found by it or not",
        _explain,
        (
            Word("query", "QUERY", QUERY.help, count="+"),
            Option("--paper", "the number of a paper: which clauses it meets, and where", "ID", read_id),
        ),
        "The query is told as a sentence, then clause by clause. Places are counted in characters of the field.",
    ),
)
