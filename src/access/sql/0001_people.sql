-- 0001_people.sql — why: who asks decides what is seen; people, groups, sessions and keys are rows, so that a change
-- counts from the next request on. Secrets are stored as argon2id (passwords) or keyed hashes (sessions, keys) only.
CREATE TABLE people (
  id TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL,
  clearance BIGINT NOT NULL CHECK (clearance BETWEEN 0 AND 2),
  password_hash TEXT NOT NULL,
  active BIGINT NOT NULL CHECK (active IN (0, 1)),
  created_ms BIGINT NOT NULL
);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  created_ms BIGINT NOT NULL,
  used_ms BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_used ON sessions (used_ms);

-- Also for logins that nobody has, else the answer would tell which exist. A keyed hash, because people type passwords
-- into the wrong field.
CREATE TABLE login_failures (
  login_hash TEXT NOT NULL,
  time_ms BIGINT NOT NULL
);
CREATE INDEX login_failures_login ON login_failures (login_hash, time_ms);
CREATE INDEX login_failures_time ON login_failures (time_ms);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id),
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  created_ms BIGINT NOT NULL,
  last_used_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  active BIGINT NOT NULL CHECK (active IN (0, 1))
);
CREATE INDEX api_keys_person ON api_keys (person_id);

CREATE TABLE people_groups (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- `member` is a principal: "person:<id>" or "group:<id>".
CREATE TABLE group_members (
  group_id TEXT NOT NULL REFERENCES people_groups (id),
  member TEXT NOT NULL,
  PRIMARY KEY (group_id, member)
);
CREATE INDEX group_members_member ON group_members (member);
