//! Looking and fetching over loopback, from a server that a test makes, with keys that it makes. Nothing is installed.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader, Cursor, Write as _},
    net::TcpListener,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use minisign::KeyPair;
use serde_json::{Value, json};
use tauri::{
    App,
    test::{MockRuntime, mock_builder, mock_context, noop_assets},
};

use super::*;

const PACKAGE: &[u8] = b"a package of the version 0.2.0";

/// Answers what it was given by path, and anything else with 404.
struct Server {
    listener: TcpListener,
    answers: HashMap<&'static str, Vec<u8>>,
}

impl Server {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let answers = HashMap::from([("/package", PACKAGE.to_vec())]);
        Self { listener, answers }
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.listener.local_addr().unwrap())
    }

    /// A release as it is published, for this machine alone.
    fn release(&self, version: &str, signature: &str) -> Value {
        let package = json!({ "url": self.at("/package"), "signature": signature });
        let machine = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
        json!({ "version": version, "notes": "Faster.\u{202e}", "platforms": { machine: package } })
    }

    /// Serves, and gives an app of the version 0.1.0 that looks here and takes this key.
    fn serve(mut self, release: &[u8], keys: &KeyPair) -> (App<MockRuntime>, Updates) {
        self.answers.insert("/latest.json", release.to_vec());
        let app = app(&self.at("/latest.json"), keys);
        std::thread::spawn(move || {
            for stream in self.listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(&stream).lines().map(Result::unwrap);
                let first = lines.next().unwrap_or_default();
                lines
                    .by_ref()
                    .take_while(|line| !line.is_empty())
                    .for_each(drop);
                let path = first.split(' ').nth(1).unwrap_or_default();
                let (status, body) = match self.answers.get(path) {
                    Some(body) => ("200 OK", body.as_slice()),
                    None => ("404 Not Found", [].as_slice()),
                };
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                );
                // Who has read enough hangs up.
                let _ = stream
                    .write_all(head.as_bytes())
                    .and_then(|()| stream.write_all(body));
            }
        });
        app
    }
}

fn keys() -> KeyPair {
    KeyPair::generate_unencrypted_keypair().unwrap()
}

fn public(keys: &KeyPair) -> String {
    STANDARD.encode(keys.pk.to_box().unwrap().to_string())
}

/// As `tauri signer sign` writes it.
fn signed(keys: &KeyPair, package: &[u8], comment: &str) -> String {
    let comment = format!("timestamp:1700000000\tfile:fermata.deb{comment}");
    let made = minisign::sign(
        Some(&keys.pk),
        &keys.sk,
        Cursor::new(package),
        Some(&comment),
        None,
    );
    STANDARD.encode(made.unwrap().to_string())
}

fn app(url: &str, keys: &KeyPair) -> (App<MockRuntime>, Updates) {
    let updates = Updates::from(Source::read(Some(&public(keys)), Some(url)).unwrap());
    let mut context = mock_context(noop_assets());
    let app = updates.add(mock_builder(), &mut context).build(context);
    (app.unwrap(), updates)
}

/// What comes of looking and fetching, where an app that takes the first key is offered this.
async fn taken(
    version: &str,
    keys: &KeyPair,
    signature: &str,
) -> Result<Option<Vec<u8>>, UpdateFault> {
    let server = Server::new();
    let release = server.release(version, signature).to_string();
    let (app, updates) = server.serve(release.as_bytes(), keys);
    match updates.look(app.handle()).await? {
        Some(update) => fetch(&update, PACKAGE.len()).await.map(Some),
        None => Ok(None),
    }
}

async fn looked(answer: &[u8]) -> OfferView {
    let (app, updates) = Server::new().serve(answer, &keys());
    offer(updates.look(app.handle()).await)
}

#[tokio::test]
async fn a_newer_version_that_is_rightly_signed_is_fetched() {
    let keys = keys();
    let signature = signed(&keys, PACKAGE, "\tversion:0.2.0");
    let bytes = taken("0.2.0", &keys, &signature).await.unwrap();
    assert_eq!(bytes.as_deref(), Some(PACKAGE));
}

#[tokio::test]
async fn a_package_of_another_key_or_with_one_bit_changed_is_not_taken() {
    let ours = keys();
    let other = signed(&keys(), PACKAGE, "\tversion:0.2.0");
    assert_eq!(
        taken("0.2.0", &ours, &other).await,
        Err(UpdateFault::Signature)
    );
    for at in 0..PACKAGE.len() {
        let mut changed = PACKAGE.to_vec();
        changed[at] ^= 1;
        let signature = signed(&ours, &changed, "\tversion:0.2.0");
        assert_eq!(
            taken("0.2.0", &ours, &signature).await,
            Err(UpdateFault::Signature)
        );
    }
    assert_eq!(
        taken("0.2.0", &ours, "no signature").await,
        Err(UpdateFault::Signature)
    );
}

#[tokio::test]
async fn an_older_or_equal_version_is_no_update_however_well_it_is_signed() {
    let keys = keys();
    for version in ["0.0.9", "0.1.0-rc.1", "0.1.0", "0.1.0+later"] {
        let signature = signed(&keys, PACKAGE, &format!("\tversion:{version}"));
        assert_eq!(
            taken(version, &keys, &signature).await,
            Ok(None),
            "{version}"
        );
    }
}

