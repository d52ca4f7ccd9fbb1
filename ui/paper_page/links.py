"""The actions of the page's internal links, which are activated by a click or by Tab and Enter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from app.domain.addresses import list_addresses
from ui.paper_page.html import ACTION_SCHEME

if TYPE_CHECKING:
    from app.domain.views import LinkView, PaperView

RunAction = Callable[["PaperView", int], object]
"""Carries out an action on the shown paper; the number says on which of its tags, links or addresses."""


class TagActions(Protocol):
    """What the page does with tags."""

    def tag(self) -> None:
        """Ask for tags of the paper."""

    def show_tag(self, name: str) -> None:
        """List the papers of a tag."""

    def change(self, ids: Sequence[int], added: Sequence[str], removed: Sequence[str]) -> None:
        """Add and remove tags of papers."""


class LinkActions(Protocol):
    """What the page does with links between papers."""

    def link(self) -> None:
        """Ask for a paper to link this one to."""

    def remove(self, paper_id: int, link: LinkView) -> None:
        """Remove a link of a paper."""


def list_page_actions(
    tags: TagActions,
    links: LinkActions,
    show_sightings: Callable[[], object],
    open_address: Callable[[str], object],
) -> Mapping[str, RunAction]:
    """What the links of the page do, by action."""
    return {
        "tag": lambda _view, _number: tags.tag(),
        "link": lambda _view, _number: links.link(),
        "sightings": lambda _view, _number: show_sightings(),
        "show-tag": lambda view, number: tags.show_tag(view.tags[number]),
        "untag": lambda view, number: tags.change([view.id], [], [view.tags[number]]),
        "unlink": lambda view, number: links.remove(view.id, view.links[number]),
        "open": lambda view, number: open_address(list_addresses(view)[number].url),
    }


def run_action(actions: Mapping[str, RunAction], view: PaperView | None, address: str) -> None:
    """Run the action of a link `do:action/number` on the page of this paper; an unknown action does nothing."""
    action, number = _parse(address)
    if view is not None and action in actions:
        actions[action](view, number)


def describe_action(view: PaperView | None, address: str) -> str:
    """What a link of the page does, for the status line; empty for an unknown action."""
    action, number = _parse(address)
    return "" if view is None or action not in _DESCRIPTIONS else _DESCRIPTIONS[action](view, number)


def _parse(address: str) -> tuple[str, int]:
    action, _slash, number = address.removeprefix(ACTION_SCHEME).partition("/")
    return action, int(number) if number.isdecimal() else 0


_DESCRIPTIONS: Mapping[str, Callable[[PaperView, int], str]] = {
    "tag": lambda _view, _number: "Tag the paper",
    "link": lambda _view, _number: "Link the paper to another one",
    "sightings": lambda _view, _number: "Show the pages this paper was imported from",
    "show-tag": lambda view, number: f"List the papers tagged {view.tags[number]}; the cross removes the tag",
    "untag": lambda view, number: f"Remove the tag {view.tags[number]}",
    "unlink": lambda _view, _number: "Remove this link",
    "open": lambda view, number: list_addresses(view)[number].url[:160],
}
