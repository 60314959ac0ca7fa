//! The chains that keys make over escalations, of everybody whose decisions this desk reads.

use std::collections::BTreeSet;

use fermata_protocol::{Esc, Verified, payload::Decision};
use sqlx::{Row, Sqlite, Transaction};

use super::{Store, StoreError};

/// Two decisions do not follow each other when they stand in one place, or one after the other without its name.
const ASTRAY: &str = "SELECT a.esc, b.esc FROM link a JOIN link b ON a.kid = b.kid \
    WHERE a.kid = ?1 AND a.sha = ?2 AND ( \
        (b.seq = a.seq AND b.sha <> a.sha) \
        OR (b.seq = a.seq - 1 AND a.prev IS NOT b.sha) \
        OR (b.seq = a.seq + 1 AND b.prev IS NOT a.sha))";

impl Store {
    /// Keeps where decisions stand, and tells which escalations have one that leads astray now.
    pub(crate) async fn link(
        &self,
        decisions: &[Verified<Decision>],
    ) -> Result<BTreeSet<Esc>, StoreError> {
        let mut astray = BTreeSet::new();
        if decisions.is_empty() {
            return Ok(astray);
        }
        let mut tx = self.projection.begin_with("BEGIN IMMEDIATE").await?;
        for decision in decisions {
            keep(&mut tx, decision).await?;
            astray.extend(conflicts(&mut tx, decision).await?);
        }
        tx.commit().await?;
        Ok(astray)
    }

    /// Whether a decision on this escalation leads astray.
    pub(crate) async fn astray(&self, esc: Esc) -> Result<bool, StoreError> {
        let sql = "SELECT kid, sha FROM link WHERE esc = ?";
        let own = sqlx::query(sql)
            .bind(esc.to_string())
            .fetch_all(&self.projection)
            .await?;
        for link in own {
            let found = sqlx::query(ASTRAY)
                .bind(link.get::<String, _>(0))
                .bind(link.get::<String, _>(1))
                .fetch_optional(&self.projection)
                .await?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

async fn keep(
    tx: &mut Transaction<'_, Sqlite>,
    decision: &Verified<Decision>,
) -> Result<(), StoreError> {
    sqlx::query("INSERT OR IGNORE INTO link (kid, seq, sha, prev, esc) VALUES (?, ?, ?, ?, ?)")
        .bind(decision.kid().to_string())
        .bind(i64::try_from(decision.seq).unwrap_or(i64::MAX))
        .bind(decision.sha().to_string())
        .bind(decision.prev.map(|prev| prev.to_string()))
        .bind(decision.esc.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn conflicts(
    tx: &mut Transaction<'_, Sqlite>,
    decision: &Verified<Decision>,
) -> Result<Vec<Esc>, StoreError> {
    let rows = sqlx::query(ASTRAY)
        .bind(decision.kid().to_string())
        .bind(decision.sha().to_string())
        .fetch_all(&mut **tx)
        .await?;
    let both = rows
        .iter()
        .flat_map(|row| [row.get::<String, _>(0), row.get(1)]);
    Ok(both.filter_map(|esc| esc.parse().ok()).collect())
}
