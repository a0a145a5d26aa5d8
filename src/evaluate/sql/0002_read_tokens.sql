-- 0002_read_tokens.sql: why: ways to cut documents are compared by what has to be read until the answer comes, because ten long chunks hold more than ten
-- short ones. Tokens up to the end of the passage that tells; 0: none among those searched; -1: of a run from before this was counted.
ALTER TABLE question_outcomes ADD COLUMN read_tokens BIGINT NOT NULL DEFAULT -1;
