//! Every entry that was acknowledged is there, once, however the process ended.
//! The page cache outlives a killed process, so this shows that nothing is acknowledged early, not that the disk has it.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
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
        let more = kill_one(&path, cycle * IDS_PER_CYCLE, &mut random);
        assert!(!more.is_empty(), "cycle {cycle} acknowledged nothing");
        acknowledged.extend(more);
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

/// What the child said was stored before it was killed: id and seq.
fn kill_one(path: &PathBuf, from: u32, random: &mut Random) -> Vec<(String, u64)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([NAME, "--exact", "--nocapture"])
        .env("FERMATA_APPEND_TO", path)
        .env("FERMATA_APPEND_FROM", from.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let enough = random.below(60) + 1;
    let spins = random.below(200_000);
    let mut acknowledged = Vec::new();
    let mut line = String::new();
    let mut killed = false;
    while lines.read_line(&mut line).unwrap() > 0 {
        // A line that was cut off by the kill acknowledges nothing.
        if let Some((id, seq)) = line
            .strip_suffix('\n')
            .and_then(|line| line.strip_prefix("ack ")?.split_once(' '))
        {
            acknowledged.push((id.to_owned(), seq.parse().unwrap()));
        }
        line.clear();
        if acknowledged.len() as u64 >= enough && !killed {
            (0..spins).for_each(|_| std::hint::spin_loop());
            child.kill().unwrap();
            killed = true;
        }
    }
    assert!(
        !child.wait().unwrap().success(),
        "the child appends until it is killed"
    );
    acknowledged
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
