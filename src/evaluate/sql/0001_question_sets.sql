-- 0001_question_sets.sql: why: how well a workspace finds is measured on questions about its own documents, again and again, and two runs are compared
-- question by question. A question says what stands in a document, so it goes with the document and is shown to nobody who may not see that. An outcome holds
-- ids and ranks, no text. document_rank, answer_rank: from 1; 0: not among what was found.
CREATE TABLE question_sets (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL
);
CREATE TABLE questions (
  id TEXT PRIMARY KEY,
  set_id TEXT NOT NULL REFERENCES question_sets (id) ON DELETE CASCADE,
  number BIGINT NOT NULL,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  origin TEXT NOT NULL,
  accepted BIGINT NOT NULL CHECK (accepted IN (0, 1)),
  UNIQUE (set_id, document_id, question)
);
CREATE INDEX questions_by_document ON questions (document_id);
CREATE TABLE question_runs (
  id TEXT PRIMARY KEY,
  set_id TEXT NOT NULL REFERENCES question_sets (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  index_version TEXT NOT NULL,
  started_by TEXT NOT NULL,
  started_ms BIGINT NOT NULL,
  job_id TEXT NOT NULL
);
CREATE INDEX question_runs_by_set ON question_runs (set_id, started_ms);
CREATE TABLE question_outcomes (
  run_id TEXT NOT NULL REFERENCES question_runs (id) ON DELETE CASCADE,
  question_id TEXT NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
  document_rank BIGINT NOT NULL,
  answer_rank BIGINT NOT NULL,
  hits TEXT NOT NULL,
  duration_us BIGINT NOT NULL,
  PRIMARY KEY (run_id, question_id)
);
CREATE INDEX question_outcomes_by_question ON question_outcomes (question_id);
