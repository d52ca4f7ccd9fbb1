"""Papers as short texts to be copied: a citation, a Markdown link, an address, an abstract, a title. Pure.

Titles, names and addresses come from others and are pasted anywhere, also into a terminal. So each is one line, control
characters and what turns the direction of text are made visible, and only web addresses that may be followed
(`app.markup.addresses`) leave as addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.views import PaperView
from app.export.addresses import addresses_of
from app.export.markdown import link_text
from app.markup import plain_tex
from app.markup.addresses import safe_address
from app.markup.display import make_visible

_MOST_NAMED = 5
_ENDS = (".", "?", "!")
_ENCODED = {ord(sign): f"%{ord(sign):02X}" for sign in "()<>`"}
"""What would end the address of a Markdown link, or begin something else within it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What papers can be copied as: `name` is the word for one, `write` makes it of a paper, empty when it has none."""

    id: str
    name: str
    write: Callable[[PaperView], str]


@dataclass(frozen=True, slots=True)
class Copied:
    """The text for the clipboard, empty when there is nothing to copy, and the sentence that says what it is."""

    text: str
    sentence: str


def copy_papers(views: Iterable[PaperView], kind: Kind) -> Copied:
    """The papers as one text, a line each; of a single paper the lines of an abstract stay."""
    written = [kind.write(view) for view in views]
    found = [text for text in written if text]
    if not found:
        what = "This paper has" if len(written) == 1 else "These papers have"
        return Copied("", f"{what} no {kind.name}. Nothing was copied.")
    text = found[0] if len(written) == 1 else "\n".join(_on_one_line(one) for one in found)
    said = f"Copied the {kind.name}" if len(written) == 1 else f"Copied {_count(len(found), kind.name)}"
    missing = len(written) - len(found)
    return Copied(text, f"{said}; {_count(missing, 'paper')} had none" if missing else said)


def _count(number: int, one: str) -> str:
    many = f"{one}es" if one.endswith("s") else f"{one}s"
    return f"{number} {one if number == 1 else many}"


def cite(view: PaperView) -> str:
    """A line as in a list of references: authors (year). Title. Address. A year that was inferred has a mark."""
    who, year, title = _who(view), _year(view), plain_tex(view.title) or "Untitled"
    parts = [f"{who} {year}".strip(), title] if who else [f"{title} {year}".strip()]
    address = web_address(view)
    return " ".join(
        [*(part if part.endswith(_ENDS) else f"{part}." for part in parts), *([address] if address else [])]
    )


def _who(view: PaperView) -> str:
    names = [plain_tex(name) for name in view.authors]
    if not names:
        return plain_tex(view.organization.name) if view.organization else ""
    is_whole = view.authors_complete is not False and (view.author_count or 0) <= len(names)
    if len(names) > _MOST_NAMED or not is_whole:
        return f"{names[0]} et al."
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _year(view: PaperView) -> str:
    return f"({view.published[:4]}{'?' if view.year_inferred else ''})" if view.published else ""


def markdown_link(view: PaperView) -> str:
    """A link with the title as its text; without an address, the title alone as Markdown."""
    title, address = link_text(make_visible(view.title)), web_address(view)
    return f"[{title}]({address.translate(_ENCODED)})" if address else title


def web_address(view: PaperView) -> str:
    """Where the paper or its code stands in the web; never an address that its abstract only mentions."""
    own = addresses_of(view, has_mentions=False)
    return next((one.url for one in own if one.url.lower().startswith("http") and safe_address(one.url)), "")


def _abstract(view: PaperView) -> str:
    return make_visible(view.abstract or "").strip()


def _on_one_line(text: str) -> str:
    return " ".join(make_visible(text).split())


KINDS = (
    Kind("citation", "citation", cite),
    Kind("link", "Markdown link", markdown_link),
    Kind("address", "address", web_address),
    Kind("abstract", "abstract", _abstract),
    Kind("title", "title", lambda view: _on_one_line(view.title)),
)
