//! Statements frozen to the byte: whoever changes what is signed has to change them here, and knows it.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use expect_test::{Expect, expect};
use fermata_protocol::{
    Code, Esc, Payload, SecretKey, Sha, Signed, Timestamp,
    payload::{Decision, Proposal, Roster, Verb, Verdict},
    roster::{InForce, Timeline},
};
use fermata_testkit::{
    World,
    world::{key, name, sign},
};
use zeroize::Zeroizing;

fn check(compact: &str, frozen: &Expect) {
    let parts: Vec<_> = compact.split('.').collect();
    let text = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let (header, payload) = (text(parts[0]), text(parts[1]));
    frozen.assert_eq(&format!("{compact}\n\n{header}\n{payload}\n"));
}

struct Fixed {
    proposal: String,
    verdict: String,
    decision: String,
    roster: String,
    in_force: InForce,
    now: Timestamp,
}

/// The same to the byte each time: fixed seeds, fixed ids, a clock that stands.
fn fixed() -> Fixed {
    let world = World::default();
    let roster = world.genesis[0].statements[0].clone();
    let proposal: Proposal = world.proposal();
    let esc = Esc::from(proposal.jti);
    let proposal = sign("ledger", &proposal);
    let sha = Sha::of(&proposal);
    let verdict = serde_json::json!({
        "jti": world.jti(), "iss": "gate", "ws": world.ws, "issued_at": world.now(), "esc": esc,
        "proposal_sha256": sha, "candidate_sha256": sha, "verdict": "escalate",
        "reasons": [{ "code": "money_out", "text": "refund moves money." }], "risk": "medium",
        "policy_sha256": Sha::of("policy"),
        "requires": { "approvals": 1, "groups": [], "friction": "hold", "blind": false },
        "due": Timestamp::from_millis(world.now().millis() + 1_800_000),
        "contract_sha256": world.contract_sha("refund"),
    });
    let verdict = sign("gate", &serde_json::from_value::<Verdict>(verdict).unwrap());
    let decision = sign(
        "ann",
        &world.decision("ann", &proposal, &verdict, Verb::Approve),
    );
    let in_force = InForce::first(std::slice::from_ref(&roster), world.pin).unwrap();
    Fixed {
        proposal,
        verdict,
        decision,
        roster,
        in_force,
        now: world.now(),
    }
}

