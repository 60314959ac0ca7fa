//! Who may depend on whom, and under which licences, held over `cargo metadata`.
//!
//! What is not here: the layers inside the page, which its own tests hold.

#![expect(clippy::expect_used, reason = "a test says what it expects")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What each member may depend on among the others. A new edge is a commit of its own.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("protocol", &[]),
    ("log", &["protocol"]),
    ("gateway", &["protocol", "log"]),
    ("client", &["protocol"]),
    ("desk", &["protocol", "client"]),
    ("cli", &["protocol", "log", "client", "gateway", "desk"]),
    ("testkit", &["protocol", "log"]),
    ("app", &["protocol", "log", "client", "gateway", "desk"]),
];

/// Libraries with a side effect on the world, and the only members that may name them.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sqlx", &["log", "client", "desk"]),
    ("keyring", &["desk"]),
    ("keyring-core", &["desk"]),
    ("zbus-secret-service-keyring-store", &["desk"]),
    ("notify-rust", &["app"]),
    ("axum", &["gateway"]),
    ("reqwest", &["client", "gateway"]),
];

/// What would let the protocol do I/O, wait, or make up a number.
const NEVER_IN_PROTOCOL: &[&str] = &[
    "async-trait",
    "futures",
    "getrandom",
    "rand",
    "tokio",
    "tracing-subscriber",
];

#[test]
fn members_depend_only_in_the_allowed_direction() {
    let members = members();
    let listed: BTreeSet<_> = MAY_DEPEND_ON.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        members.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        listed
    );

    for (name, allowed) in MAY_DEPEND_ON {
        for dependency in members[*name].shipped() {
            if let Some(other) = dependency.strip_prefix("fermata-") {
                assert!(
                    allowed.contains(&other),
                    "{name} must not depend on {other}"
                );
            }
        }
    }
}

#[test]
fn nothing_under_crates_names_tauri() {
    for (name, member) in members() {
        let named = member
            .dependencies
            .iter()
            .find(|d| d.name.starts_with("tauri"));
        if let (true, Some(found)) = (member.manifest.starts_with(root().join("crates")), named) {
            panic!(
                "{name} names {}: the window belongs in src-tauri",
                found.name
            );
        }
    }
}

#[test]
fn storage_keys_network_and_notifications_have_one_home_each() {
    for (name, member) in members() {
        for dependency in member.shipped() {
            if let Some((library, homes)) = ONLY_IN.iter().find(|(l, _)| *l == dependency) {
                assert!(
                    homes.contains(&name.as_str()),
                    "{library} does not belong in {name}"
                );
            }
        }
    }
}

#[test]
fn the_protocol_can_not_wait_or_make_up_a_number() {
    for dependency in members()["protocol"].shipped() {
        assert!(
            !NEVER_IN_PROTOCOL.contains(&dependency),
            "protocol must not use {dependency}"
        );
    }
}

#[test]
fn only_one_file_of_the_page_speaks_to_tauri() {
    let mut speaking = Vec::new();
    let mut looked_at = 0;
    each_file(&root().join("ui/src"), &mut |path| {
        looked_at += 1;
        let text = std::fs::read_to_string(path).unwrap_or_default();
        if text.contains("from \"@tauri-apps/") || text.contains("from '@tauri-apps/") {
            speaking.push(path.to_path_buf());
        }
    });
    // Made from the commands; only its types are used.
    speaking.retain(|path| !path.ends_with("ipc/generated.ts"));
    assert!(looked_at > 0, "the page's sources were not found");
    assert!(
        speaking.len() <= 1,
        "more than one file imports @tauri-apps: {speaking:?}"
    );
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let deny = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
    let deny: toml::Table = deny.parse().expect("deny.toml is TOML");
    let allow = deny["licenses"]["allow"]
        .as_array()
        .expect("a list of licences");
    let allow: BTreeSet<&str> = allow.iter().filter_map(toml::Value::as_str).collect();

    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    let built: BTreeSet<&str> = nodes
        .iter()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let packages = metadata["packages"].as_array().expect("packages");
    let mut seen = 0;
    for package in packages
        .iter()
        .filter(|p| built.contains(p["id"].as_str().unwrap_or("")))
    {
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(
            satisfied(licence, &allow),
            "{} is under {licence}",
            package["name"]
        );
        seen += 1;
    }
    assert!(seen > 100, "only {seen} packages were looked at");
}

#[test]
fn a_licence_expression_needs_all_sides_of_and_but_one_of_or() {
    let allow = BTreeSet::from(["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"]);
    for good in [
        "MIT",
        "MIT/GPL-3.0",
        "GPL-3.0 OR MIT AND Zlib",
        "Apache-2.0 WITH LLVM-exception",
        "(GPL-3.0 OR MIT) AND Zlib",
    ] {
        assert!(satisfied(good, &allow), "{good}");
    }
    for bad in [
        "none",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Zlib) AND GPL-3.0",
        "Apache-2.0",
    ] {
        assert!(!satisfied(bad, &allow), "{bad}");
    }
}

struct Dependency {
    name: String,
    development: bool,
}

struct Member {
    manifest: PathBuf,
    dependencies: Vec<Dependency>,
}

impl Member {
    fn shipped(&self) -> impl Iterator<Item = &str> {
        self.dependencies
            .iter()
            .filter(|d| !d.development)
            .map(|d| d.name.as_str())
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the checkout")
}

fn metadata() -> Value {
    let rustc = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc runs");
    let version = String::from_utf8(rustc.stdout).expect("UTF-8");
    let host = version
        .lines()
        .find_map(|l| l.strip_prefix("host: "))
        .expect("a host triple");
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--locked",
            "--filter-platform",
            host,
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}

fn members() -> BTreeMap<String, Member> {
    let metadata = metadata();
    let ids = metadata["workspace_members"].as_array().expect("members");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .filter(|package| ids.contains(&package["id"]))
        .map(|package| {
            let name = package["name"].as_str().expect("a name");
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            let dependencies = dependencies
                .iter()
                .map(|d| Dependency {
                    name: d["name"].as_str().expect("a name").to_owned(),
                    development: d["kind"] == "dev",
                })
                .collect();
            let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
            let name = name.strip_prefix("fermata-").unwrap_or(name);
            (
                name.to_owned(),
                Member {
                    manifest,
                    dependencies,
                },
            )
        })
        .collect()
}

fn each_file(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            each_file(&path, visit)
        } else {
            visit(&path)
        }
    }
}

/// An SPDX expression; AND binds closer than OR, and a slash is the old way to write OR.
fn satisfied(expression: &str, allow: &BTreeSet<&str>) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    any_of(&mut words, allow)
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>, allow: &BTreeSet<&str>) -> bool {
    let mut good = all_of(words, allow);
    while words.next_if_eq(&"OR").is_some() {
        good |= all_of(words, allow);
    }
    good
}

fn all_of(words: &mut Words<'_>, allow: &BTreeSet<&str>) -> bool {
    let mut good = one(words, allow);
    while words.next_if_eq(&"AND").is_some() {
        good &= one(words, allow);
    }
    good
}

fn one(words: &mut Words<'_>, allow: &BTreeSet<&str>) -> bool {
    let Some(word) = words.next() else {
        return false;
    };
    if word == "(" {
        let good = any_of(words, allow);
        return words.next() == Some(")") && good;
    }
    match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        Some(exception) => allow.contains(format!("{word} WITH {exception}").as_str()),
        None => allow.contains(word),
    }
}
