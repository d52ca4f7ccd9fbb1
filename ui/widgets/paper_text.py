"""Words: facts of papers as a person reads them. No Qt here."""

from __future__ import annotations

from functools import lru_cache

from app.domain.dates import say_date
from app.domain.views import LinkView, PaperView, RowView
from app.markup import plain_tex

_LONGEST_LINE = 600


@lru_cache(maxsize=4096)
def on_one_line(text: str) -> str:
    """A text for one line of the screen, without line ends and without what turns the direction of the rest."""
    return plain_tex(text[:_LONGEST_LINE])


def plain_title(title: str) -> str:
    """A title for a row."""
    return on_one_line(title) or "Untitled"


def count(number: int, one: str) -> str:
    """“1 paper”, “3 papers”."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


read_date = say_date


def authors_of(authors: tuple[str, ...], number: int | None) -> str:
    """The authors as one fact: the names when they are few, the first one and how many otherwise, or only how many."""
    if not authors:
        return "" if number is None else count(number, "author")
    names = [on_one_line(author) for author in authors]
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
"""The types of links and the letter that chooses each."""
_INVERSE = {
    "cites": "cited by",
    "extends": "extended by",
    "uses": "used by",
    "contradicts": "contradicted by",
    "compares": "compared by",
}


def name_link(link: LinkView) -> str:
    """A link as seen from its paper: “extends”, or from the other end “extended by”."""
    name = link.type if link.direction == "out" else _INVERSE.get(link.type, link.type)
    return name.replace("-", " ")


def facts_of_row(view: RowView) -> list[str]:
    """The second line of a row."""
    who = on_one_line(view.organization) if view.organization else authors_of(view.authors, view.author_count)
    facts = [who, read_date(view.published) if view.published else "", snooze_fact(view)]
    facts += [count(view.comments, "comment") if view.comments else "", "note" if view.has_note else ""]
    facts += [priority_fact(view)]
    return [fact for fact in facts if fact]


def priority_fact(view: PaperView | RowView) -> str:
    """Its priority; nothing when it has none."""
    return f"priority {view.priority}" if view.priority else ""


def snooze_fact(view: PaperView | RowView) -> str:
    """When a paper that was put off comes back; nothing for any other."""
    return f"back on {read_date(view.snoozed_until)}" if view.snoozed_until else ""


def date_fact(view: PaperView) -> str:
    """When the paper was published; and whether its year was only inferred."""
    if not view.published:
        return "no date"
    return read_date(view.published) + (", year inferred" if view.year_inferred else "")


def seen_fact(view: PaperView) -> str:
    """On how many pages it was seen."""
    pages = len({(seen.source, seen.import_id) for seen in view.sightings})
    if pages and all(seen.withdrawn for seen in view.sightings):
        return f"seen on {count(pages, 'page')}, taken back since"
    return f"seen on {count(pages, 'page')}" if pages else "added by hand"


def facts_of_paper(view: PaperView) -> list[str]:
    """The line of facts below the title of the page."""
    facts = [
        authors_of(view.authors, view.author_count) if len(view.authors) <= 2 else "",
        on_one_line(view.organization.name) if view.organization else "",
        date_fact(view),
        count(view.comments, "comment") if view.comments else "",
        seen_fact(view),
        " ".join(view.categories),
        priority_fact(view),
        snooze_fact(view),
    ]
    if not view.authors and view.author_count is not None:
        facts[0] = count(view.author_count, "author")
    return [fact for fact in facts if fact]
