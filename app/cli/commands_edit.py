"""Commands that edit the library: tags, notes, links, statuses, fields, collections, saved searches, undo."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from app.cli import shapes
from app.cli.arguments import Argument, Option, Positional, parse_count, parse_id, parse_offset
from app.cli.command import DONE, Command, Request, standard_input
from app.cli.commands_read import COLLECTION_LIST, COLLECTION_SHOW, QUERY, SAVED_LIST, TAG_LIST, get_query
from app.domain import fields
from app.domain.changes import Changes
from app.domain.dates import EXAMPLES, parse_day
from app.domain.errors import PaperdeskError
from app.domain.vocabulary import LINK_TYPES, PRIORITIES, STATUSES
from app.library import Library
from app.query.fields import ORDERS, RELEVANCE

MAX_NOTE_BYTES = 16 * 1024 * 1024

IDS = Positional("ids", "ID", "the ids of papers", parse_id, "+")
PAPER = Positional("id", "ID", "the id of the paper", parse_id)
TAG = Positional("name", "NAME", "the tag; a/b is nested in a")
SAVED = Positional("name", "NAME", "the saved search")
COLLECTION = Positional("name", "NAME", "the collection")


def _run_action(act: Callable[[Library, Request], Changes]) -> Callable[[Request], int]:
    """The run function of a command that performs one action and prints its changes."""

    def run(request: Request) -> int:
        with request.open_for_writing() as library:
            return request.report(act(library, request))

    return run


def _note(request: Request) -> int:
    source = request.arguments.set
    if source is None:
        return _print_note(request)
    text = _decode_note(_read_note(source), source)
    with request.open_for_writing() as library:
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
    """The bytes of a file or of standard input. Raises PaperdeskError when they cannot be read."""
    if source == "-":
        return _read_limited(standard_input(), "standard input")
    try:
        if not stat.S_ISREG(Path(source).stat().st_mode):
            raise PaperdeskError(
                f"“{source}” is not a regular file; the note was not changed. Use - to read standard input."
            )
        with Path(source).open("rb") as file:
            return _read_limited(file, source)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PaperdeskError(f"“{source}” could not be read ({reason}); the note was not changed.") from error


def _read_limited(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(MAX_NOTE_BYTES + 1)
    if len(data) > MAX_NOTE_BYTES:
        raise PaperdeskError(f"“{name}” is longer than 16 MB; the note was not changed. Split it into several notes.")
    return data


def _decode_note(data: bytes, name: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        is_stdin = name == "-"
        raise PaperdeskError(
            f"{'Standard input' if is_stdin else f'“{name}”'} is not UTF-8 text (byte {error.start + 1} is wrong); "
            f"the note was not changed. {'Send it' if is_stdin else 'Save the file'} as UTF-8 and try again."
        ) from error


def _edit(library: Library, request: Request) -> Changes:
    arguments = request.arguments
    return library.editing.edit(arguments.id, arguments.field.replace("-", "_"), arguments.value)


def _add(request: Request) -> int:
    given = {field.name: getattr(request.arguments, field.name) for field in fields.FIELDS}
    with request.open_for_writing() as library:
        paper_id, changes = library.editing.add({name: text for name, text in given.items() if text is not None})
    if request.out.is_json:
        request.out.json({**shapes.changes(changes), "id": paper_id})
    else:
        request.out.line(str(paper_id))
    return DONE


def _field_options() -> tuple[Argument, ...]:
    """One option for each field."""
    return tuple(
        Option(f"--{field.name.replace('_', '-')}", field.help, "TEXT", is_required=field.name == "title")
        for field in fields.FIELDS
    )


def _action_command(
    name: str, help_text: str, act: Callable[[Library, Request], Changes], *arguments: Argument
) -> Command:
    return Command(name, help_text, _run_action(act), arguments)


TAG_COMMANDS = (
    _action_command(
        "tag add",
        "Add a tag to papers",
        lambda library, request: library.editing.tag(request.arguments.name, request.arguments.ids),
        TAG,
        IDS,
    ),
    _action_command(
        "tag remove",
        "Remove a tag from papers",
        lambda library, request: library.editing.untag(request.arguments.name, request.arguments.ids),
        TAG,
        IDS,
    ),
    _action_command(
        "tag rename",
        "Rename a tag and its nested tags; a tag that has the new name is merged with it",
        lambda library, request: library.editing.rename_tag(request.arguments.name, request.arguments.new),
        replace(TAG, metavar="OLD"),
        Positional("new", "NEW", "its new name"),
    ),
    _action_command(
        "tag delete",
        "Delete a tag and its nested tags; the papers stay",
        lambda library, request: library.editing.delete_tag(request.arguments.name),
        TAG,
    ),
    TAG_LIST,
)

EDIT_COMMANDS = (
    Command(
        "note",
        "Print the note of a paper, or replace it",
        _note,
        (PAPER, Option("--set", "read the note from this file, or from standard input (-)", "FILE|-", str)),
        "A note is stored and printed byte for byte. An empty file removes the note; earlier texts are kept, and undo "
        "restores them.",
    ),
    _action_command(
        "link",
        "Link a paper to another",
        lambda library, request: library.editing.link(
            request.arguments.a, request.arguments.b, request.arguments.type, request.arguments.evidence
        ),
        Positional("a", "A", "the paper that cites, extends, uses …", parse_id),
        Positional("b", "B", "the paper that is cited, extended, used …", parse_id),
        Option("--type", f"one of {', '.join(LINK_TYPES)}", "T", is_required=True),
        Option("--evidence", "a sentence that explains the link", "TEXT"),
    ),
    _action_command(
        "unlink",
        "Remove the links between two papers",
        lambda library, request: library.editing.unlink(
            request.arguments.a, request.arguments.b, request.arguments.type
        ),
        Positional("a", "A", "one paper", parse_id),
        Positional("b", "B", "the other", parse_id),
        Option("--type", "only links of this type", "T"),
    ),
    _action_command(
        "status",
        "Set the status of papers",
        lambda library, request: library.editing.set_status(request.arguments.status, request.arguments.ids),
        Positional("status", "STATUS", f"one of {', '.join(STATUSES)}"),
        IDS,
    ),
    _action_command(
        "snooze",
        "Set papers aside until a day, then move them back to the inbox",
        lambda library, request: library.editing.snooze(
            parse_day(request.arguments.until, date.today()), request.arguments.ids
        ),
        Positional("until", "UNTIL", f"the day, for example {EXAMPLES}"),
        IDS,
    ),
    _action_command(
        "wake",
        "Move papers whose snooze has ended back to the inbox; the window does this automatically",
        lambda library, _request: library.editing.wake(date.today()),
    ),
    _action_command(
        "star",
        "Star or unstar papers",
        lambda library, request: library.editing.star(request.arguments.ids, not request.arguments.off),
        IDS,
        Option("--off", "remove the star"),
    ),
    _action_command(
        "priority",
        "Set the priority of papers",
        lambda library, request: library.editing.set_priority(request.arguments.priority, request.arguments.ids),
        Positional("priority", "N", f"from 0 (none) to {max(PRIORITIES)}", parse_count),
        IDS,
    ),
    Command(
        "edit",
        "Set a field of a paper by hand",
        _run_action(_edit),
        (
            PAPER,
            Positional("field", "FIELD", f"one of {', '.join(field.name for field in fields.FIELDS)}"),
            Positional("value", "VALUE", "the text; an empty one restores the imported value"),
        ),
        "Your value overrides every source. The help page “Fields” describes the format of each field.",
    ),
    Command("add", "Add a paper by hand and print its id", _add, _field_options()),
)

COLLECTION_COMMANDS = (
    _action_command(
        "collection create",
        "Create an empty collection",
        lambda library, request: library.editing.create_collection(request.arguments.name),
        COLLECTION,
    ),
    _action_command(
        "collection rename",
        "Rename a collection",
        lambda library, request: library.editing.rename_collection(request.arguments.name, request.arguments.new),
        replace(COLLECTION, metavar="OLD"),
        Positional("new", "NEW", "its new name"),
    ),
    _action_command(
        "collection delete",
        "Delete a collection; its papers stay",
        lambda library, request: library.editing.delete_collection(request.arguments.name),
        COLLECTION,
    ),
    _action_command(
        "collection add",
        "Append papers to a collection",
        lambda library, request: library.editing.add_to_collection(request.arguments.name, request.arguments.ids),
        COLLECTION,
        IDS,
    ),
    _action_command(
        "collection remove",
        "Remove papers from a collection",
        lambda library, request: library.editing.remove_from_collection(request.arguments.name, request.arguments.ids),
        COLLECTION,
        IDS,
    ),
    _action_command(
        "collection move",
        "Move papers up or down in the order of a collection",
        lambda library, request: library.editing.move_in_collection(
            request.arguments.name, request.arguments.ids, request.arguments.by
        ),
        COLLECTION,
        IDS,
        Option("--by", "how many places down; negative for up", "N", parse_offset, is_required=True),
    ),
    COLLECTION_LIST,
    COLLECTION_SHOW,
)

SAVED_SEARCH_COMMANDS = (
    _action_command(
        "saved add",
        "Save a query under a name, replacing a saved search of that name",
        lambda library, request: library.editing.save_search(
            request.arguments.name, get_query(request), request.arguments.sort or RELEVANCE
        ),
        replace(SAVED, help="the name"),
        replace(QUERY, nargs="+"),
        Option("--sort", f"the order: one of {', '.join(ORDERS)}", "S"),
    ),
    _action_command(
        "saved remove",
        "Delete a saved search; the papers stay",
        lambda library, request: library.editing.delete_search(request.arguments.name),
        SAVED,
    ),
    _action_command(
        "saved rename",
        "Rename a saved search",
        lambda library, request: library.editing.rename_search(request.arguments.name, request.arguments.new),
        replace(SAVED, metavar="OLD"),
        Positional("new", "NEW", "its new name"),
    ),
    SAVED_LIST,
)

UNDO_COMMANDS = (
    _action_command(
        "undo",
        "Undo the newest step, or one alone",
        lambda library, request: library.undo(request.arguments.step),
        Positional("step", "STEP", "the number of a step, as shown by “history”", parse_id, "?"),
    ),
    _action_command(
        "redo",
        "Redo the step undone last, or one alone",
        lambda library, request: library.redo(request.arguments.step),
        Positional("step", "STEP", "the number of a step, as shown by “history”", parse_id, "?"),
    ),
)
