-- 0001_stages.sql: why: each stage's output is kept under a hash of its input, version and options, so that nothing is done twice and every chunk can
-- be followed back to the bytes it came from. A stage belongs to no document: two documents with the same bytes share it.
CREATE TABLE ingest_stages (
  stage_key TEXT PRIMARY KEY,
  stage TEXT NOT NULL,
  output_blob TEXT NOT NULL,
  time_ms BIGINT NOT NULL,
  duration_us BIGINT NOT NULL
);
CREATE TABLE ingest_document_stages (
  document_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  stage_key TEXT NOT NULL,
  position BIGINT NOT NULL,
  reused BIGINT NOT NULL,
  PRIMARY KEY (document_id, stage)
);
CREATE INDEX ingest_document_stages_by_key ON ingest_document_stages (stage_key);
