-- What the team's page is made of: when an item came, whether somebody holds it or was given it, and when people closed it.
-- `closed_by` is a JSON array of the ids of people; both are absent as long as it is open.
ALTER TABLE item ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN closed INTEGER;
ALTER TABLE item ADD COLUMN closed_by TEXT;

CREATE INDEX item_waiting ON item (queue, arrived, due, held) WHERE list = 'inbox' AND alarm = 0;
CREATE INDEX item_held ON item (esc) WHERE list = 'inbox' AND held = 1;
CREATE INDEX item_closed ON item (closed, esc) WHERE closed IS NOT NULL;

-- What was folded before is folded again.
UPDATE cursor SET seq = 0;
