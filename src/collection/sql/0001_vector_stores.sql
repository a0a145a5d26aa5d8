-- 0001_vector_stores.sql: why: programs that speak OpenAI's API bring files, put them together as vector stores with attributes, and search in these alone. A file is a
-- document; what stands here is only what documents do not say of themselves. A document that is removed leaves everything here by its reference.
-- purpose: as the client named it when it brought the file. expires_days: after the last use; 0: never. attributes, metadata: JSON objects.
-- cancelled: 1 where a batch was cancelled before its document was read: it stays, and is not searched.
CREATE TABLE file_purposes (
  document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  purpose TEXT NOT NULL CHECK (purpose IN ('assistants', 'user_data'))
);

CREATE TABLE vector_stores (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  metadata TEXT NOT NULL,
  expires_days BIGINT NOT NULL CHECK (expires_days >= 0),
  created_ms BIGINT NOT NULL,
  active_ms BIGINT NOT NULL
);
CREATE INDEX vector_stores_of_person ON vector_stores (person, id);

CREATE TABLE vector_store_files (
  store_id TEXT NOT NULL REFERENCES vector_stores (id) ON DELETE CASCADE,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  attributes TEXT NOT NULL,
  cancelled BIGINT NOT NULL CHECK (cancelled IN (0, 1)),
  added_ms BIGINT NOT NULL,
  PRIMARY KEY (store_id, document_id)
);
CREATE INDEX vector_store_files_of_document ON vector_store_files (document_id);

CREATE TABLE vector_store_batches (
  id TEXT PRIMARY KEY,
  store_id TEXT NOT NULL REFERENCES vector_stores (id) ON DELETE CASCADE,
  cancelled BIGINT NOT NULL CHECK (cancelled IN (0, 1)),
  created_ms BIGINT NOT NULL
);
CREATE INDEX vector_store_batches_of_store ON vector_store_batches (store_id);

CREATE TABLE vector_store_batch_files (
  batch_id TEXT NOT NULL REFERENCES vector_store_batches (id) ON DELETE CASCADE,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  PRIMARY KEY (batch_id, document_id)
);
CREATE INDEX vector_store_batch_files_of_document ON vector_store_batch_files (document_id);
