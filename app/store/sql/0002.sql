-- Version 2. Saved searches: a query and an order under a name. User-owned: every change is journaled.

CREATE TABLE saved_search (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    query TEXT NOT NULL,
    sort TEXT NOT NULL,
    made_at TEXT NOT NULL
);
