-- 0007_recipes.sql: why: a document is worked on again long after it came in (a correction, a newer reader, another process), and must then go through the
-- recipe that it came in with. A document without a row here follows the workspace's own.
CREATE TABLE ingest_recipes (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  yaml TEXT NOT NULL,
  folder TEXT NOT NULL,
  time_ms BIGINT NOT NULL
);
CREATE TABLE ingest_document_recipes (
  document_id TEXT PRIMARY KEY,
  recipe_id TEXT NOT NULL REFERENCES ingest_recipes (id)
);
