"""The user's actions on a library. Each method is one transaction, one step of the history, and one `Changes`.

This module loads SQLModel; `Library.editing` imports it on first use.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from app.actions.organizing import OrganizingActions
from app.actions.transaction import run_action
from app.domain import fields
from app.domain.changes import Changes, SavedNote
from app.domain.dates import format_date
from app.domain.errors import PaperExistsError, UsageError
from app.domain.vocabulary import LINK_TYPES, PRIORITIES, STATUSES, VERDICTS
from app.store import collections, edits, existing_papers, judgements, papers
from app.store.database import Action
from app.store.edits import clean_name


class Editing(OrganizingActions):
    """The user's actions on one open library. Unknown ids and names raise UsageError and change nothing."""

    def _resolve(self, action: Action, ids: Sequence[int]) -> list[int]:
        return papers.resolve(action.connection, ids)

    def tag(self, name: str, ids: Sequence[int]) -> Changes:
        """Add a tag to papers, creating it if needed."""
        clean = clean_name(name, "tag")

        def body(action: Action) -> str:
            changed = edits.add_tag(action, clean, self._resolve(action, ids))
            return f"Tagged {_count_papers(len(changed))} “{clean}”"

        return self._run(body)

    def untag(self, name: str, ids: Sequence[int]) -> Changes:
        """Remove a tag from papers."""
        clean = clean_name(name, "tag")

        def body(action: Action) -> str:
            changed = edits.remove_tag(action, clean, self._resolve(action, ids))
            return f"Removed the tag “{clean}” from {_count_papers(len(changed))}"

        return self._run(body)

    def change_tags(self, ids: Sequence[int], added: Sequence[str], removed: Sequence[str]) -> Changes:
        """Add and remove several tags in one step."""
        wanted = [clean_name(name, "tag") for name in added]

        def body(action: Action) -> str:
            resolved = self._resolve(action, ids)
            tagged = {paper_id for name in wanted for paper_id in edits.add_tag(action, name, resolved)}
            untagged = {paper_id for name in removed for paper_id in edits.remove_tag(action, name, resolved)}
            clauses = [f"Tagged {_count_papers(len(tagged))} {_quoted(wanted)}"] if wanted else []
            clauses += [f"removed {_quoted(removed)} from {_count_papers(len(untagged))}"] if removed else []
            sentence = " and ".join(clauses) or "Changed no tag"
            return sentence[0].upper() + sentence[1:]

        return self._run(body)

    def set_status(self, status: str, ids: Sequence[int]) -> Changes:
        """Set the status of papers; `status` is one of STATUSES."""
        if status not in STATUSES:
            raise UsageError(f"There is no status “{status}”. The statuses are: {', '.join(STATUSES)}.")

        def body(action: Action) -> str:
            changed = edits.set_mark(action, self._resolve(action, ids), status=status)
            return f"Moved {_count_papers(len(changed))} to {status}"

        return self._run(body)

    def snooze(self, until: date, ids: Sequence[int]) -> Changes:
        """Set papers aside until a day; then `wake` moves them back to the inbox."""

        def body(action: Action) -> str:
            resolved = self._resolve(action, ids)
            changed = edits.set_mark(action, resolved, status="later", snoozed_until=until.isoformat())
            return f"Snoozed {_count_papers(len(changed))} until {format_date(until.isoformat())}"

        return self._run(body)

    def wake(self, today: date) -> Changes:
        """Move the papers whose snooze has ended back to the inbox."""

        def body(action: Action) -> str:
            woken = edits.set_mark(action, edits.find_due_snoozes(action.connection, today.isoformat()), status="inbox")
            return f"Moved {_count_papers(len(woken))} back to the inbox after a snooze"

        return self._run(body)

    def star(self, ids: Sequence[int], is_starred: bool = True) -> Changes:
        """Star or unstar papers."""

        def body(action: Action) -> str:
            changed = edits.set_mark(action, self._resolve(action, ids), is_starred=int(is_starred))
            return f"{'Starred' if is_starred else 'Unstarred'} {_count_papers(len(changed))}"

        return self._run(body)

    def set_priority(self, priority: int, ids: Sequence[int]) -> Changes:
        """Set the priority of papers, 0 (none) to 5."""
        if priority not in PRIORITIES:
            raise UsageError(f"A priority is a number from 0 to 5, not {priority}. Nothing was changed.")

        def body(action: Action) -> str:
            changed = edits.set_mark(action, self._resolve(action, ids), priority=priority)
            done = f"Set priority {priority} on" if priority else "Removed the priority from"
            return f"{done} {_count_papers(len(changed))}"

        return self._run(body)

    def set_note(self, paper_id: int, text: str, continued: int | None = None) -> Changes:
        """Replace the note of a paper; an empty text removes it. Every earlier text is kept as a revision.

        `continued` is the step of the previous save in the same editing session: both are undone together.
        """

        return self.save_note(paper_id, text, None, continued).changes

    def save_note(
        self, paper_id: int, text: str, seen: Collection[str] | None, continued: int | None = None
    ) -> SavedNote:
        """As `set_note`, and tell whether it replaced a text that is not among those its author has `seen`.

        No text counts as unseen when `seen` is None.
        """
        replaced: list[str] = []

        def body(action: Action) -> str:
            identity = self._resolve(action, [paper_id])[0]
            replaced.append(papers.read_notes(action.connection, [identity]).get(identity, ""))
            edits.set_note(action, identity, text)
            return f"{'Edited' if text else 'Removed'} the note of paper {identity}"

        changes = run_action(self._database, "edit", body, continued)
        return SavedNote(changes, seen is not None and replaced[0] not in (text, *seen))

    def link(self, source_id: int, target_id: int, type_: str, evidence: str | None = None) -> Changes:
        """Link two papers; `type_` is one of LINK_TYPES, `evidence` a sentence that explains it."""
        return self.link_each([(source_id, target_id)], type_, evidence)

    def link_each(self, pairs: Sequence[tuple[int, int]], type_: str, evidence: str | None = None) -> Changes:
        """Create several links of one type in one step; `pairs` holds (source, target) ids."""
        _check_link_type(type_)

        def body(action: Action) -> str:
            resolved = [self._resolve_pair(action, *pair) for pair in pairs]
            for source, target in resolved:
                edits.add_link(action, source, target, type_, evidence)
            if len(resolved) == 1:
                return f"Linked paper {resolved[0][0]} to {resolved[0][1]} ({type_})"
            return f"Created {len(resolved)} links ({type_})"

        return self._run(body)

    def unlink(self, one_id: int, other_id: int, type_: str | None = None, *, is_one_way: bool = False) -> Changes:
        """Remove the links between two papers, of one type or of all; with `is_one_way` only from `one` to `other`."""
        if type_ is not None:
            _check_link_type(type_)

        def body(action: Action) -> str:
            one, other = self._resolve_pair(action, one_id, other_id)
            edits.remove_links(action, one, other, type_, is_one_way=is_one_way)
            return f"Unlinked papers {one} and {other}"

        return self._run(body)

    def _resolve_pair(self, action: Action, one: int, other: int) -> tuple[int, int]:
        pair = self._resolve(action, [one, other])
        if len(pair) == 1:
            raise UsageError(f"Paper {one} cannot be linked to itself. Nothing was changed.")
        return pair[0], pair[1]

    def judge(self, one_id: int, other_id: int, verdict: str) -> Changes:
        """Decide that two papers are the "same" or "different", for all imports to come; the latest decision wins.

        "different" splits a paper from one that was merged with it.
        """
        if verdict not in VERDICTS:
            raise UsageError(f"Two papers are {' or '.join(VERDICTS)}, not “{verdict}”. Nothing was changed.")

        def body(action: Action) -> str:
            if verdict == "same":
                judgements.add_same(action, one_id, other_id)
                return f"Merged papers {one_id} and {other_id}"
            judgements.add_different(action, one_id, other_id)
            return f"Marked papers {one_id} and {other_id} as different"

        return self._run(body)

    def split_sightings(self, paper_id: int, places: Sequence[tuple[int, int]]) -> Changes:
        """Decide that some sightings of a paper, given as (import id, position on the page), are another paper.

        The part that was seen first in this library keeps the id and what the user wrote.
        """

        def body(action: Action) -> str:
            identity = self._resolve(action, [paper_id])[0]
            judgements.add_split(action, identity, places)
            number = len(set(places))
            return f"Split {number} {'sighting' if number == 1 else 'sightings'} from paper {identity}"

        return self._run(body)

    def edit(self, paper_id: int, name: str, text: str) -> Changes:
        """Set a field by hand; an empty text restores the imported value, or the one the paper was added with."""
        value = fields.parse_value(name, text)

        def body(action: Action) -> str:
            identity = self._resolve(action, [paper_id])[0]
            edits.set_field(action, identity, name.lower(), value)
            return f"Edited the {fields.field_label(name)} of paper {identity}"

        return self._run(body)

    def add(self, texts: dict[str, str]) -> tuple[int, Changes]:
        """Add a paper by hand from field texts (see `app.domain.fields.FIELDS`); a title is required. Returns its id.

        Raises PaperExistsError when a paper has that title or identifier: the two would be merged, and the typed values
        would override the imported ones.
        """
        if not texts.get("title", "").strip():
            raise UsageError("A paper needs a title. Nothing was changed.")
        value = fields.parse_values(texts)
        added: list[int] = []

        def body(action: Action) -> str:
            _check_is_new(action, value)
            added.append(edits.add_hand_paper(action, value))
            return f"Added “{' '.join(texts['title'].split())}”"

        changes = self._run(body)
        paper_id = papers.resolve(self._database.reader, added)[0]
        return paper_id, replace(changes, paper_ids=changes.paper_ids | {paper_id})

    def create_collection(self, name: str) -> Changes:
        """Create an empty collection."""
        clean = clean_name(name, "collection")

        def body(action: Action) -> str:
            collections.create(action, clean)
            return f"Created the collection “{clean}”"

        return self._run(body)

    def rename_collection(self, old: str, new: str) -> Changes:
        """Rename a collection."""
        clean = clean_name(new, "collection")

        def body(action: Action) -> str:
            collections.rename(action, old, clean)
            return f"Renamed the collection “{old}” to “{clean}”"

        return self._run(body)

    def delete_collection(self, name: str) -> Changes:
        """Delete a collection; its papers stay."""

        def body(action: Action) -> str:
            collections.delete(action, name)
            return f"Deleted the collection “{name}”"

        return self._run(body)

    def add_to_collection(self, name: str, ids: Sequence[int], *, create_missing: bool = False) -> Changes:
        """Append papers to a collection; with `create_missing` it is created if needed."""
        clean = clean_name(name, "collection")

        def body(action: Action) -> str:
            if create_missing:
                collections.create(action, clean)
            changed = collections.add_papers(action, clean, self._resolve(action, ids))
            return f"Added {_count_papers(len(changed))} to “{clean}”"

        return self._run(body)

    def remove_from_collection(self, name: str, ids: Sequence[int]) -> Changes:
        """Remove papers from a collection."""

        def body(action: Action) -> str:
            changed = collections.remove_papers(action, name, self._resolve(action, ids))
            return f"Removed {_count_papers(len(changed))} from “{name}”"

        return self._run(body)


def _count_papers(number: int) -> str:
    return f"{number} paper" if number == 1 else f"{number} papers"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _check_is_new(action: Action, value: str) -> None:
    found = existing_papers.find_existing(action.connection, json.loads(value))
    if found is not None:
        view = papers.read_views(action.connection, [found])[0]
        where = ", in the trash" if view.status == "trash" else ""
        raise PaperExistsError(
            f"“{view.title}” (paper {found}) is already in the library{where}; nothing was added.", found
        )


def _check_link_type(name: str) -> None:
    if name not in LINK_TYPES:
        raise UsageError(f"There is no link type “{name}”. The types are: {', '.join(LINK_TYPES)}.")
