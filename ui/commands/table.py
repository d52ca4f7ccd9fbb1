"""COMMANDS: everything that can be done in the window, one entry each.

Menus, shortcuts, the hints of the status line and the key sheet are made from this table. It imports no Qt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.vocabulary import PRIORITIES

WINDOW, PAPER, SIDEBAR, PAIRS = "window", "paper", "sidebar", "pairs"
CONTEXTS = {
    PAPER: "In the list and on the page",
    SIDEBAR: "In the places",
    PAIRS: "Among papers that may be the same",
    WINDOW: "Everywhere",
}
"""Contexts: keys of WINDOW act everywhere, keys of PAPER only while the list or the page has the focus, keys of SIDEBAR
only while the places have it, keys of PAIRS in the dialog “Same papers?”. Letters without Ctrl or Alt are never keys of
WINDOW: they would act in text fields."""

MENUS = ("Library", "Paper", "Tag", "Go", "View", "Help")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done.

    `keys` are Qt key sequences of the default profile (`g, i` is g and then i), the first is the one that is shown;
    `context` says where they act; `menu` is one of MENUS, `group` a menu within it; `help` is a sentence for the key
    sheet; `hint` is a short word for the status line, where it is worth it. A row with `alias_of` gives another command
    further keys in another context: it stands in no menu and needs no handler. Commands of a dialog stand in no menu
    either; it has buttons.
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
    """A row for each of the digits 1 to 9."""
    digits = "123456789"
    about = "Put the tag of this digit on the papers, or take it off."
    return tuple(Command(f"quick_{one}", f"Quick tag {one}", (one,), PAPER, "Tag", about) for one in digits)


def _priorities() -> tuple[Command, ...]:
    """A row for each priority."""
    return tuple(
        Command(
            f"priority_{number}",
            f"Priority {number}" if number else "No priority",
            (f"p, {number}",),
            PAPER,
            "Paper",
            f"Give the papers the priority {number} of {max(PRIORITIES)}." if number else "Take the priority off.",
            group="Priority",
        )
        for number in PRIORITIES
    )


def _copies() -> tuple[Command, ...]:
    """A row for each text that papers can be copied as (`app.export.snippets`)."""
    kinds = (
        ("citation", "y", "citation", "Copy authors, year, title and address as a line of plain text."),
        ("link", "m", "Markdown link", "Copy the title as a link in Markdown."),
        ("address", "u", "address", "Copy the web address of the papers."),
        ("abstract", "a", "abstract", "Copy the text of the abstract."),
        ("title", "t", "title", "Copy the title of the papers, a line each."),
    )
    return tuple(
        Command(f"copy_{id_}", f"Copy the {name}", (f"y, {key}",), PAPER, "Paper", about, group="Copy")
        for id_, key, name, about in kinds
    )


def _judging() -> tuple[Command, ...]:
    """The rows of the dialog “Same papers?”."""
    rows = (
        ("pair_same", "Same paper", ("=",), "Make one paper of the two; Enter in the list does it, too."),
        ("pair_different", "Not the same", ("x", "n"), "Keep the two apart for good."),
        ("pair_next", "Next pair", ("j",), "Go to the next pair without deciding."),
        ("pair_previous", "Previous pair", ("k",), "Go to the pair before."),
        ("pair_undo", "Take back", ("z", "Ctrl+Z"), "Take back what was decided last here."),
    )
    return tuple(Command(id_, title, keys, PAIRS, "", about) for id_, title, keys, about in rows)


COMMANDS: tuple[Command, ...] = (
    Command("import", "Import pages…", ("Ctrl+I",), WINDOW, "Library", "Read copies of feed pages into the library."),
    Command(
        "paste", "Paste pages", ("Ctrl+V",), WINDOW, "Library", "Look at the copied page or files, to import them."
    ),
    Command(
        "imports",
        "Imports…",
        ("Ctrl+Shift+I",),
        WINDOW,
        "Library",
        "Show every import, what came of it, and take one back.",
    ),
    Command("export", "Export as Markdown…", ("Ctrl+E",), WINDOW, "Library", "Write the listed papers into a folder."),
    Command("save_search", "Save this search…", ("Ctrl+S",), WINDOW, "Library", "Keep the search among the places."),
    Command(
        "new_collection", "New collection…", ("Ctrl+Shift+N",), WINDOW, "Library", "Make an empty list for papers."
    ),
    Command(
        "rename_place",
        "Rename…",
        ("F2",),
        SIDEBAR,
        "Library",
        "Rename the tag, the collection or the saved search; nested tags follow, and the same name merges tags.",
    ),
    Command(
        "remove_place",
        "Remove",
        ("Del",),
        SIDEBAR,
        "Library",
        "Remove the tag, the collection or the saved search; its papers stay.",
    ),
    Command(
        "edit_search", "Edit the search", ("Shift+F2",), SIDEBAR, "Library", "Put its query into the search field."
    ),
    Command("add_paper", "Add a paper by hand…", ("Ctrl+N",), WINDOW, "Library", "Write down a paper yourself."),
    Command("quit", "Quit", ("Ctrl+Q",), WINDOW, "Library", "Close the window; everything is stored already."),
    Command("done", "Done", ("e",), PAPER, "Paper", "Move the papers to Done and go to the next.", "done"),
    Command("later", "Later", ("l",), PAPER, "Paper", "Keep the papers for later and go to the next.", "later"),
    Command("reading", "Reading", ("r",), PAPER, "Paper", "Say that you are reading the papers."),
    Command("drop", "Drop", ("d",), PAPER, "Paper", "Decide against the papers; they stay findable under Dropped."),
    Command("snooze", "Snooze…", ("b",), PAPER, "Paper", "Put the papers off until a day, said in words."),
    Command("triage", "Triage", ("Ctrl+T",), WINDOW, "Go", "Go through the inbox: a key decides, the next one comes."),
    Command("inbox", "Back to the inbox", ("i",), PAPER, "Paper", "Put the papers back, undecided."),
    Command(
        "trash",
        "Move to the trash",
        ("#", "Del"),
        PAPER,
        "Paper",
        "Take the papers out of sight; undo brings them back.",
    ),
    Command("repeat", "Repeat the last deed", (".",), PAPER, "Paper", "Tag, link or decide as you did last."),
    Command("mark", "Mark", ("x",), PAPER, "Paper", "Mark the paper, so that you can act on several; Esc ends it."),
    Command("mark_all", "Mark all", ("*, a", "Ctrl+A"), PAPER, "Paper", "Mark every listed paper."),
    Command("unmark", "Mark none", ("*, n", "Ctrl+Shift+A"), PAPER, "Paper", "Take every mark off."),
    Command("extend_down", "Select downwards", ("Shift+J",), PAPER, "Paper", "Select the paper below as well."),
    Command("extend_up", "Select upwards", ("Shift+K",), PAPER, "Paper", "Select the paper above as well."),
    Command("star", "Star", ("s",), PAPER, "Paper", "Star the papers, or take the star off."),
    *_priorities(),
    Command("tag", "Tag…", ("t",), PAPER, "Paper", "Pick tags for the papers, or make new ones.", "tag"),
    Command("untag", "Take tags off…", ("Shift+T",), PAPER, "Paper", "Pick the tags that the papers lose."),
    *_quick_tags(),
    Command("quick_clear", "Clear the quick tags", ("0",), PAPER, "Tag", "Take the tags of all digits off the papers."),
    Command("quick_tags", "Quick tags…", ("Shift+Q",), PAPER, "Tag", "Choose which tags the digits 1 to 9 mean."),
    Command("link", "Link to a paper…", ("c",), PAPER, "Paper", "Connect the papers to another one: how, and why."),
    Command("unlink", "Remove a link…", ("Shift+C",), PAPER, "Paper", "Pick the link that the paper loses."),
    Command("edit_field", "Edit a field…", ("F2",), PAPER, "Paper", "Correct the title, the date or another field."),
    Command("sightings", "Where it was seen", ("g, .",), PAPER, "Paper", "Show the pages a paper was read from."),
    Command(
        "same_papers",
        "Merge duplicates: same papers?…",
        ("g, =",),
        PAPER,
        "Paper",
        "Decide about papers that may be the same.",
    ),
    Command(
        "join_marked", "Merge: these are the same paper", ("=",), PAPER, "Paper", "Make one paper of two marked ones."
    ),
    *_copies(),
    Command("open", "Open an address…", ("v",), PAPER, "Paper", "Pick an address of the paper for your web browser."),
    Command("collect", "Put into a collection…", ("m",), PAPER, "Paper", "Pick a collection, or make a new one."),
    Command(
        "uncollect",
        "Take out of the collection",
        ("Shift+M",),
        PAPER,
        "Paper",
        "Take the papers out of the collection that is listed; they stay in the library.",
    ),
    Command("collection_up", "Up in the collection", ("Alt+Up",), PAPER, "Paper", "Move the papers one place up."),
    Command(
        "collection_down", "Down in the collection", ("Alt+Down",), PAPER, "Paper", "Move the papers one place down."
    ),
    Command("note", "Write a note", ("n",), PAPER, "Paper", "Go to the note of the paper; Esc comes back.", "note"),
    Command(
        "preview",
        "Preview the note",
        ("Ctrl+Shift+V",),
        WINDOW,
        "Paper",
        "Show source and page of the note, then the page alone, then the source again.",
    ),
    Command("undo", "Undo", ("z", "Ctrl+Z"), PAPER, "Paper", "Take back the newest step."),
    Command("redo", "Redo", ("Shift+Z", "Ctrl+Shift+Z"), PAPER, "Paper", "Do again what was taken back last."),
    Command(
        "palette", "Palette…", ("Ctrl+K", "Ctrl+P"), WINDOW, "Go", "Find any command, paper, tag, list or setting."
    ),
    Command("palette_colon", "Palette, from the list", (":",), PAPER, "", "Find anything.", alias_of="palette"),
    Command("search", "Search", ("/",), PAPER, "Go", "Search the whole library.", "search"),
    Command(
        "find",
        "Search from anywhere",
        ("Ctrl+F",),
        WINDOW,
        "",
        "Go to the search field, also out of a note.",
        alias_of="search",
    ),
    Command("go_inbox", "Go to the inbox", ("g, i",), PAPER, "Go", "List the papers that are not decided yet."),
    Command("go_later", "Go to Later", ("g, l",), PAPER, "Go", "List the papers that are kept for later."),
    Command("go_reading", "Go to Reading", ("g, r",), PAPER, "Go", "List the papers you are reading."),
    Command("go_done", "Go to Done", ("g, d",), PAPER, "Go", "List the papers you have finished with."),
    Command("go_dropped", "Go to Dropped", ("g, x",), PAPER, "Go", "List the papers you have decided against."),
    Command("go_starred", "Go to Starred", ("g, s",), PAPER, "Go", "List the papers with a star."),
    Command(
        "go_notes", "Go to papers with a note", ("g, n",), PAPER, "Go", "List the papers that have a note of yours."
    ),
    Command("go_all", "Go to all papers", ("g, a",), PAPER, "Go", "List every paper that is not in the trash."),
    Command("go_tag", "Go to a tag…", ("g, t",), PAPER, "Go", "Pick a tag and list its papers."),
    Command("go_imports", "Go to the imports", ("g, m",), PAPER, "Go", "Go to the newest import among the places."),
    Command("history", "History…", ("g, h",), PAPER, "Go", "Show what was done, and take back any step of it alone."),
    Command("narrow", "Narrow the search…", ("f",), PAPER, "Go", "Pick a tag, a year, a source that its papers have."),
    Command("next", "Next paper", ("j", "Down"), PAPER, "Go", "Go to the next paper."),
    Command("previous", "Previous paper", ("k", "Up"), PAPER, "Go", "Go to the previous paper."),
    Command("first", "First paper", ("g, g", "Home"), PAPER, "Go", "Go to the top of the list."),
    Command("last", "Last paper", ("Shift+G", "End"), PAPER, "Go", "Go to the end of the list."),
    Command("next_undecided", "Next undecided paper", ("]",), PAPER, "Go", "Go down to the next paper of the inbox."),
    Command("previous_undecided", "Previous undecided paper", ("[",), PAPER, "Go", "Go up to a paper of the inbox."),
    Command("go_trash", "Go to the trash", ("g, #",), PAPER, "Go", "List the papers in the trash."),
    Command(
        "scroll", "Scroll the page", ("Space",), PAPER, "Go", "Scroll the abstract; at its end, go to the next paper."
    ),
    Command("scroll_back", "Scroll back", ("Shift+Space",), PAPER, "Go", "Scroll the abstract up by a screen."),
    Command("back", "Back", ("Esc",), WINDOW, "Go", "Leave the note, the search field or the search; nothing is lost."),
    Command("order", "Order of the list…", ("o",), PAPER, "View", "Choose by what the list is sorted."),
    Command("sidebar", "Show or hide the places", ("F9",), WINDOW, "View", "Show the side bar, or make room."),
    Command("zoom_in", "Larger text", ("Ctrl++", "Ctrl+="), WINDOW, "View", "Make abstracts and notes larger."),
    Command("zoom_out", "Smaller text", ("Ctrl+-",), WINDOW, "View", "Make abstracts and notes smaller."),
    Command("zoom_reset", "Usual text", ("Ctrl+0",), WINDOW, "View", "Show abstracts and notes in their usual size."),
    Command("full_screen", "Full screen", ("F11",), WINDOW, "View", "Fill the screen, or be a window again."),
    Command("pane_places", "Go to the places", ("Alt+1",), WINDOW, "View", "Give the keyboard to the side bar."),
    Command("pane_list", "Go to the list", ("Alt+2",), WINDOW, "View", "Give the keyboard to the list of papers."),
    Command("pane_page", "Go to the page", ("Alt+3",), WINDOW, "View", "Give the keyboard to the page of the paper."),
    Command("pane_note", "Go to the note", ("Alt+4",), WINDOW, "View", "Give the keyboard to the note."),
    Command("pane_search", "Go to the search field", ("Alt+5",), WINDOW, "View", "Give the keyboard to the search."),
    Command("pane_next", "Next pane", ("F6",), WINDOW, "View", "Go from pane to pane in reading order."),
    Command("pane_previous", "Previous pane", ("Shift+F6",), WINDOW, "View", "Go from pane to pane, backwards."),
    Command("explain", "Why this paper?", ("w",), PAPER, "Go", "Tell the search clause by clause, as it is met."),
    Command("next_word", "Next word found", ("F3",), WINDOW, "Go", "Go on the page to the next word of the search."),
    Command(
        "previous_word", "Previous word found", ("Shift+F3",), WINDOW, "Go", "Go back to the word of the search before."
    ),
    Command("preferences", "Preferences…", ("Ctrl+,",), WINDOW, "View", "Change the look, the reading and the keys."),
    Command("help", "Help", ("F1",), WINDOW, "Help", "Open the pages that explain the desk."),
    Command("keys", "Keys", ("Shift+F1",), WINDOW, "Help", "Show every key."),
    *_judging(),
    Command("key_sheet", "Keys, from the list", ("?",), PAPER, "", "Show every key.", "keys", alias_of="keys"),
)

BY_ID = {command.id: command for command in COMMANDS}

_SIGNS = {"Down": "↓", "Up": "↑", "Left": "←", "Right": "→", "PgDown": "Page ↓", "PgUp": "Page ↑", "Return": "Enter"}
_LETTER = re.compile(r"(Shift\+)?([A-Za-z])")


def show_key(key: str) -> str:
    """A key sequence as a person reads it: `Shift+G` is G, `g, i` is g i."""
    return " ".join(_show_part(part) for part in re.split(r", (?=.)", key))


def _show_part(part: str) -> str:
    letter = _LETTER.fullmatch(part)
    if letter is not None:
        return letter[2].upper() if letter[1] else letter[2].lower()
    held, plus, name = part.rpartition("+") if len(part) > 1 and not part.endswith("+") else ("", "", part)
    return f"{held}{plus}{_SIGNS.get(name, name)}"
