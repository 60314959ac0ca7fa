-- Why: what a source must not forget: what it proposed, what it may run, what it ran, whom it believes.
-- A proposal's row is durable before the gateway hears of it, and what may run is durable with its `accepted`
-- outcome in one transaction, so that an end of the process at any instant loses nothing and doubles nothing.
-- The application id ("FERR") tells a registry from any other SQLite file.

PRAGMA application_id = 0x46455252;

CREATE TABLE proposals (
    key        TEXT PRIMARY KEY,             -- the idempotency key
    draft      BLOB NOT NULL,                -- what the caller asked for
    sent       BLOB NOT NULL,                -- what is sent: the draft, or the statement over it
    esc        TEXT UNIQUE,
    proposal   TEXT,                         -- the statement
    expires_at INTEGER,                      -- the proposal's, in milliseconds since 1970
    state      TEXT NOT NULL DEFAULT 'proposing'
               CHECK (state IN ('proposing', 'pending', 'decided', 'refused', 'closed', 'fenced')),
    answer     TEXT,                         -- JSON: what runs, or how it was closed
    code       TEXT,                         -- why this source refused it
    attempts   INTEGER NOT NULL DEFAULT 0,   -- how often it was begun to be run
    outcome    TEXT,                         -- what running it came to
    CHECK (state IN ('proposing', 'fenced') OR (esc IS NOT NULL AND proposal IS NOT NULL AND expires_at IS NOT NULL)),
    CHECK ((state IN ('decided', 'closed')) = (answer IS NOT NULL)),
    CHECK ((state = 'refused') = (code IS NOT NULL)),
    CHECK (outcome IS NULL OR state = 'decided')
) STRICT;

CREATE INDEX proposals_unfinished ON proposals (esc)
    WHERE state IN ('proposing', 'pending') OR (state = 'decided' AND outcome IS NULL);

CREATE TABLE reports (
    n     INTEGER PRIMARY KEY AUTOINCREMENT, -- they are sent in this order
    key   TEXT NOT NULL UNIQUE,              -- the idempotency key
    kind  TEXT NOT NULL CHECK (kind IN ('outcome', 'note', 'statement')),
    body  BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'acknowledged', 'dead')),
    error TEXT,                              -- why the gateway refused it for good
    CHECK ((state = 'dead') = (error IS NOT NULL))
) STRICT;

CREATE INDEX reports_queued ON reports (n) WHERE state = 'queued';

CREATE TABLE standing (
    seq        INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    id         TEXT NOT NULL,
    statements TEXT NOT NULL                 -- compact strings joined by LF; none holds one
) STRICT;

CREATE TABLE highest_roster (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    version     INTEGER NOT NULL,
    payload_sha TEXT NOT NULL
) STRICT;
