-- 0003_audit.sql — why: "who saw what" must be provable. Entries are chained by keyed hashes; the head says how many
-- there are and what the last hash is, signed with the same key, so that a cut tail is noticed too.
CREATE TABLE audit_entries (
  number BIGINT PRIMARY KEY,
  time_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  through TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  address TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_entries_actor ON audit_entries (actor, number);
CREATE INDEX audit_entries_action ON audit_entries (action, number);
CREATE INDEX audit_entries_object ON audit_entries (object, number);

CREATE TABLE audit_head (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  number BIGINT NOT NULL,
  hash TEXT NOT NULL,
  signature TEXT NOT NULL
);
