-- 0006_prices.sql — why: what a call costs is counted when it is made; in millionths of the currency for a million tokens.
CREATE TABLE model_prices (
  model      TEXT PRIMARY KEY REFERENCES models (id) ON DELETE CASCADE,
  prompt     BIGINT NOT NULL CHECK (prompt >= 0),
  cached     BIGINT NOT NULL CHECK (cached >= 0),
  completion BIGINT NOT NULL CHECK (completion >= 0)
);
