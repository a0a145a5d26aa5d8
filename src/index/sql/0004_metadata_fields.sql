-- 0004_metadata_fields.sql: why: workspaces describe documents by fields of their own (contract number, retention, site). Values are checked against what a field
-- is when somebody writes them, so that "at least" compares dates with dates and numbers with numbers. The built-in fields stand in the program.
CREATE TABLE metadata_fields (
  name TEXT PRIMARY KEY,
  type TEXT NOT NULL CHECK (type IN ('text', 'date', 'number', 'choice')),
  korean TEXT NOT NULL,
  english TEXT NOT NULL,
  choices TEXT NOT NULL,
  position BIGINT NOT NULL
);
