-- 0003_computing.sql — why: calls of models of this process may be paid by the time that they are computed for.
ALTER TABLE model_use ADD COLUMN computed_us BIGINT NOT NULL DEFAULT 0;
