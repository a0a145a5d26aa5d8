-- 0002_home_key.sql — why: a home whose master key is lost must say so, and never go on silently under a new one.
-- One row: what the key gives for one purpose, which tells nothing of the key.
CREATE TABLE home_key (
  only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
  fingerprint TEXT NOT NULL
);
