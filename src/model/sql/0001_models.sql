-- 0001_models.sql — why: models are named once and used by many; keys stay in the environment, only the variable's name is here.
CREATE TABLE models (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('gguf', 'remote')),
  path       TEXT NOT NULL DEFAULT '',
  url        TEXT NOT NULL DEFAULT '',
  remote_id  TEXT NOT NULL DEFAULT '',
  key_env    TEXT NOT NULL DEFAULT '',
  chat       INTEGER NOT NULL CHECK (chat IN (0, 1)),
  embed      INTEGER NOT NULL CHECK (embed IN (0, 1))
);
