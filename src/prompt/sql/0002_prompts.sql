-- 0002_prompts.sql: why: a company writes the wording of prompts itself; which wording an answer came from, who wrote it, who approved it and what was in use when must be seen and taken back.
-- A version is never changed. shipped_hash: of the wording as shipped when it was written.
CREATE TABLE prompt_versions (
  prompt TEXT NOT NULL,
  number BIGINT NOT NULL CHECK (number > 0),
  system_text TEXT NOT NULL,
  user_text TEXT NOT NULL,
  shipped_hash TEXT NOT NULL,
  message TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  PRIMARY KEY (prompt, number)
);
-- Each move of a label; the last counts. number: 0 as shipped, -1 the label is gone. deed: set, back (to what it was before the last set that was not taken back).
CREATE TABLE prompt_labels (
  prompt TEXT NOT NULL,
  label TEXT NOT NULL,
  move BIGINT NOT NULL,
  number BIGINT NOT NULL,
  deed TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  PRIMARY KEY (prompt, label, move)
);
CREATE TABLE prompt_approvals (
  prompt TEXT NOT NULL,
  number BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  message TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  PRIMARY KEY (prompt, number, made_by)
);
-- Inputs to try versions on. inputs: JSON of prompt/prompt_sets.h.
CREATE TABLE prompt_sets (
  prompt TEXT NOT NULL,
  name TEXT NOT NULL,
  inputs TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  PRIMARY KEY (prompt, name)
);
