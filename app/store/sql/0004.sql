-- Version 4. What the user said of two papers: same or different. User-owned: every change is journaled.
-- `one` and `other` are JSON arrays of what the papers were made of then: sightings, and papers added by hand as negative
-- numbers. A sighting is no parent here: an import that was cut off takes its sightings away.

CREATE TABLE judgement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    verdict TEXT NOT NULL,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    paper_id INTEGER NOT NULL REFERENCES paper(id),
    other_id INTEGER NOT NULL REFERENCES paper(id),
    made_at TEXT NOT NULL
);
