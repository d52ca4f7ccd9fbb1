"""A whole session in the real window by keys: import, decide, tag, note, link, search, export, quit, reopen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.screen import Screen, missing, open_screen, wait_for

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not on this machine: {', '.join(missing())}")

_HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"
_TOPICS = (
    "anchors", "baskets", "candles", "donkeys", "engines", "feathers", "gardens", "hammers",
    "islands", "jackets", "kettles", "ladders", "marbles", "needles", "oranges", "peppers",
    "quarries", "ribbons", "saddles", "tunnels", "urns", "valleys", "windows", "yarns",
)  # fmt: skip
_TRIAGE = ("e", "l", "s", "d", "b", "r", "e", "numbersign", "l", "s", "d", "e", "b", "l", "e", "d", "s", "e", "l", "d")
_STATUS = {"e": "done", "l": "later", "d": "dropped", "b": "later", "r": "reading", "numbersign": "trash"}
_NOTE = "Read the *second* part again - it explains the lanterns"
_WHY = "the same trick with lanterns"
_LAST_WORDS = "and one more thought before leaving"
_MAX_ATTEMPTS, _ATTEMPT_SECONDS = 6, 10.0


def _page() -> str:
    """A page as copied from the browser: papers of different days, the newest last."""
    papers = [
        f"A study of {thing}\n\nWe look at {thing} for a long time. What we find is useful to people who keep {thing}."
        f"\n\n  • 3 authors\n·\nJun {day}, 2017 {day}\n\n"
        for day, thing in enumerate(_TOPICS, 1)
    ]
    return f"{_HEAD}Jul 9\n\n{''.join(papers)}"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with open_screen(tmp_path) as screen:
        yield screen


def _ask(screen: Screen, *words: str) -> Any:
    return json.loads(screen.paperdesk(*words, "--json"))


def _paper(screen: Screen, paper_id: int) -> dict[str, Any]:
    return dict(_ask(screen, "show", str(paper_id)))


def _papers(screen: Screen, query: str) -> list[int]:
    """The papers that match a query, in the order of the window's lists."""
    return [paper["id"] for paper in _ask(screen, "list", query, "--sort", "date")]


def _try_until(act: Callable[[], object], is_done: Callable[[], bool], what: str) -> None:
    """Repeat an action that may come too early, because the window gives no sign when it is ready for it."""
    for remaining in range(_MAX_ATTEMPTS, 0, -1):
        act()
        try:
            wait_for(is_done, what, _ATTEMPT_SECONDS)
        except AssertionError:
            if remaining == 1:
                raise
        else:
            return


def _import(screen: Screen, page: Path) -> None:
    screen.press("ctrl+i")
    screen.wait_for_title("Import —")
    screen.press("Return")
    screen.wait_for_title("Import pages")

    def choose() -> None:  # the completion popup of the dialog may take the first Return
        screen.press("ctrl+a")
        screen.type(str(page))
        screen.press("Return")

    _try_until(choose, lambda: screen.title().startswith("Import —"), "the file dialog to take the name")
    wait_for(lambda: "880x" in screen.tool("getactivewindow", "getwindowgeometry"), "the preview of the page")
    assert _ask(screen, "list") == [], "The preview stored something."
    screen.press("Return")
    screen.wait_for_title(f"Inbox, {len(_TOPICS)} papers")


def _triage(screen: Screen) -> dict[int, str]:
    """Decide twenty papers, one key each; returns the keys by paper."""
    queue = _papers(screen, "status:inbox")
    screen.press("ctrl+t")
    for key in _TRIAGE:
        screen.press(key)
        if key == "b":
            screen.type("in 2 weeks")
            screen.press("Return")
    left = len(queue) - sum(key in _STATUS for key in _TRIAGE)
    screen.wait_for_title(f"Inbox, {left} papers")
    screen.press("Escape")
    return dict(zip(queue, _TRIAGE, strict=False))


def _check_decisions(screen: Screen, keys: dict[int, str]) -> None:
    for paper in _ask(screen, "list"):
        key = keys.get(paper["id"], "")
        actual = (paper["title"], paper["status"], paper["starred"])
        assert actual == (paper["title"], _STATUS.get(key, "inbox"), key == "s")


