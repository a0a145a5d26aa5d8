-- 0002_responses.sql: why: clients of /v1/responses go on from an answer by its id alone, read it again and remove it. What was given and answered is sealed
-- text (store/sealed_text.h), as in conversations. previous: an id and no reference, because the one before may be removed alone; '': none.
CREATE TABLE responses (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  previous TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('in_progress', 'completed', 'incomplete', 'failed', 'cancelled')),
  model TEXT NOT NULL,
  input TEXT NOT NULL,
  body TEXT NOT NULL,
  label BIGINT NOT NULL CHECK (label BETWEEN 0 AND 2),
  created_ms BIGINT NOT NULL,
  used_ms BIGINT NOT NULL
);
CREATE INDEX responses_of_person ON responses (person, used_ms);
CREATE INDEX responses_by_time ON responses (used_ms);

-- On which documents a response rests: ids only.
CREATE TABLE response_documents (
  response_id TEXT NOT NULL REFERENCES responses (id) ON DELETE CASCADE,
  document_id TEXT NOT NULL,
  PRIMARY KEY (response_id, document_id)
);
