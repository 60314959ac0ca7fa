-- When what was approved counts as late unless its source has said how it ended, in milliseconds; and whether the row
-- is shown because somebody must look at it. Rows from before are folded again, so that both are known of them.
ALTER TABLE item ADD COLUMN late_at INTEGER;
ALTER TABLE item ADD COLUMN alarm INTEGER NOT NULL DEFAULT 0;

CREATE INDEX item_late ON item (late_at) WHERE late_at IS NOT NULL;

UPDATE cursor SET seq = 0;
