"""Writes user data of papers: tags, marks, notes, links, field edits, papers added by hand. Uses SQLModel objects.

Every function runs inside an `Action`, takes papers returned by `papers.resolve`, and returns the papers it changed. A
row is written for the paper itself; removal includes the rows of its aliases.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.domain.errors import UsageError
from app.store import papers, sightings
from app.store.driver import Connection, as_json
from app.store.model import FieldEdit, HandPaper, Link, Mark, Note, NoteRevision, Paper, PaperTag, Tag
from app.store.overview import find_named

if TYPE_CHECKING:
    from app.store.database import Action

_MAX_NAME_CHARS = 200


def clean_name(text: str, what: str) -> str:
    """Normalise the name of a tag, collection or saved search to one line; for tags `a / b` becomes `a/b`."""
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise UsageError(f"The name of a {what} cannot hold control characters. Nothing was changed.")
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if what == "tag":
        name = "/".join(part.strip() for part in name.split("/") if part.strip())
    if not name:
        raise UsageError(f"The name of a {what} cannot be empty. Nothing was changed.")
    if len(name) > _MAX_NAME_CHARS:
        raise UsageError(f"The name of a {what} can have at most {_MAX_NAME_CHARS} characters. Nothing was changed.")
    return name


def add_tag(action: Action, name: str, ids: Sequence[int]) -> list[int]:
    tag_id = find_named(action.connection, "tag", name)
    if tag_id is None:
        tag = Tag(name=name, created_at=action.at)
        action.session.add(tag)
        action.flush()
        tag_id = tag.id
    assert tag_id is not None
    owners = papers.map_identities(action.connection, ids)
    rows = action.connection.execute("SELECT paper_id FROM paper_tag WHERE tag_id = ?", (tag_id,))
    tagged = {owners.get(row[0]) for row in rows}
    new = [identity for identity in ids if identity not in tagged]
    action.session.add_all([PaperTag(paper_id=identity, tag_id=tag_id, added_at=action.at) for identity in new])
    action.flush()
    return new


def remove_tag(action: Action, name: str, ids: Sequence[int]) -> list[int]:
    """Remove the tag from the papers; a tag without papers is deleted."""
    tag_id = find_named(action.connection, "tag", name)
    if tag_id is None:
        raise UsageError(f"There is no tag “{name}”. Nothing was changed.")
    owners = papers.map_identities(action.connection, ids)
    rows = action.connection.execute(
        "SELECT id, paper_id FROM paper_tag WHERE tag_id = ? AND paper_id IN (SELECT value FROM json_each(?))",
        (tag_id, as_json(owners)),
    ).fetchall()
    action.connection.executemany("DELETE FROM paper_tag WHERE id = ?", [(row[0],) for row in rows])
    action.connection.execute(
        "DELETE FROM tag WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM paper_tag WHERE tag_id = ?1)", (tag_id,)
    )
    return list(dict.fromkeys(owners[row[1]] for row in rows))


_NO_MARK = {"status": "inbox", "is_starred": 0, "priority": 0, "snoozed_until": None}


def find_due_snoozes(connection: Connection, until: str) -> list[int]:
    """The papers whose snooze ends on or before this ISO day."""
    rows = connection.execute(
        "SELECT DISTINCT owner.id FROM mark JOIN paper AS own ON own.id = mark.paper_id "
        "JOIN paper AS owner ON owner.id = COALESCE(own.alias_of, own.id) "
        "WHERE mark.snoozed_until <= ? AND owner.is_present ORDER BY owner.id",
        (until,),
    ).fetchall()
    marks = _read_marks(connection, [row[0] for row in rows])  # another identity's mark may be the effective one
    return [identity for identity, (_, _, mark) in marks.items() if (mark["snoozed_until"] or "9") <= until]


def set_mark(action: Action, ids: Sequence[int], **values: Any) -> list[int]:
    """Set status, star or priority where it differs; other values are kept. A new status ends a snooze."""
    if "status" in values:
        values = {"snoozed_until": None, **values}
    changed = []
    current = _read_marks(action.connection, ids)
    for identity in ids:
        mark_id, owner, old = current.get(identity, (None, None, dict(_NO_MARK)))
        new = {**old, **values}
        if new == old:
            continue
        if new["status"] != old["status"]:
            new["status_at"] = action.at
        if mark_id is not None and owner == identity:
            row = action.session.get_one(Mark, mark_id)
            row.sqlmodel_update(new)
        else:
            row = Mark.model_validate({"paper_id": identity, **new})
        action.session.add(row)
        changed.append(identity)
    action.flush()
    return changed


def _read_marks(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[int, int, dict[str, Any]]]:
    """Paper -> (row id, identity it belongs to, values); the paper's own row has precedence over those of aliases."""
    owners = papers.map_identities(connection, ids)
    rows = connection.execute(
        "SELECT id, paper_id, status, is_starred, priority, snoozed_until FROM mark "
        "WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY paper_id",
        (as_json(owners),),
    )
    found: dict[int, tuple[int, int, dict[str, Any]]] = {}
    for row in rows:
        values = dict(zip(_NO_MARK, row[2:], strict=True))
        found.setdefault(owners[row[1]], (row[0], row[1], values))
    return found


