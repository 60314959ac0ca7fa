//! What the program says to its log is the same whatever happens: what a line is about stands in its fields, which the diagnostics leave out.

#![expect(clippy::expect_used, reason = "a test says what it expects")]

use std::path::{Path, PathBuf};

/// The program's own sources.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    let mut open = vec![root.join("crates"), root.join("src-tauri")];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).expect("a directory of sources") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() && !matches!(&*name, "tests" | "target" | "gen") {
                open.push(path);
            } else if name.ends_with(".rs") {
                found.push(path);
            }
        }
    }
    found
}

/// What each line for the log says: the last text of the macro's arguments.
fn messages(source: &str) -> Vec<String> {
    let shipped = source.split("#[cfg(test)]\nmod tests {").next();
    let shipped = shipped.unwrap_or_default();
    let kinds = ["error!(", "warn!(", "info!(", "debug!(", "trace!("];
    let begins = kinds.iter().flat_map(|kind| {
        shipped
            .match_indices(&format!("tracing::{kind}"))
            .map(|(at, found)| at + found.len())
            .collect::<Vec<_>>()
    });
    begins
        .map(|at| {
            let mut depth = 1;
            let arguments: String = shipped[at..]
                .chars()
                .take_while(|c| {
                    depth += match c {
                        '(' => 1,
                        ')' => -1,
                        _ => 0,
                    };
                    depth > 0
                })
                .collect();
            let last = arguments.trim_end().trim_end_matches(',').trim_end();
            // A quote within would end the text too early.
            let text = Some(last)
                .filter(|last| !last.contains("\\\""))
                .and_then(|last| last.strip_suffix('"'))
                .and_then(|rest| rest.rsplit_once('"'));
            text.map_or_else(|| format!("{{}} {arguments}"), |(_, text)| text.to_owned())
        })
        .collect()
}

#[test]
fn every_line_for_the_log_says_the_same_whatever_happens() {
    let mut looked_at = 0;
    for path in sources() {
        let source = std::fs::read_to_string(&path).expect("a source");
        for message in messages(&source) {
            looked_at += 1;
            assert!(
                !message.contains('{'),
                "{}: put what {message:?} is about into a field",
                path.display()
            );
        }
    }
    assert!(looked_at > 20, "only {looked_at} lines were found");
}

#[test]
fn a_line_that_says_what_it_is_about_is_noticed() {
    let told = |arguments: &str| messages(&format!("tracing::warn!({arguments});")).remove(0);
    assert_eq!(told(r#"%error, "it (again) failed""#), "it (again) failed");
    for leaking in [
        r#""it failed: {error}""#,
        r#"%error, "of {} by {}", a, b"#,
        "text",
    ] {
        assert!(told(leaking).contains('{'), "{leaking}");
    }
}
