-- 0003_metadata.sql: why: who wrote a document, which department answers for it and since when it holds are asked for in searches, lists and reports. A value
-- keeps where it came from, because what a person wrote stands over what a source said, and that over what was found in the text.
CREATE TABLE document_metadata (
  document_id TEXT NOT NULL REFERENCES documents (id),
  field TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('found', 'source', 'person')),
  value TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_ms BIGINT NOT NULL,
  PRIMARY KEY (document_id, field, origin)
);
CREATE INDEX document_metadata_by_value ON document_metadata (field, value);
