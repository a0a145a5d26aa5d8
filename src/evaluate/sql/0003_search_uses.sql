-- 0003_search_uses.sql: why: what several people opened or called right for the same question says what a search should find (search.learn_from_use, off
-- unless a workspace wants it). One row a person, question and document; it goes with the document, and after half a year. Who asked is never shown.
CREATE TABLE search_uses (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  query TEXT NOT NULL,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('opened', 'right', 'wrong')),
  time_ms BIGINT NOT NULL
);
CREATE INDEX search_uses_by_person ON search_uses (person, document_id);
CREATE INDEX search_uses_by_document ON search_uses (document_id);
CREATE INDEX search_uses_by_time ON search_uses (time_ms);
