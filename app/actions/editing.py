"""What people do in a library. Each method is one action: one transaction, one step of the history, one `Changes`.

This module loads SQLModel; `Library.editing` imports it when the first edit is made.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.actions.organizing import Organizing
from app.actions.transaction import run
from app.domain import fields
from app.domain.changes import Changes
from app.domain.dates import say_date
from app.domain.errors import AlreadyThere, UsageError
from app.domain.vocabulary import LINK_TYPES, PRIORITIES, STATUSES, VERDICTS
from app.store import collections, edits, judgements, known, papers
from app.store.database import Action
from app.store.edits import clean_name


class Editing(Organizing):
    """The user's actions on one open library. Unknown ids and words raise UsageError; nothing is changed then."""

    def _resolve(self, action: Action, ids: Sequence[int]) -> list[int]:
        return papers.resolve(action.connection, ids)

    def tag(self, name: str, ids: Sequence[int]) -> Changes:
        """Put a tag on papers; it is made when it is new."""
        clean = clean_name(name, "tag")

        def body(action: Action) -> str:
            changed = edits.add_tag(action, clean, self._resolve(action, ids))
            return f"Tagged {_count(len(changed))} “{clean}”"

        return self._run(body)

    def untag(self, name: str, ids: Sequence[int]) -> Changes:
        """Take a tag off papers."""
        clean = clean_name(name, "tag")

        def body(action: Action) -> str:
            changed = edits.remove_tag(action, clean, self._resolve(action, ids))
            return f"Removed the tag “{clean}” from {_count(len(changed))}"

        return self._run(body)

    def change_tags(self, ids: Sequence[int], added: Sequence[str], removed: Sequence[str]) -> Changes:
        """Put tags on papers and take others off: several tags, one step."""
        wanted = [clean_name(name, "tag") for name in added]

        def body(action: Action) -> str:
            resolved = self._resolve(action, ids)
            tagged = {home for name in wanted for home in edits.add_tag(action, name, resolved)}
            untagged = {home for name in removed for home in edits.remove_tag(action, name, resolved)}
            said = [f"Tagged {_count(len(tagged))} {_quoted(wanted)}"] if wanted else []
            said += [f"removed {_quoted(removed)} from {_count(len(untagged))}"] if removed else []
            sentence = " and ".join(said) or "Changed no tag"
            return sentence[0].upper() + sentence[1:]

        return self._run(body)

    def set_status(self, status: str, ids: Sequence[int]) -> Changes:
        """Decide about papers; `status` is one of STATUSES."""
        if status not in STATUSES:
            raise UsageError(f"There is no status “{status}”. The statuses are: {', '.join(STATUSES)}.")

        def body(action: Action) -> str:
            changed = edits.set_mark(action, self._resolve(action, ids), status=status)
            return f"Moved {_count(len(changed))} to {status}"

        return self._run(body)

    def snooze(self, until: date, ids: Sequence[int]) -> Changes:
        """Keep papers for later until a day; then `wake` puts them back into the inbox."""

        def body(action: Action) -> str:
            resolved = self._resolve(action, ids)
            changed = edits.set_mark(action, resolved, status="later", snoozed_until=until.isoformat())
            return f"Snoozed {_count(len(changed))} until {say_date(until.isoformat())}"

        return self._run(body)

    def wake(self, today: date) -> Changes:
        """Put the papers whose snooze has ended back into the inbox."""

        def body(action: Action) -> str:
            woken = edits.set_mark(action, edits.snoozed(action.connection, today.isoformat()), status="inbox")
            return f"{_count(len(woken))} came back from the snooze"

        return self._run(body)

    def star(self, ids: Sequence[int], is_starred: bool = True) -> Changes:
        """Star papers or take the star off."""

        def body(action: Action) -> str:
            changed = edits.set_mark(action, self._resolve(action, ids), is_starred=int(is_starred))
            return f"{'Starred' if is_starred else 'Unstarred'} {_count(len(changed))}"

        return self._run(body)

    def set_priority(self, priority: int, ids: Sequence[int]) -> Changes:
        """Set the priority of papers, 0 (none) to 5."""
        if priority not in PRIORITIES:
            raise UsageError(f"A priority is a number from 0 to 5, not {priority}. Nothing was changed.")

        def body(action: Action) -> str:
            changed = edits.set_mark(action, self._resolve(action, ids), priority=priority)
            return f"{f'Set priority {priority} on' if priority else 'Took the priority off'} {_count(len(changed))}"

        return self._run(body)

    def set_note(self, paper_id: int, text: str, continued: int | None = None) -> Changes:
        """Replace the note of a paper; an empty text takes it away. Every earlier text is kept as a revision.

        `continued` is the step of the last saving of the same editing: both are undone together.
        """

        def body(action: Action) -> str:
            identity = self._resolve(action, [paper_id])[0]
            edits.set_note(action, identity, text)
            return f"{'Wrote' if text else 'Removed'} the note of paper {identity}"

        return run(self._database, "edit", body, continued)

    def link(self, source_id: int, target_id: int, type_: str, evidence: str | None = None) -> Changes:
        """Link two papers; `type_` is one of LINK_TYPES, `evidence` a sentence that says why."""
        return self.link_each([(source_id, target_id)], type_, evidence)

    def link_each(self, pairs: Sequence[tuple[int, int]], type_: str, evidence: str | None = None) -> Changes:
        """Link papers pair by pair (source, target), all of one type: several links, one step."""
        _check_link_type(type_)

        def body(action: Action) -> str:
            named = [self._pair(action, *pair) for pair in pairs]
            made = [edits.add_link(action, source, target, type_, evidence) for source, target in named]
            if not any(made):
                return f"Linked like this already ({type_})"
            if len(named) == 1:
                return f"Linked paper {named[0][0]} to {named[0][1]} ({type_})"
            return f"Made {len(named)} links ({type_})"

        return self._run(body)

    def unlink(self, one_id: int, other_id: int, type_: str | None = None, *, is_one_way: bool = False) -> Changes:
        """Remove the links between two papers, of one type or of all; with `is_one_way` only from `one` to `other`."""
        if type_ is not None:
            _check_link_type(type_)

        def body(action: Action) -> str:
            one, other = self._pair(action, one_id, other_id)
            edits.remove_links(action, one, other, type_, is_one_way=is_one_way)
            return f"Unlinked papers {one} and {other}"

        return self._run(body)

    def _pair(self, action: Action, one: int, other: int) -> tuple[int, int]:
        pair = self._resolve(action, [one, other])
        if len(pair) == 1:
            raise UsageError(f"Paper {one} cannot be linked to itself. Nothing was changed.")
        return pair[0], pair[1]

    def judge(self, one_id: int, other_id: int, verdict: str) -> Changes:
        """Say that two papers are the "same", or "different" for good; whatever is imported later, it stays so.

        "different" of a paper and one that was joined with it parts them again. The later word counts.
        """
        if verdict not in VERDICTS:
            raise UsageError(f"Two papers are {' or '.join(VERDICTS)}, not “{verdict}”. Nothing was changed.")

        def body(action: Action) -> str:
            if verdict == "same":
                judgements.add_same(action, one_id, other_id)
                return f"Joined papers {one_id} and {other_id}"
            judgements.add_different(action, one_id, other_id)
            return f"Kept papers {one_id} and {other_id} apart"

        return self._run(body)

    def part(self, paper_id: int, places: Sequence[tuple[int, int]]) -> Changes:
        """Say that some sightings of a paper, each told by its import and position on the page, are another paper.

        What the user wrote stays with the part that was seen first in this library; that part keeps the number.
        """

        def body(action: Action) -> str:
            home = self._resolve(action, [paper_id])[0]
            judgements.add_parting(action, home, places)
            number = len(set(places))
            return f"Parted {number} {'sighting' if number == 1 else 'sightings'} from paper {home}"

        return self._run(body)

    def edit(self, paper_id: int, name: str, text: str) -> Changes:
        """Set a field by hand; an empty text goes back to what was imported, or added by hand."""
        value = fields.read_value(name, text)

        def body(action: Action) -> str:
            identity = self._resolve(action, [paper_id])[0]
            edits.set_field(action, identity, name.lower(), value)
            return f"Edited the {fields.name_field(name)} of paper {identity}"

        return self._run(body)

    def add(self, texts: dict[str, str]) -> tuple[int, Changes]:
        """Add a paper by hand from field texts (see `app.domain.fields.FIELDS`); a title is needed. Returns its id.

        Raises AlreadyThere when a paper of the library has that title or identifier: it would become one with it, and
        what was typed would stand above what its pages say.
        """
        if not texts.get("title", "").strip():
            raise UsageError("A paper needs a title. Nothing was changed.")
        value = fields.read_values(texts)
        made: list[int] = []

        def body(action: Action) -> str:
            _refuse_known(action, value)
            made.append(edits.add_hand_paper(action, value))
            return f"Added “{' '.join(texts['title'].split())}”"

        changes = self._run(body)
        paper_id = papers.resolve(self._database.reader, made)[0]
        return paper_id, replace(changes, paper_ids=changes.paper_ids | {paper_id})

    def create_collection(self, name: str) -> Changes:
        """Make an empty collection."""
        clean = clean_name(name, "collection")

        def body(action: Action) -> str:
            collections.create(action, clean)
            return f"Made the collection “{clean}”"

        return self._run(body)

    def rename_collection(self, old: str, new: str) -> Changes:
        """Give a collection another name."""
        clean = clean_name(new, "collection")

        def body(action: Action) -> str:
            collections.rename(action, old, clean)
            return f"Renamed the collection “{old}” to “{clean}”"

        return self._run(body)

    def delete_collection(self, name: str) -> Changes:
        """Remove a collection; its papers stay."""

        def body(action: Action) -> str:
            collections.delete(action, name)
            return f"Deleted the collection “{name}”"

        return self._run(body)

    def collect(self, name: str, ids: Sequence[int], *, can_make: bool = False) -> Changes:
        """Append papers to a collection; with `can_make` one that does not exist yet is made."""
        clean = clean_name(name, "collection")

        def body(action: Action) -> str:
            if can_make:
                collections.create(action, clean)
            changed = collections.add_papers(action, clean, self._resolve(action, ids))
            return f"Put {_count(len(changed))} into “{clean}”"

        return self._run(body)

    def uncollect(self, name: str, ids: Sequence[int]) -> Changes:
        """Take papers out of a collection."""

        def body(action: Action) -> str:
            changed = collections.remove_papers(action, name, self._resolve(action, ids))
            return f"Took {_count(len(changed))} out of “{name}”"

        return self._run(body)


def _count(number: int) -> str:
    return f"{number} paper" if number == 1 else f"{number} papers"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _refuse_known(action: Action, value: str) -> None:
    found = known.find_known(action.connection, json.loads(value))
    if found is not None:
        view = papers.views(action.connection, [found])[0]
        where = ", in the trash" if view.status == "trash" else ""
        raise AlreadyThere(
            f"“{view.title}” (paper {found}) is in the library already{where}; nothing was added.", found
        )


def _check_link_type(name: str) -> None:
    if name not in LINK_TYPES:
        raise UsageError(f"There is no link type “{name}”. The types are: {', '.join(LINK_TYPES)}.")
