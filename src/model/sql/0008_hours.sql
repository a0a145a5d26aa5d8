-- 0008_hours.sql — why: a model of this process costs the machine that it computes on; in millionths of the currency for an hour of computing.
ALTER TABLE model_prices ADD COLUMN hour BIGINT NOT NULL DEFAULT 0 CHECK (hour >= 0);
