//! Decisions that this machine signed, their way into the log, and each key's chain.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use fermata_protocol::{Esc, Jti, Kid, Sha, Timestamp, payload::Verb};
use sqlx::{Connection, Row, Sqlite, SqliteConnection, Transaction, sqlite::SqliteRow};

use super::{Store, StoreError};

/// A signed decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its id.
    pub jti: Jti,
    /// About this escalation.
    pub esc: Esc,
    /// The verb.
    pub verb: Verb,
    /// The statement.
    pub compact: String,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Where the log has it.
    pub seq: Option<u64>,
    /// Why a gateway refused it for good.
    pub refused: Option<String>,
    /// Whether it is signed. If not, this machine stopped while it was being written: it is never sent, unless the log has it.
    pub kept: bool,
}

impl OutboxRow {
    /// It is signed, and no gateway refused it for good.
    pub fn stands(&self) -> bool {
        self.refused.is_none() && (self.kept || self.seq.is_some())
    }
}

/// The end of a key's chain of decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChainLink {
    pub(crate) seq: u64,
    pub(crate) sha: Sha,
}

pub(super) fn bad(what: &str) -> StoreError {
    StoreError::Damaged {
        path: "desk.db".to_owned(),
        cause: format!("a row's {what} can not be read"),
    }
}

pub(super) fn text<T: std::str::FromStr>(row: &SqliteRow, column: &str) -> Result<T, StoreError> {
    row.get::<String, _>(column)
        .parse()
        .map_err(|_| bad(column))
}

fn read(row: &SqliteRow) -> Result<OutboxRow, StoreError> {
    let verb: String = row.get("verb");
    let seq: Option<i64> = row.get("seq");
    Ok(OutboxRow {
        jti: text(row, "jti")?,
        esc: text(row, "esc")?,
        verb: serde_json::from_value(verb.into()).map_err(|_| bad("verb"))?,
        compact: row.get("compact"),
        signed_at: text(row, "signed_at")?,
        seq: seq
            .map(|n| u64::try_from(n).map_err(|_| bad("seq")))
            .transpose()?,
        refused: row.get("refused"),
        kept: row.get::<i64, _>("kept") == KEPT,
    })
}

const KEPT: i64 = 1;
/// Signing takes milliseconds; who holds its lock for longer hangs.
const PATIENCE: Duration = Duration::from_secs(5);
const COLUMNS: &str = "SELECT jti, esc, verb, compact, signed_at, seq, refused, kept FROM outbox";

