-- 0001_conversations.sql: why: people go on with a conversation another day, find it again and show it to colleagues. What was said says much about who asks
-- and about documents, so title, question, text, answer and reason are sealed text (store/sealed_text.h): nothing of them is read in the database.
-- first_number: of the exchange whose question this one asks again; its own: none. replaced_by: 0 for the one of these that counts, else which one does.
CREATE TABLE conversations (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  last_number BIGINT NOT NULL CHECK (last_number >= 0),
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE INDEX conversations_of_person ON conversations (person, updated_ms);
CREATE INDEX conversations_by_time ON conversations (updated_ms);

CREATE TABLE conversation_principals (
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  principal TEXT NOT NULL,
  PRIMARY KEY (conversation_id, principal)
);
CREATE INDEX conversation_principals_shared ON conversation_principals (principal, conversation_id);

CREATE TABLE conversation_exchanges (
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  number BIGINT NOT NULL CHECK (number >= 1),
  first_number BIGINT NOT NULL CHECK (first_number >= 1 AND first_number <= number),
  replaced_by BIGINT NOT NULL CHECK (replaced_by >= 0),
  state TEXT NOT NULL CHECK (state IN ('asking', 'done', 'stopped', 'failed')),
  question TEXT NOT NULL,
  said TEXT NOT NULL,
  answer TEXT NOT NULL,
  error_code TEXT NOT NULL,
  error_reason TEXT NOT NULL,
  model TEXT NOT NULL,
  label BIGINT NOT NULL CHECK (label BETWEEN 0 AND 2),
  rating BIGINT NOT NULL CHECK (rating BETWEEN -1 AND 1),
  reason TEXT NOT NULL,
  time_ms BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, number)
);

-- On which documents an answer rests: ids only. Who may not see one of them does not read the answer.
CREATE TABLE conversation_documents (
  conversation_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  PRIMARY KEY (conversation_id, number, document_id),
  FOREIGN KEY (conversation_id, number) REFERENCES conversation_exchanges (conversation_id, number) ON DELETE CASCADE
);
