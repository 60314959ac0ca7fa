-- What a source must not forget: what it proposed, what it may run, what it ran, and what it knows of the roster.
-- One row of `proposals` is made durable before the gateway hears of it, so that a crash neither loses nor doubles it.

CREATE TABLE proposals (
    idempotency_key TEXT PRIMARY KEY,
    draft           BLOB NOT NULL,
    esc             TEXT UNIQUE,
    proposal        TEXT,
    proposal_sha256 TEXT,
    state           TEXT NOT NULL DEFAULT 'proposing'
                    CHECK (state IN ('proposing', 'fenced', 'pending', 'decided', 'refused', 'closed')),
    result          TEXT,
    code            TEXT,
    outcome         TEXT,
    CHECK (state IN ('proposing', 'fenced') OR (esc IS NOT NULL AND proposal IS NOT NULL AND proposal_sha256 IS NOT NULL)),
    CHECK ((state IN ('decided', 'closed')) = (result IS NOT NULL)),
    CHECK ((state = 'refused') = (code IS NOT NULL))
) STRICT;

CREATE TABLE outcomes (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    idempotency_key TEXT NOT NULL UNIQUE,
    path            TEXT NOT NULL,
    content_type    TEXT NOT NULL,
    body            BLOB NOT NULL,
    state           TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'acknowledged', 'dead')),
    error           TEXT
) STRICT;

CREATE TABLE standing (
    seq        INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    id         TEXT NOT NULL,
    statements TEXT NOT NULL
) STRICT;

CREATE TABLE highest_roster (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    version        INTEGER NOT NULL,
    payload_sha256 TEXT NOT NULL
) STRICT;
