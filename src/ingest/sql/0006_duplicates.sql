-- 0006_duplicates.sql: why: documents that say nearly the same are found by looking their band hashes up, not by reading all others. A sketch is made with
-- the chunks of its document; `compared` says that its pairs were looked for. A pair holds for the two contents it was measured on: a text that changes
-- makes its pairs and the decisions about it void, whoever was first.
CREATE TABLE ingest_sketches (
  document_id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  characters BIGINT NOT NULL,
  signature TEXT NOT NULL,
  compared BIGINT NOT NULL CHECK (compared IN (0, 1))
);
CREATE INDEX ingest_sketches_to_compare ON ingest_sketches (document_id) WHERE compared = 0;

-- Which bands there are follows from the signature, so nothing but the lookup needs an index.
CREATE TABLE ingest_sketch_bands (
  band_hash BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  PRIMARY KEY (band_hash, document_id)
);

CREATE TABLE ingest_near_pairs (
  left_id TEXT NOT NULL,
  right_id TEXT NOT NULL,
  left_content TEXT NOT NULL,
  right_content TEXT NOT NULL,
  similarity DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (left_id, right_id)
);
CREATE INDEX ingest_near_pairs_by_right ON ingest_near_pairs (right_id);

-- What people decided: `document_id` is hidden in favour of `other_id`, or the two are no duplicates. It holds under the permissions that were looked at.
-- withdrawn_by '' with a time: it ended by itself.
CREATE TABLE ingest_duplicate_decisions (
  decision_id TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('hide', 'dismiss')),
  document_id TEXT NOT NULL,
  other_id TEXT NOT NULL,
  document_permission TEXT NOT NULL,
  other_permission TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_ms BIGINT NOT NULL,
  withdrawn_by TEXT NOT NULL DEFAULT '',
  withdrawn_ms BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (decision_id, document_id, other_id)
);
CREATE INDEX ingest_duplicate_decisions_by_document ON ingest_duplicate_decisions (document_id, withdrawn_ms);
CREATE INDEX ingest_duplicate_decisions_by_other ON ingest_duplicate_decisions (other_id, withdrawn_ms);
