"""The tables as SQLModel classes. `app/store/sql` creates them; a test compares both.

Source-owned tables hold the data of dumps, user-owned tables the data of users. No `from __future__ import annotations`
here: SQLModel reads the annotations at run time.
"""

from sqlmodel import Field, SQLModel

from app.domain.paper_columns import list_columns


class Meta(SQLModel, table=True):
    """Facts about the library itself: `library_id`, `epoch`, `outbox_floor`."""

    key: str = Field(primary_key=True)
    value: str


class Dump(SQLModel, table=True):
    """The compressed text of an imported dump; None when it was too large to keep."""

    id: int | None = Field(default=None, primary_key=True)
    hash: str
    size: int
    text: bytes | None = None


class Import(SQLModel, table=True):
    """One run of an importer.

    Withdrawing it sets `is_withdrawn`, undoing it also sets `is_undone`. An interrupted one is not `is_finished`.
    """

    id: int | None = Field(default=None, primary_key=True)
    dump_id: int = Field(foreign_key="dump.id")
    file_hash: str
    path: str
    format: str
    layout: str
    reason: str
    source: str
    dump_day: str | None = None
    dump_date: str | None = None
    year: int | None = None
    year_confidence: str | None = None
    year_basis: str | None = None
    imported_at: str
    paper_count: int = 0
    new_count: int = 0
    changed_count: int = 0
    unread: str = "[]"
    sentence: str = ""
    is_withdrawn: int = 0
    is_undone: int = 0
    is_finished: int = 0


class Profile(SQLModel, table=True):
    """The head of an author page, as of one import."""

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="import.id")
    name: str | None = None
    field: str | None = None
    h_index: int | None = None
    papers: int | None = None
    citations: int | None = None
    novelty_percent: int | None = None
    ai_score: int | None = None


class PaperColumns(SQLModel):
    """The columns shared by papers and sightings, made from the table of their fields."""

    title_key: str = ""
    __annotations__ |= {column.name: column.annotation for column in list_columns()}
    vars().update({column.name: column.default for column in list_columns()})  # the attributes of this class


class Paper(PaperColumns, table=True):
    """A paper, to which user-owned rows refer, with fields merged from its sightings; or an alias of another paper."""

    id: int | None = Field(default=None, primary_key=True)
    alias_of: int | None = Field(default=None, foreign_key="paper.id")
    is_present: int = 0
    is_withdrawn: int = 0
    added: str


class Sighting(PaperColumns, table=True):
    """One appearance of a paper in one import.

    `birth_id` is the paper it first belonged to, `split_id` the one it founded when it was split from that, `paper_id`
    its present paper (None while it does not count).
    """

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="import.id")
    birth_id: int = Field(foreign_key="paper.id")
    split_id: int | None = Field(default=None, foreign_key="paper.id")
    paper_id: int | None = Field(default=None, foreign_key="paper.id")
    position: int
    published_text: str | None = None
    month_day: str | None = None
    year_inferred: int = 0
    repairs: str = "[]"
    is_guess: int = 0
    spans: str = "{}"


class SightingIdentifier(SQLModel, table=True):
    """The identifiers of sightings, one per row, for look-ups."""

    __tablename__ = "sighting_identifier"
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    sighting_id: int = Field(primary_key=True, foreign_key="sighting.id")


class HandPaper(SQLModel, table=True):
    """A paper added by hand: its original columns as a JSON object. Later corrections are field edits."""

    __tablename__ = "hand_paper"
    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id")
    value: str
    added_at: str


class FieldEdit(SQLModel, table=True):
    """The user's value of a field, as JSON; it overrides every source."""

    __tablename__ = "field_edit"
    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id")
    field: str
    value: str
    edited_at: str


class Tag(SQLModel, table=True):
    """A label made by the user; `a/b` is nested in `a`."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    created_at: str


class PaperTag(SQLModel, table=True):
    """A tag on a paper."""

    __tablename__ = "paper_tag"
    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id")
    tag_id: int = Field(foreign_key="tag.id")
    added_at: str


class Mark(SQLModel, table=True):
    """Status, star and priority of a paper; no row means inbox, no star, priority 0."""

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id")
    status: str = "inbox"
    status_at: str | None = None
    snoozed_until: str | None = None
    is_starred: int = 0
    priority: int = 0


class NoteRevision(SQLModel, table=True):
    """A version of a note, never changed, with the SHA-256 of its UTF-8 bytes."""

    __tablename__ = "note_revision"
    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id")
    parent_id: int | None = Field(default=None, foreign_key="note_revision.id")
    hash: str
    text: str
    written_at: str


class Note(SQLModel, table=True):
    """The note of a paper: its current revision."""

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int = Field(foreign_key="paper.id")
    revision_id: int = Field(foreign_key="note_revision.id")


class Link(SQLModel, table=True):
    """A typed link from one paper to another."""

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="paper.id")
    target_id: int = Field(foreign_key="paper.id")
    type: str
    evidence: str | None = None
    created_at: str


class Collection(SQLModel, table=True):
    """An ordered reading list made by hand."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    created_at: str


class CollectionPaper(SQLModel, table=True):
    """A paper in a collection; `position` counts from 1."""

    __tablename__ = "collection_paper"
    id: int | None = Field(default=None, primary_key=True)
    collection_id: int = Field(foreign_key="collection.id")
    paper_id: int = Field(foreign_key="paper.id")
    position: int


class Judgement(SQLModel, table=True):
    """The user's judgement that two papers are the "same" or "different".

    `one` and `other` are the members of both at that time, as JSON arrays: sightings, and papers added by hand as
    negative numbers.
    """

    id: int | None = Field(default=None, primary_key=True)
    verdict: str
    one: str
    other: str
    paper_id: int = Field(foreign_key="paper.id")
    other_id: int = Field(foreign_key="paper.id")
    made_at: str


class SavedSearch(SQLModel, table=True):
    """A named query with a sort order."""

    __tablename__ = "saved_search"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    query: str
    sort: str
    made_at: str


class Step(SQLModel, table=True):
    """A step of the history. `undone_order` numbers the undone ones; `is_closed` ones can no longer be redone."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    label: str
    import_id: int | None = Field(default=None, foreign_key="import.id")
    made_at: str
    schema_version: int
    undone_order: int | None = None
    is_closed: int = 0


class Journal(SQLModel, table=True):
    """The inverse of one changed row."""

    id: int | None = Field(default=None, primary_key=True)
    step_id: int = Field(foreign_key="step.id")
    table_name: str
    row_id: int
    inverse: str
    old: str | None = None
    paper_id: int | None = None
    other_id: int | None = None


class Outbox(SQLModel, table=True):
    """A paper whose searchable text changed; the index stores the last number it has applied."""

    id: int | None = Field(default=None, primary_key=True)
    paper_id: int