#[test]
fn a_proposal_is_these_bytes() {
    check(
        &fixed().proposal,
        &expect![[r#"
        eyJhbGciOiJFZERTQSIsImtpZCI6Ii0tNklNNWwwT29zTGo5eVdza0lTWWhVQTNuXzNDVVJRa21yWU1TaGFfY2siLCJ0eXAiOiJmZXJtYXRhLXByb3Bvc2FsK2p3cyJ9.eyJqdGkiOiIwMWEyMDdhMi0zMjgwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDUiLCJpc3MiOiJsZWRnZXIiLCJ3cyI6IjAxYTIwN2EyLTMyODAtNzcwNy04NzA3LTA3MDcwNzA3MDcwNyIsImlzc3VlZF9hdCI6IjIwMjYtMTEtMjNUMDk6MDA6MDAuMDAwWiIsIm5vbmNlIjoiQ1FrSkNRa0pDUWtKQ1FrSkNRa0pDUSIsImV4cGlyZXNfYXQiOiIyMDI2LTExLTI0VDA5OjAwOjAwLjAwMFoiLCJxdWV1ZSI6InJlZnVuZHMiLCJraW5kIjoiYWN0aW9uIiwiY29udHJhY3QiOiJEX3ZLMzh6NzBMY2FnT2h6bGJCeFR6RjI5YlcydDBvTkdzaldaLTlSNEpRIiwiYWxsb3dlZCI6WyJhcHByb3ZlIiwiZWRpdCIsInJlamVjdCIsInJlc3BvbmQiXSwiZGVsaXZlciI6eyJraW5kIjoicG9sbCJ9LCJhY3Rpb24iOnsidG9vbCI6InJlZnVuZCIsImFyZ3VtZW50cyI6eyJvcmRlciI6IkEtMSIsImFtb3VudCI6MjB9fSwiY29uZmlkZW5jZSI6eyJ2YWx1ZSI6MC43NSwibWV0aG9kIjoic2VsZl9jb25zaXN0ZW5jeSIsInNhbXBsZXMiOnsiYWdyZWVpbmciOjMsIm9mIjo0fX19.znPp-FSFuz3etCBM9MZqift_LtDCpLN-oJBuh5577wTAHs8_sPUKAmleHfdtJN1UbxttXGlknuF-5Rrl57OYAg

        {"alg":"EdDSA","kid":"--6IM5l0OosLj9yWskISYhUA3n_3CURQkmrYMSha_ck","typ":"fermata-proposal+jws"}
        {"jti":"01a207a2-3280-7000-8000-000000000005","iss":"ledger","ws":"01a207a2-3280-7707-8707-070707070707","issued_at":"2026-11-23T09:00:00.000Z","nonce":"CQkJCQkJCQkJCQkJCQkJCQ","expires_at":"2026-11-24T09:00:00.000Z","queue":"refunds","kind":"action","contract":"D_vK38z70LcagOhzlbBxTzF29bW2t0oNGsjWZ-9R4JQ","allowed":["approve","edit","reject","respond"],"deliver":{"kind":"poll"},"action":{"tool":"refund","arguments":{"order":"A-1","amount":20}},"confidence":{"value":0.75,"method":"self_consistency","samples":{"agreeing":3,"of":4}}}
    "#]],
    );
}

#[test]
fn a_verdict_is_these_bytes() {
    check(
        &fixed().verdict,
        &expect![[r#"
        eyJhbGciOiJFZERTQSIsImtpZCI6IkZ4Vmh1T19JcjgyeWpKOEZNSW9XcFhwTl9CWm4tbF9MY0JxUHNwWmZ6ZmsiLCJ0eXAiOiJmZXJtYXRhLXZlcmRpY3QrandzIn0.eyJqdGkiOiIwMWEyMDdhMi0zMjgwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDYiLCJpc3MiOiJnYXRlIiwid3MiOiIwMWEyMDdhMi0zMjgwLTc3MDctODcwNy0wNzA3MDcwNzA3MDciLCJpc3N1ZWRfYXQiOiIyMDI2LTExLTIzVDA5OjAwOjAwLjAwMFoiLCJlc2MiOiIwMWEyMDdhMi0zMjgwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDUiLCJwcm9wb3NhbF9zaGEyNTYiOiJRUE1sbjdEdUxkZ3B1NjBuSUowTzdlQmRGNmpsU2xOLVU1OU0xQ1NpNHJrIiwiY2FuZGlkYXRlX3NoYTI1NiI6IlFQTWxuN0R1TGRncHU2MG5JSjBPN2VCZEY2amxTbE4tVTU5TTFDU2k0cmsiLCJ2ZXJkaWN0IjoiZXNjYWxhdGUiLCJyZWFzb25zIjpbeyJjb2RlIjoibW9uZXlfb3V0IiwidGV4dCI6InJlZnVuZCBtb3ZlcyBtb25leS4ifV0sInJpc2siOiJtZWRpdW0iLCJwb2xpY3lfc2hhMjU2IjoiZ2pRUzBlckxaNVZpSU9VeWxaOEJCR0F3VjhpSEJJWThvNDU4MFlqOXFCSSIsInJlcXVpcmVzIjp7ImFwcHJvdmFscyI6MSwiZ3JvdXBzIjpbXSwiZnJpY3Rpb24iOiJob2xkIiwiYmxpbmQiOmZhbHNlfSwiZHVlIjoiMjAyNi0xMS0yM1QwOTozMDowMC4wMDBaIiwiY29udHJhY3Rfc2hhMjU2IjoiRF92SzM4ejcwTGNhZ09oemxiQnhUekYyOWJXMnQwb05Hc2pXWi05UjRKUSJ9.vl147jQITKJ6KQLnJ0rv0sZ4pttcziQC8cVrRFSkKDlmC8gWNDab4-OnGJnsBmypvqq8-tYwzt0I3LzXraUNAg

        {"alg":"EdDSA","kid":"FxVhuO_Ir82yjJ8FMIoWpXpN_BZn-l_LcBqPspZfzfk","typ":"fermata-verdict+jws"}
        {"jti":"01a207a2-3280-7000-8000-000000000006","iss":"gate","ws":"01a207a2-3280-7707-8707-070707070707","issued_at":"2026-11-23T09:00:00.000Z","esc":"01a207a2-3280-7000-8000-000000000005","proposal_sha256":"QPMln7DuLdgpu60nIJ0O7eBdF6jlSlN-U59M1CSi4rk","candidate_sha256":"QPMln7DuLdgpu60nIJ0O7eBdF6jlSlN-U59M1CSi4rk","verdict":"escalate","reasons":[{"code":"money_out","text":"refund moves money."}],"risk":"medium","policy_sha256":"gjQS0erLZ5ViIOUylZ8BBGAwV8iHBIY8o4580Yj9qBI","requires":{"approvals":1,"groups":[],"friction":"hold","blind":false},"due":"2026-11-23T09:30:00.000Z","contract_sha256":"D_vK38z70LcagOhzlbBxTzF29bW2t0oNGsjWZ-9R4JQ"}
    "#]],
    );
}

#[test]
fn a_decision_is_these_bytes() {
    check(
        &fixed().decision,
        &expect![[r#"
        eyJhbGciOiJFZERTQSIsImtpZCI6ImFWQnRhcExkMTFTVVZLSU1HSmZQek9FRHVOMHNYY216SlFOVlQtX3NLRVUiLCJ0eXAiOiJmZXJtYXRhLWRlY2lzaW9uK2p3cyJ9.eyJqdGkiOiIwMWEyMDdhMi0zMjgwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDciLCJpc3MiOiJhbm4iLCJ3cyI6IjAxYTIwN2EyLTMyODAtNzcwNy04NzA3LTA3MDcwNzA3MDcwNyIsImlzc3VlZF9hdCI6IjIwMjYtMTEtMjNUMDk6MDA6MDAuMDAwWiIsImVzYyI6IjAxYTIwN2EyLTMyODAtNzAwMC04MDAwLTAwMDAwMDAwMDAwNSIsImF1ZCI6ImxlZGdlciIsImV4cGlyZXNfYXQiOiIyMDI2LTExLTI0VDA5OjAwOjAwLjAwMFoiLCJwcm9wb3NhbF9zaGEyNTYiOiJRUE1sbjdEdUxkZ3B1NjBuSUowTzdlQmRGNmpsU2xOLVU1OU0xQ1NpNHJrIiwiZGVjaXNpb24iOiJhcHByb3ZlIiwidmlldyI6eyJ2IjoxLCJzaGEyNTYiOiJLOHREeThqMnQtOW1NeFV5aUJGRF9Mcm1Db2VkczZqN2hUOWtXN0pNS3p3IiwidW5pbnNwZWN0YWJsZSI6W10sIm9wZW5lZCI6W10sImR3ZWxsX21zIjo5MDB9LCJ2ZXJkaWN0X3NoYTI1NiI6IjdTZ0RzWmJFNTA3T0ZVTXAwc3plZXhlU01TWTVCWkdPdFJjOWdlRXBwbGMiLCJyb3N0ZXJfdmVyc2lvbiI6MSwic2F3Ijp7Im4iOjAsImhlYWQiOiIwMWEyMDdhMi0zMjgwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDUifSwic2VxIjoxLCJjYW5kaWRhdGVfc2hhMjU2IjoiUVBNbG43RHVMZGdwdTYwbklKME83ZUJkRjZqbFNsTi1VNTlNMUNTaTRyayJ9.7FTtUjoqIWwq3QAXYkdqxPNOp8WwJk70K5FTcTuLCKPYEjrh4ac8yA9iyg6FidzrTaqHf7NV7paCU4EY-QRzAw

        {"alg":"EdDSA","kid":"aVBtapLd11SUVKIMGJfPzOEDuN0sXcmzJQNVT-_sKEU","typ":"fermata-decision+jws"}
        {"jti":"01a207a2-3280-7000-8000-000000000007","iss":"ann","ws":"01a207a2-3280-7707-8707-070707070707","issued_at":"2026-11-23T09:00:00.000Z","esc":"01a207a2-3280-7000-8000-000000000005","aud":"ledger","expires_at":"2026-11-24T09:00:00.000Z","proposal_sha256":"QPMln7DuLdgpu60nIJ0O7eBdF6jlSlN-U59M1CSi4rk","decision":"approve","view":{"v":1,"sha256":"K8tDy8j2t-9mMxUyiBFD_LrmCoeds6j7hT9kW7JMKzw","uninspectable":[],"opened":[],"dwell_ms":900},"verdict_sha256":"7SgDsZbE507OFUMp0szeexeSMSY5BZGOtRc9geEpplc","roster_version":1,"saw":{"n":0,"head":"01a207a2-3280-7000-8000-000000000005"},"seq":1,"candidate_sha256":"QPMln7DuLdgpu60nIJ0O7eBdF6jlSlN-U59M1CSi4rk"}
    "#]],
    );
}

#[test]
fn a_roster_is_these_bytes() {
    check(
        &fixed().roster,
        &expect![[r#"
        eyJhbGciOiJFZERTQSIsImtpZCI6IlVERFJlT1psMWlwWEFmcDl3WXNtMTNzREJNSzVvZy0tUVdkQmp6dWY2bzQiLCJ0eXAiOiJmZXJtYXRhLXJvc3Rlcitqd3MifQ.eyJqdGkiOiIwMWEyMDdhMi0zMjgwLTcxMDEtODEwMS0wMTAxMDEwMTAxMDEiLCJpc3MiOiJyb290Iiwid3MiOiIwMWEyMDdhMi0zMjgwLTc3MDctODcwNy0wNzA3MDcwNzA3MDciLCJpc3N1ZWRfYXQiOiIyMDI2LTExLTIzVDA5OjAwOjAwLjAwMFoiLCJ2ZXJzaW9uIjoxLCJleHBpcmVzX2F0IjoiMjAyNi0xMi0yM1QwOTowMDowMC4wMDBaIiwidGhyZXNob2xkIjoxLCJyb290cyI6W3sia3R5IjoiT0tQIiwiY3J2IjoiRWQyNTUxOSIsIngiOiJpb2pqM1hRSjhaWDlVdHN0UExwZGNzcG5DYjhkbEJJYjgzU0lBYlFQYjF3In1dLCJhbGxvdyI6eyJtYXhfcmlzayI6ImxvdyIsInRvb2xzIjpbImxvb2t1cCJdfSwicGVvcGxlIjpbeyJpZCI6ImFubiIsIm5hbWUiOiJhbm4iLCJlbWFpbCI6ImFubkBleGFtcGxlLm9yZyIsImdyb3VwcyI6WyJkZXNrIl0sIm1heF9yaXNrIjoiaGlnaCIsInJpZ2h0cyI6WyJoYWx0IiwiY29udHJhY3RzIiwicG9saWN5IiwiYXNzaWduIiwiZXh0ZW5kIiwicmV2ZWFsIl0sImtleXMiOlt7Imp3ayI6eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6ImdUbDNEcWg5RjE5V28xUm13MHgtek11TmlwRzA3amVpWGZZUFc0X0pzNVEifSwibm90X2JlZm9yZSI6IjIwMjYtMTEtMjJUMDk6MDA6MDAuMDAwWiIsIm5vdF9hZnRlciI6IjIwMjctMDItMjFUMDk6MDA6MDAuMDAwWiIsInRpZXIiOiJzb2Z0d2FyZSIsInVzZSI6WyJkZWNpZGUiLCJzZXNzaW9uIl19XX0seyJpZCI6ImJvYiIsIm5hbWUiOiJib2IiLCJlbWFpbCI6ImJvYkBleGFtcGxlLm9yZyIsImdyb3VwcyI6WyJkZXNrIl0sIm1heF9yaXNrIjoiaGlnaCIsInJpZ2h0cyI6W10sImtleXMiOlt7Imp3ayI6eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IjdVa294aWpSd3NicTZRTTRrRm1WWVNsWkp6cGNZX2syTnNGR0ZLeUhOOUUifSwibm90X2JlZm9yZSI6IjIwMjYtMTEtMjJUMDk6MDA6MDAuMDAwWiIsIm5vdF9hZnRlciI6IjIwMjctMDItMjFUMDk6MDA6MDAuMDAwWiIsInRpZXIiOiJzb2Z0d2FyZSIsInVzZSI6WyJkZWNpZGUiLCJzZXNzaW9uIl19XX0seyJpZCI6ImV2ZSIsIm5hbWUiOiJldmUiLCJlbWFpbCI6ImV2ZUBleGFtcGxlLm9yZyIsImdyb3VwcyI6WyJuaWdodCJdLCJtYXhfcmlzayI6ImxvdyIsInJpZ2h0cyI6W10sImtleXMiOlt7Imp3ayI6eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6InlwT3NGd1VZY0hIV2U0UEhfdzctZ1FqbzdFVXdWMTEzSm9lVE05dmF2bncifSwibm90X2JlZm9yZSI6IjIwMjYtMTEtMjJUMDk6MDA6MDAuMDAwWiIsIm5vdF9hZnRlciI6IjIwMjctMDItMjFUMDk6MDA6MDAuMDAwWiIsInRpZXIiOiJzb2Z0d2FyZSIsInVzZSI6WyJkZWNpZGUiLCJzZXNzaW9uIl19XX0seyJpZCI6Im9sZ2EiLCJuYW1lIjoib2xnYSIsImVtYWlsIjoib2xnYUBleGFtcGxlLm9yZyIsImdyb3VwcyI6WyJkZXNrIiwibmlnaHQiXSwibWF4X3Jpc2siOiJjcml0aWNhbCIsInJpZ2h0cyI6W10sImtleXMiOlt7Imp3ayI6eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6ImJub2MzU213dDRfUk92VEZXWV92OU84cWx4WnVQS2J5NVB2OHpZQlFXX0UifSwibm90X2JlZm9yZSI6IjIwMjYtMTEtMjJUMDk6MDA6MDAuMDAwWiIsIm5vdF9hZnRlciI6IjIwMjctMDItMjFUMDk6MDA6MDAuMDAwWiIsInRpZXIiOiJzb2Z0d2FyZSIsInVzZSI6WyJkZWNpZGUiLCJzZXNzaW9uIl19XX1dLCJzb3VyY2VzIjpbeyJpZCI6InNob3AiLCJvd25lcnMiOlsib2xnYSJdLCJxdWV1ZXMiOlsicmVmdW5kcyIsIm5pZ2h0cyJdLCJtYXhfcmlzayI6ImNyaXRpY2FsIiwidm91Y2hlZCI6dHJ1ZX0seyJpZCI6ImxlZGdlciIsIm93bmVycyI6WyJvbGdhIl0sInF1ZXVlcyI6WyJyZWZ1bmRzIiwibmlnaHRzIl0sIm1heF9yaXNrIjoiY3JpdGljYWwiLCJrZXlzIjpbeyJqd2siOnsia3R5IjoiT0tQIiwiY3J2IjoiRWQyNTUxOSIsIngiOiI2a3BzWS1LY1VncS05VkI3RXk3Ri1aVkhkcTYtdm51U1FoN3FhUlJHMGl3In0sIm5vdF9iZWZvcmUiOiIyMDI2LTExLTIyVDA5OjAwOjAwLjAwMFoiLCJub3RfYWZ0ZXIiOiIyMDI3LTAyLTIxVDA5OjAwOjAwLjAwMFoifV19XSwiZ2F0ZXdheXMiOlt7ImlkIjoiZ2F0ZSIsImtleXMiOlt7Imp3ayI6eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6ImlvZGZfeDZ6aEZGWGVzMWFfdVFGUldWbzNYeUo0SkNHT2dWWHZIcjBueGMifSwibm90X2JlZm9yZSI6IjIwMjYtMTEtMjJUMDk6MDA6MDAuMDAwWiIsIm5vdF9hZnRlciI6IjIwMjctMDItMjFUMDk6MDA6MDAuMDAwWiJ9XX1dLCJxdWV1ZXMiOlt7ImlkIjoicmVmdW5kcyIsImdyb3VwcyI6WyJkZXNrIl0sInJlYXNvbnMiOlt7ImNvZGUiOiJ3cm9uZ19hcmd1bWVudHMiLCJsYWJlbCI6Ildyb25nIGFyZ3VtZW50cyJ9XSwiZGVmYXVsdF9yZWFzb24iOiJ3cm9uZ19hcmd1bWVudHMifSx7ImlkIjoibmlnaHRzIiwiZ3JvdXBzIjpbIm5pZ2h0Il0sInJlYXNvbnMiOlt7ImNvZGUiOiJ3cm9uZ19hcmd1bWVudHMiLCJsYWJlbCI6Ildyb25nIGFyZ3VtZW50cyJ9XSwiZGVmYXVsdF9yZWFzb24iOiJ3cm9uZ19hcmd1bWVudHMifV0sInJldm9rZWQiOltdfQ.dM_TTUw_Aq4efkVQ4folLidnIQniKf7gy4ho6mmZl1a-OU6aKAfk48QDweYFmXqWdhVh1YpNd0x-QJPduk66Dw

        {"alg":"EdDSA","kid":"UDDReOZl1ipXAfp9wYsm13sDBMK5og--QWdBjzuf6o4","typ":"fermata-roster+jws"}
        {"jti":"01a207a2-3280-7101-8101-010101010101","iss":"root","ws":"01a207a2-3280-7707-8707-070707070707","issued_at":"2026-11-23T09:00:00.000Z","version":1,"expires_at":"2026-12-23T09:00:00.000Z","threshold":1,"roots":[{"kty":"OKP","crv":"Ed25519","x":"iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w"}],"allow":{"max_risk":"low","tools":["lookup"]},"people":[{"id":"ann","name":"ann","email":"ann@example.org","groups":["desk"],"max_risk":"high","rights":["halt","contracts","policy","assign","extend","reveal"],"keys":[{"jwk":{"kty":"OKP","crv":"Ed25519","x":"gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q"},"not_before":"2026-11-22T09:00:00.000Z","not_after":"2027-02-21T09:00:00.000Z","tier":"software","use":["decide","session"]}]},{"id":"bob","name":"bob","email":"bob@example.org","groups":["desk"],"max_risk":"high","rights":[],"keys":[{"jwk":{"kty":"OKP","crv":"Ed25519","x":"7UkoxijRwsbq6QM4kFmVYSlZJzpcY_k2NsFGFKyHN9E"},"not_before":"2026-11-22T09:00:00.000Z","not_after":"2027-02-21T09:00:00.000Z","tier":"software","use":["decide","session"]}]},{"id":"eve","name":"eve","email":"eve@example.org","groups":["night"],"max_risk":"low","rights":[],"keys":[{"jwk":{"kty":"OKP","crv":"Ed25519","x":"ypOsFwUYcHHWe4PH_w7-gQjo7EUwV113JoeTM9vavnw"},"not_before":"2026-11-22T09:00:00.000Z","not_after":"2027-02-21T09:00:00.000Z","tier":"software","use":["decide","session"]}]},{"id":"olga","name":"olga","email":"olga@example.org","groups":["desk","night"],"max_risk":"critical","rights":[],"keys":[{"jwk":{"kty":"OKP","crv":"Ed25519","x":"bnoc3Smwt4_ROvTFWY_v9O8qlxZuPKby5Pv8zYBQW_E"},"not_before":"2026-11-22T09:00:00.000Z","not_after":"2027-02-21T09:00:00.000Z","tier":"software","use":["decide","session"]}]}],"sources":[{"id":"shop","owners":["olga"],"queues":["refunds","nights"],"max_risk":"critical","vouched":true},{"id":"ledger","owners":["olga"],"queues":["refunds","nights"],"max_risk":"critical","keys":[{"jwk":{"kty":"OKP","crv":"Ed25519","x":"6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw"},"not_before":"2026-11-22T09:00:00.000Z","not_after":"2027-02-21T09:00:00.000Z"}]}],"gateways":[{"id":"gate","keys":[{"jwk":{"kty":"OKP","crv":"Ed25519","x":"iodf_x6zhFFXes1a_uQFRWVo3XyJ4JCGOgVXvHr0nxc"},"not_before":"2026-11-22T09:00:00.000Z","not_after":"2027-02-21T09:00:00.000Z"}]}],"queues":[{"id":"refunds","groups":["desk"],"reasons":[{"code":"wrong_arguments","label":"Wrong arguments"}],"default_reason":"wrong_arguments"},{"id":"nights","groups":["night"],"reasons":[{"code":"wrong_arguments","label":"Wrong arguments"}],"default_reason":"wrong_arguments"}],"revoked":[]}
    "#]],
    );
}

#[test]
fn frozen_statements_verify_and_read_back() {
    let fixed = fixed();
    fn verified<T: Payload>(fixed: &Fixed, compact: &str) -> T {
        let signed = Signed::<T>::parse(compact).unwrap();
        let verified = signed.verify(&fixed.in_force, fixed.now).unwrap();
        let again = serde_json::to_string(&*verified).unwrap();
        assert_eq!(
            again,
            verified.payload_text(),
            "it is written as it was read"
        );
        serde_json::from_str(&again).unwrap()
    }
    let proposal: Proposal = verified(&fixed, &fixed.proposal);
    assert_eq!(proposal.iss, name("ledger"));
    let verdict: Verdict = verified(&fixed, &fixed.verdict);
    assert_eq!(verdict.proposal_sha256, Sha::of(&fixed.proposal));
    let decision: Decision = verified(&fixed, &fixed.decision);
    assert_eq!(decision.verdict_sha256, Sha::of(&fixed.verdict));
    let roster = Signed::<Roster>::parse(&fixed.roster).unwrap();
    assert_eq!(roster.payload_sha(), fixed.in_force.payload_sha());
    assert_eq!(
        Signed::<Roster>::parse(&fixed.decision).unwrap_err(),
        Code::WrongTyp
    );
}

/// RFC 8037, appendix A: the key of its examples, through what everybody else uses.
#[test]
fn the_key_of_rfc_8037_signs_and_is_named_as_the_rfc_says() {
    let seed = URL_SAFE_NO_PAD
        .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
        .unwrap();
    let key = SecretKey::from_seed(&Zeroizing::new(seed.try_into().unwrap()));
    let jwk = serde_json::to_value(key.public().jwk()).unwrap();
    assert_eq!(jwk["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_eq!(
        key.kid().to_string(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
    let world = World::default();
    let decision = Signed::<Decision>::parse(&fixed().decision).unwrap();
    let decision = decision.verify(&fixed().in_force, world.now()).unwrap();
    let signed = Signed::sign(&key, &*decision).unwrap();
    assert_eq!(signed.kid(), key.kid());
    // Signing is deterministic (RFC 8032): the same bytes give the same statement.
    assert_eq!(
        Signed::sign(&key, &*decision).unwrap().compact(),
        signed.compact()
    );
    assert_eq!(
        signed.verify(&fixed().in_force, world.now()).unwrap_err(),
        Code::UnknownKey
    );
}

#[test]
fn every_flipped_character_of_a_decision_is_refused() {
    let fixed = fixed();
    let good = fixed.decision.as_str();
    let verify = |text: &str| {
        Signed::<Decision>::parse(text)
            .and_then(|signed| signed.verify(&fixed.in_force, fixed.now))
            .map(drop)
    };
    assert_eq!(verify(good), Ok(()));
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (at, byte) in good.bytes().enumerate() {
        let others: Vec<u8> = match alphabet.iter().position(|known| *known == byte) {
            // Its neighbour in the alphabet differs in few bits, the one half way round in the highest.
            Some(place) => vec![alphabet[place ^ 1], alphabet[(place + 32) % 64], b'.', b'='],
            None => vec![b'A', b'=', b'_'],
        };
        for other in others {
            let mut bad = good.as_bytes().to_vec();
            bad[at] = other;
            let bad = String::from_utf8(bad).unwrap();
            assert!(
                verify(&bad).is_err(),
                "character {at} became {}",
                char::from(other)
            );
        }
    }
    for cut in [1, 2, good.len() / 2, good.len() - 1] {
        assert!(verify(&good[..good.len() - cut]).is_err() && verify(&good[cut..]).is_err());
    }
    for longer in [
        format!("{good}A"),
        format!("{good}="),
        format!("{good}."),
        format!("{good}\n"),
        format!(" {good}"),
    ] {
        assert!(verify(&longer).is_err());
    }
}

#[test]
fn each_changed_member_breaks_the_signature() {
    let fixed = fixed();
    let (input, signature) = fixed.decision.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(payload).unwrap();
    let members: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&bytes).unwrap();
    assert!(members.len() >= 15);
    for name in members.keys() {
        let mut changed = members.clone();
        changed.remove(name);
        let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&changed).unwrap());
        let bad = format!("{header}.{payload}.{signature}");
        let refused =
            Signed::<Decision>::parse(&bad).and_then(|s| s.verify(&fixed.in_force, fixed.now));
        assert_eq!(refused.unwrap_err(), Code::BadSignature, "without {name}");
    }
}

#[test]
fn a_timeline_believes_only_the_pinned_roster() {
    let world = World::default();
    let genesis = &world.genesis[0];
    let entry = fermata_protocol::Entry {
        seq: 1,
        at: world.now(),
        id: genesis.id,
        statements: genesis.statements.clone(),
        esc: None,
        queue: None,
    };
    let mut timeline = Timeline::new(world.pin, world.ws);
    assert_eq!(timeline.take(&entry), Ok(()));
    let mut timeline = Timeline::new(Sha::of("another"), world.ws);
    assert_eq!(timeline.take(&entry), Err(Code::RosterThreshold));
    assert!(timeline.now().roster().is_err());
    assert_eq!(
        key("root").kid(),
        Signed::<Roster>::parse(&fixed().roster).unwrap().kid()
    );
}
