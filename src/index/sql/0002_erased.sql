-- 0002_erased.sql: why: a document from which a person's data were taken out has no original any more; lists and answers say so.
ALTER TABLE documents ADD COLUMN erased_places BIGINT NOT NULL DEFAULT 0;
