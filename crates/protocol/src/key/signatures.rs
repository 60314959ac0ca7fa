//! The signatures of `vectors/signatures` through this verifier: no bad one accepted, no good one refused.

use serde_json::Value;

use super::Jwk;

fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap().as_bytes();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(pair).collect()
}

/// Whether the key can be used and signed the message.
fn holds(group: &Value, test: &Value) -> bool {
    let key: [u8; 32] = bytes(&group["publicKey"]["pk"]).try_into().unwrap();
    let (message, signature) = (bytes(&test["msg"]), bytes(&test["sig"]));
    Jwk::of_bytes(&key)
        .key()
        .and_then(|key| key.verify(&message, &signature))
        .is_ok()
}

#[test]
fn every_signature_is_judged_as_it_must_be() {
    let (mut bad, mut good) = (Vec::new(), Vec::new());
    for (file, least) in [("wycheproof", 151), ("rfc8037", 1)] {
        let path = format!(
            "{}/../../vectors/signatures/{file}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let read: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let mut judged = 0;
        for group in read["testGroups"].as_array().unwrap() {
            for test in group["tests"].as_array().unwrap() {
                judged += 1;
                match (test["result"] == "valid", holds(group, test)) {
                    (true, false) => good.push(format!("{file} {}", test["tcId"])),
                    (false, true) => bad.push(format!("{file} {}", test["tcId"])),
                    _ => {}
                }
            }
        }
        assert_eq!(judged, least, "{file}");
    }
    println!(
        "signatures: bad accepted: {}, good refused: {}",
        bad.len(),
        good.len()
    );
    assert!(bad.is_empty() && good.is_empty(), "{bad:?} {good:?}");
}
