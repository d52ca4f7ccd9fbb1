"""COMMANDS: every command of the window.

Menus, shortcuts, the command palette, the hints in the status bar and the key sheet are made from this table. It
imports no Qt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.vocabulary import PRIORITIES

WINDOW, PAPER, SIDEBAR, PAIRS = "window", "paper", "sidebar", "pairs"
CONTEXTS = {
    PAPER: "In the list and the paper",
    SIDEBAR: "In the sidebar",
    PAIRS: "When merging duplicates",
    WINDOW: "Everywhere",
}
"""Contexts: shortcuts of WINDOW work everywhere, those of PAPER while the list or the paper has the focus, those of
SIDEBAR while the sidebar has it, those of PAIRS in the dialog for duplicates. WINDOW has no single letters, which text
fields need."""

MENUS = ("Library", "Paper", "Tag", "Go", "View", "Help")


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    `keys` are Qt key sequences of the default profile (`g, i` is g and then i); menus show the first. `context` says
    where they work; `menu` is one of MENUS, `group` a submenu of it; `help` is a sentence for the key sheet; `hint` is
    a short word for the status bar, where useful. A row with `alias_of` gives another command more keys in another
    context: it is in no menu and has no handler. Commands of dialogs are in no menu either.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    context: str
    menu: str
    help: str
    hint: str = ""
    alias_of: str = ""
    group: str = ""


def _quick_tags() -> tuple[Command, ...]:
    """Return a row for each digit from 1 to 9."""
    digits = "123456789"
    help_text = "Add the tag of this digit to the papers, or remove it."
    return tuple(Command(f"quick_{one}", f"Quick tag {one}", (one,), PAPER, "Tag", help_text) for one in digits)


def _priorities() -> tuple[Command, ...]:
    """Return a row for each priority."""
    return tuple(
        Command(
            f"priority_{number}",
            f"Priority {number}" if number else "No priority",
            (f"p, {number}",),
            PAPER,
            "Paper",
            f"Set the priority of the papers to {number} of {max(PRIORITIES)}." if number else "Remove the priority.",
            group="Priority",
        )
        for number in PRIORITIES
    )


def _copies() -> tuple[Command, ...]:
    """Return a row for each kind of text that papers can be copied as (`app.actions.snippets`)."""
    kinds = (
        ("citation", "y", "citation", "Copy authors, year, title and address as plain text."),
        ("link", "m", "Markdown link", "Copy the title as a Markdown link."),
        ("address", "u", "address", "Copy the web address of the papers."),
        ("abstract", "a", "abstract", "Copy the text of the abstract."),
        ("title", "t", "title", "Copy the titles of the papers, one per line."),
    )
    return tuple(
        Command(f"copy_{id_}", f"Copy {name}", (f"y, {key}",), PAPER, "Paper", help_text, group="Copy")
        for id_, key, name, help_text in kinds
    )


def _duplicates() -> tuple[Command, ...]:
    """Return the rows of the dialog for duplicates."""
    rows = (
        ("pair_same", "Same paper", ("=",), "Merge the two papers; Enter in the list does so, too."),
        ("pair_different", "Not the same", ("x", "n"), "Keep the two papers apart for good."),
        ("pair_next", "Next pair", ("j",), "Go to the next pair without deciding."),
        ("pair_previous", "Previous pair", ("k",), "Go to the previous pair."),
        ("pair_undo", "Undo", ("z", "Ctrl+Z"), "Undo the last decision made here."),
    )
    return tuple(Command(id_, title, keys, PAIRS, "", help_text) for id_, title, keys, help_text in rows)


COMMANDS: tuple[Command, ...] = (
    Command("import", "Import pages…", ("Ctrl+I",), WINDOW, "Library", "Import saved feed pages into the library."),
    Command(
        "paste",
        "Import from clipboard",
        ("Ctrl+V",),
        WINDOW,
        "Library",
        "Preview copied pages or files, and import them.",
    ),
    Command(
        "imports",
        "Imports…",
        ("Ctrl+Shift+I",),
        WINDOW,
        "Library",
        "Show all imports with their results, and remove an import.",
    ),
    Command("export", "Export as Markdown…", ("Ctrl+E",), WINDOW, "Library", "Write the listed papers to a folder."),
    Command("save_search", "Save search…", ("Ctrl+S",), WINDOW, "Library", "Save the current search in the sidebar."),
    Command("new_collection", "New collection…", ("Ctrl+Shift+N",), WINDOW, "Library", "Create an empty collection."),
    Command(
        "rename_place",
        "Rename…",
        ("F2",),
        SIDEBAR,
        "Library",
        "Rename the tag, collection or saved search; nested tags follow, and an existing tag name merges both tags.",
    ),
    Command(
        "remove_place",
        "Remove",
        ("Del",),
        SIDEBAR,
        "Library",
        "Remove the tag, collection or saved search; its papers stay in the library.",
    ),
    Command(
        "edit_search",
        "Edit search",
        ("Shift+F2",),
        SIDEBAR,
        "Library",
        "Put the query of the saved search into the search field.",
    ),
    Command(
        "add_paper", "Add paper by hand…", ("Ctrl+N",), WINDOW, "Library", "Enter the details of a paper yourself."
    ),
    Command("quit", "Quit", ("Ctrl+Q",), WINDOW, "Library", "Close the window; everything is saved already."),
    Command("done", "Done", ("e",), PAPER, "Paper", "Move the papers to Done and go to the next.", "done"),
    Command("later", "Later", ("l",), PAPER, "Paper", "Move the papers to Later and go to the next.", "later"),
    Command("reading", "Reading", ("r",), PAPER, "Paper", "Move the papers to Reading."),
    Command("drop", "Drop", ("d",), PAPER, "Paper", "Move the papers to Dropped, where you can still find them."),
    Command(
        "snooze",
        "Snooze…",
        ("b",),
        PAPER,
        "Paper",
        "Hide the papers until a day, such as “tomorrow” or “in two weeks”.",
    ),
    Command(
        "triage",
        "Triage",
        ("Ctrl+T",),
        WINDOW,
        "Go",
        "Go through the inbox paper by paper, with one key for each decision.",
    ),
    Command("inbox", "Move to inbox", ("i",), PAPER, "Paper", "Move the papers back to the inbox."),
    Command(
        "trash",
        "Move to trash",
        ("#", "Del"),
        PAPER,
        "Paper",
        "Move the papers to the trash; undo brings them back.",
    ),
    Command(
        "repeat", "Repeat last action", (".",), PAPER, "Paper", "Apply your last tags, link or status to the papers."
    ),
    Command(
        "mark",
        "Mark",
        ("x",),
        PAPER,
        "Paper",
        "Mark the paper, to act on several papers at once; Esc clears the marks.",
    ),
    Command("mark_all", "Mark all", ("*, a", "Ctrl+A"), PAPER, "Paper", "Mark all listed papers."),
    Command("unmark", "Clear marks", ("*, n", "Ctrl+Shift+A"), PAPER, "Paper", "Clear all marks."),
    Command(
        "extend_down", "Extend selection down", ("Shift+J",), PAPER, "Paper", "Add the paper below to the selection."
    ),
    Command("extend_up", "Extend selection up", ("Shift+K",), PAPER, "Paper", "Add the paper above to the selection."),
    Command("star", "Star", ("s",), PAPER, "Paper", "Star the papers, or remove the star."),
    *_priorities(),
    Command("tag", "Tag…", ("t",), PAPER, "Paper", "Choose tags for the papers, or create new ones.", "tag"),
    Command("untag", "Remove tags…", ("Shift+T",), PAPER, "Paper", "Choose tags to remove from the papers."),
    *_quick_tags(),
    Command("quick_clear", "Clear quick tags", ("0",), PAPER, "Tag", "Remove the tags of all digits from the papers."),
    Command("quick_tags", "Quick tags…", ("Shift+Q",), PAPER, "Tag", "Choose the tags of the digits 1 to 9."),
    Command(
        "link", "Link to paper…", ("c",), PAPER, "Paper", "Link the papers to another one, with a type and a reason."
    ),
    Command("unlink", "Remove link…", ("Shift+C",), PAPER, "Paper", "Choose a link of the paper to remove."),
    Command("edit_field", "Edit field…", ("F2",), PAPER, "Paper", "Correct the title, the date or another field."),
    Command("sightings", "Show sources", ("g, .",), PAPER, "Paper", "Show the imported pages the paper was read from."),
    Command(
        "same_papers",
        "Merge duplicates…",
        ("g, =",),
        PAPER,
        "Paper",
        "Decide which papers are the same, and merge them.",
    ),
    Command("join_marked", "Merge marked papers", ("=",), PAPER, "Paper", "Merge two marked papers into one."),
    *_copies(),
    Command("open", "Open link…", ("v",), PAPER, "Paper", "Open a web address of the paper in your browser."),
    Command(
        "collect",
        "Add to collection…",
        ("m",),
        PAPER,
        "Paper",
        "Choose a collection for the papers, or create a new one.",
    ),
    Command(
        "uncollect",
        "Remove from collection",
        ("Shift+M",),
        PAPER,
        "Paper",
        "Remove the papers from the listed collection; they stay in the library.",
    ),
    Command("collection_up", "Move up in collection", ("Alt+Up",), PAPER, "Paper", "Move the papers up by one."),
    Command(
        "collection_down", "Move down in collection", ("Alt+Down",), PAPER, "Paper", "Move the papers down by one."
    ),
    Command("note", "Edit note", ("n",), PAPER, "Paper", "Go to the note of the paper; Esc goes back.", "note"),
    Command(
        "preview",
        "Preview note",
        ("Ctrl+Shift+V",),
        WINDOW,
        "Paper",
        "Show source and preview of the note, then only the preview, then only the source.",
    ),
    Command("undo", "Undo", ("z", "Ctrl+Z"), PAPER, "Paper", "Undo the last action."),
    Command("redo", "Redo", ("Shift+Z", "Ctrl+Shift+Z"), PAPER, "Paper", "Redo the action undone last."),
    Command(
        "palette",
        "Command palette…",
        ("Ctrl+K", "Ctrl+P"),
        WINDOW,
        "Go",
        "Find any command, paper, tag, collection or setting.",
    ),
    Command("palette_colon", "Command palette, from the list", (":",), PAPER, "", "Find anything.", alias_of="palette"),
    Command("search", "Search", ("/",), PAPER, "Go", "Search the whole library.", "search"),
    Command(
        "find",
        "Search from anywhere",
        ("Ctrl+F",),
        WINDOW,
        "",
        "Go to the search field, even from a note.",
        alias_of="search",
    ),
    Command("go_inbox", "Go to Inbox", ("g, i",), PAPER, "Go", "List the papers you have not decided on yet."),
    Command("go_later", "Go to Later", ("g, l",), PAPER, "Go", "List the papers kept for later."),
    Command("go_reading", "Go to Reading", ("g, r",), PAPER, "Go", "List the papers you are reading."),
    Command("go_done", "Go to Done", ("g, d",), PAPER, "Go", "List the papers you are done with."),
    Command("go_dropped", "Go to Dropped", ("g, x",), PAPER, "Go", "List the papers you decided against."),
    Command("go_starred", "Go to Starred", ("g, s",), PAPER, "Go", "List the papers with a star."),
    Command("go_notes", "Go to papers with notes", ("g, n",), PAPER, "Go", "List the papers that have a note."),
    Command("go_all", "Go to All papers", ("g, a",), PAPER, "Go", "List all papers that are not in the trash."),
    Command("go_tag", "Go to tag…", ("g, t",), PAPER, "Go", "Choose a tag and list its papers."),
    Command("go_imports", "Go to Imports", ("g, m",), PAPER, "Go", "Go to the newest import in the sidebar."),
    Command("history", "History…", ("g, h",), PAPER, "Go", "Show all actions, and undo any one of them."),
    Command("narrow", "Narrow search…", ("f",), PAPER, "Go", "Add a tag, year or source of the results to the search."),
    Command("next", "Next paper", ("j", "Down"), PAPER, "Go", "Go to the next paper."),
    Command("previous", "Previous paper", ("k", "Up"), PAPER, "Go", "Go to the previous paper."),
    Command("first", "First paper", ("g, g", "Home"), PAPER, "Go", "Go to the top of the list."),
    Command("last", "Last paper", ("Shift+G", "End"), PAPER, "Go", "Go to the end of the list."),
    Command("next_undecided", "Next inbox paper", ("]",), PAPER, "Go", "Go down to the next paper in the inbox."),
    Command(
        "previous_undecided", "Previous inbox paper", ("[",), PAPER, "Go", "Go up to the previous paper in the inbox."
    ),
    Command("go_trash", "Go to Trash", ("g, #",), PAPER, "Go", "List the papers in the trash."),
    Command("scroll", "Scroll down", ("Space",), PAPER, "Go", "Scroll the abstract; at its end, go to the next paper."),
    Command("scroll_back", "Scroll up", ("Shift+Space",), PAPER, "Go", "Scroll the abstract up by a page."),
    Command("back", "Back", ("Esc",), WINDOW, "Go", "Leave the note, the search field or the search; nothing is lost."),
    Command("order", "Sort order…", ("o",), PAPER, "View", "Choose the sort order of the list."),
    Command("sidebar", "Show or hide sidebar", ("F9",), WINDOW, "View", "Show the sidebar, or hide it to make room."),
    Command("zoom_in", "Increase text size", ("Ctrl++", "Ctrl+="), WINDOW, "View", "Make abstracts and notes larger."),
    Command("zoom_out", "Decrease text size", ("Ctrl+-",), WINDOW, "View", "Make abstracts and notes smaller."),
    Command(
        "zoom_reset", "Reset text size", ("Ctrl+0",), WINDOW, "View", "Show abstracts and notes in their default size."
    ),
    Command("full_screen", "Full screen", ("F11",), WINDOW, "View", "Enter or leave full screen."),
    Command("pane_places", "Focus sidebar", ("Alt+1",), WINDOW, "View", "Move the focus to the sidebar."),
    Command("pane_list", "Focus list", ("Alt+2",), WINDOW, "View", "Move the focus to the list of papers."),
    Command("pane_page", "Focus paper", ("Alt+3",), WINDOW, "View", "Move the focus to the text of the paper."),
    Command("pane_note", "Focus note", ("Alt+4",), WINDOW, "View", "Move the focus to the note."),
    Command("pane_search", "Focus search field", ("Alt+5",), WINDOW, "View", "Move the focus to the search field."),
    Command(
        "pane_next", "Focus next pane", ("F6",), WINDOW, "View", "Move the focus to the next pane, in reading order."
    ),
    Command(
        "pane_previous", "Focus previous pane", ("Shift+F6",), WINDOW, "View", "Move the focus to the previous pane."
    ),
    Command("explain", "Why this paper?", ("w",), PAPER, "Go", "Show how the paper matches each part of the search."),
    Command("next_word", "Next match", ("F3",), WINDOW, "Go", "Go to the next match of the search in the paper."),
    Command(
        "previous_word",
        "Previous match",
        ("Shift+F3",),
        WINDOW,
        "Go",
        "Go to the previous match of the search in the paper.",
    ),
    Command(
        "preferences", "Preferences…", ("Ctrl+,",), WINDOW, "View", "Change appearance, reading and keyboard settings."
    ),
    Command("help", "Help", ("F1",), WINDOW, "Help", "Open the help."),
    Command("keys", "Keyboard shortcuts", ("Shift+F1",), WINDOW, "Help", "Show all keyboard shortcuts."),
    *_duplicates(),
    Command(
        "key_sheet",
        "Keyboard shortcuts, from the list",
        ("?",),
        PAPER,
        "",
        "Show all keyboard shortcuts.",
        "keys",
        alias_of="keys",
    ),
)

BY_ID = {command.id: command for command in COMMANDS}

_SYMBOLS = {"Down": "↓", "Up": "↑", "Left": "←", "Right": "→", "PgDown": "Page ↓", "PgUp": "Page ↑", "Return": "Enter"}
_LETTER = re.compile(r"(Shift\+)?([A-Za-z])")


def format_key(key: str) -> str:
    """Return a key sequence as shown to the user: `Shift+G` is G, `g, i` is g i."""
    return " ".join(_format_part(part) for part in re.split(r", (?=.)", key))


def _format_part(part: str) -> str:
    letter = _LETTER.fullmatch(part)
    if letter is not None:
        return letter[2].upper() if letter[1] else letter[2].lower()
    held, plus, name = part.rpartition("+") if len(part) > 1 and not part.endswith("+") else ("", "", part)
    return f"{held}{plus}{_SYMBOLS.get(name, name)}"
