//! The recorded runs of a real agent, through the command: nothing is invented, nothing lost, and only what is right runs.

#![expect(clippy::unwrap_used, reason = "tests report by panicking")]

mod support;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use fermata_client::source::{Clock, Source, Waited};
use fermata_desk::{Home, Workspace};
use fermata_log::{EventLog, SqliteLog};
use fermata_protocol::{
    Entry, Esc, Signed, Timestamp, Typ, claimed_typ,
    fold::fold,
    payload::{Decision, OutcomeStatus},
    roster::Timeline,
};
use serde_json::{Value, json};
use support::{Machine, in_session, recorded, root};

/// The tools that write, as the recorded data's own description lists them.
const WRITES: [&str; 6] = [
    "book_reservation",
    "cancel_reservation",
    "update_reservation_flights",
    "update_reservation_baggages",
    "update_reservation_passengers",
    "send_certificate",
];
/// The recorded file holds so many writes.
const SENSITIVE: usize = 181;
const REVIEWERS: usize = 3;

/// One write: which run made it, with which tool and arguments, numbers by value.
type Write = (String, String, String);

fn lines() -> Vec<Value> {
    let text = std::fs::read_to_string(recorded().join("trajectories.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// 1 and 1.0 are one number, and members have no order.
fn by_value(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(by_value).collect(),
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members
                .iter()
                .map(|(name, value)| (name, by_value(value)))
                .collect();
            json!(sorted)
        }
        other => other.clone(),
    }
}

fn run_id(run: &Value) -> String {
    format!("task {} trial {}", run["task_id"], run["trial"])
}

/// Every write in the raw file, read with nothing of the command's own.
fn writes() -> Vec<Write> {
    let mut found = Vec::new();
    for run in lines() {
        for message in run["messages"].as_array().unwrap() {
            for call in message["tool_calls"].as_array().into_iter().flatten() {
                let function = &call["function"];
                let name = function["name"].as_str().unwrap();
                if WRITES.contains(&name) {
                    let arguments: Value =
                        serde_json::from_str(function["arguments"].as_str().unwrap()).unwrap();
                    found.push((
                        run_id(&run),
                        name.to_owned(),
                        by_value(&arguments).to_string(),
                    ));
                }
            }
        }
    }
    found.sort();
    found
}

/// What should have been written, by task.
fn gold() -> BTreeMap<String, Vec<(String, String)>> {
    let mut gold = BTreeMap::new();
    for run in lines() {
        let actions = run["gold_actions"].as_array().unwrap().iter();
        let right = actions.map(|a| {
            (
                a["name"].as_str().unwrap().to_owned(),
                by_value(&a["arguments"]).to_string(),
            )
        });
        gold.insert(run_id(&run), right.collect());
    }
    gold
}

fn replay(machine: &Machine) -> Value {
    let example = root().join("examples/airline/contracts");
    let data = recorded();
    let (tools, runs) = (data.join("tools.json"), data.join("trajectories.jsonl"));
    let said = machine.run(&[
        "replay",
        "--contracts",
        example.to_str().unwrap(),
        "--tools",
        tools.to_str().unwrap(),
        "--trajectories",
        runs.to_str().unwrap(),
    ]);
    said.ok()
}

#[expect(clippy::disallowed_methods, reason = "this test's one clock")]
fn clock() -> Clock {
    Arc::new(|| Timestamp::new(chrono::Utc::now()))
}

/// What stands and everything else, in the order of the log; nothing may own the log meanwhile.
async fn log(machine: &Machine) -> (Timeline, Vec<Entry>) {
    let home = Home::at(machine.home());
    let workspace = Workspace::load(&home).unwrap().unwrap();
    let log = SqliteLog::open(&home.log_db(), clock()).await.unwrap();
    let entries = log.read(0, usize::MAX >> 1).await.unwrap();
    log.close().await.unwrap();
    let mut timeline = Timeline::new(workspace.pin, workspace.workspace);
    for entry in &entries {
        timeline.take(entry).unwrap();
    }
    (timeline, entries)
}

/// Everything that the log holds, folded: the write that each escalation is about, and what policy said.
async fn proposed(machine: &Machine) -> Vec<(Write, String)> {
    let (timeline, entries) = log(machine).await;
    let opened = entries
        .iter()
        .filter(|entry| claimed_typ(&entry.statements[0]) == Ok(Typ::Proposal));
    opened
        .map(|entry| {
            let state = fold(entry.esc.unwrap(), std::slice::from_ref(entry), &timeline);
            let proposal = state.proposal().unwrap();
            let action = proposal.action.as_ref().unwrap();
            let run = proposal.run.as_ref().unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned();
            let arguments = by_value(&Value::Object(action.arguments.clone())).to_string();
            (
                (run, action.tool.to_string(), arguments),
                state.status().to_string(),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_recorded_write_becomes_one_proposal_and_nothing_else_does() {
    if !in_session("every_recorded_write_becomes_one_proposal_and_nothing_else_does") {
        return;
    }
    let machine = Machine::airline();
    let expected = writes();
    assert_eq!(
        expected.len(),
        SENSITIVE,
        "the recorded file is the one that this test knows"
    );
    let counts = replay(&machine);
    let count = |name: &str| usize::try_from(counts[name].as_u64().unwrap()).unwrap();
    assert_eq!(count("sensitive"), SENSITIVE, "{counts}");
    assert_eq!(
        count("escalated") + count("allowed") + count("denied"),
        count("proposed"),
        "{counts}"
    );
    assert_eq!(count("proposed"), SENSITIVE, "{counts}");
    assert_eq!(counts["refused"], json!([]));
    let first = proposed(&machine).await;
    let mut made: Vec<Write> = first.iter().map(|(write, _)| write.clone()).collect();
    made.sort();
    assert_eq!(
        made, expected,
        "none invented, none missing, each with its true arguments"
    );
    for (status, name) in [
        ("open", "escalated"),
        ("allowed", "allowed"),
        ("denied", "denied"),
    ] {
        assert_eq!(
            first.iter().filter(|(_, s)| s == status).count(),
            count(name),
            "{name}"
        );
    }
    let again = replay(&machine);
    assert_eq!(
        (again["proposed"].as_u64(), again["before"].as_u64()),
        (Some(0), Some(181)),
        "{again}"
    );
    assert_eq!(
        proposed(&machine).await.len(),
        SENSITIVE,
        "a second replay adds nothing"
    );
}

/// What a reviewer reads of one escalation before deciding.
struct Shown {
    write: Write,
    view: String,
}

fn show(machine: &Machine, esc: &str) -> Shown {
    let view = machine.run(&["show", esc]).ok();
    let compact = view["raw"]["compact"].as_str().unwrap();
    let payload: Value = {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        let part = compact.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let arguments: Value = serde_json::from_str(view["arguments"].as_str().unwrap()).unwrap();
    let write = (
        payload["run"]["id"].as_str().unwrap().to_owned(),
        view["tool"].as_str().unwrap().to_owned(),
        by_value(&arguments).to_string(),
    );
    Shown {
        write,
        view: view["raw"]["view_sha256"].as_str().unwrap().to_owned(),
    }
}

/// Approves what is right and rejects the rest.
fn decide(
    machine: &Machine,
    esc: &str,
    gold: &BTreeMap<String, Vec<(String, String)>>,
) -> (Write, bool) {
    let Shown { write, view } = show(machine, esc);
    let (run, tool, arguments) = &write;
    let right = gold[run].contains(&(tool.clone(), arguments.clone()));
    let said = match right {
        true => machine.run(&["decide", esc, "approve", "--view", &view]),
        false => machine.run(&[
            "decide",
            esc,
            "reject",
            "--message",
            "Not what the task asks for.",
        ]),
    };
    assert_eq!(said.exit, if right { 0 } else { 10 }, "{said:?}");
    assert_eq!(
        said.json()["status"],
        if right { "approved" } else { "rejected" }
    );
    (write, right)
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_careful_reviewer_every_right_write_runs_once_and_no_wrong_one() {
    if !in_session("with_a_careful_reviewer_every_right_write_runs_once_and_no_wrong_one") {
        return;
    }
    let machine = Machine::airline();
    let gateway = machine.gateway();
    assert_eq!(replay(&machine)["escalated"], SENSITIVE);
    let rows = machine.run(&["inbox"]).ok()["rows"]
        .as_array()
        .unwrap()
        .clone();
    let escs: Vec<String> = rows
        .iter()
        .map(|row| row["esc"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(escs.len(), SENSITIVE);
    let gold = gold();
    // Several terminals at once: each takes its link of the one chain.
    let left = Mutex::new(escs.clone());
    let decided: Mutex<Vec<(String, Write, bool)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..REVIEWERS {
            scope.spawn(|| {
                while let Some(esc) = { left.lock().unwrap().pop() } {
                    let (write, right) = decide(&machine, &esc, &gold);
                    decided.lock().unwrap().push((esc, write, right));
                }
            });
        }
    });
    let decided = decided.into_inner().unwrap();
    let executed = execute(machine.home().join("sources/airline-agent.json"), &escs).await;
    for (esc, tool, arguments) in &executed {
        let (_, write, right) = decided.iter().find(|(found, ..)| found == esc).unwrap();
        assert!(right, "a wrong write ran: {write:?}");
        assert_eq!(
            (&write.1, &write.2),
            (tool, arguments),
            "what ran is what was approved"
        );
    }
    let right = decided.iter().filter(|(.., right)| *right).count();
    let expected = writes()
        .into_iter()
        .filter(|(run, tool, arguments)| gold[run].contains(&(tool.clone(), arguments.clone())))
        .count();
    assert_eq!(right, expected, "counted from the raw file");
    assert!(
        right > 0 && right < SENSITIVE,
        "the recorded runs hold both right and wrong writes"
    );
    assert_eq!(executed.len(), right, "every right write ran, each once");
    assert_eq!(
        machine.run(&["inbox"]).ok()["rows"],
        json!([]),
        "nothing waits any more"
    );
    drop(gateway);
    assert_eq!(
        chain(&machine).await,
        (1..=181).collect::<Vec<u64>>(),
        "one unbroken chain"
    );
}

/// The positions of the reviewer's decisions, each checked to name the one before.
async fn chain(machine: &Machine) -> Vec<u64> {
    let (timeline, entries) = log(machine).await;
    let roster = timeline.now().roster().unwrap();
    let texts = entries.iter().map(|entry| &entry.statements[0]);
    let decisions = texts.filter(|text| claimed_typ(text) == Ok(Typ::Decision));
    let mut links: Vec<_> = decisions
        .map(|text| {
            Signed::<Decision>::parse(text)
                .unwrap()
                .verify(roster.as_ref(), clock()())
                .unwrap()
        })
        .collect();
    links.sort_by_key(|link| link.seq);
    for pair in links.windows(2) {
        assert_eq!(pair[1].prev, Some(pair[0].sha()));
    }
    links.iter().map(|link| link.seq).collect()
}

/// The source: verifies every resolution by itself and writes what may run into a table.
async fn execute(file: PathBuf, escs: &[String]) -> Vec<(String, String, String)> {
    let source = Source::from_file(&file, clock()).await.unwrap();
    assert!(source.recover().await.unwrap().run_again.is_empty());
    let table = Arc::new(Mutex::new(Vec::new()));
    for esc in escs {
        let esc: Esc = esc.parse().unwrap();
        let to = Arc::clone(&table);
        let ran = source
            .run(esc, Duration::from_secs(30), |action, esc| async move {
                let arguments = by_value(&Value::Object(action.arguments)).to_string();
                to.lock()
                    .unwrap()
                    .push((esc.to_string(), action.tool.to_string(), arguments));
                Ok(None)
            })
            .await
            .unwrap();
        assert!(
            matches!(
                ran,
                Waited::Done {
                    outcome: OutcomeStatus::Executed
                } | Waited::Closed { .. }
            ),
            "{ran:?}"
        );
    }
    source.close().await;
    table.lock().unwrap().clone()
}
