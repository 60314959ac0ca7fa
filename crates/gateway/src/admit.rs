//! What a statement must be before the log takes it.
//!
//! The fold is the one judge of what counts: a statement is applied to what the log holds, and only if the fold would call it invalid or unauthorised is it refused here.

use fermata_protocol::{
    Code, Entry, Esc, Jti, NewEntry, Payload, Signed, Verified,
    fold::{Event, Mark},
    payload::{Receipt, Says},
};
use serde_json::{Map, Value, json};

use crate::{
    Problem,
    auth::Caller,
    gate::{Folded, Gate},
};

/// Parses and verifies a statement at the time of its arrival.
pub(crate) fn verify<T: Payload>(gate: &Gate, compact: &str) -> Result<Verified<T>, Problem> {
    let standing = gate.in_force();
    let verified = Signed::<T>::parse(compact)?.verify(standing.roster()?.as_ref(), gate.now())?;
    if verified.ws() != gate.ws {
        Err(Code::WrongWorkspace.into())
    } else {
        Ok(verified)
    }
}

/// The entry with this id, if the escalation has it: the same first statement is a retry, another one a conflict.
pub(crate) fn known(entries: &[Entry], id: Jti, first: &str) -> Result<Option<Entry>, Problem> {
    match entries.iter().find(|entry| entry.id == id) {
        None => Ok(None),
        Some(entry)
            if entry
                .statements
                .first()
                .is_some_and(|stored| stored == first) =>
        {
            Ok(Some(entry.clone()))
        }
        Some(_) => Err(Code::IdConflict.into()),
    }
}

/// What the fold would make of these statements if they came next.
pub(crate) fn rehearse(gate: &Gate, folded: &Folded, new: &NewEntry) -> Result<(), Problem> {
    let seq = folded.state.last_seq() + 1;
    let at = gate.now();
    let NewEntry {
        id,
        statements,
        esc,
        queue,
    } = new.clone();
    let mut state = folded.state.clone();
    state.apply(
        &Entry {
            seq,
            at,
            id,
            statements,
            esc,
            queue,
        },
        &gate.in_force(),
    );
    match state.history().last().map(|event| event.mark) {
        Some(Mark::Invalid(code) | Mark::Unauthorised(code)) => Err(code.into()),
        _ => Ok(()),
    }
}

/// Appends a statement about an escalation, unless the fold would refuse it, and answers what became of it.
pub(crate) async fn append_about(
    gate: &Gate,
    caller: &Caller,
    folded: Folded,
    statements: Vec<String>,
) -> Result<Value, Problem> {
    let new = NewEntry::of(statements)?;
    rehearse(gate, &folded, &new)?;
    let esc = folded.state.esc;
    let entry = gate.append(new).await?;
    recorded(gate, caller, esc, &entry).await
}

/// The answer to an append: a signed receipt, and what the fold makes of it.
/// The receipt says how much of the chain there is for who asks, and not that more is withheld from them.
pub(crate) async fn recorded(
    gate: &Gate,
    caller: &Caller,
    esc: Esc,
    entry: &Entry,
) -> Result<Value, Problem> {
    let folded = gate.fold(esc).await?;
    let status = folded.state.status();
    let mut history = folded.state.history().iter();
    let event = history.find(|event| event.seq == entry.seq);
    let effect = event.map(effect);
    let (n, head) = gate.narrowed(caller, folded).state.head();
    let now = gate.now();
    let receipt = gate.sign(&Receipt {
        jti: gate.new_jti()?,
        iss: gate.id.clone(),
        ws: gate.ws,
        issued_at: now,
        esc,
        says: Says::Recorded,
        statements: entry
            .statements
            .iter()
            .map(fermata_protocol::Sha::of)
            .collect(),
        n,
        head,
        at: now,
        status: None,
        detail: None,
    })?;
    let mut answer = Map::new();
    answer.insert("receipt".to_owned(), receipt.compact().into());
    answer.insert("seq".to_owned(), entry.seq.into());
    answer.insert("status".to_owned(), json!(status));
    answer.extend(effect.into_iter().flatten());
    Ok(Value::Object(answer))
}

/// What an entry does, in a word, and why it does not count.
pub(crate) fn effect(event: &Event) -> Map<String, Value> {
    let mut members = Map::new();
    let word = if event.mark == Mark::Counts {
        "counts"
    } else {
        event.mark.word()
    };
    members.insert("effect".to_owned(), word.into());
    if let Mark::Invalid(code) | Mark::Unauthorised(code) = event.mark {
        members.insert("code".to_owned(), code.as_str().into());
    }
    members
}
