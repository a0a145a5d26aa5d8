-- 0007_company_words.sql: why: a company's own words and abbreviations change while the workspace is in use, in all processes over it, and only the documents in
-- which a changed word occurs are analysed again. documents.words: fingerprint of the words that occur in its chunks. company_words_state: counts up with each
-- change; `swept`: up to which of these states all documents were looked through (0: a workspace of before, looked through once).
-- That a word stands there once is seen to under a lock: a key of text could not be masked where a person is erased.
ALTER TABLE documents ADD COLUMN words TEXT NOT NULL DEFAULT '';
CREATE TABLE company_words (
  id TEXT PRIMARY KEY,
  word_key TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('person', 'file')),
  word TEXT NOT NULL,
  parts TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL
);
CREATE INDEX company_words_by_key ON company_words (word_key, origin);
CREATE TABLE company_synonyms (
  id TEXT PRIMARY KEY,
  word_key TEXT NOT NULL,
  group_id TEXT NOT NULL,
  word TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL
);
CREATE INDEX company_synonyms_by_group ON company_synonyms (group_id);
CREATE INDEX company_synonyms_by_key ON company_synonyms (word_key);
CREATE TABLE company_words_dismissed (
  id TEXT PRIMARY KEY,
  proposal TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL
);
CREATE TABLE company_words_state (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  state BIGINT NOT NULL,
  swept BIGINT NOT NULL,
  documents BIGINT NOT NULL
);
INSERT INTO company_words_state (id, state, swept, documents) VALUES (1, 1, 0, 0);
