-- 0008_sources.sql: why: what a source gave is compared with what it gives now, so that only what changed is worked on again and what is gone goes. An item is
-- named by the hash of its id, because ids (paths, addresses) may name a person and can then be masked; `mark` is its version as the source tells it, `run` the
-- last run that saw it. Secrets lie in the blob store, encrypted; `secret_names` says which there are.
CREATE TABLE ingest_sources (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  location TEXT NOT NULL,
  options TEXT NOT NULL,
  schedule TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'removing')),
  owner TEXT NOT NULL,
  permission TEXT NOT NULL,
  fields TEXT NOT NULL,
  secret_names TEXT NOT NULL,
  secrets_blob TEXT NOT NULL,
  next_ms BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE TABLE ingest_source_runs (
  source_id TEXT NOT NULL REFERENCES ingest_sources (id),
  number BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  started_ms BIGINT NOT NULL,
  finished_ms BIGINT NOT NULL DEFAULT 0,
  error_code TEXT NOT NULL DEFAULT '',
  error_message TEXT NOT NULL DEFAULT '',
  created BIGINT NOT NULL DEFAULT 0,
  changed BIGINT NOT NULL DEFAULT 0,
  unchanged BIGINT NOT NULL DEFAULT 0,
  removed BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, number)
);
CREATE TABLE ingest_source_items (
  source_id TEXT NOT NULL REFERENCES ingest_sources (id),
  item_hash TEXT NOT NULL,
  item TEXT NOT NULL,
  mark TEXT NOT NULL,
  memo TEXT NOT NULL,
  document_id TEXT NOT NULL,
  run BIGINT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('created', 'changed', 'unchanged', 'failed')),
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  PRIMARY KEY (source_id, item_hash)
);
CREATE INDEX ingest_source_items_by_run ON ingest_source_items (source_id, run, what);
