//! What must hold in every history, found from what people signed and what ran, and never by asking the fold or a source's checks.
//!
//! It knows the truth that no node knows: who signed what, which keys were revoked, what the outside world was made to do.

use std::collections::{BTreeMap, BTreeSet};

use fermata_protocol::{
    Entry, Esc, Jti, Sha, Timestamp, Typ, chain_head, claimed_typ,
    payload::{ChainHead, Outcome, OutcomeStatus, Receipt, Verb},
};
use fermata_testkit::{
    sim::{
        Effect, History, Lie, Red, Stage,
        cast::{OWNER, PEOPLE, QUEUES},
        pen::{Asked, Decided},
    },
    world::peek,
};

/// At every step: what ran, ran once, and only what was signed by whom it takes.
pub(crate) fn ran_rightly(history: &History, from: usize) -> Result<(), String> {
    let stage = &history.stage;
    if let Some(lie) = stage.believed.first() {
        return Err(format!("a source believed a lie: {lie}"));
    }
    for (at, effect) in stage.truth.effects.iter().enumerate().skip(from) {
        if stage.truth.effects[..at]
            .iter()
            .any(|before| before.esc == effect.esc)
        {
            return Err(format!("{} ran twice", effect.esc));
        }
        signed_by_the_required(stage, effect)?;
        if history.lies.is_empty() {
            nobody_said_no_before(stage, effect)?;
        }
    }
    Ok(())
}

fn is_revoked(stage: &Stage, said: &Decided, version: u64) -> bool {
    stage
        .truth
        .revoked
        .get(&said.kid)
        .is_some_and(|since| *since <= version)
}

/// The candidates with these arguments: the proposal, or edits.
fn candidates<'a>(
    stage: &'a Stage,
    asked: &'a Asked,
    effect: &'a Effect,
) -> Vec<(Sha, Option<&'a Decided>)> {
    let mut found = Vec::new();
    if effect.action == asked.action {
        found.push((asked.sha, None));
    }
    if effect.action.tool == asked.action.tool {
        let edits = stage.truth.decided.values().filter(|said| {
            said.esc == effect.esc && said.arguments.as_ref() == Some(&effect.action.arguments)
        });
        found.extend(edits.map(|edit| (edit.sha, Some(edit))));
    }
    found
}

/// How many it takes, by everything that may ask: the proposal, the queue, the verdicts.
fn needed(stage: &Stage, asked: &Asked, verdict: Sha, edit: Option<&Decided>) -> u32 {
    let of = |sha: Sha| {
        stage
            .truth
            .judged
            .iter()
            .find(|judged| judged.sha == sha)
            .map_or(u32::MAX, |j| j.approvals)
    };
    let queue = if asked.queue == QUEUES[1] { 2 } else { 1 };
    let before = edit.map_or(1, |edit| of(edit.verdict));
    [1, queue, asked.wish.unwrap_or(1), of(verdict), before]
        .into_iter()
        .max()
        .unwrap_or(1)
}

