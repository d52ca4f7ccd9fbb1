"""Background jobs of the importer: the preview, the import, and undoing several imports together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.actions.imports import ImportInput, ImportOptions, ImportResult, Source
from app.domain.changes import EVERYTHING, Changes
from app.domain.errors import LibraryError
from app.domain.jobs import Cancelled, Job
from app.library import Library
from app.samples import load_samples
from ui.imports.sources import ImportSource
from ui.widgets.paper_text import pluralize


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: results, history steps, the file it was cancelled in, and the error that ended it (empty:
    none). Its `changes` are silent: the caller that asked for the import shows a message of its own."""

    results: list[ImportResult]
    steps: tuple[int, ...]
    changes: Changes
    cancelled: str = ""
    problem: str = ""


def preview(
    library: Library, sources: Sequence[ImportSource], page_dates: Mapping[str, date], job: Job
) -> list[ImportResult]:
    """A dry run of importing the sources in order. Raises Cancelled."""
    inputs = [_report_reading(source, number, len(sources), job) for number, source in enumerate(sources)]
    options = ImportOptions(is_dry_run=True, dump_dates=page_dates)
    return list(library.import_each(inputs, options, lambda _done, _total: job.check()))


def _report_reading(source: ImportSource, number: int, total: int, job: Job) -> ImportInput:
    """The input of a source, which reports to the job when it is read."""

    def read() -> Source:
        job.report(number, total)
        return source.read()

    return source.name, read


def run_import(
    library: Library,
    sources: Sequence[ImportSource],
    page_dates: Mapping[str, date],
    papers: int,
    job: Job,
    yield_to_writers: Callable[[], None],
) -> Outcome:
    """Import sources with `papers` papers in all, each as one history step. Steps finished before a cancel are kept.

    `yield_to_writers` is called between transactions, when others can write.
    """
    results: list[ImportResult] = []
    cancelled = problem = ""

    def report(done: int, total: int) -> None:
        if done < total or not total:  # otherwise this is within the last transaction
            yield_to_writers()
        job.report(min(sum(result.papers for result in results) + done, papers), papers)

    inputs, options = [source.input for source in sources], ImportOptions(dump_dates=page_dates)
    try:
        report(0, 0)
        for result in library.import_each(inputs, options, report):
            results.append(result)
            report(0, 0)
    except Cancelled:
        cancelled = sources[min(len(results), len(sources) - 1)].name
    except LibraryError as error:
        if not results:
            raise
        problem = str(error)
    steps = tuple(result.step for result in results if result.step is not None)
    touched: frozenset[int] = frozenset().union(*(result.paper_ids for result in results))
    return Outcome(results, steps, Changes("", max(steps, default=None), touched).silently(), cancelled, problem)


def load_sample_library(library: Library) -> Outcome:
    """Import the sample pages, with tags, notes and links."""
    newest = max((step.step for step in library.history(limit=1)), default=0)
    results = load_samples(library)
    return Outcome(results, tuple(step.step for step in library.history() if step.step > newest), EVERYTHING)


def undo_steps(library: Library, steps: Sequence[int]) -> Changes:
    """Undo several import steps, newest first, as one change with one label."""
    undone = Changes.merge(library.undo(step) for step in sorted(steps, reverse=True))
    stayed = library.sort_ids(undone.stayed, "id")
    label = f"Undid: {pluralize(len(steps), 'import')}"
    if stayed:
        stay = "stays" if len(stayed) == 1 else "stay"
        label += f"; {pluralize(len(stayed), 'paper')} {stay}, because other pages show them or you have touched them"
    return replace(undone, label=label, stayed=frozenset(stayed))
