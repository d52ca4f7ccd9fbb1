"""Commands that change what the user thinks of papers: tags, notes, links, statuses, fields, collections, undo."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from app.cli import shapes
from app.cli.arguments import Argument, Option, Word, read_count, read_distance, read_id
from app.cli.command import DONE, Command, Request, standard_input
from app.cli.commands_read import COLLECTION_LIST, COLLECTION_SHOW, QUERY, SAVED_LIST, TAG_LIST, query_of
from app.domain import fields
from app.domain.changes import Changes
from app.domain.dates import EXAMPLES, read_day
from app.domain.errors import PaperdeskError
from app.domain.vocabulary import LINK_TYPES, PRIORITIES, STATUSES
from app.library import Library
from app.query.fields import ORDERS, RELEVANCE

LARGEST_NOTE = 16 * 1024 * 1024

IDS = Word("ids", "ID", "numbers of papers", read_id, "+")
PAPER = Word("id", "ID", "the number of the paper", read_id)
TAG = Word("name", "NAME", "the tag; a/b is a tag within a")
SAVED = Word("name", "NAME", "the saved search")
COLLECTION = Word("name", "NAME", "the collection")


def _acting(act: Callable[[Library, Request], Changes]) -> Callable[[Request], int]:
    """The run function of a command that is one action and prints what it did."""

    def run(request: Request) -> int:
        with request.open_library() as library:
            return request.report(act(library, request))

    return run


def _note(request: Request) -> int:
    source = request.arguments.set
    if source is None:
        return _print_note(request)
    text = _decode_note(_read_note(source), source)
    with request.open_library() as library:
        return request.report(library.editing.set_note(request.arguments.id, text))


def _print_note(request: Request) -> int:
    with request.open_library() as library:
        view = library.show(request.arguments.id)
    if request.out.is_json:
        request.out.json({"id": view.id, "note": view.note})
    else:
        request.out.write_bytes((view.note or "").encode())
    return DONE


def _read_note(source: str) -> bytes:
    """The bytes of a file or of standard input; the old note is kept when they cannot be read."""
    if source == "-":
        return _limited(standard_input(), "standard input")
    try:
        if not stat.S_ISREG(Path(source).stat().st_mode):
            raise PaperdeskError(
                f"“{source}” is not an ordinary file; the note was not changed. Use - to read standard input."
            )
        with Path(source).open("rb") as file:
            return _limited(file, source)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PaperdeskError(f"“{source}” could not be read ({reason}); the note was not changed.") from error


def _limited(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(LARGEST_NOTE + 1)
    if len(data) > LARGEST_NOTE:
        raise PaperdeskError(f"“{name}” is longer than 16 MB; the note was not changed. Split it into several notes.")
    return data


def _decode_note(data: bytes, name: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        is_stream = name == "-"
        raise PaperdeskError(
            f"{'Standard input' if is_stream else f'“{name}”'} is not UTF-8 text (byte {error.start + 1} is wrong); "
            f"the note was not changed. {'Send it' if is_stream else 'Save the file'} as UTF-8 and try again."
        ) from error


def _edit(library: Library, request: Request) -> Changes:
    arguments = request.arguments
    return library.editing.edit(arguments.id, arguments.field.replace("-", "_"), arguments.value)


def _add(request: Request) -> int:
    given = {field.name: getattr(request.arguments, field.name) for field in fields.FIELDS}
    with request.open_library() as library:
        paper_id, changes = library.editing.add({name: text for name, text in given.items() if text is not None})
    if request.out.is_json:
        request.out.json({**shapes.changes(changes), "id": paper_id})
    else:
        request.out.line(str(paper_id))
    return DONE


def _field_options() -> tuple[Argument, ...]:
    """One option a field."""
    return tuple(
        Option(f"--{field.name.replace('_', '-')}", field.help, "TEXT", is_required=field.name == "title")
        for field in fields.FIELDS
    )


def _act(name: str, help_text: str, act: Callable[[Library, Request], Changes], *arguments: Argument) -> Command:
    return Command(name, help_text, _acting(act), arguments)


TAGGING = (
    _act(
        "tag add",
        "Put a tag on papers",
        lambda library, request: library.editing.tag(request.arguments.name, request.arguments.ids),
        TAG,
        IDS,
    ),
    _act(
        "tag remove",
        "Take a tag off papers",
        lambda library, request: library.editing.untag(request.arguments.name, request.arguments.ids),
        TAG,
        IDS,
    ),
    _act(
        "tag rename",
        "Give a tag another name; the tags within it follow, and a tag of that name becomes one with it",
        lambda library, request: library.editing.rename_tag(request.arguments.name, request.arguments.new),
        replace(TAG, shown="OLD"),
        Word("new", "NEW", "its new name"),
    ),
    _act(
        "tag delete",
        "Take a tag and the tags within it off every paper",
        lambda library, request: library.editing.delete_tag(request.arguments.name),
        TAG,
    ),
    TAG_LIST,
)

EDITING = (
    Command(
        "note",
        "Print the note of a paper, or replace it",
        _note,
        (PAPER, Option("--set", "take the note from this file, or from standard input (-)", "FILE|-", str)),
        "The bytes that come out are the bytes that went in. An empty file takes the note away; "
        "earlier texts are kept and undo brings them back.",
    ),
    _act(
        "link",
        "Link a paper to another",
        lambda library, request: library.editing.link(
            request.arguments.a, request.arguments.b, request.arguments.type, request.arguments.evidence
        ),
        Word("a", "A", "the paper that cites, extends, uses …", read_id),
        Word("b", "B", "the paper that is cited, extended, used …", read_id),
        Option("--type", f"one of {', '.join(LINK_TYPES)}", "T", is_required=True),
        Option("--evidence", "a sentence that says why", "TEXT"),
    ),
    _act(
        "unlink",
        "Remove the links between two papers",
        lambda library, request: library.editing.unlink(
            request.arguments.a, request.arguments.b, request.arguments.type
        ),
        Word("a", "A", "one paper", read_id),
        Word("b", "B", "the other", read_id),
        Option("--type", "only links of this type", "T"),
    ),
    _act(
        "status",
        "Decide about papers",
        lambda library, request: library.editing.set_status(request.arguments.status, request.arguments.ids),
        Word("status", "STATUS", f"one of {', '.join(STATUSES)}"),
        IDS,
    ),
    _act(
        "snooze",
        "Keep papers for later until a day, then they come back into the inbox",
        lambda library, request: library.editing.snooze(
            read_day(request.arguments.until, date.today()), request.arguments.ids
        ),
        Word("until", "UNTIL", f"the day, in words: {EXAMPLES}"),
        IDS,
    ),
    _act(
        "wake",
        "Put the papers whose snooze has ended back into the inbox; the window does it by itself",
        lambda library, _request: library.editing.wake(date.today()),
    ),
    _act(
        "star",
        "Star papers, or take the star off",
        lambda library, request: library.editing.star(request.arguments.ids, not request.arguments.off),
        IDS,
        Option("--off", "take the star off"),
    ),
    _act(
        "priority",
        "Set the priority of papers",
        lambda library, request: library.editing.set_priority(request.arguments.priority, request.arguments.ids),
        Word("priority", "N", f"from 0 (none) to {max(PRIORITIES)}", read_count),
        IDS,
    ),
    Command(
        "edit",
        "Set a field of a paper by hand",
        _acting(_edit),
        (
            PAPER,
            Word("field", "FIELD", f"one of {', '.join(field.name for field in fields.FIELDS)}"),
            Word("value", "VALUE", "the text; an empty one goes back to what the sources say"),
        ),
        "What you set stands above every source. The help page “Fields” says how each field is written.",
    ),
    Command("add", "Add a paper by hand and print its number", _add, _field_options()),
)

COLLECTING = (
    _act(
        "collection create",
        "Make an empty collection",
        lambda library, request: library.editing.create_collection(request.arguments.name),
        COLLECTION,
    ),
    _act(
        "collection rename",
        "Give a collection another name",
        lambda library, request: library.editing.rename_collection(request.arguments.name, request.arguments.new),
        replace(COLLECTION, shown="OLD"),
        Word("new", "NEW", "its new name"),
    ),
    _act(
        "collection delete",
        "Delete a collection; its papers stay",
        lambda library, request: library.editing.delete_collection(request.arguments.name),
        COLLECTION,
    ),
    _act(
        "collection add",
        "Append papers to a collection",
        lambda library, request: library.editing.collect(request.arguments.name, request.arguments.ids),
        COLLECTION,
        IDS,
    ),
    _act(
        "collection remove",
        "Take papers out of a collection",
        lambda library, request: library.editing.uncollect(request.arguments.name, request.arguments.ids),
        COLLECTION,
        IDS,
    ),
    _act(
        "collection move",
        "Move papers up or down in the order of a collection",
        lambda library, request: library.editing.move_in_collection(
            request.arguments.name, request.arguments.ids, request.arguments.by
        ),
        COLLECTION,
        IDS,
        Option("--by", "how many places down; below 0 for up", "N", read_distance, is_required=True),
    ),
    COLLECTION_LIST,
    COLLECTION_SHOW,
)

SAVING = (
    _act(
        "saved add",
        "Keep a query under a name; one of that name gets the new query",
        lambda library, request: library.editing.save_search(
            request.arguments.name, query_of(request), request.arguments.sort or RELEVANCE
        ),
        replace(SAVED, help="the name"),
        replace(QUERY, count="+"),
        Option("--sort", f"the order: one of {', '.join(ORDERS)}", "S"),
    ),
    _act(
        "saved remove",
        "Forget a saved search; no paper is touched",
        lambda library, request: library.editing.delete_search(request.arguments.name),
        SAVED,
    ),
    _act(
        "saved rename",
        "Give a saved search another name",
        lambda library, request: library.editing.rename_search(request.arguments.name, request.arguments.new),
        replace(SAVED, shown="OLD"),
        Word("new", "NEW", "its new name"),
    ),
    SAVED_LIST,
)

UNDOING = (
    _act(
        "undo",
        "Undo the newest step, or one alone",
        lambda library, request: library.undo(request.arguments.step),
        Word("step", "STEP", "the number of a step, as “history” shows it", read_id, "?"),
    ),
    _act(
        "redo",
        "Redo the step that was undone last, or one alone",
        lambda library, request: library.redo(request.arguments.step),
        Word("step", "STEP", "the number of a step, as “history” shows it", read_id, "?"),
    ),
)
