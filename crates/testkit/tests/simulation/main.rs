//! Thousands of histories of one workspace, in which everything goes wrong that can, and what must hold in each.
//!
//! `FERMATA_HISTORIES=100000` runs more of them, `FERMATA_SEED=n` begins at one, and alone replays it.
//! A rule that is left out on purpose must be found: else the simulation proves nothing about the others.

#![expect(clippy::print_stdout, reason = "a run says what it met")]

mod oracle;

use fermata_testkit::sim::{Broken, Counts, History, seeds};

/// Runs one; what went wrong, a panic among it, or what was counted.
fn run(seed: u64, broken: Broken) -> Result<Counts, String> {
    let ran = std::panic::catch_unwind(|| history(seed, broken));
    ran.unwrap_or_else(|_| Err("it panicked".to_owned()))
}

fn history(seed: u64, broken: Broken) -> Result<Counts, String> {
    let mut history = History::new(seed, broken);
    let mut ran = 0;
    while history.step() {
        oracle::ran_rightly(&history, ran)?;
        ran = history.stage.truth.effects.len();
    }
    history.come_to_rest();
    oracle::ran_rightly(&history, 0)?;
    let mut counts = history.stage.counts.clone();
    for seen in oracle::ended_rightly(&history)? {
        counts.add(seen);
    }
    let honest = if history.lies.is_empty() {
        "honest"
    } else {
        "with a lying gateway"
    };
    counts.add(format!("histories {honest}"));
    Ok(counts)
}

#[test]
fn in_every_history_only_what_was_signed_runs_and_runs_once_and_every_lie_is_seen() {
    let seeds = seeds::seeds(2_000);
    let mut all = Counts::default();
    let mut failed = Vec::new();
    for (seed, result) in seeds.clone().zip(seeds::each(seeds.clone(), |seed| {
        run(seed, Broken::Nothing)
    })) {
        match result {
            Ok(counts) => all += counts,
            Err(why) => failed.push((seed, why)),
        }
    }
    println!("{all}");
    for (seed, why) in failed.iter().take(10) {
        println!(
            "{why}\n  FERMATA_SEED={seed} cargo test -p fermata-testkit --test simulation in_every_history -- --nocapture"
        );
    }
    assert!(
        failed.is_empty(),
        "{} of {} histories failed",
        failed.len(),
        seeds.end - seeds.start
    );
    if seeds.end - seeds.start >= 1_000 {
        met(&all);
    }
}

/// A run that never met one of these proves nothing about it.
fn met(all: &Counts) {
    let must = [
        "executions",
        "executions that the key stopped",
        "run again after a start",
        "registries restored",
        "crashes between running and storing",
        "messages lost",
        "messages duplicated",
        "keys revoked",
        "halts",
        "lifts",
        "outcome: unknown",
        "expiries written",
        "accepted: allowed",
        "accepted: approved",
        "accepted: edited",
        "closed: rejected",
        "closed: withdrawn",
        "closed: expired",
        "outside limits: Forge, detected",
        "outside limits: Swap, detected",
        "outside limits: Drop, detected",
        "outside limits: Fork, detected",
        "recorded, then missing: appended again",
        "within limits: Delay, told",
        "within limits: HideNo, told",
        "within limits: OldRoster, told",
        "within limits: HideNo, seen as a contradiction",
        "forged: by nobody",
        "forged: by an impostor",
        "forged: by its own allow",
        "forged: by one for two",
        "forged: by a replay",
    ];
    let never: Vec<_> = must.iter().filter(|what| all.of(what) == 0).collect();
    assert!(never.is_empty(), "never met: {never:?}");
    for lie in ["Forge", "Swap"] {
        let (told, seen) = (
            format!("outside limits: {lie}, told"),
            format!("outside limits: {lie}, detected"),
        );
        assert_eq!(all.of(&told), all.of(&seen), "{lie}");
    }
    let drop = |end: &str| all.of(&format!("outside limits: Drop, {end}"));
    assert_eq!(
        drop("told"),
        drop("detected") + drop("made good by another copy")
    );
    assert_eq!(
        all.of("outside limits: Fork, told"),
        all.of("outside limits: Fork, detected")
    );
}

/// The first seed that finds it, and how.
fn found(broken: Broken, within: u64) -> String {
    for seed in 0..within {
        if let Err(why) = run(seed, broken) {
            println!("{broken:?} is found by seed {seed}: {why}");
            return why;
        }
    }
    panic!("{broken:?} is not found within {within} histories");
}

#[test]
fn a_source_that_skips_the_consumed_check_is_found() {
    assert!(found(Broken::ConsumedCheck, 200).contains("twice"));
}

#[test]
fn a_source_that_runs_anything_again_after_a_start_is_found() {
    assert!(found(Broken::RestartRule, 600).contains("twice"));
}

#[test]
fn a_restored_registry_that_is_not_fenced_is_found() {
    assert!(found(Broken::Fence, 1_500).contains("twice"));
}

#[test]
fn a_source_that_runs_before_its_registry_is_on_the_disk_is_found() {
    assert!(found(Broken::SyncBeforeRun, 200).contains("twice"));
}

#[test]
fn a_source_that_believes_its_gateway_is_found() {
    let why = found(Broken::Verification, 200);
    let seen = ["believed", "sign", "is red"];
    assert!(seen.iter().any(|word| why.contains(word)), "{why}");
}

#[test]
fn a_source_that_runs_what_was_proposed_instead_of_what_was_signed_is_found() {
    assert!(found(Broken::SignedArguments, 600).contains("did not sign"));
}

#[test]
fn a_desk_that_does_not_look_for_what_was_recorded_is_found() {
    assert!(found(Broken::AppendAgain, 400).contains("lost"));
}

#[test]
fn a_desk_that_compares_no_heads_is_found() {
    assert!(found(Broken::Heads, 400).contains("another chain"));
}

#[test]
fn a_desk_that_looks_at_no_alarm_is_found() {
    assert!(found(Broken::Alarms, 1_500).contains("no desk is red"));
}

#[test]
fn the_same_seed_gives_the_same_history() {
    for seed in 0..5 {
        assert_eq!(
            run(seed, Broken::Nothing).unwrap(),
            run(seed, Broken::Nothing).unwrap()
        );
    }
}