fn signed_by_the_required(stage: &Stage, effect: &Effect) -> Result<(), String> {
    let asked = stage
        .truth
        .asked
        .get(&effect.esc)
        .ok_or(format!("{} was never proposed", effect.esc))?;
    if effect.at > asked.expires_at {
        // A row that was taken in time may run a little later; that is at most the time between two looks.
        let late = effect.at.millis() - asked.expires_at.millis();
        if late > 3 * 3_600_000 {
            return Err(format!("{} ran {late} ms after its time", effect.esc));
        }
    }
    let place = (effect.roster as usize).checked_sub(1);
    let roster = place.and_then(|place| stage.cast.versions.get(place));
    let roster = roster.ok_or("a roster that nobody signed")?;
    if roster.roster.version != effect.roster {
        return Err("a roster out of order".to_owned());
    }
    if asked.action.tool.as_str() == "lookup" && effect.action == asked.action {
        // The roster lets it pass without a person.
        return Ok(());
    }
    for (candidate, edit) in candidates(stage, asked, effect) {
        if edit.is_some_and(|edit| is_revoked(stage, edit, effect.roster)) {
            continue;
        }
        let verdicts = stage
            .truth
            .judged
            .iter()
            .filter(|judged| judged.candidate == candidate);
        for verdict in verdicts {
            let mut people: BTreeSet<&str> = edit.iter().map(|edit| edit.person).collect();
            let approvals = stage.truth.decided.values().filter(|said| {
                said.esc == effect.esc
                    && said.verb == Verb::Approve
                    && said.candidate == Some(candidate)
                    && said.verdict == verdict.sha
                    && !is_revoked(stage, said, effect.roster)
            });
            people.extend(approvals.map(|said| said.person));
            people.retain(|person| *person != OWNER && PEOPLE.contains(person));
            if people.len() >= needed(stage, asked, verdict.sha, edit) as usize {
                return Ok(());
            }
        }
    }
    Err(format!(
        "{} ran {:?}, which the required people did not sign",
        effect.esc, effect.action
    ))
}

/// The roster version in force after each entry that brought one, and until when it is good.
fn rosters(stage: &Stage) -> BTreeMap<u64, (u64, Timestamp)> {
    let versions = stage.cast.versions.iter().map(|version| &version.roster);
    let placed = versions.filter_map(|roster| {
        let entry = stage.log.find(roster.jti)?;
        Some((entry.seq, (roster.version, roster.expires_at)))
    });
    placed.collect()
}

fn typ(entry: &Entry) -> Option<Typ> {
    claimed_typ(&entry.statements[0]).ok()
}

/// With honest gateways: no valid reject and no withdrawal stands in the log before the approvals are enough.
fn nobody_said_no_before(stage: &Stage, effect: &Effect) -> Result<(), String> {
    let asked = &stage.truth.asked[&effect.esc];
    if asked.action.tool.as_str() == "lookup" {
        return Ok(());
    }
    let rosters = rosters(stage);
    let in_log = |jti: Jti| stage.log.find(jti).map(|entry| entry.seq);
    let mut enough = None;
    for (candidate, edit) in candidates(stage, asked, effect) {
        let mut signers: Vec<(u64, &str)> = stage
            .truth
            .decided
            .values()
            .filter(|said| said.candidate == Some(candidate) || said.sha == candidate)
            .filter_map(|said| Some((in_log(said.jti)?, said.person)))
            .collect();
        signers.sort_unstable();
        let Some(verdict) = stage
            .truth
            .judged
            .iter()
            .find(|judged| judged.candidate == candidate)
        else {
            continue;
        };
        let takes = needed(stage, asked, verdict.sha, edit) as usize;
        let mut people = BTreeSet::new();
        for (seq, person) in signers {
            people.insert(person);
            if people.len() >= takes {
                enough = Some(enough.map_or(seq, |known: u64| known.min(seq)));
                break;
            }
        }
    }
    let enough = enough.ok_or(format!(
        "{} ran, and the log has not enough approvals",
        effect.esc
    ))?;
    let first = stage
        .log
        .about(effect.esc)
        .find_map(|entry| entry.statements.get(1));
    let due = first
        .and_then(|verdict| stage.truth.judged.iter().find(|j| j.compact == *verdict))
        .map(|j| j.due);
    let mut latest = Timestamp::from_millis(0);
    for entry in stage
        .log
        .about(effect.esc)
        .take_while(|entry| entry.seq < enough)
    {
        latest = latest.max(entry.at);
        let (version, until) = rosters
            .range(..entry.seq)
            .next_back()
            .map_or((0, latest), |(_, found)| *found);
        let rejects = stage
            .truth
            .decided
            .get(&entry.id)
            .filter(|said| said.verb == Verb::Reject);
        let counts = rejects.is_some_and(|said| {
            said.person != OWNER
                && !is_revoked(stage, said, version)
                && latest <= until
                && due.is_some_and(|due| latest <= due)
        });
        let withdrawn = stage.truth.withdrawn.contains(&entry.statements[0]);
        if counts || withdrawn {
            return Err(format!(
                "{} ran although entry {} said no",
                effect.esc, entry.seq
            ));
        }
    }
    Ok(())
}

