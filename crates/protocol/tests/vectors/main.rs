//! Every shared test vector through this verifier: no bad one accepted, no good one refused, each with its one code.
//!
//! `vectors/README.md` says what the files hold. The stateful layer runs on a source in memory; that a registry takes the same steps on disk is for the client's tests.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

mod source;
mod statement;

use std::{collections::BTreeMap, fmt::Write};

use serde_json::{Value, json};

use source::MemorySource;

struct Cases {
    world: BTreeMap<String, Value>,
    cases: Vec<Value>,
}

fn read(file: &str) -> Cases {
    let path = format!("{}/../../vectors/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    let mut read: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["format"], 1, "{path}");
    Cases {
        world: serde_json::from_value(read["worlds"].take()).unwrap(),
        cases: serde_json::from_value(read["cases"].take()).unwrap(),
    }
}

/// What this verifier says of a case, and what the case expects, step by step. `world` has read what stands.
fn judge(world: &MemorySource, case: &Value) -> Vec<(Value, Value)> {
    let first = if case["layer"] == "stateful" {
        &case["steps"][0]
    } else {
        case
    };
    let answered = case.get("answered_at").unwrap_or(&first["now"]);
    let mut source = world.begin(case.get("pending"), answered);
    match case["layer"].as_str().unwrap() {
        "statement" | "payload" => vec![(
            statement::verify(case, source.roster()),
            case["expect"].clone(),
        )],
        "resolution" => vec![(source.resolve(case), case["expect"].clone())],
        "stateful" => {
            let steps = case["steps"].as_array().unwrap();
            let told = steps.iter().filter_map(|step| {
                let found = match step["do"].as_str().unwrap() {
                    "standing" => {
                        let marked = source.read(&step["entries"], &step["now"]);
                        json!({ "marked": marked, "roster_version": source.roster().version })
                    }
                    "resolve" => source.resolve(step),
                    "restart" => {
                        source.restart();
                        return None;
                    }
                    other => panic!("a step of an unknown kind: {other}"),
                };
                Some((found, step["expect"].clone()))
            });
            told.collect()
        }
        other => panic!("a layer of an unknown kind: {other}"),
    }
}

fn run(file: &str) -> (BTreeMap<String, (usize, usize)>, Vec<String>) {
    let cases = read(file);
    let worlds: BTreeMap<_, _> = cases
        .world
        .iter()
        .map(|(name, world)| (name.as_str(), MemorySource::new(world)))
        .collect();
    let mut table: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in &cases.cases {
        let told = judge(&worlds[case["world"].as_str().unwrap()], case);
        let differs: Vec<_> = told
            .iter()
            .filter(|(found, expected)| found != expected)
            .collect();
        let row = table
            .entry(case["layer"].as_str().unwrap().to_owned())
            .or_default();
        row.0 += 1;
        if differs.is_empty() {
            row.1 += 1;
        }
        for (found, expected) in differs {
            let name = case["name"].as_str().unwrap();
            wrong.push(format!("{name}: expected {expected}, found {found}"));
        }
    }
    (table, wrong)
}

#[test]
fn every_vector_is_judged_as_it_must_be() {
    let (refused, bad) = run("refused.json");
    let (accepted, good) = run("accepted.json");
    let mut table = format!("{:<12} {:>10} {:>10}\n", "layer", "refused", "accepted");
    for layer in ["statement", "payload", "resolution", "stateful"] {
        let cell = |cells: &BTreeMap<String, (usize, usize)>| {
            let (all, right) = cells.get(layer).copied().unwrap_or_default();
            format!("{right}/{all}")
        };
        writeln!(
            table,
            "{layer:<12} {:>10} {:>10}",
            cell(&refused),
            cell(&accepted)
        )
        .unwrap();
    }
    for line in bad.iter().chain(&good) {
        writeln!(table, "{line}").unwrap();
    }
    println!(
        "{table}bad accepted: {}, good refused: {}",
        bad.len(),
        good.len()
    );
    let refused: usize = refused.values().map(|(all, _)| all).sum();
    assert!(refused >= 60, "only {refused} refused cases");
    assert!(bad.is_empty() && good.is_empty(), "see the table");
}

/// `mutated.json` holds what the Python verifier says of resolutions that were changed at random.
#[test]
fn both_verifiers_say_the_same_of_what_was_changed_at_random() {
    let (table, differ) = run("mutated.json");
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(table["resolution"].1 >= 150);
}
