//! Whatever is wrong at the command's door gets one sentence that says what to do, a stable code and an exit code.

#![expect(clippy::unwrap_used, reason = "tests report by panicking")]

mod support;

use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::json;
use support::{Machine, Said, in_session, root, said};

/// Exit code, code, and a part of the sentence that says what to do.
type Expected = (i32, &'static str, &'static str);

fn check(what: &str, said: &Said, (exit, code, words): Expected) {
    assert_eq!(said.exit, exit, "{what}: {said:?}");
    let error = &said.json()["error"];
    assert_eq!(error["code"], code, "{what}: {said:?}");
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains(words),
        "{what}: {message} does not say {words}"
    );
    assert!(
        said.err.starts_with("fermata: "),
        "{what}: people are told too: {said:?}"
    );
}

fn file(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_wrong_command_line_is_told_apart_from_an_error() {
    let machine = Machine::new();
    let id = "01a20802-4bdd-749d-b2cf-db5eb9baaf1b";
    for (arguments, words) in [
        (vec!["fly"], "unrecognized subcommand"),
        (vec!["show"], "required arguments"),
        (
            vec!["decide", id, "approve", "--reason", "x"],
            "--reason does not belong",
        ),
        (vec!["decide", id, "edit"], "--arguments"),
        (vec!["decide", id, "respond"], "--answer"),
        (vec!["decide", id, "maybe"], "invalid value"),
        (
            vec!["decide", id, "approve", "--view", "x"],
            "invalid value",
        ),
        (vec!["propose", "--timeout", "3"], "required arguments"),
        (vec!["init", "--source", "Not A Name"], "invalid value"),
    ] {
        check(
            &arguments.join(" "),
            &machine.run(&arguments),
            (2, "usage", words),
        );
    }
}

#[test]
fn without_a_workspace_every_command_says_how_to_make_one() {
    let machine = Machine::new();
    for arguments in [
        vec!["inbox"],
        vec!["show", "01a20802-4bdd-749d-b2cf-db5eb9baaf1b"],
        vec!["gateway"],
        vec!["propose", "--example"],
    ] {
        let expected = (1, "no_workspace", "run `fermata init` first");
        check(&arguments.join(" "), &machine.run(&arguments), expected);
    }
}

#[test]
fn what_is_wrong_with_a_file_an_id_or_an_address_is_said() {
    if !in_session("what_is_wrong_with_a_file_an_id_or_an_address_is_said") {
        return;
    }
    let machine = Machine::airline();
    let dir = machine.dir.path();
    let nobody = "01a20802-4bdd-749d-b2cf-db5eb9baaf1b";
    let policy = file(
        dir,
        "policy.toml",
        "version = 1\n[[rule]]\nverdict = \"maybe\"\n",
    );
    let queues = file(
        dir,
        "queues.json",
        r#"{"queues":[{"id":"q","reasons":[],"default_reason":"x"}]}"#,
    );
    let junk = file(dir, "junk.json", "{");
    let tools = root()
        .join("examples/airline/tools.json")
        .to_str()
        .unwrap()
        .to_owned();
    let config = file(dir, "fermata.toml", "lisen = \"127.0.0.1:0\"\n");
    let refined = dir.join("refined");
    std::fs::create_dir(&refined).unwrap();
    file(&refined, "fly.json", r#"{"tool":"fly_to_the_moon"}"#);
    let refined = refined.to_str().unwrap();
    let table: Vec<(Vec<&str>, Expected)> = vec![
        (
            vec!["show", nobody],
            (1, "not_found", "`fermata inbox` lists"),
        ),
        (
            vec!["show", "beef00"],
            (1, "not_found", "`fermata inbox` lists"),
        ),
        (vec!["show", "abc"], (2, "usage", "at least 4 characters")),
        (vec!["show", "mallory"], (2, "usage", "whole id")),
        (
            vec!["decide", nobody, "approve"],
            (1, "not_found", "`fermata inbox` lists"),
        ),
        (
            vec!["propose", "/no/such/file"],
            (1, "file", "name a file that exists"),
        ),
        (vec!["propose", &junk], (1, "bad_json", "correct it")),
        (
            vec!["propose", "--example", "--source", "mallory"],
            (1, "unknown_source", "fermata init --source mallory"),
        ),
        (
            vec!["init", "--policy", &policy],
            (1, "bad_policy", "correct it"),
        ),
        (
            vec!["init", "--queues", &queues],
            (1, "bad_queues", "name one of them"),
        ),
        (
            vec!["init", "--queues", &junk],
            (1, "bad_json", "correct it"),
        ),
        (
            vec!["contracts", "import", "--openai", &tools],
            (2, "usage", "--refine"),
        ),
        (
            vec![
                "contracts",
                "import",
                "--openai",
                &tools,
                "--refine",
                refined,
            ],
            (1, "unknown_tool", "fly_to_the_moon"),
        ),
        (
            vec![
                "contracts",
                "import",
                "--openai",
                &tools,
                "--refine",
                "/no/such",
            ],
            (1, "file", "name one that exists"),
        ),
        (
            vec!["verify", &junk],
            (1, "bad_json", "the answer of a gateway"),
        ),
        (
            vec!["gateway", "--config", &config],
            (1, "bad_config", "lisen"),
        ),
        (
            vec!["gateway", "--listen", "here"],
            (2, "usage", "127.0.0.1:7878"),
        ),
        (
            vec!["gateway", "--listen", "0.0.0.0:0"],
            (1, "gateway", "listen on 127.0.0.1"),
        ),
        (
            vec!["gateway", "--log", "nats://x"],
            (2, "usage", "sqlite:PATH"),
        ),
        (
            vec!["inbox", "--gateway", "http://127.0.0.1:1"],
            (1, "unreachable", "start it"),
        ),
        (
            vec!["inbox", "--gateway", "http://example.com"],
            (1, "gateway", "give its https:// address"),
        ),
    ];
    for (arguments, expected) in table {
        check(&arguments.join(" "), &machine.run(&arguments), expected);
    }
    for (draft, code) in [
        ("[]", "bad_member"),
        (r#"{"a":1,"a":2}"#, "duplicate_member"),
        (r#"{"a":9007199254740992}"#, "unsafe_integer"),
        ("{}", "bad_member"),
    ] {
        check(draft, &machine.give(&["propose"], draft), (1, code, ""));
    }
}

#[test]
fn a_port_or_a_log_that_is_taken_is_named() {
    if !in_session("a_port_or_a_log_that_is_taken_is_named") {
        return;
    }
    let machine = Machine::airline();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    check(
        "port",
        &machine.run(&["gateway", "--listen", &at]),
        (1, "port_taken", "--listen"),
    );
    let _running = machine.gateway();
    let second = machine.run(&["gateway", "--listen", "127.0.0.1:0"]);
    check(
        "log",
        &second,
        (1, "log_taken", "use that one, or stop it first"),
    );
}

#[test]
fn a_missing_keychain_is_said_and_nothing_falls_back_to_a_file() {
    if !in_session("a_missing_keychain_is_said_and_nothing_falls_back_to_a_file") {
        return;
    }
    let machine = Machine::airline();
    let empty = tempfile::tempdir().unwrap();
    let alone = |mut command: Command| {
        command
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("XDG_RUNTIME_DIR", empty.path());
        said(command, "")
    };
    let expected = (1, "keychain", "gnome-keyring");
    check("inbox", &alone(machine.command(&["inbox"])), expected);
    let other = Machine::new();
    check("init", &alone(other.command(&["init"])), expected);
    assert!(
        !other.home().join("workspace.json").exists(),
        "a set-up that was cut short leaves no workspace"
    );
    let examined = alone(machine.command(&["doctor"]));
    assert_eq!(examined.exit, 1, "{examined:?}");
    assert!(examined.out.contains("gnome-keyring"), "{examined:?}");
}

fn sql(database: &Path, statement: &str) {
    let path = database.display().to_string();
    let script = format!(
        "import sqlite3; c = sqlite3.connect({path:?}); c.execute({statement:?}); c.commit()"
    );
    assert!(
        Command::new("python3")
            .args(["-c", &script])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn a_gateway_that_shows_an_older_roster_gets_no_decision() {
    if !in_session("a_gateway_that_shows_an_older_roster_gets_no_decision") {
        return;
    }
    let machine = Machine::airline();
    let proposed = machine.run(&["propose", "--example"]).ok();
    let esc = proposed["esc"].as_str().unwrap();
    machine.run(&["inbox"]).ok();
    sql(
        &machine.home().join("desk.db"),
        "insert into setting values ('roster_version', '9')",
    );
    let refused = machine.run(&["decide", esc, "reject"]);
    check(
        "decide",
        &refused,
        (1, "roster_rollback", "nothing was signed"),
    );
    assert_eq!(
        machine.run(&["inbox"]).ok()["rows"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_locked_keychain_is_said_and_can_be_unlocked_without_harm() {
    if !in_session("a_locked_keychain_is_said_and_can_be_unlocked_without_harm") {
        return;
    }
    let machine = Machine::airline();
    let locked = Command::new("dbus-send")
        .args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
        ])
        .args([
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
        ])
        .arg("array:objpath:/org/freedesktop/secrets/collection/login")
        .output()
        .unwrap();
    assert!(locked.status.success(), "{locked:?}");
    check(
        "inbox",
        &machine.run(&["inbox"]),
        (1, "keychain", "unlock it and try again"),
    );
    let examined = machine.run(&["doctor"]);
    assert_eq!(examined.exit, 1, "{examined:?}");
    let lines = examined.json()["lines"].as_array().unwrap().clone();
    let fails: Vec<_> = lines
        .iter()
        .filter(|line| line["mark"] == "fail")
        .map(|line| &line["what"])
        .collect();
    assert_eq!(fails, ["keychain", "standing"]);
}

#[test]
fn what_a_newer_version_wrote_is_left_alone() {
    if !in_session("what_a_newer_version_wrote_is_left_alone") {
        return;
    }
    let machine = Machine::airline();
    for database in ["log.db", "desk.db"] {
        // The desk's database is made by the first command that needs it.
        machine.run(&["inbox"]).ok();
        let path = machine.home().join(database);
        let kept = std::fs::read(&path).unwrap();
        sql(
            &path,
            "insert into _sqlx_migrations values (99999999999999, 'newer', '2030-01-01', 1, x'00', 0)",
        );
        check(
            database,
            &machine.run(&["inbox"]),
            (1, "newer_database", "update Fermata"),
        );
        std::fs::write(&path, kept).unwrap();
    }
    let workspace = machine.home().join("workspace.json");
    std::fs::write(&workspace, json!({ "v": 3 }).to_string()).unwrap();
    check(
        "workspace",
        &machine.run(&["inbox"]),
        (1, "newer_database", "update Fermata"),
    );
}

#[test]
fn whoever_does_not_listen_gets_an_exit_code_and_no_panic() {
    if !in_session("whoever_does_not_listen_gets_an_exit_code_and_no_panic") {
        return;
    }
    let machine = Machine::airline();
    let ended = |mut command: Command| {
        let output = command.stderr(Stdio::piped()).output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(!words.contains("panicked"), "{words}");
        (output.status.code(), words)
    };
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = machine.command(&["doctor"]);
    command.stdout(full);
    let (code, words) = ended(command);
    assert_eq!(code, Some(0), "what was done is done: {words}");
    assert!(words.contains("could not be written"), "{words}");

    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = machine.command(&["inbox"]);
    command.stdout(writer);
    let (code, words) = ended(command);
    assert!(code.is_some(), "{words}");

    let longest = u64::MAX.to_string();
    let mut command = machine.command(&["propose", "--wait", "--timeout", &longest, "/dev/null"]);
    command.stdout(Stdio::piped());
    let (code, words) = ended(command);
    assert_eq!(code, Some(1), "{words}");
}
