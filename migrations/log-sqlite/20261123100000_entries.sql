-- Why: the log holds entries in one total order and nothing that follows from them, so it is one table.
-- `statements` holds the compact strings joined by LF, the bytes that the chain of heads is made over;
-- no statement holds an LF, so nothing has to be escaped and one row is one insert.
-- The application id ("FERM") tells a log from any other SQLite file.

PRAGMA application_id = 0x4645524d;

CREATE TABLE entries (
    seq        INTEGER PRIMARY KEY CHECK (seq > 0),
    at         INTEGER NOT NULL,          -- milliseconds since 1970, never smaller than the row's before
    id         TEXT    NOT NULL UNIQUE,   -- the first statement's jti
    esc        TEXT,                      -- the escalation, when it is about one
    queue      TEXT,                      -- for a proposal: where it waits
    statements TEXT    NOT NULL
) STRICT;

CREATE INDEX entries_of_an_escalation ON entries (esc) WHERE esc IS NOT NULL;
CREATE INDEX standing_entries ON entries (seq) WHERE esc IS NULL;

CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
