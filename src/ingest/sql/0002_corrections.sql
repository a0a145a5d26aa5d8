-- 0002_corrections.sql: why: what people mended in a parsed document is laid over each new reading of it, so it lives apart from the readings. A
-- withdrawn correction stays, for its history and to be taken up again. `body` is the correction as JSON (document/correction.h); the time gives the order.
CREATE TABLE ingest_corrections (
  id TEXT PRIMARY KEY,
  document_id TEXT NOT NULL,
  time_ms BIGINT NOT NULL,
  body TEXT NOT NULL,
  withdrawn_by TEXT NOT NULL DEFAULT '',
  withdrawn_ms BIGINT NOT NULL DEFAULT 0,
  UNIQUE (document_id, time_ms)
);
