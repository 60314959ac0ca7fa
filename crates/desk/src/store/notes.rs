//! What a person wrote, signed here and on its way into the log.
//!
//! One synced write each: it is in no chain, and a comment that came although its author was told that it could not be
//! kept harms nobody, where a decision would.

use std::sync::atomic::Ordering;

use fermata_protocol::{Esc, Jti, Timestamp};
use sqlx::Row;

use super::{
    Store, StoreError,
    outbox::{bad, text, told},
};

/// A signed comment or question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// Its id.
    pub jti: Jti,
    /// About this escalation.
    pub esc: Esc,
    /// The statement.
    pub compact: String,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Why a gateway refused it for good.
    pub refused: Option<String>,
}

const COLUMNS: &str = "SELECT jti, esc, compact, signed_at, refused FROM note";

impl Store {
    /// Keeps one until the log has it.
    ///
    /// # Errors
    /// The disk's; then it may still be there after a restart.
    pub async fn keep_note(&self, row: &NoteRow) -> Result<(), StoreError> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(StoreError::Failed("an earlier write".to_owned()));
        }
        sqlx::query("INSERT INTO note (jti, esc, compact, signed_at) VALUES (?, ?, ?, ?)")
            .bind(row.jti.to_string())
            .bind(row.esc.to_string())
            .bind(&row.compact)
            .bind(row.signed_at.to_string())
            .execute(&self.desk)
            .await
            .map_err(|error| told(&self.failed, error))?;
        Ok(())
    }

    /// Those that wait to be sent, the oldest first.
    ///
    /// # Errors
    /// The disk's.
    pub async fn waiting_notes(&self) -> Result<Vec<NoteRow>, StoreError> {
        self.notes("seq IS NULL AND refused IS NULL", None).await
    }

    /// Those about an escalation that the log does not have, the refused among them.
    pub(crate) async fn own_notes(&self, esc: Esc) -> Result<Vec<NoteRow>, StoreError> {
        self.notes("seq IS NULL AND esc = ?", Some(esc)).await
    }

    async fn notes(&self, of: &str, esc: Option<Esc>) -> Result<Vec<NoteRow>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE {of} ORDER BY signed_at, jti"));
        let mut query = sqlx::query(sql);
        if let Some(esc) = esc {
            query = query.bind(esc.to_string());
        }
        let rows = query.fetch_all(&self.desk).await?;
        rows.iter()
            .map(|row| {
                Ok(NoteRow {
                    jti: text(row, "jti")?,
                    esc: text(row, "esc")?,
                    compact: row.get("compact"),
                    signed_at: text(row, "signed_at")?,
                    refused: row.get("refused"),
                })
            })
            .collect()
    }

    /// The log has this one.
    ///
    /// # Errors
    /// The disk's.
    pub async fn note_recorded(&self, jti: Jti, seq: u64) -> Result<(), StoreError> {
        let seq = i64::try_from(seq).map_err(|_| bad("seq"))?;
        sqlx::query("UPDATE note SET seq = ?, refused = NULL WHERE jti = ? AND seq IS NULL")
            .bind(seq)
            .bind(jti.to_string())
            .execute(&self.desk)
            .await?;
        Ok(())
    }

    /// A gateway refused this one for good.
    ///
    /// # Errors
    /// The disk's.
    pub async fn note_refused(&self, jti: Jti, why: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE note SET refused = ? WHERE jti = ? AND seq IS NULL")
            .bind(why)
            .bind(jti.to_string())
            .execute(&self.desk)
            .await?;
        Ok(())
    }
}