impl Store {
    /// Takes the key's chain link, lets `sign` make the statement, keeps it and the new link. Another process of this
    /// machine that signs with the same key waits.
    ///
    /// It is signed once this returns `Ok`, and never otherwise: a commit whose sync fails may still be found whole
    /// after a restart, so a second write, which needs no sync, marks what the first one made durable.
    pub(crate) async fn sign<E: From<StoreError>>(
        &self,
        kid: Kid,
        sign: impl FnOnce(Option<ChainLink>) -> Result<(OutboxRow, Sha), E>,
    ) -> Result<OutboxRow, E> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(StoreError::Failed("an earlier write".to_owned()).into());
        }
        let _alone = self.alone(PATIENCE).await?;
        let acquired = self.desk.acquire().await;
        let mut connection = acquired.map_err(|error| told(&self.failed, error))?;
        // Whoever was cut off between the two writes left it as it was there.
        synced(&mut connection, true)
            .await
            .map_err(|error| told(&self.failed, error))?;
        let signed = sign_on(&mut connection, &self.failed, kid, sign).await;
        // SQLite may have ended the transaction by itself, and nothing after a failed write on this connection is to be believed.
        if signed.is_err() || synced(&mut connection, true).await.is_err() {
            connection.close_on_drop();
        }
        signed
    }

    /// Nobody else on this machine signs while this is held: whatever lies between its two writes belongs to nobody who lives.
    pub(super) async fn alone(&self, patience: Duration) -> Result<std::fs::File, StoreError> {
        let home = self.home.clone();
        let locked = tokio::task::spawn_blocking(move || home.lock("sign.lock"));
        // Whoever comes too late lets go of it by itself.
        let locked = tokio::time::timeout(patience, locked).await;
        let locked = locked.map_err(|_| StoreError::Busy)?;
        let locked = locked.map_err(|error| StoreError::Disk(error.to_string()))?;
        locked.map_err(|error| match error.kind() {
            std::io::ErrorKind::StorageFull => StoreError::Full,
            _ => StoreError::Disk(error.to_string()),
        })
    }

    /// Escalations with a decision that stopped half way on this machine.
    pub(crate) async fn between(&self) -> Result<Vec<Esc>, StoreError> {
        let rows = sqlx::query("SELECT esc FROM outbox WHERE kept = 0")
            .fetch_all(&self.desk)
            .await?;
        rows.iter().map(|row| text(row, "esc")).collect()
    }

    /// Whether this store knows where this key's chain ends; if not, the log must be read before the key signs here.
    /// It does not while a decision stopped half way: after a power cut the log may have what this store does not call signed.
    ///
    /// # Errors
    /// The disk's.
    pub async fn knows_chain(&self, kid: Kid) -> Result<bool, StoreError> {
        Ok(self.chain_link(kid).await?.is_some())
    }

    /// The end of this key's chain, if this store knows it.
    pub(crate) async fn chain_link(&self, kid: Kid) -> Result<Option<ChainLink>, StoreError> {
        if !self.between().await?.is_empty() {
            return Ok(None);
        }
        let mut tx = self.desk.begin().await?;
        chain(&mut tx, kid).await
    }

    /// Learns a link from the log: for a store that is new, or was restored. A link that is behind changes nothing.
    pub(crate) async fn learn_link(&self, kid: Kid, link: ChainLink) -> Result<(), StoreError> {
        let seq = i64::try_from(link.seq).map_err(|_| bad("seq"))?;
        sqlx::query("INSERT INTO chain (kid, seq, sha) VALUES (?, ?, ?) ON CONFLICT (kid) DO UPDATE SET seq = excluded.seq, sha = excluded.sha WHERE excluded.seq > chain.seq")
            .bind(kid.to_string())
            .bind(seq)
            .bind(link.sha.to_string())
            .execute(&self.desk)
            .await?;
        Ok(())
    }

    /// Decisions that no log has yet, oldest first.
    ///
    /// # Errors
    /// The disk's.
    pub async fn waiting(&self) -> Result<Vec<OutboxRow>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "{COLUMNS} WHERE seq IS NULL AND refused IS NULL AND kept = 1 ORDER BY signed_at, jti"
        ));
        sqlx::query(sql)
            .fetch_all(&self.desk)
            .await?
            .iter()
            .map(read)
            .collect()
    }

    /// The newest decision that this machine signed on this escalation.
    ///
    /// # Errors
    /// The disk's.
    pub async fn own_decision(&self, esc: Esc) -> Result<Option<OutboxRow>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "{COLUMNS} WHERE esc = ? ORDER BY signed_at DESC, jti DESC LIMIT 1"
        ));
        let row = sqlx::query(sql)
            .bind(esc.to_string())
            .fetch_optional(&self.desk)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The log is another one: what the old one had of this machine is delivered again, unless it is found in it.
    pub(crate) async fn send_again(&self) -> Result<(), StoreError> {
        for sql in ["UPDATE outbox SET seq = NULL", "UPDATE note SET seq = NULL"] {
            sqlx::query(sql).execute(&self.desk).await?;
        }
        Ok(())
    }

    /// When the last decision was signed.
    ///
    /// # Errors
    /// The disk's.
    pub async fn last_signed(&self) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT max(signed_at) FROM outbox WHERE kept = 1")
            .fetch_one(&self.desk)
            .await?;
        Ok(row.get(0))
    }

    /// The log has this decision: it was read there, or a gateway gave this receipt.
    ///
    /// # Errors
    /// The disk's.
    pub async fn recorded(
        &self,
        jti: Jti,
        seq: u64,
        receipt: Option<&str>,
    ) -> Result<(), StoreError> {
        let seq = i64::try_from(seq).map_err(|_| bad("seq"))?;
        sqlx::query(
            "UPDATE outbox SET seq = coalesce(seq, ?1), refused = NULL, kept = 1, receipt = coalesce(receipt, ?2) \
             WHERE jti = ?3 AND (seq IS NULL OR (receipt IS NULL AND ?2 IS NOT NULL))",
        )
        .bind(seq)
        .bind(receipt)
        .bind(jti.to_string())
        .execute(&self.desk)
        .await?;
        Ok(())
    }

    /// The receipts that gateways gave for decisions of this machine on this escalation.
    ///
    /// # Errors
    /// The disk's.
    pub async fn receipts(&self, esc: Esc) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query("SELECT receipt FROM outbox WHERE esc = ? AND receipt IS NOT NULL ORDER BY signed_at, jti")
            .bind(esc.to_string())
            .fetch_all(&self.desk)
            .await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// A gateway refused this decision for good.
    ///
    /// # Errors
    /// The disk's.
    pub async fn refused(&self, jti: Jti, why: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE outbox SET refused = ? WHERE jti = ? AND seq IS NULL")
            .bind(why)
            .bind(jti.to_string())
            .execute(&self.desk)
            .await?;
        Ok(())
    }
}

