//! Whatever happens to both, the log on SQLite answers as the one in memory does, which is simple enough to be read.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use fermata_log::{EventLog, SqliteLog};
use fermata_protocol::NewEntry;
use fermata_testkit::{MemoryLog, clock::HandClock, entries};
use proptest::prelude::*;
use tempfile::TempDir;

#[derive(Debug, Clone)]
enum Step {
    Append(NewEntry),
    Clock(i64),
    Read(u64, usize),
    Before(u64, usize),
    Escalation(u32),
    Standing(u64),
    CloseAndOpen,
    Reopen,
}

/// Few ids and few texts, so that repetitions and conflicts are common.
fn step() -> impl Strategy<Value = Step> {
    let text = prop_oneof![3 => "[ab]{0,1}", 1 => "\\PC{0,8}", 1 => "[\\x00-\\x1f]{1,3}"];
    let queue = prop::option::of("[a-z]{1,3}");
    let append = (
        0..12_u32,
        prop::collection::vec(text, 0..3),
        prop::option::of(0..3_u32),
        queue,
    );
    prop_oneof![
        12 => append.prop_map(|(n, statements, esc, queue)| Step::Append(NewEntry {
            id: entries::id(n),
            statements,
            esc: esc.map(entries::esc),
            queue: queue.map(|queue| queue.parse().unwrap()),
        })),
        2 => (-50..100_i64).prop_map(Step::Clock),
        2 => (0..15_u64, 0..6_usize).prop_map(|(after, limit)| Step::Read(after, limit)),
        2 => (0..15_u64, 0..6_usize).prop_map(|(seq, limit)| Step::Before(seq, limit)),
        1 => (0..3_u32).prop_map(Step::Escalation),
        1 => (0..15_u64).prop_map(Step::Standing),
        1 => Just(Step::CloseAndOpen),
        1 => Just(Step::Reopen),
    ]
}

async fn both_answer_the_same(steps: Vec<Step>) {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("log.db");
    let clock = HandClock::default();
    let open = || async { SqliteLog::open(&path, clock.for_log()).await.unwrap() };
    let memory = MemoryLog::new(clock.for_log());
    let mut sqlite = open().await;
    for step in steps {
        match step {
            Step::Append(entry) => {
                assert_eq!(
                    sqlite.append(entry.clone()).await,
                    memory.append(entry).await
                );
            }
            Step::Clock(millis) => clock.step(millis),
            Step::Read(after, limit) => {
                assert_eq!(
                    sqlite.read(after, limit).await,
                    memory.read(after, limit).await
                );
            }
            Step::Before(seq, limit) => {
                assert_eq!(
                    sqlite.before(seq, limit).await,
                    memory.before(seq, limit).await
                );
            }
            Step::Escalation(n) => {
                let esc = entries::esc(n);
                assert_eq!(sqlite.escalation(esc).await, memory.escalation(esc).await);
            }
            Step::Standing(after) => {
                assert_eq!(sqlite.standing(after).await, memory.standing(after).await);
            }
            Step::CloseAndOpen => {
                sqlite.close().await.unwrap();
                drop(sqlite);
                sqlite = open().await;
            }
            Step::Reopen => sqlite.reopen().await.unwrap(),
        }
        assert_eq!(sqlite.head(), memory.head());
    }
    assert_eq!(sqlite.read(0, 100).await, memory.read(0, 100).await);
    sqlite.close().await.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn sqlite_answers_as_memory_does(steps in prop::collection::vec(step(), 1..40)) {
        tokio::runtime::Runtime::new().unwrap().block_on(both_answer_the_same(steps));
    }
}
