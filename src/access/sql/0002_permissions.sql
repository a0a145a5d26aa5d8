-- 0002_permissions.sql — why: documents with the same label and the same principals share one id, so that a query asks
-- for a handful of ids and not for lists of people. The id is made from label and principals; rows never change.
CREATE TABLE permissions (
  id TEXT PRIMARY KEY,
  label BIGINT NOT NULL CHECK (label BETWEEN 0 AND 2)
);

CREATE TABLE permission_principals (
  permission_id TEXT NOT NULL REFERENCES permissions (id),
  principal TEXT NOT NULL,
  PRIMARY KEY (permission_id, principal)
);
CREATE INDEX permission_principals_principal ON permission_principals (principal, permission_id);
