-- What this desk's person has put off, and until when, in milliseconds. Nobody else knows of it, so it is kept here.
CREATE TABLE snooze (
    esc   TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