/// At the end: nothing recorded is lost, every story that was told twice is seen, and nobody honest is accused.
pub(crate) fn ended_rightly(history: &History) -> Result<Vec<String>, String> {
    let stage = &history.stage;
    let mut seen = Vec::new();
    for desk in &history.desks {
        for sent in desk.outbox.iter().filter(|sent| sent.ever_told) {
            let there = stage.log.find(sent.jti).is_some();
            if !there && !desk.red.contains(&Red::Lost(sent.jti)) {
                return Err(format!(
                    "{} was told that {} is recorded, and it is lost",
                    desk.device, sent.jti
                ));
            }
            if there {
                seen.push("recorded statements that are there".to_owned());
            }
        }
        for esc in &desk.told_a_fork {
            if !desk.red.contains(&Red::Fork(*esc)) {
                return Err(format!(
                    "{} was shown another chain of {esc}, and saw nothing",
                    desk.device
                ));
            }
            seen.push(format!("{}, detected", Lie::Fork.word()));
        }
        if history.lies.is_empty() && !desk.red.is_empty() {
            return Err(format!(
                "nobody lied, and {} is red: {:?}",
                desk.device, desk.red
            ));
        }
    }
    contradictions_are_seen(history, &mut seen)?;
    let forks = verify_forks(stage);
    if history.lies.is_empty() && !forks.is_empty() {
        return Err(format!(
            "nobody lied, and the log's statements lie on no one chain: {forks:?}"
        ));
    }
    if !forks.is_empty() {
        seen.push("logs whose decisions prove a fork".to_owned());
    }
    Ok(seen)
}

/// What ran although the log holds a no before it is seen by every desk that reads the log.
fn contradictions_are_seen(history: &History, seen: &mut Vec<String>) -> Result<(), String> {
    let stage = &history.stage;
    for effect in &stage.truth.effects {
        let outcomes = stage
            .log
            .about(effect.esc)
            .filter(|entry| typ(entry) == Some(Typ::Outcome));
        let executed = outcomes
            .map(|entry| peek::<Outcome>(&entry.statements[0]).status)
            .any(|s| s == OutcomeStatus::Executed);
        if !executed || nobody_said_no_before(stage, effect).is_ok() {
            continue;
        }
        let red = history
            .desks
            .iter()
            .filter(|desk| desk.red.contains(&Red::Contradiction(effect.esc)));
        if red.count() == 0 {
            return Err(format!(
                "{} ran against a no in the log, and no desk is red",
                effect.esc
            ));
        }
        seen.push(format!("{}, seen as a contradiction", Lie::HideNo.word()));
    }
    Ok(())
}

/// What `fermata verify` asks: every decision and receipt in the log saw a head that its chain really had.
fn verify_forks(stage: &Stage) -> Vec<Esc> {
    let mut forks = Vec::new();
    for esc in stage.truth.asked.keys() {
        let mut heads = vec![ChainHead::Start(*esc)];
        for entry in stage.log.about(*esc) {
            heads.push(chain_head(heads[heads.len() - 1], entry));
        }
        for entry in stage.log.about(*esc) {
            let saw = match stage.truth.decided.get(&entry.id) {
                Some(said) => Some((said.saw.n, said.saw.head)),
                None if typ(entry) == Some(Typ::Receipt) => {
                    let receipt: Receipt = peek(&entry.statements[0]);
                    Some((receipt.n, receipt.head))
                }
                None => None,
            };
            let fits = saw.is_none_or(|(n, head)| heads.get(n as usize) == Some(&head));
            if !fits {
                forks.push(*esc);
            }
        }
    }
    forks
}
