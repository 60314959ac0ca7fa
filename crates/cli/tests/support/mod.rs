//! A machine of its own for each test: home, keyring and bus by `scripts/session`, and the command as a process.

#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests report by panicking"
)]

pub mod place;

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

/// The checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// True inside this test's own session. Outside, runs the named test again in one, and fails if it does.
/// Another's session is not used: a test may lock its keychain.
pub fn in_session(test: &str) -> bool {
    if std::env::var("FERMATA_TEST").is_ok_and(|own| own == test) {
        return true;
    }
    let status = Command::new(root().join("scripts/session"))
        .env_remove("FERMATA_SESSION")
        .env("FERMATA_TEST", test)
        .arg("--headless")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .status()
        .unwrap();
    assert!(
        status.success(),
        "{test} failed in its session ({status}); its output stands above"
    );
    false
}

/// The recorded runs, which are not part of the project.
pub fn recorded() -> PathBuf {
    let dir = std::env::var_os("FERMATA_TAU_DIR")
        .map_or_else(|| root().join("../shared/data/tau-airline"), PathBuf::from);
    assert!(
        dir.join("trajectories.jsonl").is_file(),
        "the recorded runs are not in {}: put them there, or name their directory in FERMATA_TAU_DIR",
        dir.display()
    );
    dir
}

/// What a command said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// The one JSON document on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The same, of a command that went well.
    pub fn ok(&self) -> Value {
        assert_eq!(self.exit, 0, "{self:?}");
        self.json()
    }
}

/// One workspace directory and the command that works on it.
pub struct Machine {
    pub dir: tempfile::TempDir,
}

impl Machine {
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    /// With the airline's queues, policy and source.
    pub fn airline() -> Self {
        let machine = Self::new();
        let example = root().join("examples/airline");
        let (queues, policy) = (example.join("queues.json"), example.join("policy.toml"));
        let made = machine.run(&[
            "init",
            "--name",
            "Ana",
            "--source",
            "airline-agent",
            "--queues",
            queues.to_str().unwrap(),
            "--policy",
            policy.to_str().unwrap(),
        ]);
        made.ok();
        machine
    }

    pub fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fermata"));
        command
            .arg("--json")
            .args(arguments)
            .env("FERMATA_HOME", self.home())
            .env_remove("FERMATA_GATEWAY");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        self.give(arguments, "")
    }

    /// Runs with this standard input.
    pub fn give(&self, arguments: &[&str], input: &str) -> Said {
        said(self.command(arguments), input)
    }

    /// Starts the gateway and waits until it says that it answers.
    pub fn gateway(&self) -> Running {
        let mut child = self
            .command(&["gateway"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut text = String::new();
        while serde_json::from_str::<Value>(&text).is_err() {
            text.push_str(
                &lines
                    .next()
                    .expect("the gateway ended before it answered")
                    .unwrap(),
            );
        }
        let url = serde_json::from_str::<Value>(&text).unwrap()["url"]
            .as_str()
            .unwrap()
            .to_owned();
        Running { child, url }
    }
}

/// Runs a command to its end.
pub fn said(mut command: Command, input: &str) -> Said {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads no input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Said {
        exit: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A gateway in a process of its own, ended with the test.
pub struct Running {
    child: Child,
    pub url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
