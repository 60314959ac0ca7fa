//! Statements frozen to the byte: whoever changes what is signed has to change them here, and knows it.

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
    check(&fixed().proposal, &expect![[""]]);
}

#[test]
fn a_verdict_is_these_bytes() {
    check(&fixed().verdict, &expect![[""]]);
}

#[test]
fn a_decision_is_these_bytes() {
    check(&fixed().decision, &expect![[""]]);
}

#[test]
fn a_roster_is_these_bytes() {
    check(&fixed().roster, &expect![[""]]);
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
    assert!(members.len() > 15);
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
