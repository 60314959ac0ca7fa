//! Which seeds a test runs, and running them on every core.
//!
//! `FERMATA_SEED` names the one seed to replay, or, where `FERMATA_HISTORIES` says how many, the first of them: so a long run is taken up where it ended.

use std::{
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

fn asked(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    let number = text.parse();
    assert!(number.is_ok(), "{variable} is no number: {text}");
    number.ok()
}

/// From the environment; `usual` many from 0 without it.
pub fn seeds(usual: u64) -> Range<u64> {
    match (asked("FERMATA_SEED"), asked("FERMATA_HISTORIES")) {
        (None, many) => 0..many.unwrap_or(usual),
        (Some(first), many) => first..first + many.unwrap_or(1),
    }
}

/// The one seed of a test that runs once.
pub fn seed() -> u64 {
    asked("FERMATA_SEED").unwrap_or(0)
}

/// Does the work of every seed, on as many threads as there are cores, and returns the results in the order of the seeds.
pub fn each<T: Send>(seeds: Range<u64>, work: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let next = AtomicU64::new(seeds.start);
    let done = Mutex::new(Vec::new());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if !seeds.contains(&seed) {
                        return;
                    }
                    let result = work(seed);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((seed, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(seed, _)| *seed);
    done.into_iter().map(|(_, result)| result).collect()
}
