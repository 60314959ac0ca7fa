-- How far the entries here were folded into rows. Entries are kept before they are folded, so the newest one kept
-- does not say it: after a crash in between, what came after this position is read and folded again.
-- A projection from before this table begins at the first entry.
CREATE TABLE cursor (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL
) STRICT;

INSERT INTO cursor (one, seq) VALUES (1, 0);
