//! What others do around an item, in the words of a person.

use fermata_protocol::{
    Name, Timestamp,
    escape::Multiline,
    fold::{AGENT, Around, Claim, Mark, Said, What},
    payload::{Note, NoteType, RejectReason, Right, Status},
};

use super::{escaped, refusal};
use crate::{
    Item, NoteRow, Words,
    ipc::{
        AroundView, AssignedView, ClosedView, ColleagueView, HolderView, LinkedView, ListName,
        RowAroundView, SaidView, StandView,
    },
    store::ItemRow,
};

/// A person's or source's name, as the team list has it.
pub(crate) fn called(item: &Item, id: &Name) -> String {
    let roster = item.standing.roster().ok();
    let person = roster.and_then(|roster| roster.person(id));
    person.map_or_else(|| id.to_string(), |person| person.name.clone())
}

/// The first letters of the first two words.
fn initials(name: &str) -> String {
    let first = |word: &str| word.chars().next().map(|c| c.to_uppercase().to_string());
    name.split_whitespace().take(2).filter_map(first).collect()
}

/// Adds to an item's row what others do around it, at this time.
pub(crate) fn mark(item: &Item, row: &mut ItemRow, person: &Name, now: Timestamp) {
    let around = Around::of(&item.state);
    let given = around.assigned();
    let acting = given.and_then(|given| item.standing.acting_changes(&given.to, now));
    row.changes = around.changes(now).into_iter().chain(acting).min();
    let holder = around.holder(now);
    let view = |claim: &Claim, reads: bool| {
        let name = called(item, &claim.by);
        HolderView {
            person: claim.by.to_string(),
            initials: initials(&name),
            name,
            me: claim.by == *person,
            reads,
            until: claim.until.to_string(),
        }
    };
    let holds = holder.iter().map(|claim| view(claim, false));
    let reads = around.readers(now);
    let reads = reads.iter().map(|claim| view(claim, true));
    row.row.around = RowAroundView {
        at_it: holds.chain(reads).collect(),
        assigned: given.map(|given| {
            let to = called(item, &given.to);
            AssignedView {
                person: given.to.to_string(),
                initials: initials(&to),
                to,
                me: item.standing.acts_for(&given.to, now).contains(&person),
                by: called(item, &given.by),
                away: super::away(&item.standing, &given.to, now),
            }
        }),
        lists: Vec::new(),
        stand: stand(item),
        blind: looks_alone(item, person),
        answers: item.proposal.supersedes.map(|esc| esc.to_string()),
        answered_by: row.row.around.answered_by.take(),
    };
    if row.list == ListName::Inbox {
        row.row.around.lists = lists(item, &around, &row.row.around, person);
    }
}

/// Whether this person must come to a view of their own first.
pub(super) fn looks_alone(item: &Item, person: &Name) -> bool {
    item.state.approvals_needed(&item.standing) > 1 && item.state.decides_blind(person)
}

fn stand(item: &Item) -> Option<StandView> {
    let needed = item.state.approvals_needed(&item.standing);
    let have = u32::try_from(item.state.standing_people().count()).unwrap_or(u32::MAX);
    (needed > 1).then_some(StandView { have, needed })
}

fn lists(item: &Item, around: &Around, row: &RowAroundView, person: &Name) -> Vec<ListName> {
    let held = row.at_it.iter().any(|one| one.me && !one.reads);
    let mine = held || row.assigned.as_ref().is_some_and(|given| given.me);
    let stands = |person: &Name| item.state.standing_people().any(|one| one == person);
    let second = row.stand.is_some_and(|stand| stand.have > 0)
        && !stands(person)
        && item.state.admits(&item.standing, person).is_ok();
    [
        (mine, ListName::Mine),
        (second, ListName::Second),
        (around.waits().is_some(), ListName::Asked),
    ]
    .into_iter()
    .filter_map(|(is, list)| is.then_some(list))
    .collect()
}