#[tokio::test]
async fn an_older_package_is_not_taken_under_a_newer_number_nor_one_whose_signature_names_none() {
    let keys = keys();
    for comment in ["\tversion:0.0.9", "\tversion:0.1.0", ""] {
        let signature = signed(&keys, PACKAGE, comment);
        assert_eq!(
            taken("0.2.0", &keys, &signature).await,
            Err(UpdateFault::Signature),
            "{comment}"
        );
    }
}

#[tokio::test]
async fn what_is_larger_than_an_update_may_be_is_not_read_to_its_end() {
    let keys = keys();
    let server = Server::new();
    let signature = signed(&keys, PACKAGE, "\tversion:0.2.0");
    let release = server.release("0.2.0", &signature).to_string();
    let (app, updates) = server.serve(release.as_bytes(), &keys);
    let update = updates.look(app.handle()).await.unwrap().unwrap();
    assert_eq!(
        fetch(&update, PACKAGE.len() - 1).await,
        Err(UpdateFault::Large)
    );
}

#[tokio::test]
async fn an_offer_is_its_version_and_its_notes_with_what_is_invisible_marked() {
    let release = Server::new().release("0.2.0", "").to_string();
    let OfferView::Found { version, notes } = looked(release.as_bytes()).await else {
        panic!("nothing was found");
    };
    assert_eq!(version, "0.2.0");
    assert_eq!(notes[0].text, "Faster.");
    assert!(notes[1].mark.is_some());
}

#[tokio::test]
async fn a_list_that_can_not_be_read_and_a_server_that_does_not_answer_are_told_apart() {
    let failed = |why| OfferView::Failed { why };
    assert_eq!(looked(b"<html>").await, failed(UpdateFault::List));
    assert_eq!(looked(b"{}").await, failed(UpdateFault::List));
    let elsewhere = json!({ "version": "0.2.0", "platforms": {} }).to_string();
    assert_eq!(
        looked(elsewhere.as_bytes()).await,
        failed(UpdateFault::List)
    );

    let server = Server::new();
    let missing = app(&server.at("/another.json"), &keys());
    let (there, _) = server.serve(b"", &keys());
    assert_eq!(
        offer(missing.1.look(missing.0.handle()).await),
        failed(UpdateFault::Unreachable)
    );
    drop(there);
    let nobody = app(&Server::new().at("/latest.json"), &keys());
    assert_eq!(
        offer(nobody.1.look(nobody.0.handle()).await),
        failed(UpdateFault::Unreachable)
    );
}

#[tokio::test]
async fn a_build_without_a_key_has_no_updater_and_looks_nowhere() {
    let updates = Updates::from(None);
    let mut context = mock_context(noop_assets());
    let builder = updates.add(mock_builder(), &mut context);
    assert!(context.config().plugins.0.is_empty());
    let app = builder.build(context).unwrap();
    assert_eq!(
        updates.look(app.handle()).await.err(),
        Some(UpdateFault::Off)
    );
}

#[test]
fn a_build_is_given_a_key_and_an_address_or_neither() {
    let (key, url) = (public(&keys()), "https://updates.example.org/latest.json");
    assert_eq!(Source::read(None, None), Ok(None));
    assert_eq!(Source::read(Some(""), Some(" ")), Ok(None));
    assert!(Source::read(Some(&key), Some(url)).unwrap().is_some());
    let refused = |key, url| Source::read(key, url).unwrap_err();
    assert!(refused(Some(&key), None).starts_with("FERMATA_UPDATE_KEY is set"));
    assert!(refused(None, Some(url)).starts_with("FERMATA_UPDATE_URL is set"));
    assert!(refused(Some(&key), Some("")).starts_with("FERMATA_UPDATE_KEY is set"));
}

#[test]
fn a_key_that_is_none_ends_the_build() {
    let text = "untrusted comment: minisign public key\nRWQ";
    for key in ["RWQ", &STANDARD.encode(text), &STANDARD.encode([0xff; 42])] {
        let why = Source::read(Some(key), Some("https://example.org/")).unwrap_err();
        assert!(why.contains("no minisign public key"), "{why}");
    }
}

#[test]
fn updates_come_by_https_or_from_this_machine() {
    let key = public(&keys());
    let read = |url| Source::read(Some(&key), Some(url));
    for url in [
        "https://example.org/{{target}}/latest.json",
        "http://127.0.0.1:8000/",
        "http://[::1]:8000/",
    ] {
        assert!(read(url).is_ok(), "{url}");
    }
    for url in [
        "http://example.org/",
        "http://localhost.example.org/",
        "http://127.0.0.1.example.org/",
        "file:///latest.json",
        "ftp://127.0.0.1/",
        "latest.json",
    ] {
        assert!(read(url).is_err(), "{url}");
    }
    assert!(
        read("https://ada:secret@example.org/")
            .unwrap_err()
            .contains("no password")
    );
    assert!(!read("https://example.org/").unwrap().unwrap().is_here());
}
