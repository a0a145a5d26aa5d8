-- 0004_lineage.sql: why: from a chunk back to the bytes one must see by which version and options each stage worked, not a hash of them alone. `changes`
-- counts what cleaning did, [{"operation","count"}]. Stages of before are empty here until they are done again.
ALTER TABLE ingest_stages ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE ingest_stages ADD COLUMN options TEXT NOT NULL DEFAULT '';
ALTER TABLE ingest_stages ADD COLUMN changes TEXT NOT NULL DEFAULT '';
