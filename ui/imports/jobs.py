"""The work of an import, in the lane that acts: the preview, the import itself, and taking several back at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.changes import Changes
from app.domain.errors import LibraryError
from app.domain.jobs import Cancelled, Job
from app.importer.source import Source
from app.ingest.run import ImportInput, ImportOptions, ImportResult
from app.library import Library
from ui.imports.sources import Offer
from ui.widgets.paper_text import count


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: its results, the steps of the history it made, the file it was cancelled in, and the sentence
    of the problem that ended it (each empty: none)."""

    results: list[ImportResult]
    steps: tuple[int, ...] = ()
    cancelled: str = ""
    problem: str = ""


def preview(library: Library, offers: Sequence[Offer], days: Mapping[str, date], job: Job) -> list[ImportResult]:
    """What importing these one after the other would do; nothing is stored. Raises Cancelled."""
    inputs = [_counted(offer, at, len(offers), job) for at, offer in enumerate(offers)]
    options = ImportOptions(is_dry_run=True, dump_dates=days)
    return list(library.import_each(inputs, options, lambda _done, _total: job.check()))


def _counted(offer: Offer, at: int, number: int, job: Job) -> ImportInput:
    """An input whose reading the job counts."""

    def read() -> Source:
        job.report(at, number)
        return offer.read()

    return offer.name, read


def run_import(
    library: Library,
    offers: Sequence[Offer],
    days: Mapping[str, date],
    papers: int,
    job: Job,
    let_acts_pass: Callable[[], None],
) -> Outcome:
    """Import these, `papers` papers in all, one step of the history each. What was finished before a cancel stays.

    `let_acts_pass` is called where the library can be written by others.
    """
    results: list[ImportResult] = []
    cancelled = problem = ""

    def report(done: int, total: int) -> None:
        if done < total or not total:  # else it is told within the last transaction
            let_acts_pass()
        job.report(min(sum(result.papers for result in results) + done, papers), papers)

    try:
        report(0, 0)
        for result in library.import_each([one.input for one in offers], ImportOptions(dump_dates=days), report):
            results.append(result)
            report(0, 0)
    except Cancelled:
        cancelled = offers[min(len(results), len(offers) - 1)].name
    except LibraryError as error:
        if not results:
            raise
        problem = str(error)
    steps = tuple(result.step for result in results if result.step is not None)
    return Outcome(results, steps, cancelled, problem)


def undo_steps(library: Library, steps: Sequence[int]) -> Changes:
    """Undo several steps, newest first, and say so in one sentence."""
    done = [library.undo(step) for step in sorted(steps, reverse=True)]
    touched: frozenset[int] = frozenset().union(*(changes.paper_ids for changes in done))
    stayed = library.in_order(frozenset().union(*(changes.stayed for changes in done)), "id")
    label = f"Undid: {count(len(done), 'import')}"
    if stayed:
        stay = "stays" if len(stayed) == 1 else "stay"
        label += f"; {count(len(stayed), 'paper')} {stay}, because other pages show them or you have touched them"
    return Changes(label, done[-1].step if done else None, touched, stayed=frozenset(stayed), is_flip=True)
