-- 0006_versions.sql: why: a revised rule does not make the one before untrue: what held last year is asked for and cited by its date. Versions of one document
-- share a series (the id of the first one) and count up; one that has a date in superseded_on is found only by who asks for a day.
ALTER TABLE documents ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE documents ADD COLUMN superseded_by TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN superseded_on TEXT NOT NULL DEFAULT '';
CREATE INDEX documents_by_series ON documents (series, version);
