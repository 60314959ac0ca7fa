-- What was asked: which action, in which run, about whom, and what people answered; to compare with what is asked now.
-- `action` is a digest of the tool and its arguments. `answer` and `closed` are absent until people have decided.
CREATE TABLE asked (
    esc     TEXT PRIMARY KEY,
    tool    TEXT NOT NULL,
    action  TEXT NOT NULL,
    run     TEXT,
    subject TEXT,
    arrived INTEGER NOT NULL,
    percent INTEGER,
    answer  TEXT,
    closed  INTEGER,
    people  TEXT NOT NULL,
    shape   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX asked_action ON asked (action, arrived);
CREATE INDEX asked_tool ON asked (tool, closed) WHERE answer IS NOT NULL;
CREATE INDEX asked_rate ON asked (tool, percent, answer) WHERE answer IS NOT NULL;

-- What was folded before is folded again.
UPDATE cursor SET seq = 0;
