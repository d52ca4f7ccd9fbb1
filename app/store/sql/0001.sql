-- Version 1. Frozen: a released migration is never edited, a new one is appended.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

-- Source-owned: what the dumps said. Only imports write here; people never do.
CREATE TABLE dump (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    text BLOB
);
CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dump_id INTEGER NOT NULL REFERENCES dump(id),
    file_hash TEXT NOT NULL,
    path TEXT NOT NULL,
    format TEXT NOT NULL,
    layout TEXT NOT NULL,
    reason TEXT NOT NULL,
    source TEXT NOT NULL,
    dump_day TEXT,
    dump_date TEXT,
    year INTEGER,
    year_confidence TEXT,
    year_basis TEXT,
    imported_at TEXT NOT NULL,
    paper_count INTEGER NOT NULL DEFAULT 0,
    new_count INTEGER NOT NULL DEFAULT 0,
    changed_count INTEGER NOT NULL DEFAULT 0,
    unread TEXT NOT NULL DEFAULT '[]',
    sentence TEXT NOT NULL DEFAULT '',
    is_withdrawn INTEGER NOT NULL DEFAULT 0,
    is_undone INTEGER NOT NULL DEFAULT 0,
    is_finished INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX import_identity ON import (file_hash, format, COALESCE(dump_date, ''));
CREATE TABLE profile (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    import_id INTEGER NOT NULL UNIQUE REFERENCES import(id),
    name TEXT,
    field TEXT,
    h_index INTEGER,
    papers INTEGER,
    citations INTEGER,
    novelty_percent INTEGER,
    ai_score INTEGER
);
CREATE TABLE paper (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    alias_of INTEGER REFERENCES paper(id),
    is_present INTEGER NOT NULL DEFAULT 0,
    is_withdrawn INTEGER NOT NULL DEFAULT 0,
    added TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    abstract TEXT,
    abstract_complete INTEGER,
    authors TEXT NOT NULL DEFAULT '[]',
    authors_complete INTEGER,
    author_count INTEGER,
    organization_slug TEXT,
    organization_name TEXT,
    published TEXT,
    comments INTEGER,
    upvotes INTEGER,
    score REAL,
    categories TEXT NOT NULL DEFAULT '[]',
    has_code INTEGER,
    identifiers TEXT NOT NULL DEFAULT '[]',
    code_urls TEXT NOT NULL DEFAULT '[]',
    mentions TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX paper_alias ON paper (alias_of) WHERE alias_of IS NOT NULL;
CREATE INDEX paper_published ON paper (published, id) WHERE is_present;
CREATE TABLE sighting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    import_id INTEGER NOT NULL REFERENCES import(id),
    birth_id INTEGER NOT NULL REFERENCES paper(id),
    split_id INTEGER REFERENCES paper(id),
    paper_id INTEGER REFERENCES paper(id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    abstract TEXT,
    abstract_complete INTEGER,
    authors TEXT NOT NULL,
    authors_complete INTEGER,
    author_count INTEGER,
    organization_slug TEXT,
    organization_name TEXT,
    published TEXT,
    published_text TEXT,
    month_day TEXT,
    year_inferred INTEGER NOT NULL,
    comments INTEGER,
    upvotes INTEGER,
    score REAL,
    categories TEXT NOT NULL,
    has_code INTEGER,
    identifiers TEXT NOT NULL,
    code_urls TEXT NOT NULL,
    mentions TEXT NOT NULL,
    repairs TEXT NOT NULL,
    is_guess INTEGER NOT NULL,
    spans TEXT NOT NULL
);
CREATE UNIQUE INDEX sighting_place ON sighting (import_id, position);
CREATE INDEX sighting_title ON sighting (title_key);
CREATE INDEX sighting_birth ON sighting (birth_id);
CREATE INDEX sighting_split ON sighting (split_id) WHERE split_id IS NOT NULL;
CREATE INDEX sighting_paper ON sighting (paper_id);
CREATE TABLE sighting_identifier (
    sighting_id INTEGER NOT NULL REFERENCES sighting(id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, value, sighting_id)
) WITHOUT ROWID;

-- User-owned: what people did. Imports never write here. Every change is journaled.
CREATE TABLE hand_paper (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    paper_id INTEGER NOT NULL UNIQUE REFERENCES paper(id),
    value TEXT NOT NULL,
    added_at TEXT NOT NULL
);
CREATE TABLE field_edit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    paper_id INTEGER NOT NULL REFERENCES paper(id),
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    edited_at TEXT NOT NULL,
    UNIQUE (paper_id, field)
);
CREATE TABLE tag (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    created_at TEXT NOT NULL
);
CREATE TABLE paper_tag (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    paper_id INTEGER NOT NULL REFERENCES paper(id),
    tag_id INTEGER NOT NULL REFERENCES tag(id),
    added_at TEXT NOT NULL,
    UNIQUE (tag_id, paper_id)
);
CREATE INDEX paper_tag_paper ON paper_tag (paper_id);
CREATE TABLE mark (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    paper_id INTEGER NOT NULL UNIQUE REFERENCES paper(id),
    status TEXT NOT NULL DEFAULT 'inbox',
    status_at TEXT,
    snoozed_until TEXT,
    is_starred INTEGER NOT NULL DEFAULT 0,
    priority INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX mark_status ON mark (status);
CREATE TABLE note_revision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    paper_id INTEGER NOT NULL REFERENCES paper(id),
    parent_id INTEGER REFERENCES note_revision(id),
    hash TEXT NOT NULL,
    text TEXT NOT NULL,
    written_at TEXT NOT NULL
);
CREATE INDEX note_revision_paper ON note_revision (paper_id);
CREATE TRIGGER note_revision_is_append_only BEFORE UPDATE ON note_revision
BEGIN SELECT RAISE(ABORT, 'note revisions are append-only'); END;
CREATE TABLE note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    paper_id INTEGER NOT NULL UNIQUE REFERENCES paper(id),
    revision_id INTEGER NOT NULL REFERENCES note_revision(id)
);
CREATE TABLE link (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES paper(id),
    target_id INTEGER NOT NULL REFERENCES paper(id),
    type TEXT NOT NULL,
    evidence TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (source_id, target_id, type)
);
CREATE INDEX link_target ON link (target_id);
CREATE TABLE collection (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    created_at TEXT NOT NULL
);
CREATE TABLE collection_paper (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection_id INTEGER NOT NULL REFERENCES collection(id),
    paper_id INTEGER NOT NULL REFERENCES paper(id),
    position INTEGER NOT NULL,
    UNIQUE (collection_id, paper_id)
);
CREATE INDEX collection_paper_paper ON collection_paper (paper_id);

