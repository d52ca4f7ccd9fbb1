"""What can be done on the page by a click, or by Tab and Enter: the links of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.export.addresses import addresses_of
from ui.paper_page.html import DO_SCHEME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.views import PaperView
    from ui.window.main_window import MainWindow


def follow_deed(window: MainWindow, view: PaperView | None, address: str) -> None:
    """Do what a link `do:deed/number` of the page of this paper says; what means nothing does nothing."""
    deed, _slash, number = address.removeprefix(DO_SCHEME).partition("/")
    if view is not None and deed in _DEEDS:
        _DEEDS[deed](window, view, int(number) if number.isdecimal() else 0)


def describe_deed(view: PaperView | None, address: str) -> str:
    """What a link of the page does, for the status line."""
    deed, _slash, number = address.removeprefix(DO_SCHEME).partition("/")
    at = int(number) if number.isdecimal() else 0
    if view is None or deed not in _SAID:
        return ""
    return _SAID[deed](view, at)


def _tag(window: MainWindow, _view: PaperView, _number: int) -> None:
    window.tagging.tag()


def _link(window: MainWindow, _view: PaperView, _number: int) -> None:
    window.linking.link()


def _show_sightings(window: MainWindow, _view: PaperView, _number: int) -> None:
    window.sightings.show()


def _show_tag(window: MainWindow, view: PaperView, number: int) -> None:
    window.tagging.show_tag(view.tags[number])


def _untag(window: MainWindow, view: PaperView, number: int) -> None:
    window.tagging.change([view.id], [], [view.tags[number]])


def _unlink(window: MainWindow, view: PaperView, number: int) -> None:
    window.linking.remove(view.id, view.links[number])


def _open(window: MainWindow, view: PaperView, number: int) -> None:
    window.opening.open(addresses_of(view)[number].url)


_DEEDS: Mapping[str, Callable[[MainWindow, PaperView, int], object]] = {
    "tag": _tag,
    "link": _link,
    "sightings": _show_sightings,
    "show-tag": _show_tag,
    "untag": _untag,
    "unlink": _unlink,
    "open": _open,
}
_SAID: Mapping[str, Callable[[PaperView, int], str]] = {
    "tag": lambda _view, _number: "Put a tag on the paper",
    "link": lambda _view, _number: "Link the paper to another one",
    "sightings": lambda _view, _number: "Show the pages the paper was read from",
    "show-tag": lambda view, number: f"List the papers tagged {view.tags[number]}; the cross takes the tag off",
    "untag": lambda view, number: f"Take the tag {view.tags[number]} off",
    "unlink": lambda _view, _number: "Remove this link",
    "open": lambda view, number: addresses_of(view)[number].url[:160],
}