def set_note(action: Action, paper_id: int, text: str) -> list[int]:
    """Write a new revision and make it current; an empty text deletes the note, its revisions are kept."""
    owners = papers.map_identities(action.connection, [paper_id])
    rows = action.connection.execute(
        "SELECT n.id, n.paper_id, n.revision_id, r.text FROM note AS n JOIN note_revision AS r ON r.id = n.revision_id "
        "WHERE n.paper_id IN (SELECT value FROM json_each(?)) ORDER BY n.paper_id",
        (as_json(owners),),
    ).fetchall()
    if text == "\n\n".join(dict.fromkeys(row[3] for row in rows)):
        return []
    own = next((row for row in rows if row[1] == paper_id and text), None)
    action.connection.executemany("DELETE FROM note WHERE id = ?", [(row[0],) for row in rows if row is not own])
    if not text:
        return [paper_id]
    parent = rows[0][2] if rows else None
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    revision = NoteRevision(paper_id=paper_id, parent_id=parent, hash=digest, text=text, written_at=action.at)
    action.session.add(revision)
    action.flush()
    assert revision.id is not None
    note = action.session.get_one(Note, own[0]) if own else Note(paper_id=paper_id, revision_id=revision.id)
    note.revision_id = revision.id
    action.session.add(note)
    action.flush()
    return [paper_id]


def add_link(action: Action, source: int, target: int, type_: str, evidence: str | None) -> bool:
    """Link two papers; an existing link gets the new evidence, if given. Returns whether anything changed."""
    links = _find_links_between(action.connection, source, target)
    existing = next((found[0] for found in links if found[3] == type_ and found[1] == source), None)
    if existing is None:
        link = Link(source_id=source, target_id=target, type=type_, evidence=evidence, created_at=action.at)
    else:
        link = action.session.get_one(Link, existing)
        if evidence in (None, link.evidence):
            return False
        link.evidence = evidence
    action.session.add(link)
    action.flush()
    return True


def remove_links(action: Action, one: int, other: int, type_: str | None, *, is_one_way: bool = False) -> int:
    """Remove the links between two papers, of one type or of all; `is_one_way` keeps those from `other` to `one`.

    Returns the number of removed links.
    """
    rows = [
        found
        for found in _find_links_between(action.connection, one, other)
        if type_ in (None, found[3]) and not (is_one_way and found[1] != one)
    ]
    action.connection.executemany("DELETE FROM link WHERE id = ?", [(row[0],) for row in rows])
    return len(rows)


def _find_links_between(connection: Connection, one: int, other: int) -> list[tuple[int, int, int, str]]:
    """Links as (id, source paper, target paper, type), with aliases resolved."""
    owners = papers.map_identities(connection, [one, other])
    rows = connection.execute(
        "SELECT id, source_id, target_id, type FROM link WHERE source_id IN (SELECT value FROM json_each(?1)) "
        "AND target_id IN (SELECT value FROM json_each(?1))",
        (as_json(owners),),
    )
    resolved = [(row[0], owners[row[1]], owners[row[2]], row[3]) for row in rows]
    return [row for row in resolved if row[1] != row[2]]


def set_field(action: Action, paper_id: int, name: str, value: str | None) -> bool:
    """Set the user's value of a field (a JSON object of columns); None restores the value of the sources."""
    owners = papers.map_identities(action.connection, [paper_id])
    rows = action.connection.execute(
        "SELECT id, paper_id, value FROM field_edit WHERE field = ? AND paper_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY paper_id",
        (name, as_json(owners)),
    ).fetchall()
    if rows and rows[0][2] == value:
        return False
    own = next((row for row in rows if row[1] == paper_id and value is not None), None)
    action.connection.executemany("DELETE FROM field_edit WHERE id = ?", [(row[0],) for row in rows if row is not own])
    if value is None:
        return bool(rows)
    edit = action.session.get_one(FieldEdit, own[0]) if own else None
    edit = edit or FieldEdit(paper_id=paper_id, field=name, value=value, edited_at=action.at)
    edit.sqlmodel_update({"value": value, "edited_at": action.at})
    action.session.add(edit)
    action.flush()
    return True


def add_hand_paper(action: Action, value: str) -> int:
    """Create a paper from a JSON object of columns; returns its id."""
    paper_id = sightings.next_id(action.connection, "paper")
    action.session.add(Paper(id=paper_id, added=action.at))
    action.flush()
    action.session.add(HandPaper(paper_id=paper_id, value=value, added_at=action.at))
    action.flush()
    return paper_id
