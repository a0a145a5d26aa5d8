-- 0002_spending.sql — why: who pays asks by month which model, person, key and application took what. A row is a day's sum; costs are millionths of the currency that held that
-- day. person and key are ids that stay after their people and keys are gone: what was spent was spent. A trace says what its answer cost; currency '': its model had no price.
CREATE TABLE model_use (
  day TEXT NOT NULL,
  model TEXT NOT NULL,
  person TEXT NOT NULL,
  key_id TEXT NOT NULL,
  application TEXT NOT NULL,
  currency TEXT NOT NULL,
  calls BIGINT NOT NULL,
  prompt_tokens BIGINT NOT NULL,
  cached_tokens BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL,
  cost_micros BIGINT NOT NULL,
  PRIMARY KEY (day, model, person, key_id, application, currency)
);
ALTER TABLE traces ADD COLUMN cost_micros BIGINT NOT NULL DEFAULT 0;
ALTER TABLE traces ADD COLUMN currency TEXT NOT NULL DEFAULT '';
