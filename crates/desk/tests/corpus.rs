//! Every input that fuzzing kept, through the functions that were fuzzed: what was found once is not lost, and no fuzzer is needed to see it.
//!
//! `scripts/fuzz` makes up more of them.

use std::{collections::BTreeSet, path::Path};

#[path = "../../../fuzz/src/lib.rs"]
mod targets;

#[test]
fn every_kept_input_leaves_every_property_standing() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    for (name, _) in targets::TARGETS {
        let directory = std::fs::read_dir(corpus.join(name)).expect("a corpus for each target");
        let mut inputs = 0;
        for file in directory.flatten() {
            let data = std::fs::read(file.path()).expect("an input");
            println!("{name}: {}", file.path().display());
            targets::run(name, &data);
            inputs += 1;
        }
        assert!(inputs >= 10, "{name} has only {inputs} inputs");
    }
}

/// The page's bindings are made from the window's commands.
#[test]
fn the_commands_that_are_fuzzed_are_the_windows() {
    let bindings = include_str!("../../../ui/src/ipc/generated.ts");
    let called = bindings.split("__TAURI_INVOKE").skip(2).filter_map(|call| {
        let (_, call) = call.split_once("(\"")?;
        let (name, rest) = call.split_once('"')?;
        let arguments = rest.split_once(')')?.0;
        let arguments = arguments.trim_matches([',', ' ', '{', '}']);
        let arguments = arguments.split(", ").filter(|one| !one.is_empty());
        Some((name, arguments.collect::<Vec<_>>()))
    });
    let fuzzed = targets::commands::COMMANDS;
    let fuzzed = fuzzed.iter().map(|(name, of)| (*name, of.to_vec()));
    assert_eq!(called.collect::<BTreeSet<_>>(), fuzzed.collect());
}
