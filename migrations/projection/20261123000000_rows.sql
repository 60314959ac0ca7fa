-- The log's entries that this desk may read, and one row per escalation for the lists.
-- Everything here comes back from the log: the file can be deleted.
CREATE TABLE entry (
    seq   INTEGER PRIMARY KEY,
    esc   TEXT,
    json  TEXT NOT NULL
) STRICT;

CREATE INDEX entry_esc ON entry (esc, seq);

CREATE TABLE item (
    esc       TEXT PRIMARY KEY,
    list      TEXT NOT NULL,
    queue     TEXT NOT NULL,
    order_key TEXT NOT NULL,
    notified  INTEGER NOT NULL DEFAULT 0,
    json      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX item_order ON item (list, order_key);
CREATE INDEX item_queue ON item (list, queue, order_key);

-- Maintained with every change of an item, never counted.
CREATE TABLE tally (
    list  TEXT NOT NULL,
    queue TEXT NOT NULL,
    n     INTEGER NOT NULL,
    PRIMARY KEY (list, queue)
) STRICT, WITHOUT ROWID;
