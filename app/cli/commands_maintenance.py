"""Commands for export and maintenance: export, doctor, rebuild-index, demo, bench."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from app.cli import shapes
from app.cli.arguments import Option, Positional, parse_count
from app.cli.command import DONE, PARTLY_DONE, Command, Request
from app.cli.commands_read import QUERY, get_query
from app.cli.demo import run_demo
from app.cli.output import YELLOW, Styled
from app.export.folder import ExportReport, write_folder, write_single
from app.export.formats import FORMATS, find_format

_BENCH_PAPERS = 10_000


def _export(request: Request) -> int:
    arguments = request.arguments
    write = write_single if arguments.single else write_folder
    with request.open_library() as library:
        views = library.views(library.find(get_query(request)))
        report = ExportReport()
        if views:
            report = write(views, Path(arguments.dest), library.library_id, arguments.format)
    if request.out.is_json:
        request.out.json(shapes.export_report(report))
    else:
        request.out.line(ExportReport(report.written, report.unchanged, report.removed).sentence())
    for remark in report.remarks():
        request.out.notice(remark)
    return PARTLY_DONE if report.is_partial else DONE


def _doctor(request: Request) -> int:
    from app.doctor.checks import run_checks  # noqa: PLC0415 - loads Whoosh

    with request.open_library() as library:
        findings = run_checks(library)
    if request.out.is_json:
        request.out.json_array(map(asdict, findings))
    else:
        for finding in findings:
            mark = "ok  " if finding.ok else Styled("BAD ", YELLOW)
            request.out.line(mark, f"{finding.check}: {finding.sentence}")
    return DONE if all(finding.ok for finding in findings) else PARTLY_DONE


def _rebuild_index(request: Request) -> int:
    with request.open_library() as library:
        papers = library.rebuild_index()
    if request.out.is_json:
        request.out.json({"papers": papers})
    else:
        request.out.line(f"The search index was rebuilt from {papers} {'paper' if papers == 1 else 'papers'}.")
    return DONE


def _demo(request: Request) -> int:
    run_demo(Path(request.arguments.out), request.out)
    return DONE


def _bench(request: Request) -> int:
    from app.bench import run, run_search  # noqa: PLC0415 - loads SQLModel and Whoosh

    papers = _BENCH_PAPERS if request.arguments.papers is None else request.arguments.papers
    if request.arguments.search:
        return int(run_search(papers, request.out.is_json, has_slow_engines=not request.arguments.without_stock))
    return int(run(papers, request.out.is_json))


EXPORT_COMMANDS = (
    Command(
        "export",
        "Write papers as files",
        _export,
        (
            Positional("format", "FORMAT", f"one of {', '.join(known.key for known in FORMATS)}", find_format),
            Positional("dest", "DEST", "the folder to write into, or the file with --single", str),
            QUERY,
            Option("--single", "all papers in one file"),
        ),
        "Without a query all papers are written. A file that you changed since the last export is kept; the new "
        "version is written beside it, and the exit code is 1.",
    ),
)
MAINTENANCE_COMMANDS = (
    Command(
        "doctor",
        "Check the library and its index",
        _doctor,
        details="The exit code is 1 when a check fails.",
    ),
    Command("rebuild-index", "Rebuild the search index", _rebuild_index),
    Command(
        "demo",
        "Try Paperdesk with sample pages in a separate folder",
        _demo,
        (Option("--out", "a new or empty folder", "DIR", str, is_required=True),),
        "Everything, including the library and its index, is written to that folder; --library is ignored.",
        has_json=False,
    ),
    Command(
        "bench",
        "Measure the speed of Paperdesk on this computer",
        _bench,
        (
            Option("--papers", f"how many synthetic papers to generate (default {_BENCH_PAPERS})", "N", parse_count),
            Option("--search", "measure search only, compared with stock Whoosh and SQLite FTS5"),
            Option("--without-stock", "with --search: leave out stock Whoosh"),
        ),
        "The papers are written to a folder that is removed afterwards. With --search stock Whoosh takes most of the "
        "time: a minute for 10,000 papers, a quarter of an hour for 100,000.",
    ),
)