def _tag_and_note(screen: Screen) -> int:
    """Move to the second undecided paper, tag it twice and write a note; returns the paper."""
    first, paper_id, *_others = _papers(screen, "status:inbox")
    screen.press("g", "g", "j")
    for name in ("lamps/old", "to read"):
        screen.press("t")
        screen.type(name)
        screen.press("Return")
    wait_for(lambda: _paper(screen, paper_id)["tags"] == ["lamps/old", "to read"], "two tags on the paper")
    screen.press("n")
    screen.type(_NOTE)
    screen.press("Escape")
    wait_for(lambda: _paper(screen, paper_id)["note"] == _NOTE, "the note")
    assert _paper(screen, first)["tags"] == []
    return paper_id


def _link(screen: Screen, paper_id: int, target_id: int) -> None:
    title = _paper(screen, target_id)["title"]

    def act() -> None:
        screen.press("Escape", "Escape", "Escape", "c")
        screen.type(title)
        screen.press("Return", "e")
        screen.type(_WHY)
        screen.press("Return")

    _try_until(act, lambda: bool(_paper(screen, paper_id)["links"]), "the link")
    link = _paper(screen, paper_id)["links"][0]
    assert (link["paper_id"], link["type"], link["evidence"]) == (target_id, "extends", _WHY)


def _search_and_save(screen: Screen) -> None:
    """`lanterns` occurs in one note only, `ladders` and `kettles` in one title each."""
    screen.press("slash")
    screen.type("lanterns OR ladders OR kettles")
    screen.press("Return")
    screen.wait_for_title("Search, 3 papers")
    screen.press("ctrl+s")
    screen.press("ctrl+a")
    screen.type("Lamps 4711")
    screen.press("Return")
    wait_for(lambda: [saved["name"] for saved in _ask(screen, "saved", "list")] == ["Lamps 4711"], "the search")


def _export(screen: Screen, folder: Path) -> None:
    """Export what the search lists; the files are those that the command line writes."""
    screen.press("ctrl+e")
    screen.wait_for_title("Export")
    screen.press("Tab", "Tab", "ctrl+a")
    screen.type(str(folder))
    screen.press("Return")
    screen.wait_for_title("Search")
    control = folder.with_name("control")
    screen.paperdesk("export", "markdown", str(control), "lanterns OR ladders OR kettles")
    wait_for(lambda: _texts(folder) == _texts(control), f"three files in {folder}")
    assert len(_texts(folder)) == 3
    (noted,) = (text for text in _texts(folder).values() if _NOTE in text)
    for part in ("lamps/old", "to read", _WHY, "A study of"):
        assert part in noted


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.glob("*.md")} if folder.is_dir() else {}


def _undo_and_redo(screen: Screen) -> None:
    screen.press("Escape")
    screen.wait_for_title("Inbox")
    screen.press("g", "g")
    paper_id = _papers(screen, "status:inbox")[0]
    for key, status in (("e", "done"), ("z", "inbox"), ("shift+z", "done")):
        screen.press(key)
        wait_for(lambda status=status: _paper(screen, paper_id)["status"] == status, f"{status} after {key}")


def test_a_whole_session_works_by_keys_and_everything_is_there_after_reopening(screen: Screen, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(_page(), "utf-8")
    with screen.window() as process:
        _import(screen, page)
        keys = _triage(screen)
        _check_decisions(screen, keys)
        paper_id = _tag_and_note(screen)
        _link(screen, paper_id, _papers(screen, "kettles")[0])
        _search_and_save(screen)
        _export(screen, tmp_path / "exported")
        _undo_and_redo(screen)
        screen.press("n", "ctrl+End", "Return")
        screen.type(_LAST_WORDS)
        screen.press("ctrl+q")
        assert process.wait(60) == 0
    papers = _ask(screen, "list")
    assert sum((paper["note"] or "").endswith(_LAST_WORDS) for paper in papers) == 1
    assert {tag["name"] for tag in _ask(screen, "tag", "list")} == {"lamps/old", "to read"}
    _reopen(screen)
    assert _ask(screen, "list") == papers
    assert not (tmp_path / "cache" / "paperdesk.log").exists(), (tmp_path / "cache" / "paperdesk.log").read_text()
    screen.paperdesk("doctor")


def _reopen(screen: Screen) -> None:
    """After reopening, the window shows the inbox, and the saved search finds its papers."""

    def go() -> None:
        screen.press("Escape", "Escape", "ctrl+k")
        screen.type("lamps 4711")
        screen.press("Return")

    with screen.window() as process:
        screen.wait_for_title(f"Inbox, {len(_papers(screen, 'status:inbox'))} papers")
        _try_until(go, lambda: screen.title().startswith("Search, 3 papers"), "the saved search")
        screen.press("ctrl+q")
        assert process.wait(60) == 0
