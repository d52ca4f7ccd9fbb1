"""The checks of `paperdesk doctor`: a table; each finding is a sentence with its evidence. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from app.index.analysis import words
from app.index.documents import Leaf
from app.index.errors import IndexProblem
from app.library import Library
from app.reconcile import reconcile
from app.search.searcher import LibraryTexts
from app.store import checks, outbox, papers
from app.store.database import Database

_SAMPLED_PAPERS = 20
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; `sentence` says what is wrong and what to do, or what is right."""

    check: str
    ok: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at: what is right when nothing is found, and what to do otherwise."""

    name: str
    right: str
    advice: str
    problems: Callable[[Library], list[str]]


class _Undo(Exception):
    """Ends the trial fold; everything it wrote is rolled back."""


def _on_file(problems: Callable[[Database], list[str]]) -> Callable[[Library], list[str]]:
    return lambda library: problems(library.database)


def _stale_papers(library: Library) -> list[str]:
    """Fold everything again on trial and compare."""
    try:
        with library.database.transaction() as connection:
            before = checks.fingerprint(connection)
            reconcile.settle(connection, checks.identities(connection))
            after = checks.fingerprint(connection)
            raise _Undo
    except _Undo:
        pass
    differing = {
        f"{what} {row[0]} is not what its sightings say"
        for what, old, new in zip(("paper", "sighting"), before, after, strict=True)
        for row in set(old) ^ set(new)
    }
    return sorted(differing)


def _wrong_index(library: Library) -> list[str]:
    """Bring the index up to date, then compare its papers and a sample of its words with the library."""
    try:
        library.searcher.catch_up()
        return list(_differences(library))
    except IndexProblem as problem:
        return [str(problem)]


def _differences(library: Library) -> Iterator[str]:
    reader = library.database.reader
    ids = papers.all_ids(reader)
    state = library.searcher.state()
    if state is None or state.papers != len(ids):
        yield f"the index holds {state.papers if state else 0} papers, the library {len(ids)}"
    texts = LibraryTexts(reader)
    for text in outbox.texts(reader, islice(sorted(ids), _SAMPLED_PAPERS)):
        longest = max(words(text.title), key=len, default="")
        if longest and library.searcher.indexed(longest) != texts.find(Leaf(None, (longest,))):
            yield f"the word “{longest}” finds other papers in the index than in the library"


CHECKS: tuple[Check, ...] = (
    Check("file", "the library file is sound", "restore a copy from backups/", _on_file(checks.damage)),
    Check("rows", "every row hangs together", "restore a copy from backups/", _on_file(checks.orphans)),
    Check("notes", "every note is as it was written", "look at its earlier revisions", _on_file(checks.changed_notes)),
    Check("dumps", "every kept dump is as it was imported", "import it again", _on_file(checks.changed_dumps)),
    Check("imports", "no import was cut off", "open the library once more", _on_file(checks.unfinished_imports)),
    Check("papers", "every paper is the fold of its sightings", "report this as a bug", _stale_papers),
    Check("history", "every step can be read", "report this as a bug", _on_file(checks.unreadable_journal)),
    Check(
        "copies", "the newest copy is sound", "remove it; the next import makes another", _on_file(checks.bad_copies)
    ),
    Check("index", "the search index equals the library", "run “paperdesk rebuild-index”", _wrong_index),
)


def run_checks(library: Library) -> list[Finding]:
    """Run every check, in the order of CHECKS."""
    return [_finding(check, check.problems(library)) for check in CHECKS]


def _finding(check: Check, problems: list[str]) -> Finding:
    if not problems:
        return Finding(check.name, True, check.right[0].upper() + check.right[1:] + ".")
    more = f" and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
    return Finding(check.name, False, f"{'; '.join(problems[:_SHOWN])}{more}. What to do: {check.advice}.")
