-- Documents and chunks as rows. Ids, times and states are made by the program; '' stands for "none".
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  media_type TEXT NOT NULL,
  blob TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  bytes BIGINT NOT NULL CHECK (bytes >= 0),
  owner TEXT NOT NULL,
  permission TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'ready', 'duplicate', 'failed')),
  duplicate_of TEXT NOT NULL,
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  stage_key TEXT NOT NULL,
  pages BIGINT NOT NULL,
  elements BIGINT NOT NULL,
  chunks BIGINT NOT NULL,
  warnings BIGINT NOT NULL,
  characters_in BIGINT NOT NULL,
  characters_out BIGINT NOT NULL,
  text_hash TEXT NOT NULL DEFAULT '',
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  UNIQUE (owner, source)
);

-- Lists are asked for by permission, newest first; equal texts by permission and hash.
CREATE INDEX documents_by_permission ON documents (permission, created_ms);
CREATE INDEX documents_by_text ON documents (permission, text_hash);
CREATE INDEX documents_by_blob ON documents (blob);
CREATE INDEX documents_by_original ON documents (duplicate_of);

-- pieces: [{"element","bytes","places"}]; the texts of the pieces are consecutive stretches of `text`, a line feed between them.
CREATE TABLE chunks (
  id TEXT PRIMARY KEY,
  document TEXT NOT NULL REFERENCES documents (id),
  number BIGINT NOT NULL,
  lead TEXT NOT NULL,
  text TEXT NOT NULL,
  pieces TEXT NOT NULL,
  UNIQUE (document, number)
);
