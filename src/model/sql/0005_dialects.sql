-- 0005_dialects.sql — why: a server of chat or embeddings may speak another API than OpenAI's ('': the OpenAI API, 'clova': CLOVA Studio's own).
ALTER TABLE models ADD COLUMN dialect TEXT NOT NULL DEFAULT '' CHECK (dialect IN ('', 'clova'));
