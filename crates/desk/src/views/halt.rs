//! Stops in force, and what may be stopped from an item.

use fermata_protocol::{
    Name,
    escape::Multiline,
    payload::{All, OutcomeStatus, Right, Scope, Status},
    roster::{ActiveHalt, Standing},
};

use super::{escaped, whole};
use crate::{
    Item,
    alarm::raised,
    ipc::{HaltView, ScopeKind, ScopeView},
};

/// A stop, as this person sees it.
pub(crate) fn halt(active: &ActiveHalt, standing: &Standing, person: &Name) -> HaltView {
    let halt = &active.halt;
    let roster = standing.roster().ok();
    let by = roster.and_then(|roster| roster.person(&halt.iss));
    HaltView {
        id: halt.jti.to_string(),
        scope: scope(&halt.scope),
        by: by.map_or_else(|| halt.iss.to_string(), |person| person.name.clone()),
        at: halt.issued_at.to_string(),
        reason: escaped(&halt.reason, Multiline::No),
        may_lift: roster.is_some_and(|roster| roster.has_right(person, Right::Halt)),
    }
}

/// Stops of more than one escalation, the oldest first.
pub(crate) fn wide(standing: &Standing, person: &Name) -> Vec<HaltView> {
    let mut all: Vec<&ActiveHalt> = standing
        .halts()
        .filter(|active| !matches!(active.halt.scope, Scope::Esc(_)))
        .collect();
    all.sort_by_key(|active| active.seq);
    let seen = |active| halt(active, standing, person);
    all.into_iter().map(seen).collect()
}

/// Whether a stop can still keep it from being run: it waits for people, or for its source.
pub(crate) fn can_be_stopped(item: &Item) -> bool {
    let (status, outcome) = (item.state.status(), item.state.outcome());
    match outcome {
        None => status == Status::Open || status.approves(),
        Some(OutcomeStatus::Accepted) => true,
        Some(_) => false,
    }
}

/// A scope that an item is in, of this kind; none where the item names no agent.
pub(crate) fn scope_of(item: &Item, kind: ScopeKind) -> Option<Scope> {
    let proposal = &item.proposal;
    let agent = || proposal.run.as_ref()?.get("agent")?.as_str();
    Some(match kind {
        ScopeKind::Esc => Scope::Esc(item.esc()),
        ScopeKind::Agent => Scope::Agent(agent()?.to_owned()),
        ScopeKind::Queue => Scope::Queue(proposal.queue.clone()),
        ScopeKind::Source => Scope::Source(proposal.iss.clone()),
        ScopeKind::All => Scope::All(All),
    })
}

fn scope(scope: &Scope) -> ScopeView {
    let (kind, id) = match scope {
        Scope::All(_) => (ScopeKind::All, String::new()),
        Scope::Source(id) => (ScopeKind::Source, id.to_string()),
        Scope::Queue(id) => (ScopeKind::Queue, id.to_string()),
        Scope::Agent(id) => (ScopeKind::Agent, whole(id)),
        Scope::Esc(esc) => (ScopeKind::Esc, esc.to_string()),
    };
    ScopeView { kind, id }
}

/// What this person may stop from here, the smallest first.
pub(crate) fn stops(item: &Item, person: &Name) -> Vec<ScopeView> {
    use ScopeKind as K;
    // What has run can not be stopped; where its outcome is one to look at, more of its kind can.
    let can = can_be_stopped(item);
    let may = item.standing.may_halt(person, &item.proposal).is_ok();
    let roster = item.standing.roster();
    let widely = roster.is_ok_and(|roster| roster.has_right(person, Right::Halt));
    let kinds: &[K] = match (can && may, widely) {
        (true, true) => &[K::Esc, K::Agent, K::Queue, K::Source, K::All],
        (true, false) => &[K::Esc],
        (false, true) if !raised(item, None).is_empty() => &[K::Agent, K::Queue, K::Source, K::All],
        (false, _) => &[],
    };
    let known = kinds.iter().filter_map(|kind| scope_of(item, *kind));
    known.map(|known| scope(&known)).collect()
}
