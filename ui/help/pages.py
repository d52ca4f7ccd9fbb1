"""Help pages: reading and searching them. No Qt here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.config.paths import RESOURCES
from app.markup.notes import note_html

FOLDER = RESOURCES / "help"
ORDER = (
    *("start", "triage", "keys", "import", "queries", "notes", "tags", "export", "data", "preferences"),
    *("commands", "formats", "fields"),
)
"""The pages in the order of the contents list; unnamed pages follow."""
PAGE_SCHEME = "paper:"  # one of the schemes that app.markup allows

_LINK = re.compile(r"\]\(([a-z-]+)\.md\)")
_TITLE = re.compile(r"# (.+)")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page: its name without `.md`, the title in its first line, and its Markdown."""

    name: str
    title: str
    source: str

    def html(self) -> str:
        """Return the page as safe HTML, in which links to other pages are `paper:NAME`."""
        return note_html(_LINK.sub(rf"]({PAGE_SCHEME}\1)", self.source)).html

    def count(self, words: str) -> int:
        """Count the occurrences of the words; 0 unless each of them occurs."""
        text = self.source.casefold()
        counts = [text.count(word) for word in words.casefold().split()]
        return sum(counts) if all(counts) else 0

    def links(self) -> list[str]:
        """Return the names of the linked pages."""
        return _LINK.findall(self.source)


def read_pages(folder: Path = FOLDER) -> list[HelpPage]:
    """Read all pages in the order of the contents list."""
    names = [path.stem for path in sorted(folder.glob("*.md"))]
    order = [name for name in ORDER if name in names] + [name for name in names if name not in ORDER]
    return [_read_page(folder / f"{name}.md") for name in order]


def _read_page(path: Path) -> HelpPage:
    source = path.read_text(encoding="utf-8")
    found = _TITLE.match(source)
    return HelpPage(path.stem, found[1] if found else path.stem, source)


def search_pages(pages: list[HelpPage], words: str) -> list[HelpPage]:
    """Return the pages with all the words, those with one in the title first; all pages without words."""
    found = [page for page in pages if not words.split() or page.count(words)]
    return sorted(found, key=lambda page: not any(word in page.title.casefold() for word in words.casefold().split()))
