"""Terminal output of papers, search results, imports and history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.cli.output import BOLD, DIM, YELLOW, Output, Styled, cut, display_width, escape_controls
from app.domain.detail_views import Hit, ImportView, StepView
from app.domain.paper_fields import NUMBERS
from app.domain.views import LinkView, PaperView, SightingView

_STATUS_WIDTH = 7
_MIN_TITLE_WIDTH = 20


def print_list(out: Output, views: Iterable[PaperView], largest_id: int) -> None:
    """Print one line per paper: id, date, comments, status, star, title, tags."""
    id_width = len(str(largest_id))
    width = out.width
    for view in views:
        comments = "" if view.comments is None else str(view.comments)
        status = "" if view.status == "inbox" else view.status
        facts = f"{view.published or '':10}  {comments:>4}  {status:{_STATUS_WIDTH}} "
        tags = "".join(f" #{tag}" for tag in map(escape_controls, view.tags))
        title = escape_controls(view.title)
        if width is not None:
            title, tags = _fit(title, tags, width - id_width - len(facts) - 6)
        star = Styled("★ ", YELLOW) if view.starred else "  "
        out.line(f"{view.id:>{id_width}}  ", Styled(facts, DIM), star, title, Styled(f" {tags}" if tags else "", DIM))


def _fit(title: str, tags: str, room: int) -> tuple[str, str]:
    """Title and tags cut to `room` columns; the title has precedence."""
    if display_width(title) + display_width(tags) <= room:
        return title, tags
    title_width = max(_MIN_TITLE_WIDTH, room - display_width(tags))
    title = cut(title, title_width)
    left = room - display_width(title)
    return title, cut(tags, left) if tags and left > 2 else ""


def print_paper(out: Output, view: PaperView) -> None:
    """Print all data of one paper."""
    out.line(Styled(view.title, BOLD))
    if view.authors:
        out.paragraph(", ".join(view.authors) + (" et al." if view.authors_complete is False else ""))
    out.line()
    for name, value in _facts(view):
        out.line(Styled(f"{name:14}", DIM), value)
    if view.abstract is not None:
        out.line()
        out.paragraph(view.abstract)
        if view.abstract_complete is False:
            out.line(Styled("(The source may have truncated the abstract here.)", DIM))
    if view.note is not None:
        out.line()
        out.line(Styled("Note", BOLD))
        for line in view.note.splitlines():
            out.line(line)


def _facts(view: PaperView) -> Iterator[tuple[str, str]]:
    """The non-empty facts of a paper with their labels."""
    organization = view.organization.name if view.organization else ""
    values = ((getattr(view, name), number.label) for name, number in NUMBERS.items())
    facts = (
        ("paper", str(view.id)),
        ("organisation", organization),
        ("authors", "" if view.authors or view.author_count is None else str(view.author_count)),
        ("published", view.published or ""),
        ("at the source", ", ".join(f"{value:g} {label}" for value, label in values if value is not None)),
        ("categories", " ".join(view.categories)),
        ("identifiers", " ".join(f"{one.kind}:{one.value}" for one in view.identifiers)),
        ("code", " ".join(view.code_urls) or ("yes" if view.has_code else "")),
        ("status", view.status + (" ★" if view.starred else "")),
        ("priority", str(view.priority) if view.priority else ""),
        ("tags", ", ".join(view.tags)),
        ("collections", ", ".join(view.collections)),
        *(("link", _format_link(link)) for link in view.links),
        *(("seen", _format_sighting(sighting)) for sighting in view.sightings),
    )
    return (fact for fact in facts if fact[1])


def _format_link(link: LinkView) -> str:
    arrow = "→" if link.direction == "out" else "←"
    evidence = f" – {link.evidence}" if link.evidence else ""
    return f"{arrow} {link.type} {link.paper_id} “{link.title}”{evidence}"


def _format_sighting(sighting: SightingView) -> str:
    day = f" of {sighting.dump_date}" if sighting.dump_date else ""
    removed = ", removed" if sighting.withdrawn else ""
    return f"{sighting.source}{day}, place {sighting.position} (import {sighting.import_id}{removed})"


def print_hits(out: Output, hits: Sequence[Hit]) -> None:
    """Print two lines per result: id and title, then the excerpt with matches in bold."""
    id_width = max((len(str(hit.id)) for hit in hits), default=0)
    for hit in hits:
        room = None if out.width is None else out.width - id_width - 2
        title = escape_controls(hit.title)
        out.line(f"{hit.id:>{id_width}}  ", Styled(title if room is None else cut(title, room), BOLD))
        if hit.snippet and hit.snippet != hit.title:
            out.line(" " * (id_width + 2), *_excerpt(hit))


def _excerpt(hit: Hit) -> Iterator[str | Styled]:
    position = 0
    for start, end in hit.spans:
        yield hit.snippet[position:start]
        yield Styled(hit.snippet[start:end], BOLD)
        position = end
    yield hit.snippet[position:]


def print_imports(out: Output, found: Sequence[ImportView]) -> None:
    """Print one line per import."""
    for one in found:
        counts = f"{one.papers} {'paper' if one.papers == 1 else 'papers'}, {one.new} new, {one.changed} seen again"
        day = f", page of {one.dump_date}" if one.dump_date else ""
        removed = ", removed" if one.withdrawn else ""
        path = "standard input" if one.path == "-" else one.path
        out.line(f"{one.id:>4}  ", Styled(_format_time(one.when), DIM), f"  {path}: {counts}{day}{removed}")


def print_history(out: Output, steps: Sequence[StepView]) -> None:
    """Print one line per step."""
    for step in steps:
        undone = " (undone)" if step.undone else ""
        out.line(f"{step.step:>4}  ", Styled(_format_time(step.when), DIM), f"  {step.label}{undone}")


def _format_time(when: str) -> str:
    """An ISO time in minutes, in UTC."""
    return when[:16].replace("T", " ") + " UTC"


def print_names(out: Output, found: Sequence[tuple[str, int]]) -> None:
    """Print names with their number of papers."""
    for name, papers in found:
        out.line(f"{papers:>5}  {name}")
