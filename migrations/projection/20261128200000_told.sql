-- Whom a notification is for, and when half of the time of what nobody has taken is over, in milliseconds; `halved` once
-- that was told of.
ALTER TABLE item ADD COLUMN needs INTEGER NOT NULL DEFAULT 1;
ALTER TABLE item ADD COLUMN half_at INTEGER;
ALTER TABLE item ADD COLUMN halved INTEGER NOT NULL DEFAULT 0;

CREATE INDEX item_half ON item (half_at) WHERE half_at IS NOT NULL AND halved = 0;

-- What was folded before is folded again, so that both are known of it.
UPDATE cursor SET seq = 0;