/// Everything else around an item.
pub(super) fn around(item: &Item, person: &Name, now: Timestamp, words: &Words) -> AroundView {
    let around = Around::of(&item.state);
    let roster = item.standing.roster().ok();
    let right = |right| roster.is_some_and(|roster| roster.has_right(person, right));
    let open = item.state.status() == Status::Open;
    let in_time = item.state.due().is_some_and(|due| now <= due);
    let end = item.proposal.expires_at;
    let can_grow = item.state.due().is_some_and(|due| due < end);
    let spoken = |said| spoken(item, said, person, words);
    let said = around.said().iter().map(spoken);
    AroundView {
        said: said.collect(),
        asks: around.waits().is_some(),
        extended_by: around.extended().map(|given| called(item, &given.by)),
        colleagues: colleagues(item, person, now),
        may_assign: open && right(Right::Assign),
        may_extend: (open && in_time && can_grow && right(Right::Extend)).then(|| end.to_string()),
        answers: None,
        answered_by: None,
        closed: closed(item),
    }
}

/// Another item, by the row that the desk has of it.
pub(crate) fn linked(esc: String, row: Option<crate::ipc::RowView>) -> LinkedView {
    let title = row.map(|row| row.title).unwrap_or_default();
    LinkedView { esc, title }
}

fn asked(item: &Item, to: &Name, words: &Words) -> String {
    if to.to_string() == AGENT {
        words.agent.to_owned()
    } else {
        called(item, to)
    }
}

fn spoken(item: &Item, said: &Said, person: &Name, words: &Words) -> SaidView {
    SaidView {
        by: called(item, &said.by),
        me: said.by == *person,
        at: said.at.to_string(),
        to: said.to.as_ref().map(|to| asked(item, to, words)),
        text: escaped(&said.text, Multiline::Yes),
        waits: false,
        refused: None,
    }
}

/// What this machine signed and the log does not have, read back from where it was put.
pub(crate) fn waiting(
    item: &Item,
    row: &NoteRow,
    person: &Name,
    words: &Words,
) -> Option<SaidView> {
    let roster = item.standing.roster().ok()?;
    let signed = fermata_protocol::Signed::<Note>::parse(&row.compact).ok()?;
    let note = signed.verify(roster.as_ref(), row.signed_at).ok()?;
    Some(SaidView {
        by: called(item, person),
        me: true,
        at: row.signed_at.to_string(),
        to: note.body.to.as_ref().map(|to| asked(item, to, words)),
        text: escaped(
            note.body.text.as_deref().unwrap_or_default(),
            Multiline::Yes,
        ),
        waits: row.refused.is_none(),
        refused: row.refused.as_deref().map(|why| refusal(why, words)),
    })
}

/// Everybody else on the team list, with whether they may decide this.
fn colleagues(item: &Item, person: &Name, now: Timestamp) -> Vec<ColleagueView> {
    let Ok(roster) = item.standing.roster() else {
        return Vec::new();
    };
    let others = roster.people.iter().filter(|one| one.id != *person);
    let view = |one: &fermata_protocol::payload::Person| ColleagueView {
        person: one.id.to_string(),
        name: one.name.clone(),
        decides: item.state.admits(&item.standing, &one.id).is_ok(),
        away: super::away(&item.standing, &one.id, now),
    };
    others.map(view).collect()
}

/// Who withdrew it or said no, and why.
fn closed(item: &Item) -> Option<ClosedView> {
    let resolved = item.state.resolved()?;
    let line = item.state.history().iter().find(|e| e.seq == resolved.seq);
    let event = line.filter(|event| event.mark == Mark::Counts)?;
    let why = match &event.what {
        What::Noted {
            kind: NoteType::Withdrawn,
            body,
        } => body.reason.clone().unwrap_or_default(),
        What::Decided {
            reason: Some(reason),
            ..
        } => rejected(item, reason),
        _ => return None,
    };
    Some(ClosedView {
        by: called(item, event.by.as_ref()?),
        at: event.at.to_string(),
        why: escaped(&why, Multiline::No),
    })
}

fn rejected(item: &Item, reason: &RejectReason) -> String {
    let roster = item.standing.roster().ok();
    let queue = roster.and_then(|roster| roster.queue(&item.proposal.queue));
    let known = queue.and_then(|queue| queue.reasons.iter().find(|r| r.code == reason.code));
    let label = known.map_or(&reason.code, |known| &known.label);
    match &reason.message {
        Some(message) => format!("{label}: {message}"),
        None => label.clone(),
    }
}
