-- 0005_key_limits.sql: why: a key is handed out to a program, so it says what it is for, with which models, and how much it may take. Keys from before go on
-- being good for everything. `scopes` are words with a blank between, `models` ids one a line (empty: all); 0 is "as [limits] says", of a month: no budget.
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'all';
ALTER TABLE api_keys ADD COLUMN models TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN requests_per_minute BIGINT NOT NULL DEFAULT 0 CHECK (requests_per_minute >= 0);
ALTER TABLE api_keys ADD COLUMN tokens_per_minute BIGINT NOT NULL DEFAULT 0 CHECK (tokens_per_minute >= 0);
ALTER TABLE api_keys ADD COLUMN tokens_per_month BIGINT NOT NULL DEFAULT 0 CHECK (tokens_per_month >= 0);

-- What a key took in a month ("2026-11", of the server's time zone); added to every few seconds, by each server what it counted itself.
CREATE TABLE key_use (
  key_id TEXT NOT NULL REFERENCES api_keys (id),
  month TEXT NOT NULL,
  requests BIGINT NOT NULL,
  tokens BIGINT NOT NULL,
  PRIMARY KEY (key_id, month)
);
