-- 0001_traces.sql: why: people ask where an answer came from, why it was slow and what it cost, long after it was given. course and text are sealed text
-- (store/sealed_text.h), as in conversations; documents: a list of ids (JSON) on which they rest, by which it is decided who may open them. belongs_to: a conversation
-- or a response, with which the trace goes; '': neither. label, tokens and times stand readable, to be filtered and summed.
CREATE TABLE traces (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  through TEXT NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('ask', 'chat', 'responses', 'text', 'function')),
  time_ms BIGINT NOT NULL,
  request_id TEXT NOT NULL,
  belongs_to TEXT NOT NULL,
  exchange BIGINT NOT NULL,
  application TEXT NOT NULL,
  model TEXT NOT NULL,
  prompt TEXT NOT NULL,
  outcome TEXT NOT NULL,
  abstained BIGINT NOT NULL CHECK (abstained IN (0, 1)),
  refused BIGINT NOT NULL CHECK (refused IN (0, 1)),
  label BIGINT NOT NULL CHECK (label BETWEEN 0 AND 2),
  documents TEXT NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  retrieve_us BIGINT NOT NULL,
  first_us BIGINT NOT NULL,
  whole_us BIGINT NOT NULL,
  rating BIGINT NOT NULL CHECK (rating BETWEEN -1 AND 1),
  course TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX traces_of_person ON traces (person, time_ms);
CREATE INDEX traces_by_time ON traces (time_ms);
CREATE INDEX traces_of_one ON traces (belongs_to, exchange);
