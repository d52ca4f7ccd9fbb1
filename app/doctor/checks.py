"""The table of checks of `paperdesk doctor`. Findings are sentences with evidence. The library is not changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from app.index.analysis import split_words
from app.index.documents import TextTerm
from app.index.errors import IndexProblem
from app.library import Library
from app.reconcile import reconcile
from app.search.searcher import LibraryTextSearch
from app.store import checks, outbox, papers
from app.store.database import Database

_SAMPLE_SIZE = 20
_MAX_PROBLEMS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check; `sentence` says what is wrong and what to do, or that all is well."""

    check: str
    ok: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check: the sentence when it passes, the advice when it fails, and the function that finds problems."""

    name: str
    ok_sentence: str
    advice: str
    find_problems: Callable[[Library], list[str]]


def _on_file(find_problems: Callable[[Database], list[str]]) -> Callable[[Library], list[str]]:
    return lambda library: find_problems(library.database)


def _find_stale_papers(library: Library) -> list[str]:
    """Reconcile all papers in a transaction that is rolled back, and compare."""
    with library.database.trial() as connection:
        before = checks.read_fingerprint(connection)
        reconcile.reconcile(connection, checks.read_identities(connection))
        after = checks.read_fingerprint(connection)
    differing = {
        f"{kind} {row[0]} does not match its sightings"
        for kind, old, new in zip(("paper", "sighting"), before, after, strict=True)
        for row in set(old) ^ set(new)
    }
    return sorted(differing)


def _find_index_problems(library: Library) -> list[str]:
    """Update the index, then compare its papers and a sample of its words with the library."""
    try:
        library.searcher.catch_up()
        return list(_find_index_differences(library))
    except IndexProblem as problem:
        return [str(problem)]


def _find_index_differences(library: Library) -> Iterator[str]:
    reader = library.database.reader
    ids = papers.list_ids(reader)
    state = library.searcher.read_state()
    indexed = state.papers if state else 0
    if indexed != len(ids):
        yield f"the index has {indexed} papers, the library {len(ids)}"
    scan = LibraryTextSearch(reader)
    for text in outbox.read_texts(reader, islice(sorted(ids), _SAMPLE_SIZE)):
        longest = max(split_words(text.title), key=len, default="")
        if longest and library.searcher.find_in_index(longest) != scan.find(TextTerm(None, (longest,))):
            yield f"the word “{longest}” finds other papers in the index than in the library"


CHECKS: tuple[Check, ...] = (
    Check("file", "the library file is intact", "restore a copy from backups/", _on_file(checks.find_damage)),
    Check("rows", "all references are valid", "restore a copy from backups/", _on_file(checks.find_orphans)),
    Check("notes", "all notes are unchanged", "see its earlier revisions", _on_file(checks.find_changed_notes)),
    Check("dumps", "all stored dumps are unchanged", "import them again", _on_file(checks.find_changed_dumps)),
    Check("imports", "all imports are complete", "open the library again", _on_file(checks.find_unfinished_imports)),
    Check("papers", "all papers match their sightings", "report this as a bug", _find_stale_papers),
    Check("history", "all steps are readable", "report this as a bug", _on_file(checks.find_unreadable_journal)),
    Check(
        "copies",
        "the newest backup is intact",
        "delete it; the next import makes another",
        _on_file(checks.find_bad_copies),
    ),
    Check("index", "the search index matches the library", "run “paperdesk rebuild-index”", _find_index_problems),
)


def run_checks(library: Library) -> list[Finding]:
    """Run every check, in the order of CHECKS."""
    return [_make_finding(check, check.find_problems(library)) for check in CHECKS]


def _make_finding(check: Check, problems: list[str]) -> Finding:
    if not problems:
        return Finding(check.name, True, check.ok_sentence[0].upper() + check.ok_sentence[1:] + ".")
    shown = "; ".join(problems[:_MAX_PROBLEMS_SHOWN])
    more = f" and {len(problems) - _MAX_PROBLEMS_SHOWN} more" if len(problems) > _MAX_PROBLEMS_SHOWN else ""
    return Finding(check.name, False, f"{shown}{more}. What to do: {check.advice}.")
