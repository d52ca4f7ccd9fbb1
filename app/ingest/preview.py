"""Previews: the effect of adding or removing an import on papers, field by field, as texts for people.

The old fields are read on a connection that does not see the running transaction, the new ones inside it. The dry run
is the import itself, so its preview is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from app.domain.paper_fields import FIELDS, NO_FIELDS, PaperFields, name_values, visible_values
from app.store import paper_states
from app.store.driver import Connection
from app.store.paper_states import PaperState

MAX_LISTED = 500
"""How many new titles and how many changes a preview lists; the counts are complete."""

_CONTEXT_CHARS = 48  # shown before the first difference of two long texts
_MAX_TEXT_CHARS = 240


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a paper: its name, and its value before and after as text (empty: none)."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PaperChange:
    """A paper that would change, with the fields that differ."""

    paper_id: int
    title: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The effect on papers. `new` lists titles and `changes` papers, at most MAX_LISTED of each.

    `new_count` papers are added to the library, `changed_count` change in some field, `gone_count` are removed, and
    `kept_count` stay only because the user has edited them.
    """

    new: tuple[str, ...] = ()
    changes: tuple[PaperChange, ...] = ()
    new_count: int = 0
    changed_count: int = 0
    gone_count: int = 0
    kept_count: int = 0


class PreviewReader:
    """Reads the previews of several dry runs in one transaction, each relative to the run before."""

    def __init__(self, before: Connection) -> None:
        self._before = before
        self._seen: dict[int, PaperState] = {}

    def read(self, after: Connection, paper_ids: Iterable[int]) -> ImportPreview:
        """The changes of these papers since the previous preview, or since the transaction began."""
        ids = set(paper_ids)
        old = paper_states.read_states(self._before, ids - self._seen.keys())
        old.update((paper_id, self._seen[paper_id]) for paper_id in ids & self._seen.keys())
        new = paper_states.read_states(after, ids)
        self._seen.update(new)
        return compare(old, new)


def compare(old: Mapping[int, PaperState], new: Mapping[int, PaperState]) -> ImportPreview:
    """The differences between two states of the same papers, in the order of their ids."""
    present = sorted(paper_id for paper_id, state in new.items() if state.is_present)
    before = {paper_id for paper_id, state in old.items() if state.is_present}
    added = [paper_id for paper_id in present if paper_id not in before]
    merged = [paper_id for paper_id in sorted(before) if new[paper_id].alias_of is not None]
    changed = [p for p in present if p in before and visible_values(new[p].fields) != visible_values(old[p].fields)]
    gone = [p for p in before if not new[p].is_present and new[p].alias_of is None]
    changes = [_change(paper_id, old[paper_id], new) for paper_id in islice((*merged, *changed), MAX_LISTED)]
    return ImportPreview(
        tuple(new[paper_id].fields.title for paper_id in added[:MAX_LISTED]),
        tuple(changes),
        len(added),
        len(merged) + len(changed),
        len(gone),
        sum(new[p].is_withdrawn and not old[p].is_withdrawn for p in present if p in before),
    )


def _change(paper_id: int, old: PaperState, new: Mapping[int, PaperState]) -> PaperChange:
    now = new[paper_id]
    if now.alias_of is None:
        return PaperChange(paper_id, now.fields.title, compare_fields(old.fields, now.fields))
    survivor = new[now.alias_of].fields.title if now.alias_of in new else ""
    return PaperChange(paper_id, old.fields.title, (FieldChange("merged with", "", survivor),))


def compare_fields(old: PaperFields, new: PaperFields = NO_FIELDS) -> tuple[FieldChange, ...]:
    """The fields that differ; long texts are cut to the first difference."""
    columns = zip(FIELDS, name_values(old).values(), name_values(new).values(), strict=True)
    shown = ((field.label, field.kind.show(before), field.kind.show(after)) for field, before, after in columns)
    return tuple(FieldChange(label, *cut_to_difference(old, new)) for label, old, new in shown if old != new)


def cut_to_difference(old: str, new: str) -> tuple[str, str]:
    """Two texts cut to the surroundings of their first difference, to fit on one line."""
    same = next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    start = same - _CONTEXT_CHARS if same > 2 * _CONTEXT_CHARS else 0
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    if not text:
        return text
    end = start + _MAX_TEXT_CHARS
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")
