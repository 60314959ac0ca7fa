-- Comments and questions that a person wrote here, until the log has them: neither a lost connection nor a kill loses
-- them. They stand in no chain, so their rows are apart from the decisions'.
CREATE TABLE note (
    jti       TEXT PRIMARY KEY,
    esc       TEXT NOT NULL,
    compact   TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    -- Where the log has it.
    seq       INTEGER,
    -- Why a gateway refused it for good; the row stays, so that its author sees it.
    refused   TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX note_waiting ON note (signed_at) WHERE seq IS NULL AND refused IS NULL;
CREATE INDEX note_esc ON note (esc) WHERE seq IS NULL;
