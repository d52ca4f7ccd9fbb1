-- Version 5. The number of citations that a page shows. Additive: what was imported before has NULL, the user's rows are
-- untouched, so older steps of the history can still be undone. The two indexes get the column too, because numbers are
-- found and sorted by without reading the papers' rows.

ALTER TABLE paper ADD COLUMN citations INTEGER;
ALTER TABLE sighting ADD COLUMN citations INTEGER;
DROP INDEX paper_facts;
DROP INDEX paper_order;
CREATE INDEX paper_facts ON paper (
    published, comments, upvotes, score, citations, author_count, added, categories, organization_name, is_present
) WHERE is_present;
CREATE INDEX paper_order ON paper (title_key, added, comments, upvotes, score, citations, is_present) WHERE is_present;
