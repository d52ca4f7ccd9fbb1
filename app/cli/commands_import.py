"""Commands that import dumps and remove imports: import, unimport."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app.cli import shapes
from app.cli.arguments import Option, Positional, parse_id
from app.cli.command import DONE, FAILED, PARTLY_DONE, Command, Request, standard_input
from app.cli.output import Output, cut
from app.domain.errors import LibraryError, UsageError
from app.importer.formats import FORMATS, find_format
from app.importer.source import read_source, read_stream
from app.ingest.dump_dates import file_day, lacks_date, read_dump_date, suggest_day
from app.ingest.run import STANDARD_INPUT, ImportInput, ImportOptions, ImportResult, describe_input, printable_path

_MAX_UNREAD_CHARS = 70


def parse_format(text: str) -> str:
    """The key of an import format."""
    return find_format(text).key


def _import(request: Request) -> int:
    arguments = request.arguments
    options = ImportOptions(arguments.format, arguments.dump_date, arguments.dry_run)
    inputs = [_make_input(path) for path in arguments.files]
    results: list[ImportResult] = []
    with request.open_library() if options.is_dry_run else request.open_for_writing() as library:
        try:
            for result in library.import_each(inputs, options):
                results.append(result)
                _report(request.out, result, options)
        except LibraryError as error:
            if not any(result.import_id for result in results):
                raise
            results.append(ImportResult(arguments.files[len(results)], None, str(error)))
            _report(request.out, results[-1], options)
    if request.out.is_json:
        request.out.json_array(map(shapes.import_result, results))
    return _exit_code(results)


def _make_input(path: str) -> ImportInput:
    if path == STANDARD_INPUT:
        return path, lambda: read_stream(standard_input(), describe_input(STANDARD_INPUT))
    if not path:
        raise UsageError("The name of a file to import is empty. Nothing was stored.")
    return printable_path(Path(path)), partial(read_source, Path(path))


def _report(out: Output, result: ImportResult, options: ImportOptions) -> None:
    if not out.is_json:
        _print_result(out, result, options)
    _print_notices(out, result)


def _exit_code(results: Sequence[ImportResult]) -> int:
    rejected = sum(result.feed is None for result in results)
    if rejected == len(results):
        return FAILED
    return PARTLY_DONE if rejected or not all(result.papers for result in results) else DONE


def _print_notices(out: Output, result: ImportResult) -> None:
    if result.feed is None:
        out.notice(f"paperdesk: {result.sentence}")
        return
    path = describe_input(result.path)
    for notice in result.notices:
        out.notice(notice if path in notice else f"{path}: {notice}")
    if not result.papers:
        out.notice(f"{path}: {result.sentence}")
    elif suggestion := suggest_dump_date(result):
        out.notice(f"{path}: {suggestion}")


def _print_result(out: Output, result: ImportResult, options: ImportOptions) -> None:
    """Print the result of a page that was read; a rejected one is reported on standard error only."""
    feed = result.feed
    if feed is None or not result.papers:
        return
    out.line(f"{describe_input(result.path)}: {result.sentence}")
    out.line(f"  {format_counts(result, options.is_dry_run)}")
    out.line(f"  {feed.reason}")
    if result.year_confidence != "given" and feed.year_basis:
        out.line(f"  {feed.year_basis}")
    if feed.unread:
        out.line("  not understood:")
    for unread in feed.unread:
        out.line(f"    line {unread.line}: {cut(unread.text.strip(), _MAX_UNREAD_CHARS)} ({unread.why})")
    if options.is_dry_run:
        out.line("  This was a dry run; nothing was stored.")


def format_counts(result: ImportResult, is_dry_run: bool) -> str:
    """How many papers of a page are new or changed, or would be."""
    if result.same:
        return f"{result.same} already imported from this page; nothing changes"
    seen = f"{result.new} new, {result.changed} seen again"
    if not result.changed:
        return seen
    unchanged = result.changed - result.altered
    if is_dry_run:
        return f"{seen}: {result.altered} would change, {unchanged} would stay unchanged"
    return f"{seen}: {result.altered} changed, {unchanged} unchanged"


def suggest_dump_date(result: ImportResult) -> str | None:
    """A sentence that suggests the date of the file when the page does not give its own; it is never used unasked."""
    feed = result.feed
    if feed is None or not lacks_date(feed):
        return None
    dated = file_day(result.path)
    if dated is None:
        return None
    missing = "year" if feed.dump_day else "date"
    advice = f"if that is right, use --dump-date {suggest_day(feed, dated)}."
    return f"the page does not give its {missing}, but the file is dated {dated}; {advice}"


def _unimport(request: Request) -> int:
    with request.open_for_writing() as library:
        return request.report(library.unimport(request.arguments.id))


def _format_help() -> str:
    return f"read as this format instead of detecting it: {', '.join(known.key for known in FORMATS)}"


IMPORT_COMMANDS = (
    Command(
        "import",
        "Import saved feed pages",
        _import,
        (
            Positional("files", "FILE", "a text file, or - for standard input", str, "+"),
            Option("--format", _format_help(), "F", parse_format),
            Option("--dump-date", "the day the page was saved, as YYYY-MM-DD, if you know it", "D", read_dump_date),
            Option("--dry-run", "show what would be imported from each file, and store nothing"),
        ),
        "Importing the same page again changes nothing. Every import can be undone. A paper that is already in the "
        "library is seen again, and the output says whether its fields change; in JSON, “changed” counts all papers "
        "seen again.",
    ),
    Command(
        "unimport",
        "Remove an import; papers you have edited stay",
        _unimport,
        (Positional("id", "ID", "the number of the import, as shown by “imports”", parse_id),),
    ),
)
