-- What nothing told of yet is few, however many wait.
CREATE INDEX item_untold ON item (esc) WHERE notified = 0;
