-- Version 3. What the facts of a query and their counts are read from: the papers' rows themselves are wide.

CREATE INDEX paper_facts ON paper (
    published, comments, upvotes, score, author_count, added, categories, organization_name, is_present
) WHERE is_present;
CREATE INDEX paper_order ON paper (title_key, added, comments, upvotes, score, is_present) WHERE is_present;
CREATE INDEX paper_listed ON paper (is_present) WHERE is_present;
CREATE INDEX paper_code ON paper (is_present, has_code, code_urls) WHERE is_present AND (has_code = 1 OR code_urls <> '[]');
CREATE INDEX paper_identifiers ON paper (identifiers, is_present) WHERE is_present AND identifiers <> '[]';
CREATE INDEX paper_without_abstract ON paper (is_present) WHERE is_present AND COALESCE(abstract, '') = '';
CREATE INDEX paper_without_authors ON paper (is_present) WHERE is_present AND authors = '[]';
CREATE INDEX sighting_source ON sighting (import_id, paper_id) WHERE paper_id IS NOT NULL;
CREATE INDEX mark_done ON mark (status, status_at, paper_id);
