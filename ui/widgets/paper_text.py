"""Facts about papers as text for the window. No Qt here."""

from __future__ import annotations

from functools import lru_cache

from app.domain.dates import format_date
from app.domain.views import LinkView, PaperView, RowView
from app.markup import plain_tex

_MAX_LINE_CHARS = 600


@lru_cache(maxsize=4096)
def single_line(text: str) -> str:
    """Return a text as a single line, without line breaks and direction overrides, at most _MAX_LINE_CHARS long."""
    return plain_tex(text[:_MAX_LINE_CHARS])


def plain_title(title: str) -> str:
    """Return a title as a single line, or “Untitled”."""
    return single_line(title) or "Untitled"


def pluralize(number: int, noun: str) -> str:
    """Return a number with its noun: “1 paper”, “3 papers”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def format_authors(authors: tuple[str, ...], number: int | None) -> str:
    """Return up to two names, the first name with “et al.”, or only the number of authors where no name is known."""
    if not authors:
        return "" if number is None else pluralize(number, "author")
    names = [single_line(author) for author in authors]
    if len(names) <= 2 and (number is None or number <= len(names)):
        return " and ".join(names)
    return f"{names[0]} et al."


LINK_KEYS = {
    "cites": "c",
    "extends": "e",
    "uses": "u",
    "contradicts": "x",
    "compares": "p",
    "same-work": "s",
    "related": "r",
}
"""Link types, each with the letter that chooses it."""
_INVERSE = {
    "cites": "cited by",
    "extends": "extended by",
    "uses": "used by",
    "contradicts": "contradicted by",
    "compares": "compared by",
}


def link_label(link: LinkView) -> str:
    """Return the label of a link on the paper that shows it: “extends”, or at the target “extended by”."""
    name = link.type if link.direction == "out" else _INVERSE.get(link.type, link.type)
    return name.replace("-", " ")


def row_facts(view: RowView) -> list[str]:
    """Return the facts in the second line of a list row."""
    author = single_line(view.organization) if view.organization else format_authors(view.authors, view.author_count)
    facts = [author, format_date(view.published) if view.published else "", snooze_fact(view)]
    facts += [pluralize(view.comments, "comment") if view.comments else "", "note" if view.has_note else ""]
    facts += [priority_fact(view)]
    return [fact for fact in facts if fact]


def priority_fact(view: PaperView | RowView) -> str:
    """Return “priority 3”, or an empty string without a priority."""
    return f"priority {view.priority}" if view.priority else ""


def snooze_fact(view: PaperView | RowView) -> str:
    """Return the day a snoozed paper comes back, or an empty string."""
    return f"back on {format_date(view.snoozed_until)}" if view.snoozed_until else ""


def date_fact(view: PaperView) -> str:
    """Return the date of publication, and whether its year was inferred."""
    if not view.published:
        return "no date"
    return format_date(view.published) + (", year inferred" if view.year_inferred else "")


def seen_fact(view: PaperView) -> str:
    """Return on how many imported pages the paper was seen."""
    pages = len({(seen.source, seen.import_id) for seen in view.sightings})
    if pages and all(seen.withdrawn for seen in view.sightings):
        return f"seen on {pluralize(pages, 'page')}, import removed"
    return f"seen on {pluralize(pages, 'page')}" if pages else "added by hand"


def paper_facts(view: PaperView) -> list[str]:
    """Return the facts below the title on the paper page."""
    facts = [
        format_authors(view.authors, view.author_count) if len(view.authors) <= 2 else "",
        single_line(view.organization.name) if view.organization else "",
        date_fact(view),
        pluralize(view.comments, "comment") if view.comments else "",
        seen_fact(view),
        " ".join(view.categories),
        priority_fact(view),
        snooze_fact(view),
    ]
    if not view.authors and view.author_count is not None:
        facts[0] = pluralize(view.author_count, "author")
    return [fact for fact in facts if fact]
