//! Every entry that was acknowledged is there, once, however the process ended.
//! The page cache outlives a killed process, so this shows that nothing is acknowledged early, not that the disk has it.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test reports by panicking"
)]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use fermata_log::{EventLog, SqliteLog};
use fermata_protocol::Entry;
use fermata_testkit::{clock::HandClock, entries};
use tempfile::TempDir;

const NAME: &str = "every_acknowledged_entry_survives_a_kill";
/// So many kills unless FERMATA_KILL_CYCLES says another number.
const CYCLES: u32 = 30;
const APPENDERS: u32 = 8;
/// Apart from each other, so that no two cycles use one id.
const IDS_PER_CYCLE: u32 = 100_000;

/// In the parent: starts itself as a child that appends, kills it, and looks.
#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_entry_survives_a_kill() {
    if let (Ok(path), Ok(from)) = (
        std::env::var("FERMATA_APPEND_TO"),
        std::env::var("FERMATA_APPEND_FROM"),
    ) {
        return append_until_killed(Path::new(&path), from.parse().unwrap()).await;
    }
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("log.db");
    let mut acknowledged = BTreeMap::new();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let cycles =
        std::env::var("FERMATA_KILL_CYCLES").map_or(CYCLES, |cycles| cycles.parse().unwrap());
    for cycle in 0..cycles {
        // Every third dies at any instant from its start, so also while it opens; the others while they append.
        let enough = if cycle % 3 == 0 {
            0
        } else {
            1 + random.below(60) as usize
        };
        acknowledged.extend(kill_one(&path, cycle * IDS_PER_CYCLE, enough, &mut random));
        let stored = read_all(&path).await;
        let seqs: Vec<u64> = stored.iter().map(|entry| entry.seq).collect();
        assert_eq!(
            seqs,
            (1..=stored.len() as u64).collect::<Vec<_>>(),
            "cycle {cycle}: gapless"
        );
        let place: BTreeMap<String, u64> = stored
            .iter()
            .map(|entry| (entry.id.to_string(), entry.seq))
            .collect();
        assert_eq!(place.len(), stored.len(), "cycle {cycle}: no entry twice");
        for (id, seq) in &acknowledged {
            assert_eq!(
                place.get(id),
                Some(seq),
                "cycle {cycle}: {id} was acknowledged"
            );
        }
    }
}

/// Starts a child and kills it some time after it said that `enough` entries are stored.
/// Returns all that it said: id and seq.
fn kill_one(path: &Path, from: u32, enough: usize, random: &mut Random) -> Vec<(String, u64)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([NAME, "--exact", "--nocapture"])
        .env("FERMATA_APPEND_TO", path)
        .env("FERMATA_APPEND_FROM", from.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut acknowledged = Vec::new();
    while acknowledged.len() < enough {
        let line = lines
            .by_ref()
            .lines()
            .next()
            .expect("the child appends until it is killed");
        acknowledged.extend(acknowledgement(&line.unwrap()));
    }
    (0..random.below(400_000)).for_each(|_| std::hint::spin_loop());
    child.kill().unwrap();
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    // A line that the kill cut off acknowledges nothing.
    let whole = rest
        .split_inclusive('\n')
        .filter_map(|line| line.strip_suffix('\n'));
    acknowledged.extend(whole.filter_map(acknowledgement));
    let status = child.wait().unwrap();
    assert_eq!(
        status.code(),
        None,
        "it ended by the kill and by nothing else"
    );
    acknowledged
}

fn acknowledgement(line: &str) -> Option<(String, u64)> {
    let (id, seq) = line.strip_prefix("ack ")?.split_once(' ')?;
    Some((id.to_owned(), seq.parse().unwrap()))
}

async fn append_until_killed(path: &Path, from: u32) {
    let log = Arc::new(
        SqliteLog::open(path, HandClock::default().for_log())
            .await
            .unwrap(),
    );
    let appenders = (0..APPENDERS).map(|appender| {
        let log = Arc::clone(&log);
        tokio::spawn(async move {
            for n in (from + appender..).step_by(APPENDERS as usize) {
                let Entry { id, seq, .. } =
                    log.append(entries::standing(n)).await.unwrap().into_entry();
                std::io::stdout()
                    .write_all(format!("ack {id} {seq}\n").as_bytes())
                    .unwrap();
            }
        })
    });
    futures::future::join_all(appenders).await;
}

async fn read_all(path: &Path) -> Vec<Entry> {
    let log = SqliteLog::open(path, HandClock::default().for_log())
        .await
        .unwrap();
    let stored = log.read(0, usize::MAX).await.unwrap();
    log.close().await.unwrap();
    stored
}

/// xorshift64*: the same kills each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) % end
    }
}
