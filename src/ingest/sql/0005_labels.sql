-- 0005_labels.sql: why: a document that is marked 대외비 and labelled open is a warning that people must see and decide on; a decision outlives the next reading of
-- the same marking. Of a document the highest marking is kept. ingest_labellings says which labels a person has decided on: all others stand as they came in.
CREATE TABLE ingest_label_proposals (
  document_id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  reason TEXT NOT NULL,
  element TEXT NOT NULL,
  page_index BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'dismissed')),
  found_ms BIGINT NOT NULL,
  decided_by TEXT NOT NULL DEFAULT '',
  decided_ms BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE ingest_labellings (
  document_id TEXT PRIMARY KEY,
  set_by TEXT NOT NULL,
  set_ms BIGINT NOT NULL
);
