-- From version 1 to 2: how often each action was begun to be run, for its outcome's `attempt`.

ALTER TABLE proposals ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
