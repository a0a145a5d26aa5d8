-- 0001_guards.sql: why: what the guards do is the company's to say, and who said what when must be seen and taken back. The last row counts; none is changed.
-- policy: JSON of prompt/guard_policy.h.
CREATE TABLE guard_policies (
  number BIGINT PRIMARY KEY,
  policy TEXT NOT NULL,
  message TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL
);
