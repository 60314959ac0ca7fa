//! The standing list as this source read it, and the highest roster that it ever accepted.

use fermata_protocol::{
    Code, Entry, Sha, Ws,
    roster::{InForce, Timeline},
};
use sqlx::Row as _;

use super::{Registry, RegistryError};
use crate::source::SourceError;

impl Registry {
    /// Keeps what was read, in one transaction.
    pub(crate) async fn store_standing(
        &self,
        entries: &[Entry],
        roster: Option<&InForce>,
    ) -> Result<(), RegistryError> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin_writing().await?;
        for entry in entries {
            let text = "INSERT INTO standing (seq, at, id, statements) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
            let stored = sqlx::query(text)
                .bind(i64::try_from(entry.seq).unwrap_or(i64::MAX))
                .bind(entry.at.to_string())
                .bind(entry.id.to_string())
                .bind(entry.statements.join("\n"))
                .execute(&mut *tx);
            self.told(stored.await)?;
        }
        if let Some(roster) = roster {
            let text = "INSERT INTO highest_roster (one, version, payload_sha) VALUES (1, ?, ?) \
                        ON CONFLICT (one) DO UPDATE SET version = excluded.version, \
                        payload_sha = excluded.payload_sha WHERE excluded.version > version";
            let stored = sqlx::query(text)
                .bind(i64::try_from(roster.version).unwrap_or(i64::MAX))
                .bind(roster.payload_sha().to_string())
                .execute(&mut *tx);
            self.told(stored.await)?;
        }
        self.commit(tx).await
    }

    /// Reads the stored entries again; `roster_rollback` if that ends below the highest roster ever accepted.
    pub(crate) async fn load_standing(&self, ws: Ws, pin: Sha) -> Result<Timeline, SourceError> {
        let text = "SELECT seq, at, id, statements FROM standing ORDER BY seq";
        let rows = self.told(sqlx::query(text).fetch_all(self.db()?).await)?;
        let mut timeline = Timeline::new(pin, ws);
        for row in &rows {
            let (at, id): (String, String) = (row.get(1), row.get(2));
            let (Ok(at), Ok(id), Ok(seq)) =
                (at.parse(), id.parse(), u64::try_from(row.get::<i64, _>(0)))
            else {
                return Err(self
                    .damaged("an entry of the standing list can not be read")
                    .into());
            };
            let statements = row
                .get::<String, _>(3)
                .split('\n')
                .map(str::to_owned)
                .collect();
            // What does not hold is skipped by every reader alike.
            let _ = timeline.take(&Entry {
                seq,
                at,
                id,
                statements,
                esc: None,
                queue: None,
            });
        }
        let text = "SELECT version FROM highest_roster";
        let highest = self.told(sqlx::query(text).fetch_optional(self.db()?).await)?;
        let highest = highest.map_or(0, |row| row.get::<i64, _>(0));
        let found = timeline.now().roster().map_or(0, |roster| roster.version);
        if found < u64::try_from(highest).unwrap_or(0) {
            return Err(Code::RosterRollback.into());
        }
        Ok(timeline)
    }
}
