"""Commands that bring dumps in and take them back: import, unimport."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app.cli import shapes
from app.cli.arguments import Option, Word, read_id
from app.cli.command import DONE, FAILED, PARTLY_DONE, Command, Request, standard_input
from app.cli.output import Output, cut
from app.domain.errors import LibraryError, UsageError
from app.importer.formats import FORMATS, find_format
from app.importer.source import read_source, read_stream
from app.ingest.dump_dates import file_day, lacks_date, read_dump_date, suggest_day
from app.ingest.run import STANDARD_INPUT, ImportInput, ImportOptions, ImportResult, printable, say_path

_UNREAD_SHOWN = 70


def read_format(text: str) -> str:
    """The key of an import format."""
    return find_format(text).key


def _import(request: Request) -> int:
    arguments = request.arguments
    options = ImportOptions(arguments.format, arguments.dump_date, arguments.dry_run)
    inputs = [_input(path) for path in arguments.files]
    results: list[ImportResult] = []
    with request.open_library() as library:
        try:
            for result in library.import_each(inputs, options):
                results.append(result)
                _tell(request.out, result, options)
        except LibraryError as error:
            if not any(result.import_id for result in results):
                raise
            results.append(ImportResult(arguments.files[len(results)], None, str(error)))
            _tell(request.out, results[-1], options)
    if request.out.is_json:
        request.out.json_array(map(shapes.import_result, results))
    return _exit_code(results)


def _input(path: str) -> ImportInput:
    if path == STANDARD_INPUT:
        return path, lambda: read_stream(standard_input(), say_path(STANDARD_INPUT))
    if not path:
        raise UsageError("The name of a file to import is empty. Nothing was stored.")
    return printable(Path(path)), partial(read_source, Path(path))


def _tell(out: Output, result: ImportResult, options: ImportOptions) -> None:
    if not out.is_json:
        _print_result(out, result, options)
    _notify(out, result)


def _exit_code(results: Sequence[ImportResult]) -> int:
    refusals = sum(result.feed is None for result in results)
    if refusals == len(results):
        return FAILED
    return PARTLY_DONE if refusals or not all(result.papers for result in results) else DONE


def _notify(out: Output, result: ImportResult) -> None:
    if result.feed is None:
        out.notice(f"paperdesk: {result.sentence}")
        return
    path = say_path(result.path)
    for notice in result.notices:
        out.notice(notice if path in notice else f"{path}: {notice}")
    if not result.papers:
        out.notice(f"{path}: {result.sentence}")
    elif offer := offer_date(result):
        out.notice(f"{path}: {offer}")


def _print_result(out: Output, result: ImportResult, options: ImportOptions) -> None:
    """What became of a page that was read; a refused one stands on standard error alone."""
    feed = result.feed
    if feed is None or not result.papers:
        return
    out.line(f"{say_path(result.path)}: {result.sentence}")
    out.line(f"  {say_counts(result, options.is_dry_run)}")
    out.line(f"  {feed.reason}")
    if result.year_confidence != "given" and feed.year_basis:
        out.line(f"  {feed.year_basis}")
    if feed.unread:
        out.line("  not understood:")
    for unread in feed.unread:
        out.line(f"    line {unread.line}: {cut(unread.text.strip(), _UNREAD_SHOWN)} ({unread.why})")
    if options.is_dry_run:
        out.line("  This was a dry run; nothing was stored.")


def say_counts(result: ImportResult, is_dry_run: bool) -> str:
    """What became of the papers of a page, or what would."""
    if result.same:
        return f"{result.same} in the library from this very page already; nothing changes"
    seen = f"{result.new} new, {result.changed} seen again"
    if not result.changed:
        return seen
    stayed = result.changed - result.altered
    if is_dry_run:
        return f"{seen}: {result.altered} would change, {stayed} would stay as they are"
    return f"{seen}: {result.altered} changed, {stayed} stayed as they were"


def offer_date(result: ImportResult) -> str | None:
    """A sentence with the day the file itself is dated, when the page does not tell its own; it is never just taken."""
    feed = result.feed
    if feed is None or not lacks_date(feed):
        return None
    dated = file_day(result.path)
    if dated is None:
        return None
    lacking = "year" if feed.dump_day else "day"
    offer = f"if that fits, use --dump-date {suggest_day(feed, dated)}."
    return f"the page does not tell its {lacking}, but the file itself is dated {dated}; {offer}"


def _unimport(request: Request) -> int:
    with request.open_library() as library:
        return request.report(library.unimport(request.arguments.id))


def _format_help() -> str:
    return f"read as this format instead of detecting it: {', '.join(known.key for known in FORMATS)}"


IMPORTING = (
    Command(
        "import",
        "Import copies of feed pages",
        _import,
        (
            Word("files", "FILE", "a text file, or - for standard input", str, "+"),
            Option("--format", _format_help(), "F", read_format),
            Option("--dump-date", "the day the page was taken, as YYYY-MM-DD, when you know it", "D", read_dump_date),
            Option("--dry-run", "say what would happen, for each file by itself, and store nothing"),
        ),
        "Importing the same page again changes nothing. Every import can be undone. A paper that was there is seen "
        "again, and it is told whether it shows something else then; in JSON, “changed” counts all seen again.",
    ),
    Command(
        "unimport",
        "Take an import back; papers you have touched stay",
        _unimport,
        (Word("id", "ID", "the number of the import, as “imports” shows it", read_id),),
    ),
)