async fn chain(
    tx: &mut Transaction<'_, Sqlite>,
    kid: Kid,
) -> Result<Option<ChainLink>, StoreError> {
    let row = sqlx::query("SELECT seq, sha FROM chain WHERE kid = ?")
        .bind(kid.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| {
        let seq = u64::try_from(row.get::<i64, _>(0)).map_err(|_| bad("seq"))?;
        let sha = row.get::<String, _>(1).parse().map_err(|_| bad("sha"))?;
        Ok(ChainLink { seq, sha })
    })
    .transpose()
}

/// First the statement, synced; then, in a write of its own, that it counts and the chain goes on behind it.
async fn sign_on<E: From<StoreError>>(
    connection: &mut SqliteConnection,
    failed: &AtomicBool,
    kid: Kid,
    sign: impl FnOnce(Option<ChainLink>) -> Result<(OutboxRow, Sha), E>,
) -> Result<OutboxRow, E> {
    let mut tx = connection
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(|error| told(failed, error))?;
    sqlx::query("UPDATE outbox SET kept = 2 WHERE kept = 0")
        .execute(&mut *tx)
        .await
        .map_err(|error| told(failed, error))?;
    let link = chain(&mut tx, kid)
        .await
        .map_err(|error| remembered(failed, error))?;
    let (row, sha) = sign(link)?;
    let seq = i64::try_from(link.map_or(0, |l| l.seq) + 1).map_err(|_| bad("seq"))?;
    sqlx::query(
        "INSERT INTO outbox (jti, esc, verb, compact, signed_at, kept) VALUES (?, ?, ?, ?, ?, 0)",
    )
    .bind(row.jti.to_string())
    .bind(row.esc.to_string())
    .bind(row.verb.as_str())
    .bind(&row.compact)
    .bind(row.signed_at.to_string())
    .execute(&mut *tx)
    .await
    .map_err(|error| told(failed, error))?;
    tx.commit().await.map_err(|error| told(failed, error))?;

    synced(connection, false)
        .await
        .map_err(|error| told(failed, error))?;
    let mut tx = connection
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(|error| told(failed, error))?;
    sqlx::query("UPDATE outbox SET kept = 1 WHERE jti = ?")
        .bind(row.jti.to_string())
        .execute(&mut *tx)
        .await
        .map_err(|error| told(failed, error))?;
    sqlx::query("INSERT INTO chain (kid, seq, sha) VALUES (?, ?, ?) ON CONFLICT (kid) DO UPDATE SET seq = excluded.seq, sha = excluded.sha")
        .bind(kid.to_string())
        .bind(seq)
        .bind(sha.to_string())
        .execute(&mut *tx)
        .await
        .map_err(|error| told(failed, error))?;
    tx.commit().await.map_err(|error| told(failed, error))?;
    Ok(row)
}

/// Whether this connection's commits wait for the disk.
async fn synced(connection: &mut SqliteConnection, full: bool) -> Result<(), sqlx::Error> {
    let pragma = if full {
        "PRAGMA synchronous = FULL"
    } else {
        "PRAGMA synchronous = NORMAL"
    };
    sqlx::query(pragma).execute(connection).await.map(drop)
}

/// What SQLite says, remembered if nothing after it is to be believed.
pub(super) fn told(failed: &AtomicBool, error: sqlx::Error) -> StoreError {
    remembered(failed, StoreError::from(error))
}

fn remembered(failed: &AtomicBool, error: StoreError) -> StoreError {
    if matches!(error, StoreError::Failed(_)) {
        failed.store(true, Ordering::Relaxed);
    }
    error
}
