"""Papers as short texts for the clipboard: citation, Markdown link, address, abstract, title. Pure.

Titles, names and addresses come from others and may be pasted anywhere, also into a terminal. So each is one line,
control characters and direction overrides are visible, and only safe addresses (`app.markup.addresses`) are copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.addresses import list_addresses
from app.domain.views import PaperView
from app.export.markdown import escape_link_text
from app.markup import plain_tex
from app.markup.addresses import safe_address
from app.markup.display import make_visible

_MAX_NAMED_AUTHORS = 5
_SENTENCE_ENDS = (".", "?", "!")
_PERCENT_ENCODED = {ord(sign): f"%{ord(sign):02X}" for sign in "()<>`"}
"""Characters that would end the address of a Markdown link or have a meaning in it."""


@dataclass(frozen=True, slots=True)
class SnippetKind:
    """A kind of text to copy: `name` is its singular, `write` makes it from a paper (empty when the paper has none)."""

    id: str
    name: str
    write: Callable[[PaperView], str]


@dataclass(frozen=True, slots=True)
class CopyResult:
    """The text for the clipboard, empty when there is nothing to copy, and a sentence that describes it."""

    text: str
    sentence: str


def copy_papers(views: Iterable[PaperView], kind: SnippetKind) -> CopyResult:
    """The papers as one text, a line each; a single abstract keeps its lines."""
    written = [kind.write(view) for view in views]
    found = [text for text in written if text]
    if not found:
        what = "This paper has" if len(written) == 1 else "These papers have"
        return CopyResult("", f"{what} no {kind.name}. Nothing was copied.")
    text = found[0] if len(written) == 1 else "\n".join(_single_line(one) for one in found)
    said = f"Copied the {kind.name}" if len(written) == 1 else f"Copied {_count(len(found), kind.name)}"
    missing = len(written) - len(found)
    return CopyResult(text, f"{said}; {_count(missing, 'paper')} had none" if missing else said)


def _count(number: int, one: str) -> str:
    many = f"{one}es" if one.endswith("s") else f"{one}s"
    return f"{number} {one if number == 1 else many}"


def format_citation(view: PaperView) -> str:
    """A line as in a list of references: authors (year). Title. Address. An inferred year has a question mark."""
    authors, year, title = _format_authors(view), _format_year(view), plain_tex(view.title) or "Untitled"
    parts = [f"{authors} {year}".strip(), title] if authors else [f"{title} {year}".strip()]
    address = find_web_address(view)
    return " ".join(
        [*(part if part.endswith(_SENTENCE_ENDS) else f"{part}." for part in parts), *([address] if address else [])]
    )


def _format_authors(view: PaperView) -> str:
    names = [plain_tex(name) for name in view.authors]
    if not names:
        return plain_tex(view.organization.name) if view.organization else ""
    is_whole = view.authors_complete is not False and (view.author_count or 0) <= len(names)
    if len(names) > _MAX_NAMED_AUTHORS or not is_whole:
        return f"{names[0]} et al."
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _format_year(view: PaperView) -> str:
    return f"({view.published[:4]}{'?' if view.year_inferred else ''})" if view.published else ""


def markdown_link(view: PaperView) -> str:
    """A Markdown link with the title as its text; without an address, the title alone."""
    title, address = escape_link_text(make_visible(view.title)), find_web_address(view)
    return f"[{title}]({address.translate(_PERCENT_ENCODED)})" if address else title


def find_web_address(view: PaperView) -> str:
    """The first web address of the paper or its code; never one that its abstract only mentions."""
    own = list_addresses(view, has_mentions=False)
    return next((one.url for one in own if one.url.lower().startswith("http") and safe_address(one.url)), "")


def _abstract(view: PaperView) -> str:
    return make_visible(view.abstract or "").strip()


def _single_line(text: str) -> str:
    return " ".join(make_visible(text).split())


KINDS = (
    SnippetKind("citation", "citation", format_citation),
    SnippetKind("link", "Markdown link", markdown_link),
    SnippetKind("address", "address", find_web_address),
    SnippetKind("abstract", "abstract", _abstract),
    SnippetKind("title", "title", lambda view: _single_line(view.title)),
)