-- The journal: one step for each action, and the inverse of each row it changed.
CREATE TABLE step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    import_id INTEGER REFERENCES import(id),
    made_at TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    undone_order INTEGER,
    is_closed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    step_id INTEGER NOT NULL REFERENCES step(id),
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    inverse TEXT NOT NULL,
    old TEXT,
    paper_id INTEGER,
    other_id INTEGER
);
CREATE INDEX journal_step ON journal (step_id);
CREATE INDEX journal_row ON journal (table_name, row_id);

-- The outbox: papers whose searchable text changed since the index last read it.
CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, paper_id INTEGER NOT NULL);
CREATE TRIGGER outbox_paper_new AFTER INSERT ON paper WHEN NEW.is_present
BEGIN INSERT INTO outbox (paper_id) VALUES (NEW.id); END;
CREATE TRIGGER outbox_paper_text AFTER UPDATE ON paper
WHEN OLD.is_present IS NOT NEW.is_present OR OLD.title IS NOT NEW.title OR OLD.abstract IS NOT NEW.abstract
  OR OLD.authors IS NOT NEW.authors OR OLD.organization_name IS NOT NEW.organization_name
  OR OLD.organization_slug IS NOT NEW.organization_slug OR OLD.alias_of IS NOT NEW.alias_of
BEGIN INSERT INTO outbox (paper_id) VALUES (NEW.id); END;
CREATE TRIGGER outbox_note_new AFTER INSERT ON note
BEGIN INSERT INTO outbox (paper_id) VALUES (NEW.paper_id); END;
CREATE TRIGGER outbox_note_text AFTER UPDATE ON note
BEGIN INSERT INTO outbox (paper_id) VALUES (NEW.paper_id); END;
CREATE TRIGGER outbox_note_gone AFTER DELETE ON note
BEGIN INSERT INTO outbox (paper_id) VALUES (OLD.paper_id); END;
