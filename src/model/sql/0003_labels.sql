-- 0003_labels.sql — why: text of documents above this label is not sent to the model. '': what goes without saying for its kind (a file in this process: all, a server: open ones).
ALTER TABLE models ADD COLUMN label_max TEXT NOT NULL DEFAULT '' CHECK (label_max IN ('', 'O', 'S', 'C'));
