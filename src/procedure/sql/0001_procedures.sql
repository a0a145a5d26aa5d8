-- 0001_procedures.sql: why: a procedure is nothing but what people did, in order: its state and its report are read out of the log, which is only ever added to.
-- `hash` chains the entries of a procedure under a key of the vault. No column holds a value that was found in a document.
CREATE TABLE procedures (
  id TEXT PRIMARY KEY,
  made_ms BIGINT NOT NULL
);
CREATE TABLE procedure_log (
  procedure_id TEXT NOT NULL REFERENCES procedures (id),
  number BIGINT NOT NULL,
  time_ms BIGINT NOT NULL,
  person TEXT NOT NULL,
  login TEXT NOT NULL,
  step TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (procedure_id, number)
);
