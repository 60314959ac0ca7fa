//! The layers `statement` and `payload`: one statement against the roster in force.

use fermata_protocol::{
    Code, Payload, Sha, Signed, Typ,
    payload::{
        Contract, Decision, Halt, Note, Outcome, Policy, Proposal, Receipt, Session, Verdict,
    },
    roster::InForce,
};
use serde_json::{Value, json};

pub(crate) fn verify(case: &Value, roster: &InForce) -> Value {
    let compact = match &case["statement"] {
        Value::String(text) => text.clone(),
        given => {
            let part = |name: &str| given[name].as_str().unwrap_or_default();
            let times = usize::try_from(given["times"].as_u64().unwrap()).unwrap();
            part("before").to_owned() + &part("repeat").repeat(times) + part("after")
        }
    };
    let typ = Typ::ALL
        .iter()
        .find(|typ| case["typ"] == typ.as_str())
        .unwrap();
    let now = serde_json::from_value(case["now"].clone()).unwrap();
    let one = match typ {
        Typ::Proposal => payload::<Proposal>,
        Typ::Verdict => payload::<Verdict>,
        Typ::Decision => payload::<Decision>,
        Typ::Note => payload::<Note>,
        Typ::Outcome => payload::<Outcome>,
        Typ::Receipt => payload::<Receipt>,
        Typ::Contract => payload::<Contract>,
        Typ::Policy => payload::<Policy>,
        Typ::Halt => payload::<Halt>,
        Typ::Session => payload::<Session>,
        Typ::Roster | Typ::Invite | Typ::Join | Typ::Away => {
            panic!("nothing that a source reads alone")
        }
    };
    match one(&compact, roster, now) {
        Ok(sha) => json!({ "payload_sha256": sha }),
        Err(code) => json!({ "code": code.as_str() }),
    }
}

fn payload<T: Payload>(
    compact: &str,
    roster: &InForce,
    now: fermata_protocol::Timestamp,
) -> Result<Sha, Code> {
    let signed = Signed::<T>::parse(compact)?;
    signed.verify(roster, now)?;
    Ok(signed.payload_sha())
}
