-- 0003_vault_keys.sql: why: the master key must be replaceable without sealing every blob anew. The master key seals the keys below (envelope); each blob's
-- own data key is wrapped by the newest generation of 'blobs'. Homes from before have no rows here until they are opened once.
CREATE TABLE vault_keys (
  purpose TEXT NOT NULL CHECK (purpose IN ('root', 'blobs')),
  generation BIGINT NOT NULL CHECK (generation >= 0),
  wrapped TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  PRIMARY KEY (purpose, generation)
);

-- A row while a rotation is under way: whoever finds it goes on with it.
CREATE TABLE vault_rotation (
  only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
  started_ms BIGINT NOT NULL,
  fingerprint_before TEXT NOT NULL
);

ALTER TABLE home_key ADD COLUMN made_ms BIGINT NOT NULL DEFAULT 0;
