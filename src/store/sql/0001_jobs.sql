-- 0001_jobs.sql — why: long work must survive a killed process, so it is a row with a lease, not a thread.
-- `position` keeps the order of arrival within one millisecond; `lease_until_ms` and `worker` say who may end a running job.
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  position BIGINT NOT NULL,
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  job_key TEXT NOT NULL,
  owner TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempts BIGINT NOT NULL CHECK (attempts >= 0),
  attempts_max BIGINT NOT NULL CHECK (attempts_max >= 1),
  progress DOUBLE PRECISION NOT NULL,
  stage TEXT NOT NULL,
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  worker TEXT NOT NULL,
  lease_until_ms BIGINT NOT NULL,
  cancel_asked BIGINT NOT NULL CHECK (cancel_asked IN (0, 1)),
  due_ms BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  started_ms BIGINT NOT NULL,
  finished_ms BIGINT NOT NULL
);

-- At most one queued or running job has a given key, whoever asks at the same moment.
CREATE UNIQUE INDEX jobs_active_key ON jobs (job_key) WHERE job_key <> '' AND state IN ('queued', 'running');

-- Workers look through these few; finished jobs stay out of their way.
CREATE INDEX jobs_waiting ON jobs (position, type) WHERE state IN ('queued', 'running');
CREATE INDEX jobs_position ON jobs (position);
CREATE INDEX jobs_state ON jobs (state, position);
