"""The command that explains a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.cli.arguments import Option, Positional, parse_id
from app.cli.command import DONE, Command, Request
from app.cli.commands_read import QUERY, get_query
from app.cli.output import BOLD, DIM, Output, Styled
from app.cli.shapes import Shape
from app.domain.views import PaperView
from app.query.results import ClauseMatch, ClauseView, Explanation

_CONTEXT = 30
"""Characters shown on either side of a match."""


def _explain(request: Request) -> int:
    with request.open_library() as library:
        explanation = library.explain(get_query(request), request.arguments.paper)
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
        "places": [{"field": met.field, "start": met.start, "end": met.end} for met in clause.matches],
        "parts": [_clause(part) for part in clause.parts],
    }


def _print(out: Output, explanation: Explanation, view: PaperView | None) -> None:
    out.line(explanation.sentence)
    if view is not None:
        result = "found" if explanation.is_found else "not found"
        out.line()
        out.line(Styled(f"{view.id}  {view.title}", BOLD), f": {result}.")
    _print_clauses(out, explanation.clauses, view, "")


def _print_clauses(out: Output, clauses: Sequence[ClauseView], view: PaperView | None, indent: str) -> None:
    for clause in clauses:
        mark = {None: "·", True: "✓", False: "✗"}[clause.is_met]
        out.line(f"{indent}{mark} {clause.sentence}", Styled(f"   {clause.text}", DIM))
        for met in clause.matches[:3] if view is not None else ():
            out.line(f"{indent}    ", Styled(f"{met.field}: ", DIM), *_excerpt(_text_of(view, met), met))
        _print_clauses(out, clause.parts, view, indent + "  ")


def _text_of(view: PaperView | None, met: ClauseMatch) -> str:
    """The text that the positions of a match refer to."""
    if view is None:
        return ""
    if met.field == "authors":
        return ", ".join(view.authors)
    if met.field == "organization":
        organization = view.organization
        return " ".join(filter(None, (organization.name, organization.slug))) if organization else ""
    return str(getattr(view, met.field) or "")


def _excerpt(text: str, met: ClauseMatch) -> Iterator[str | Styled]:
    start, end = max(0, met.start - _CONTEXT), met.end + _CONTEXT
    yield ("…" if start else "") + text[start : met.start]
    yield Styled(text[met.start : met.end], BOLD)
    yield text[met.end : end] + ("…" if end < len(text) else "")


EXPLAIN_COMMANDS = (
    Command(
        "explain",
        "Explain a query, and why a paper matches it or not",
        _explain,
        (
            Positional("query", "QUERY", QUERY.help, nargs="+"),
            Option("--paper", "the id of a paper, to show which clauses it matches and where", "ID", parse_id),
        ),
        "The query is described in a sentence, then clause by clause. Positions are characters of the field.",
    ),
)
