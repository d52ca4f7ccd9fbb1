"""PageLinks: where a link on the paper page or in a note's preview leads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from ui.paper_page.html import ACTION_SCHEME, PAPER_SCHEME
from ui.paper_page.links import describe_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.views import PaperView
    from ui.context import Context


class PageLinks:
    """Follows links: to papers, to actions of the page, and, by `open_address`, to the web.

    `shown_view` returns the paper of the page, `run_action` carries out an action address of the page, `search_for`
    starts a search.
    """

    def __init__(
        self,
        context: Context,
        shown_view: Callable[[], PaperView | None],
        run_action: Callable[[str], object],
        open_address: Callable[[str], object],
        search_for: Callable[[str], object],
    ) -> None:
        self._context, self._shown_view = context, shown_view
        self._run_action, self._open_address, self._search_for = run_action, open_address, search_for

    def follow_note_link(self, address: str) -> None:
        """Follow a link of a note: `[[Title]]` goes to the paper or searches for it; a web address is opened."""
        if not address.startswith("paper:"):
            self._open_address(address)
            return
        title = unquote(address.removeprefix("paper:"))
        paper_id = self._context.library.find_by_title(title)
        if paper_id is not None:
            self._context.navigator.go_to_paper(paper_id)
        else:
            self._search_for(f'title:"{title}"')

    def follow_link(self, address: str) -> None:
        """Follow a link of the paper page."""
        if address.startswith(PAPER_SCHEME) and address[len(PAPER_SCHEME) :].isdecimal():
            self._context.navigator.go_to_paper(int(address[len(PAPER_SCHEME) :]))
        elif address.startswith(ACTION_SCHEME):
            self._run_action(address)
        else:
            self._open_address(address)

    def describe_link(self, address: str) -> str:
        """Return the status bar text for a link of the paper page."""
        if address.startswith(ACTION_SCHEME):
            return describe_action(self._shown_view(), address)
        return "" if address.startswith(PAPER_SCHEME) else address[:160]
