-- What is searched: one document per item, numbered in the order in which the items came, and its words.
-- The words follow from the item as the row does; `sha` says of which, so that they are indexed anew only when they changed.
CREATE TABLE doc (
    id  INTEGER PRIMARY KEY,
    esc TEXT NOT NULL UNIQUE,
    sha TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE words USING fts5 (
    title, arguments, conversation, people, ids, tool, source, queue, reason,
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '2 3'
);

-- What a search can be narrowed to besides words: 0 to 3, the status in the page's words, percent, milliseconds.
ALTER TABLE item ADD COLUMN risk INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN confidence INTEGER;
ALTER TABLE item ADD COLUMN due INTEGER NOT NULL DEFAULT 0;

-- What was folded before is folded again.
UPDATE cursor SET seq = 0;
