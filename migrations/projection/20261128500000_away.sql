-- Rows say since now who acts for whoever is away: what was folded before is folded again.
UPDATE cursor SET seq = 0;
