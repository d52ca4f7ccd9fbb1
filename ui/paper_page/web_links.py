"""WebLinksController: opens web addresses after asking once per host and session.

Addresses come from the text of papers, where the visible text and the target may differ. So the whole address is shown
before the first visit to its host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.domain.addresses import list_addresses
from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.rows import Choice
from ui.paper_page.safe_browser import is_openable, open_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import Context

_MAX_ADDRESS_CHARS = 2000


class WebLinksController:
    """Handles the command that opens an address of the paper. `finder` is the newest question, open or answered."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.finder: Finder | None = None
        self._known_hosts: set[str] = set()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The command that opens an address of the paper."""
        return {"open": self.choose}

    def _ask(self, request: PickerRequest, done: Callable[[PickerResult], object]) -> None:
        self.finder = Finder(self._context.window, self._context.theme, request, done)

    def choose(self) -> None:
        """Ask which address of the paper to open."""
        paper_id = self._context.selection.current_id
        views = [] if paper_id is None else self._context.library.views([paper_id])
        addresses = [address for view in views for address in list_addresses(view) if is_openable(address.url)]
        if not addresses:
            self._context.notifier.show_message("This paper has no web address.")
            return
        choices = [Choice("link", address.url, address.url, address.kind) for address in addresses]
        self._ask(
            PickerRequest(
                "Open in the web browser", "Find an address", choices, hint="↑↓ choose · Enter open · Esc back"
            ),
            lambda result: self.open(result.chosen[0].key),
        )

    def open(self, address: str) -> None:
        """Open an address, after asking when its host is new. An address that may not be opened is shown instead."""
        if not is_openable(address) or len(address) > _MAX_ADDRESS_CHARS:
            self._context.notifier.show_message(f"This address was not opened: {address}")
            return
        host = (urlsplit(address).hostname or "").lower()
        if host in self._known_hosts:
            self._open(address)
            return
        request = PickerRequest(
            f"Open an address of {host} in the web browser?",
            "",
            [Choice("link", "open", f"Open it, and other addresses of {host}"), Choice("dropped", "stay", "Cancel")],
            _breakable(address),
            "Asked once per host until Paperdesk is closed · Esc cancel",
            is_list_only=True,
        )
        self._ask(request, lambda result: self._on_answer(result, host, address))

    def _on_answer(self, result: PickerResult, host: str, address: str) -> None:
        if result.chosen[0].key == "open":
            self._known_hosts.add(host)
            self._open(address)

    def _open(self, address: str) -> None:
        if not open_address(address):
            self._context.notifier.show_message(f"No web browser could be opened for {address}")


def _breakable(address: str) -> str:
    """Allow line breaks after every character, so that no part of the address is cut off."""
    return "\u200b".join(address)
