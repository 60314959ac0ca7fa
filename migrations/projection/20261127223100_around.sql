-- What stands in a list beside the inbox, what changes by itself when a lease ends, and which item answers which.
-- All of it is written with the row that it follows from.
CREATE TABLE beside (
    list      TEXT NOT NULL,
    esc       TEXT NOT NULL,
    order_key TEXT NOT NULL,
    PRIMARY KEY (esc, list)
) STRICT, WITHOUT ROWID;

CREATE INDEX beside_order ON beside (list, order_key);

CREATE TABLE lease (
    esc   TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX lease_until ON lease (until);

CREATE TABLE answer (
    esc     TEXT PRIMARY KEY,
    earlier TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX answer_earlier ON answer (earlier);

-- What was folded before these tables is folded again.
UPDATE cursor SET seq = 0;
