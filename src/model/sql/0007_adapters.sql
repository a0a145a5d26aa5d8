-- 0007_adapters.sql — why: a company tunes one model in several ways; an adapter changes a file's weights for one id and shares them with the others ('': none).
ALTER TABLE models ADD COLUMN adapter TEXT NOT NULL DEFAULT '';
ALTER TABLE models ADD COLUMN adapter_scale DOUBLE PRECISION NOT NULL DEFAULT 1;
