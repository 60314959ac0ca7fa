-- Where each decision stands in the chain of its key: two in one place, or one that names another before it, show that the
-- key has a copy. One row for each decision that this desk reads, whoever signed it.
CREATE TABLE link (
    kid   TEXT NOT NULL,
    seq   INTEGER NOT NULL,
    sha   TEXT NOT NULL,
    prev  TEXT,
    esc   TEXT NOT NULL,
    PRIMARY KEY (kid, seq, sha)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_esc ON link (esc);

-- What was read before this table was made is read again.
UPDATE cursor SET seq = 0;
