-- 0002_rerankers.sql — why: a model may rerank what was found; servers speak one of two calls for it ('' is /v1/rerank, 'tei' that of Text Embeddings Inference).
ALTER TABLE models ADD COLUMN rerank INTEGER NOT NULL DEFAULT 0 CHECK (rerank IN (0, 1));
ALTER TABLE models ADD COLUMN api TEXT NOT NULL DEFAULT '' CHECK (api IN ('', 'tei'));
