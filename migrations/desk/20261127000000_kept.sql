-- A row is written and synced first, and marked as kept in a second, unsynced write. Only a row that is marked is ever
-- sent or called signed: whoever was told that nothing was signed stays right, whatever a failed sync left on the disk.
-- 0: being signed, or the process or its disk stopped in between. 1: kept. 2: found at 0 by a later signature, which
-- took its place in the chain.
ALTER TABLE outbox ADD COLUMN kept INTEGER NOT NULL DEFAULT 1 CHECK (kept IN (0, 1, 2));

DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (signed_at) WHERE seq IS NULL AND refused IS NULL AND kept = 1;
CREATE INDEX outbox_between ON outbox (jti) WHERE kept = 0;
