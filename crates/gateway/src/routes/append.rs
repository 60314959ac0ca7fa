//! `POST /v1/entries`: a statement of one's own, verified before the log takes it.

use axum::extract::{Request, State};
use fermata_protocol::{
    Code, Entry, Esc, Name, NewEntry, Payload, Typ, Verified, claimed_typ, json,
    payload::{Away, Contract, Decision, Halt, Note, Outcome, Policy, Scope, Verb},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Answer, Kind, MAX_BODY, Shared, body, kind, ok,
    preview::{judge_edit, must_not_be_denied},
};
use crate::{
    Problem, Rules,
    admit::{append_about, known, recorded, verify},
    auth::{Caller, Who},
    gate::Gate,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    statements: Vec<String>,
}

pub(super) async fn append(State(gate): Shared, request: Request) -> Answer {
    let (parts, bytes) = request.into_parts();
    let kind = kind(&parts.headers)?;
    let bytes = body(bytes, MAX_BODY).await?;
    let statements = match kind {
        Kind::Jose => vec![String::from_utf8(bytes).map_err(|_| Code::NotUtf8)?],
        Kind::Json => json::read::<Several>(&bytes)?.statements,
    };
    let typ = claimed_typ(statements.first().ok_or(Code::Malformed)?)?;
    // The roots' signatures are a roster's credentials: it must be possible to let people in when nobody can sign in.
    if typ == Typ::Roster {
        return stand(&gate, statements).await;
    }
    let caller = gate.caller(&parts.headers)?;
    let [first] = <[String; 1]>::try_from(statements).map_err(|_| {
        Problem::new(Code::Malformed)
            .because("Only a roster has several statements: send one at a time.")
    })?;
    match typ {
        Typ::Decision => decision(&gate, &caller, &first).await,
        Typ::Note => about::<Note>(&gate, &caller, &first).await,
        Typ::Outcome => about::<Outcome>(&gate, &caller, &first).await,
        Typ::Contract => {
            own::<Contract>(&gate, &caller, &first)?;
            stand(&gate, vec![first]).await
        }
        Typ::Policy => {
            let policy = own::<Policy>(&gate, &caller, &first)?;
            Rules::of(&policy).map_err(|error| {
                Problem::new(Code::BadMember)
                    .because(error.to_string())
                    .with("line", error.line.into())
                    .with("column", error.column.into())
            })?;
            stand(&gate, vec![first]).await
        }
        Typ::Halt => {
            let halt = own::<Halt>(&gate, &caller, &first)?;
            if let Scope::Esc(esc) = &halt.scope {
                may_halt(&gate, &halt.iss, *esc).await?;
            }
            stand(&gate, vec![first]).await
        }
        Typ::Away => {
            own::<Away>(&gate, &caller, &first).map_err(no_absence)?;
            stand(&gate, vec![first]).await.map_err(no_absence)
        }
        _ => {
            let text = format!(
                "{} is not appended here: a gateway makes it, or it has its own route.",
                typ.as_str()
            );
            Err(Problem::new(Code::WrongTyp).because(text))
        }
    }
}

/// Verified, and signed by whoever sends it.
fn own<T: Payload>(gate: &Gate, caller: &Caller, compact: &str) -> Result<Verified<T>, Problem> {
    let statement = verify::<T>(gate, compact)?;
    let name = match &caller.who {
        Who::Person(name) | Who::Source(name) => Some(name),
        Who::Vouched(_) | Who::Gateway(_) => None,
    };
    if name == Some(statement.iss()) {
        return Ok(statement);
    }
    let text = "Send statements of your own: the session and the statement have different signers.";
    Err(Problem::new(Code::Forbidden).because(text))
}

/// A note or an outcome.
async fn about<T: Payload>(gate: &Gate, caller: &Caller, first: &str) -> Answer {
    let statement = own::<T>(gate, caller, first)?;
    let esc = statement.esc().ok_or(Code::BadMember)?;
    gate.must_see(caller, esc)?;
    let folded = gate.fold(esc).await?;
    if let Some(entry) = known(&folded.entries, statement.jti(), first)? {
        return ok(&recorded(gate, caller, esc, &entry).await?);
    }
    ok(&append_about(gate, caller, folded, vec![first.to_owned()]).await?)
}

/// A decision; an edit is judged, and its verdict appended with it.
async fn decision(gate: &Gate, caller: &Caller, first: &str) -> Answer {
    let decision = own::<Decision>(gate, caller, first)?;
    let folded = gate.fold(decision.esc).await?;
    if let Some(entry) = known(&folded.entries, decision.jti, first)? {
        return ok(&recorded(gate, caller, decision.esc, &entry).await?);
    }
    gate.good_roster()?;
    let mut statements = vec![first.to_owned()];
    if let (Verb::Edit, Some(arguments)) = (decision.decision, &decision.arguments) {
        let judged = judge_edit(gate, &folded, arguments)?;
        must_not_be_denied(&judged)?;
        let proposal = folded.state.proposal().ok_or(Code::NotFound)?;
        statements.push(
            gate.sign(&gate.verdict(judged, proposal, decision.sha())?)?
                .compact()
                .to_owned(),
        );
    }
    ok(&append_about(gate, caller, folded, statements).await?)
}

/// Anyone who may decide an escalation may halt it; wider scopes take the right, which the timeline checks.
async fn may_halt(gate: &Gate, person: &Name, esc: Esc) -> Result<(), Problem> {
    let folded = gate.fold(esc).await?;
    let proposal = folded.state.proposal().ok_or(Code::NotFound)?;
    Ok(gate.in_force().may_halt(person, proposal)?)
}

/// Says what is wrong with being away like that.
fn no_absence(problem: Problem) -> Problem {
    let words = match problem.code {
        Code::BadMember => {
            "Name until when, and exactly one person or group who acts for you: not yourself."
        }
        Code::NotAllowed => {
            "Nobody is away for longer than 90 days: name an earlier end, and say it again then."
        }
        Code::NotFound => {
            "Nobody else of the roster would act for you: name another person, or a group that has others in it."
        }
        _ => return problem,
    };
    problem.because(words)
}

/// Appends a roster, contract, policy, halt or absence, if it takes effect.
async fn stand(gate: &Gate, statements: Vec<String>) -> Answer {
    let new = NewEntry::of(statements)?;
    let again = gate.live().has_standing(new.id);
    if !again {
        let mut timeline = gate.live().timeline.clone();
        let NewEntry {
            id,
            statements,
            esc,
            queue,
        } = new.clone();
        let seq = timeline.last_seq() + 1;
        timeline.take(&Entry {
            seq,
            at: gate.now(),
            id,
            statements,
            esc,
            queue,
        })?;
    }
    let entry = gate.append(new).await?;
    ok(&stood(gate, &entry))
}

fn stood(gate: &Gate, entry: &Entry) -> Value {
    let live = gate.live();
    match live
        .timeline
        .skipped()
        .iter()
        .find(|(seq, _)| *seq == entry.seq)
    {
        None => json!({ "seq": entry.seq, "effect": "counts" }),
        Some((_, code)) => json!({ "seq": entry.seq, "effect": "invalid", "code": code.as_str() }),
    }
}
