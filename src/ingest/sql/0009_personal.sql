-- 0009_personal.sql: why: people confirm or dismiss what is found, and that must hold for the next reading, too. A value stands here only as a keyed hash
-- (a key of the vault): without the vault nobody can try names or numbers against these rows. Confidences are thousandths; `doubt` is the distance to 500,
-- the order in which people are asked. A finding without a document_id in ingest_personal_scans does not exist: the scan says what was looked at, by which
-- rules, how many values were too many to keep, and with which decisions the document's text was made.
CREATE TABLE ingest_personal_scans (
  document_id TEXT PRIMARY KEY,
  scan_key TEXT NOT NULL,
  rules TEXT NOT NULL,
  left_out BIGINT NOT NULL,
  decisions TEXT NOT NULL
);

CREATE TABLE ingest_personal_findings (
  document_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value_hash TEXT NOT NULL,
  confidence BIGINT NOT NULL,
  confidence_least BIGINT NOT NULL,
  doubt BIGINT NOT NULL,
  reason TEXT NOT NULL,
  places BIGINT NOT NULL,
  element TEXT NOT NULL,
  cell_row BIGINT NOT NULL,
  cell_column BIGINT NOT NULL,
  begin_byte BIGINT NOT NULL,
  end_byte BIGINT NOT NULL,
  PRIMARY KEY (document_id, kind, value_hash)
);
CREATE INDEX ingest_personal_findings_by_value ON ingest_personal_findings (value_hash, kind);
CREATE INDEX ingest_personal_findings_by_doubt ON ingest_personal_findings (doubt, document_id);

-- document_id '': the whole workspace. withdrawn_by '' with a time: another decision took its place.
CREATE TABLE ingest_personal_decisions (
  decision_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  value_hash TEXT NOT NULL,
  document_id TEXT NOT NULL,
  personal BIGINT NOT NULL CHECK (personal IN (0, 1)),
  decided_by TEXT NOT NULL,
  decided_ms BIGINT NOT NULL,
  withdrawn_by TEXT NOT NULL DEFAULT '',
  withdrawn_ms BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (decision_id, kind, value_hash, document_id)
);
CREATE UNIQUE INDEX ingest_personal_decisions_in_force ON ingest_personal_decisions (value_hash, kind, document_id) WHERE withdrawn_ms = 0;
CREATE INDEX ingest_personal_decisions_by_document ON ingest_personal_decisions (document_id);

CREATE TABLE ingest_personal_thresholds (
  kind TEXT PRIMARY KEY,
  threshold BIGINT NOT NULL CHECK (threshold >= 0 AND threshold <= 1000),
  set_by TEXT NOT NULL,
  set_ms BIGINT NOT NULL
);
