"""How papers, hits and ledgers look in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.cli.output import BOLD, DIM, YELLOW, Output, Painted, cut, make_visible, width_of
from app.domain.views import Hit, ImportView, LinkView, PaperView, SightingView, StepView

_STATUS_WIDTH = 7
_SHORTEST_TITLE = 20


def print_list(out: Output, views: Iterable[PaperView], largest_id: int) -> None:
    """One line a paper: number, date, comments, status, star, title, tags."""
    id_width = len(str(largest_id))
    width = out.width
    for view in views:
        comments = "" if view.comments is None else str(view.comments)
        status = "" if view.status == "inbox" else view.status
        facts = f"{view.published or '':10}  {comments:>4}  {status:{_STATUS_WIDTH}} "
        tags = "".join(f" #{tag}" for tag in map(make_visible, view.tags))
        title = make_visible(view.title)
        if width is not None:
            title, tags = _fit(title, tags, width - id_width - len(facts) - 6)
        star = Painted("★ ", YELLOW) if view.starred else "  "
        out.line(f"{view.id:>{id_width}}  ", Painted(facts, DIM), star, title, Painted(f" {tags}" if tags else "", DIM))


def _fit(title: str, tags: str, room: int) -> tuple[str, str]:
    """Title and tags in the room there is; the title keeps its first words."""
    if width_of(title) + width_of(tags) <= room:
        return title, tags
    for_title = max(_SHORTEST_TITLE, room - width_of(tags))
    title = cut(title, for_title)
    left = room - width_of(title)
    return title, cut(tags, left) if tags and left > 2 else ""


def print_paper(out: Output, view: PaperView) -> None:
    """A page about one paper."""
    out.line(Painted(view.title, BOLD))
    if view.authors:
        out.paragraph(", ".join(view.authors) + (" et al." if view.authors_complete is False else ""))
    out.line()
    for name, value in _facts(view):
        out.line(Painted(f"{name:14}", DIM), value)
    if view.abstract is not None:
        out.line()
        out.paragraph(view.abstract)
        if view.abstract_complete is False:
            out.line(Painted("(The source may have cut the abstract here.)", DIM))
    if view.note is not None:
        out.line()
        out.line(Painted("Note", BOLD))
        for line in view.note.splitlines():
            out.line(line)


def _facts(view: PaperView) -> Iterator[tuple[str, str]]:
    """The facts that are there, with their names."""
    organization = view.organization.name if view.organization else ""
    counts = ((view.comments, "comments"), (view.upvotes, "upvotes"), (view.score, "score"))
    facts = (
        ("paper", str(view.id)),
        ("organisation", organization),
        ("authors", "" if view.authors or view.author_count is None else str(view.author_count)),
        ("published", view.published or ""),
        ("at the source", ", ".join(f"{value:g} {name}" for value, name in counts if value is not None)),
        ("categories", " ".join(view.categories)),
        ("identifiers", " ".join(f"{one.kind}:{one.value}" for one in view.identifiers)),
        ("code", " ".join(view.code_urls) or ("yes" if view.has_code else "")),
        ("status", view.status + (" ★" if view.starred else "")),
        ("priority", str(view.priority) if view.priority else ""),
        ("tags", ", ".join(view.tags)),
        ("collections", ", ".join(view.collections)),
        *(("link", _say_link(link)) for link in view.links),
        *(("seen", _say_sighting(sighting)) for sighting in view.sightings),
    )
    return (fact for fact in facts if fact[1])


def _say_link(link: LinkView) -> str:
    arrow = "→" if link.direction == "out" else "←"
    evidence = f" – {link.evidence}" if link.evidence else ""
    return f"{arrow} {link.type} {link.paper_id} “{link.title}”{evidence}"


def _say_sighting(sighting: SightingView) -> str:
    day = f" of {sighting.dump_date}" if sighting.dump_date else ""
    withdrawn = ", taken back" if sighting.withdrawn else ""
    return f"{sighting.source}{day}, place {sighting.position} (import {sighting.import_id}{withdrawn})"


def print_hits(out: Output, hits: Sequence[Hit]) -> None:
    """Two lines a hit: number and title, then the excerpt with its matches in bold."""
    id_width = max((len(str(hit.id)) for hit in hits), default=0)
    for hit in hits:
        room = None if out.width is None else out.width - id_width - 2
        title = make_visible(hit.title)
        out.line(f"{hit.id:>{id_width}}  ", Painted(title if room is None else cut(title, room), BOLD))
        if hit.snippet and hit.snippet != hit.title:
            out.line(" " * (id_width + 2), *_excerpt(hit))


def _excerpt(hit: Hit) -> Iterator[str | Painted]:
    done = 0
    for start, end in hit.spans:
        yield hit.snippet[done:start]
        yield Painted(hit.snippet[start:end], BOLD)
        done = end
    yield hit.snippet[done:]


def print_imports(out: Output, found: Sequence[ImportView]) -> None:
    """One line an import."""
    for one in found:
        counts = f"{one.papers} {'paper' if one.papers == 1 else 'papers'}, {one.new} new, {one.changed} seen again"
        day = f", page of {one.dump_date}" if one.dump_date else ""
        withdrawn = ", taken back" if one.withdrawn else ""
        path = "standard input" if one.path == "-" else one.path
        out.line(f"{one.id:>4}  ", Painted(_moment(one.when), DIM), f"  {path}: {counts}{day}{withdrawn}")


def print_history(out: Output, steps: Sequence[StepView]) -> None:
    """One line a step."""
    for step in steps:
        undone = " (undone)" if step.undone else ""
        out.line(f"{step.step:>4}  ", Painted(_moment(step.when), DIM), f"  {step.label}{undone}")


def _moment(when: str) -> str:
    """An ISO time to the minute, in UTC."""
    return when[:16].replace("T", " ") + " UTC"


def print_names(out: Output, found: Sequence[tuple[str, int]]) -> None:
    """Names with the number of their papers."""
    for name, papers in found:
        out.line(f"{papers:>5}  {name}")
