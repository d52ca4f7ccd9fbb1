"""COMMANDS: everything that can be done in the window, one entry each.

Menus, shortcuts, the hints of the status line and the key sheet are made from this table. It imports no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW, PAPER = "window", "paper"
"""Contexts: keys of WINDOW act everywhere, keys of PAPER only while the list or the page has the focus."""

MENUS = ("Library", "Paper", "Go", "Help")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done.

    `keys` are Qt key sequences, the first is the one that is shown; `context` says where they act; `menu` is one of
    MENUS, or empty for a second key of something that stands in a menu; `help` is a sentence for the key sheet; `hint`
    is a short word for the status line, where it is worth it.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    context: str
    menu: str
    help: str
    hint: str = ""


COMMANDS: tuple[Command, ...] = (
    Command("import", "Import pages…", ("Ctrl+I",), WINDOW, "Library", "Read copies of feed pages into the library."),
    Command("export", "Export as Markdown…", ("Ctrl+E",), WINDOW, "Library", "Write the listed papers into a folder."),
    Command("quit", "Quit", ("Ctrl+Q",), WINDOW, "Library", "Close the window; everything is stored already."),
    Command("done", "Done", ("e",), PAPER, "Paper", "Move the papers to Done and go to the next.", "done"),
    Command("later", "Later", ("l",), PAPER, "Paper", "Keep the papers for later and go to the next.", "later"),
    Command("reading", "Reading", ("r",), PAPER, "Paper", "Say that you are reading the papers."),
    Command("drop", "Drop", ("d",), PAPER, "Paper", "Decide against the papers; they stay findable under Dropped."),
    Command("inbox", "Back to the inbox", ("i",), PAPER, "Paper", "Put the papers back, undecided."),
    Command(
        "trash",
        "Move to the trash",
        ("#", "Del"),
        PAPER,
        "Paper",
        "Take the papers out of sight; undo brings them back.",
    ),
    Command("star", "Star", ("s",), PAPER, "Paper", "Star the papers, or take the star off."),
    Command("tag", "Tag…", ("t",), PAPER, "Paper", "Pick tags for the papers, or make new ones.", "tag"),
    Command("note", "Write a note", ("n",), PAPER, "Paper", "Go to the note of the paper; Esc comes back.", "note"),
    Command(
        "preview",
        "Preview the note",
        ("Ctrl+Shift+V",),
        WINDOW,
        "Paper",
        "Show the note as a page, or its source again.",
    ),
    Command("undo", "Undo", ("z", "Ctrl+Z"), PAPER, "Paper", "Take back the newest step."),
    Command("redo", "Redo", ("Shift+Z", "Ctrl+Shift+Z"), PAPER, "Paper", "Do again what was taken back last."),
    Command("search", "Search", ("/",), PAPER, "Go", "Search the whole library.", "search"),
    Command("find", "Search from anywhere", ("Ctrl+F",), WINDOW, "", "Go to the search field, also out of a note."),
    Command("next", "Next paper", ("j", "Down"), PAPER, "Go", "Go to the next paper."),
    Command("previous", "Previous paper", ("k", "Up"), PAPER, "Go", "Go to the previous paper."),
    Command("first", "First paper", ("g, g", "Home"), PAPER, "Go", "Go to the top of the list."),
    Command("last", "Last paper", ("Shift+G", "End"), PAPER, "Go", "Go to the end of the list."),
    Command(
        "scroll", "Scroll the page", ("Space",), PAPER, "Go", "Scroll the abstract; at its end, go to the next paper."
    ),
    Command("back", "Back", ("Esc",), WINDOW, "Go", "Leave the note, the search field or the search; nothing is lost."),
    Command("sidebar", "Show or hide the places", ("F9",), WINDOW, "Go", "Show the side bar, or make room."),
    Command("keys", "Keys", ("F1",), WINDOW, "Help", "Show every key."),
    Command("key_sheet", "Keys, from the list", ("?",), PAPER, "", "Show every key.", "keys"),
)

BY_ID = {command.id: command for command in COMMANDS}

_SIGNS = {"Del": "Del", "Down": "↓", "Up": "↑", "Shift+G": "G", "Shift+Z": "Z", "g, g": "g g"}


def show_key(key: str) -> str:
    """A key sequence as a person reads it."""
    return _SIGNS.get(key, key)


def hints() -> str:
    """The keys worth knowing, for the status line."""
    named = [f"{show_key(command.keys[0])} {command.hint}" for command in COMMANDS if command.hint]
    return "     ".join(["j k move", *named])
