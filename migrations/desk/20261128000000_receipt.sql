-- A gateway's signed word that the log has the decision: it covers the order and times of all entries up to that one,
-- so it is compared with what the desk reads later, and goes into evidence bundles.
ALTER TABLE outbox ADD COLUMN receipt TEXT;
