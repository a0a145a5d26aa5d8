-- 0002_runs.sql: why: documents go through the methods as a job; the page shows how far it is, and a second run does not start beside it.
-- Of each procedure the last run alone is kept; what came of it stands in the log.
CREATE TABLE procedure_runs (
  procedure_id TEXT PRIMARY KEY REFERENCES procedures (id),
  job_id TEXT NOT NULL,
  documents BIGINT NOT NULL
);
