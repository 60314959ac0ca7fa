-- What was raised at this desk about an outcome, and what its person did about it. Nobody else's click puts an alarm
-- away here, so this is kept with what only this desk knows.
-- new: to be told of. told: told of. looked: the person has looked at it. old: it was long over when this desk first read of it.
CREATE TABLE alarm (
    esc       TEXT NOT NULL,
    id        TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('new', 'told', 'looked', 'old')),
    looked_at TEXT,
    PRIMARY KEY (esc, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX alarm_new ON alarm (esc) WHERE state = 'new';
