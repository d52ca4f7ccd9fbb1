"""The actions of the page's internal links, which are activated by a click or by Tab and Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.export.addresses import list_addresses
from ui.paper_page.html import ACTION_SCHEME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.views import PaperView
    from ui.window.main_window import MainWindow


def run_action(window: MainWindow, view: PaperView | None, address: str) -> None:
    """Run the action of a link `do:action/number` on the page of this paper; an unknown action does nothing."""
    action, number = _parse(address)
    if view is not None and action in _ACTIONS:
        _ACTIONS[action](window, view, number)


def describe_action(view: PaperView | None, address: str) -> str:
    """What a link of the page does, for the status line; empty for an unknown action."""
    action, number = _parse(address)
    return "" if view is None or action not in _DESCRIPTIONS else _DESCRIPTIONS[action](view, number)


def _parse(address: str) -> tuple[str, int]:
    action, _slash, number = address.removeprefix(ACTION_SCHEME).partition("/")
    return action, int(number) if number.isdecimal() else 0


def _tag(window: MainWindow, _view: PaperView, _number: int) -> None:
    window.tags.tag()


def _link(window: MainWindow, _view: PaperView, _number: int) -> None:
    window.links.link()


def _show_sightings(window: MainWindow, _view: PaperView, _number: int) -> None:
    window.provenance.show()


def _show_tag(window: MainWindow, view: PaperView, number: int) -> None:
    window.tags.show_tag(view.tags[number])


def _untag(window: MainWindow, view: PaperView, number: int) -> None:
    window.tags.change([view.id], [], [view.tags[number]])


def _unlink(window: MainWindow, view: PaperView, number: int) -> None:
    window.links.remove(view.id, view.links[number])


def _open(window: MainWindow, view: PaperView, number: int) -> None:
    window.web_links.open(list_addresses(view)[number].url)


_ACTIONS: Mapping[str, Callable[[MainWindow, PaperView, int], object]] = {
    "tag": _tag,
    "link": _link,
    "sightings": _show_sightings,
    "show-tag": _show_tag,
    "untag": _untag,
    "unlink": _unlink,
    "open": _open,
}
_DESCRIPTIONS: Mapping[str, Callable[[PaperView, int], str]] = {
    "tag": lambda _view, _number: "Tag the paper",
    "link": lambda _view, _number: "Link the paper to another one",
    "sightings": lambda _view, _number: "Show the pages this paper was imported from",
    "show-tag": lambda view, number: f"List the papers tagged {view.tags[number]}; the cross removes the tag",
    "untag": lambda view, number: f"Remove the tag {view.tags[number]}",
    "unlink": lambda _view, _number: "Remove this link",
    "open": lambda view, number: list_addresses(view)[number].url[:160],
}
