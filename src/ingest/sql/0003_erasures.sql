-- 0003_erasures.sql: why: an erasure that was killed goes on where it stood, its certificate can be shown, and bytes that held an erased person's data are
-- known when they come again. No column holds a value of the person: `subject_hash` and `content_hash` are keyed hashes.
CREATE TABLE ingest_erasures (
  id TEXT PRIMARY KEY,
  subject_hash TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('begun', 'done')),
  started_ms BIGINT NOT NULL,
  finished_ms BIGINT NOT NULL DEFAULT 0,
  certificate TEXT NOT NULL DEFAULT ''
);
CREATE INDEX ingest_erasures_subject ON ingest_erasures (subject_hash, state);

-- What was done to each document, written in the transaction that did it.
CREATE TABLE ingest_erased (
  erasure_id TEXT NOT NULL,
  document_id TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('masked', 'renamed', 'removed')),
  places BIGINT NOT NULL,
  time_ms BIGINT NOT NULL,
  PRIMARY KEY (erasure_id, document_id, content_hash)
);
CREATE INDEX ingest_erased_content ON ingest_erased (content_hash);
