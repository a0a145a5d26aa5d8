-- 0005_masked.sql: why: of a document in which something was masked, the original shows more than the text; who may see what is asked of the row.
ALTER TABLE documents ADD COLUMN masked_places BIGINT NOT NULL DEFAULT 0;
