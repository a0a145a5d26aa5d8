-- 0001_applications.sql: why: a company builds applications out of instructions, documents and a model, and other programs call them by name; who changed what when must be seen and taken back.
-- settings: JSON of application/application.h. A version is never changed; applications.version is the one that answers. active and the principals stand beside it, so that
-- one query says who may use what.
CREATE TABLE applications (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  version BIGINT NOT NULL CHECK (version >= 1),
  active BIGINT NOT NULL CHECK (active IN (0, 1)),
  created_ms BIGINT NOT NULL
);

CREATE TABLE application_versions (
  application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  number BIGINT NOT NULL CHECK (number >= 1),
  settings TEXT NOT NULL,
  message TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  PRIMARY KEY (application_id, number)
);

CREATE TABLE application_principals (
  application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  principal TEXT NOT NULL,
  PRIMARY KEY (application_id, principal)
);
CREATE INDEX application_principals_shared ON application_principals (principal, application_id);
