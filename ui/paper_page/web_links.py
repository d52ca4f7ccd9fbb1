"""Opening: web addresses, after a question for every host that is new in this session.

An address stands in the text of others; what it says and where it leads may differ. So it is shown whole before the
first visit to its host, and `safe_browser.open_address` stays the only door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.export.addresses import addresses_of
from ui.finder.finder import Answer, Finder, Question
from ui.finder.rows import Choice
from ui.paper_page.safe_browser import is_openable, open_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow

_LONGEST = 2000


class Opening:
    """The only caller of `open_address`. `finder` is the question that is open, or was last."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.finder: Finder | None = None
        self._known_hosts: set[str] = set()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Opening an address of the paper."""
        return {"open": self.choose}

    def _ask(self, question: Question, done: Callable[[Answer], object]) -> None:
        self.finder = Finder(self._window, self._window.look, question, done)

    def choose(self) -> None:
        """Ask which address of the paper to open."""
        paper_id = self._window.papers.current_id
        views = [] if paper_id is None else self._window.library.views([paper_id])
        named = [one for view in views for one in addresses_of(view) if is_openable(one.url)]
        if not named:
            self._window.toast.say("No web address is known of this paper.")
            return
        choices = [Choice("link", one.url, one.url, one.kind) for one in named]
        self._ask(
            Question("Open in the web browser", "Find an address", choices, hint="↑↓ choose · Enter open · Esc back"),
            lambda answer: self.open(answer.chosen[0].key),
        )

    def open(self, address: str) -> None:
        """Open an address; a host that is new is asked about first. What may not be opened is said."""
        if not is_openable(address) or len(address) > _LONGEST:
            self._window.toast.say(f"This address is shown, not opened: {address}")
            return
        host = (urlsplit(address).hostname or "").lower()
        if host in self._known_hosts:
            self._open(address)
            return
        question = Question(
            f"Open an address of {host} in the web browser?",
            "",
            [Choice("link", "open", f"Open it, and others of {host}"), Choice("dropped", "stay", "Stay here")],
            _breakable(address),
            "You are asked once for each host until Paperdesk is closed · Esc stay",
            is_choice=True,
        )
        self._ask(question, lambda answer: self._answered(answer, host, address))

    def _answered(self, answer: Answer, host: str, address: str) -> None:
        if answer.chosen[0].key == "open":
            self._known_hosts.add(host)
            self._open(address)

    def _open(self, address: str) -> None:
        if not open_address(address):
            self._window.toast.say(f"No web browser took the address {address}")


def _breakable(address: str) -> str:
    """An address that may be broken into lines anywhere, and hides nothing."""
    return "\u200b".join(address)
