//! `POST /v1/outcomes` and `POST /v1/notes`: what a vouched source reports, signed by the gateway.

use axum::extract::{Request, State};
use fermata_protocol::{
    Code, Entry, Esc, Jti, Name, Payload, Sha, Signed, Timestamp, json,
    payload::{Note, Outcome},
};
use serde_json::{Map, Value};

use super::{Answer, MAX_DRAFT, Shared, body, must_be_json, ok, vouch};
use crate::{
    Problem,
    admit::{append_about, recorded, verify},
    auth::{Caller, Who},
    gate::Gate,
};

pub(super) async fn outcome(State(gate): Shared, request: Request) -> Answer {
    report::<Outcome>(&gate, request, "outcome").await
}

pub(super) async fn note(State(gate): Shared, request: Request) -> Answer {
    report::<Note>(&gate, request, "note").await
}

async fn report<T: Payload>(gate: &Gate, request: Request, word: &str) -> Answer {
    let (parts, bytes) = request.into_parts();
    let caller = gate.caller(&parts.headers)?;
    let source = vouched(&caller)?;
    must_be_json(&parts.headers)?;
    let key = vouch::key(&parts.headers)?;
    let draft = body(bytes, MAX_DRAFT).await?;
    let esc = esc_of(&draft)?;
    gate.must_see(&caller, esc)?;
    // The key is in the id, so a retry is found in the log itself; two at once meet there.
    let jti = Jti::derive(esc, word, &format!("{source}\n{key}"), 0);
    let folded = gate.fold(esc).await?;
    if let Some(entry) = folded.entries.iter().find(|entry| entry.id == jti) {
        return again::<T>(gate, entry, &draft, &caller, esc).await;
    }
    let payload = vouch::around(&head(jti, source, gate, gate.now()), &draft)?;
    let signed = Signed::<T>::sign_bytes(&gate.key, &payload)?;
    let statement = verify::<T>(gate, signed.compact())?;
    match append_about(gate, &caller, folded, vec![statement.compact().to_owned()]).await {
        Err(problem) if problem.code == Code::IdConflict => {
            let folded = gate.fold(esc).await?;
            let entry = folded
                .entries
                .iter()
                .find(|entry| entry.id == jti)
                .ok_or(problem)?;
            again::<T>(gate, entry, &draft, &caller, esc).await
        }
        answer => ok(&answer?),
    }
}

fn vouched(caller: &Caller) -> Result<&Name, Problem> {
    match &caller.who {
        Who::Vouched(name) => Ok(name),
        _ => {
            let text =
                "This is for vouched sources: whoever has a key signs, and posts to /v1/entries.";
            Err(Problem::new(Code::Forbidden).because(text))
        }
    }
}

fn esc_of(draft: &[u8]) -> Result<Esc, Problem> {
    let members: Map<String, Value> = json::read(draft)?;
    let esc = members
        .get("esc")
        .and_then(Value::as_str)
        .and_then(|text| text.parse().ok());
    esc.ok_or_else(|| {
        Problem::new(Code::BadMember).because("esc is missing or not an escalation's id.")
    })
}

/// The same again is answered as at first; another body under the key is a conflict.
async fn again<T: Payload>(
    gate: &Gate,
    entry: &Entry,
    draft: &[u8],
    caller: &Caller,
    esc: Esc,
) -> Answer {
    let source = vouched(caller)?;
    let stored = Signed::<T>::parse(entry.statements.first().ok_or(Code::Malformed)?)?;
    let standing = gate.live().timeline.before(entry.seq).clone();
    let issued_at = stored
        .verify(standing.roster()?.as_ref(), entry.at)?
        .issued_at();
    let payload = vouch::around(&head(entry.id, source, gate, issued_at), draft)?;
    if Sha::of(payload) != stored.payload_sha() {
        let text =
            "This Idempotency-Key was used with another body: use a new key for a new report.";
        return Err(Problem::new(Code::IdConflict).because(text));
    }
    ok(&recorded(gate, caller, esc, entry).await?)
}

fn head(jti: Jti, source: &Name, gate: &Gate, issued_at: Timestamp) -> Map<String, Value> {
    let members = [
        ("jti", jti.to_string()),
        ("iss", source.to_string()),
        ("ws", gate.ws.to_string()),
        ("issued_at", issued_at.to_string()),
    ];
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect()
}
