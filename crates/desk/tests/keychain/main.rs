//! The keychain, real: a Secret Service that this test starts for itself, and what happens without one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a test a panic is the report"
)]

use std::process::Command;

use fermata_desk::{Keystore, KeystoreError, MemoryKeystore, SystemKeychain};
use fermata_protocol::SecretKey;

const INSIDE: &str = "FERMATA_KEYCHAIN_TEST";

fn key(n: u8) -> SecretKey {
    SecretKey::from_seed(&[n; 32].into())
}

/// What every keystore promises.
fn keystore_conformance(store: &dyn Keystore) {
    let label = "conformance/reviewer";
    assert!(store.load(label).unwrap().is_none(), "no entry is no error");
    store.delete(label).unwrap();
    store.save(label, &key(1)).unwrap();
    assert_eq!(store.load(label).unwrap().unwrap().kid(), key(1).kid());
    store.save(label, &key(2)).unwrap();
    assert_eq!(
        store.load(label).unwrap().unwrap().kid(),
        key(2).kid(),
        "saving again replaces"
    );
    assert!(
        store.load("conformance/root").unwrap().is_none(),
        "labels are apart"
    );
    store.delete(label).unwrap();
    assert!(store.load(label).unwrap().is_none());
}

/// Runs one test of this file again in a private session with a Secret Service.
fn inside_a_session(test: &str) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/session");
    let mut command = Command::new(script);
    command
        .arg("--headless")
        .arg(std::env::current_exe().unwrap())
        .env_remove("FERMATA_SESSION");
    run_again(&mut command, test);
}

fn run_again(command: &mut Command, test: &str) {
    let output = command
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, test)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}

fn is_inside(test: &str) -> bool {
    std::env::var(INSIDE).is_ok_and(|name| name == test)
}

#[test]
fn keeps_keys_in_memory() {
    keystore_conformance(&MemoryKeystore::default());
}

#[test]
fn keeps_keys_in_the_secret_service() {
    let own = "keeps_keys_in_the_secret_service";
    if is_inside(own) {
        return keystore_conformance(&SystemKeychain);
    }
    inside_a_session(own);
}

#[test]
fn says_what_to_do_where_there_is_no_keychain() {
    let own = "says_what_to_do_where_there_is_no_keychain";
    if is_inside(own) {
        let error = SystemKeychain.load("any").unwrap_err();
        assert!(matches!(error, KeystoreError::Missing(_)), "{error:?}");
        assert!(error.to_string().contains("install and start"), "{error}");
        return;
    }
    let nowhere = tempfile::tempdir().unwrap();
    let bus = format!("unix:path={}/none", nowhere.path().display());
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .env("XDG_RUNTIME_DIR", nowhere.path());
    run_again(&mut command, own);
}
