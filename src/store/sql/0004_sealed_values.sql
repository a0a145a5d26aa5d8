-- 0004_sealed_values.sql: why: some values must come back (what a pseudonym stands for), but nothing of them may be read in the database. `sealed` is the value
-- under a data key of its own, `envelope` that key wrapped by generation `generation` of the vault's keys; a rotation wraps the envelope anew, as those of blobs.
-- `name` and `value_hash` are keyed hashes, which tell nothing without the vault.
CREATE TABLE sealed_values (
  purpose TEXT NOT NULL,
  name TEXT NOT NULL,
  value_hash TEXT NOT NULL,
  generation BIGINT NOT NULL,
  envelope TEXT NOT NULL,
  sealed TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  PRIMARY KEY (purpose, name, value_hash)
);
CREATE INDEX sealed_values_generation ON sealed_values (generation);
