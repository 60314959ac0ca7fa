//! Notes of the person who sits here: checked as the fold will check them, then signed.
//!
//! They decide nothing, so they stand outside the chain of the key's decisions.

use fermata_protocol::{
    Jti, Name, SecretKey, Signed, Timestamp,
    fold::{AGENT, READING_S},
    payload::{Note, NoteBody, NoteType, Right, Status},
};

use crate::{
    DeskError, Fault, Item,
    ipc::{NoteForm, UiErrorCode},
    sign::random,
};

/// A claim by hand holds an item this long.
const HOLD_S: u32 = 900;
/// Longest text of a comment or a question, in bytes.
const MAX_TEXT: usize = 8_000;

/// Signs what this person says about an item.
///
/// # Errors
/// A precondition with its words; nothing is signed then.
pub fn sign_note(
    key: &SecretKey,
    person: &Name,
    item: &Item,
    form: &NoteForm,
    now: Timestamp,
) -> Result<Signed<Note>, DeskError> {
    let (r#type, body) = checked(person, item, form, now)?;
    let note = Note {
        jti: Jti::make(now, random()?),
        iss: person.clone(),
        ws: item.proposal.ws,
        issued_at: now,
        esc: item.esc(),
        r#type,
        body,
    };
    Ok(Signed::sign(key, &note)?)
}

const NOTHING: NoteBody = NoteBody {
    lease_s: None,
    to: None,
    text: None,
    due: None,
    pointer: None,
    reason: None,
};

impl NoteForm {
    /// What a person wrote is kept until the log has it; anything else is said now or not at all.
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Ask { .. } | Self::Comment { .. })
    }
}

fn checked(
    person: &Name,
    item: &Item,
    form: &NoteForm,
    now: Timestamp,
) -> Result<(NoteType, NoteBody), DeskError> {
    if !matches!(form, NoteForm::Comment { .. } | NoteForm::Reveal { .. }) {
        is_open(item)?;
    }
    let mut body = NOTHING;
    let kind = match form {
        NoteForm::Read => {
            body.lease_s = Some(READING_S);
            NoteType::Claimed
        }
        NoteForm::Claim => {
            body.lease_s = Some(HOLD_S);
            NoteType::Claimed
        }
        NoteForm::Release => NoteType::Released,
        NoteForm::Assign { to } => {
            body.to = Some(assignee(person, item, to)?);
            NoteType::Assigned
        }
        NoteForm::Ask { to, text } => {
            body.to = Some(asked(item, to)?);
            body.text = Some(written(text)?);
            NoteType::Asked
        }
        NoteForm::Comment { text } => {
            body.text = Some(written(text)?);
            NoteType::Commented
        }
        NoteForm::Reveal { pointer } => {
            body.pointer = Some(masked(person, item, pointer)?);
            NoteType::Revealed
        }
        NoteForm::Extend { due } => {
            body.due = Some(later(person, item, due, now)?);
            NoteType::Extended
        }
    };
    Ok((kind, body))
}

fn is_open(item: &Item) -> Result<(), DeskError> {
    match item.state.status() {
        Status::Open => Ok(()),
        status => Err(DeskError::now(
            UiErrorCode::AlreadyDecided,
            Fault::NotSaid(status),
        )),
    }
}

fn not_allowed(fault: Fault<'_>) -> DeskError {
    DeskError::now(UiErrorCode::NotAllowed, fault)
}

fn needs(person: &Name, item: &Item, right: Right) -> Result<(), DeskError> {
    if item.standing.roster()?.has_right(person, right) {
        return Ok(());
    }
    Err(not_allowed(Fault::NeedsRight(right)))
}

fn assignee(person: &Name, item: &Item, to: &str) -> Result<Name, DeskError> {
    needs(person, item, Right::Assign)?;
    let to: Name = to.parse().map_err(|_| not_allowed(Fault::NoPerson(to)))?;
    item.state
        .admits(&item.standing, &to)
        .map_err(|code| not_allowed(Fault::MayNotDecide(&to.to_string(), code)))?;
    Ok(to)
}

fn asked(item: &Item, to: &str) -> Result<Name, DeskError> {
    let known = to.parse::<Name>().ok().filter(|name| {
        let roster = item.standing.roster();
        name.to_string() == AGENT || roster.is_ok_and(|roster| roster.person(name).is_some())
    });
    known.ok_or_else(|| not_allowed(Fault::NobodyCalled(to)))
}

fn masked(person: &Name, item: &Item, pointer: &str) -> Result<String, DeskError> {
    needs(person, item, Right::Reveal)?;
    if item.masked_for(person).contains(&pointer) {
        return Ok(pointer.to_owned());
    }
    let words = Fault::NothingMasked;
    Err(DeskError::now(UiErrorCode::BadArguments, words))
}

fn written(text: &str) -> Result<String, DeskError> {
    let text = text.trim();
    let (code, words) = match text.len() {
        0 => (UiErrorCode::BadArguments, Fault::NothingToSend),
        1..=MAX_TEXT => return Ok(text.to_owned()),
        _ => (UiErrorCode::TooLong, Fault::TooLongToSend),
    };
    Err(DeskError::now(code, words))
}

fn later(person: &Name, item: &Item, due: &str, now: Timestamp) -> Result<Timestamp, DeskError> {
    needs(person, item, Right::Extend)?;
    let until = due
        .parse::<Timestamp>()
        .map_err(|_| DeskError::now(UiErrorCode::BadTime, Fault::NoTime(due)))?;
    let (last, end) = (item.state.due(), item.proposal.expires_at);
    if last.is_some_and(|due| now > due) {
        let words = Fault::TooLateForMore;
        return Err(DeskError::now(UiErrorCode::Expired, words));
    }
    if last.is_some_and(|due| until <= due) || until > end {
        let words = Fault::MoreTime(last, end);
        return Err(DeskError::now(UiErrorCode::BadTime, words));
    }
    Ok(until)
}
