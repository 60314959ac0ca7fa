-- What this machine signed, and what can not be rebuilt from the log: the outbox, the chain of each key, settings.
-- A decision, its outbox row and its chain link are written in one transaction, so that nothing is ever half signed.
CREATE TABLE chain (
    kid  TEXT PRIMARY KEY,
    seq  INTEGER NOT NULL,
    sha  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    jti       TEXT PRIMARY KEY,
    esc       TEXT NOT NULL,
    verb      TEXT NOT NULL,
    compact   TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    -- Where the log has it, once a gateway's receipt or the log itself said so.
    seq       INTEGER,
    -- The code of a refusal for good; the row stays, so that the person sees it.
    refused   TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_waiting ON outbox (signed_at) WHERE seq IS NULL AND refused IS NULL;
CREATE INDEX outbox_esc ON outbox (esc);

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
