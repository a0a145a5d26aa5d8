-- 0004_permission_labels.sql: why: what a person may see is asked for with every search; with the label beside each principal one range of one index a
-- principal answers it, without a look at each permission. Rows never change, so neither does the copy.
ALTER TABLE permission_principals ADD COLUMN label BIGINT NOT NULL DEFAULT 2;
UPDATE permission_principals SET label = (SELECT p.label FROM permissions p WHERE p.id = permission_id);
CREATE INDEX permission_principals_visible ON permission_principals (principal, label, permission_id);
DROP INDEX permission_principals_principal;
