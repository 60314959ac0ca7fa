//! An evidence bundle, judged offline and in plain words: what is proven, what is contradicted, what this file can not say.
//!
//! Nothing in the file is believed but what a signature covers, and a signature only by the team list that leads from the pinned one.

use fermata_protocol::{
    Name, Sha, Timestamp, Verified,
    bundle::{Bundle, Decided, Evidence, FORM, KeyChain, Opened, chains, decided, opened, receipt},
    fold::{Alarm, Escalation, Event, Mark, What, fold},
    payload::{ContractRef, Decision, Receipt, Ruling, Says, Status},
    roster::Timeline,
    view::{self, VIEW_V},
};
use serde_json::{Value, json};

use super::{finding::Part, resolution};
use crate::{args::Verify, context::Context, failure::Failure, out::Done, outcome};

pub(super) fn check(context: &Context, asked: &Verify, bytes: &[u8]) -> Result<Done, Failure> {
    let bundle = read(asked, bytes)?;
    let pin = pin(context, asked)?;
    let timeline = resolution::timeline(
        pin.unwrap_or(bundle.pin),
        bundle.workspace,
        &bundle.standing,
    );
    let mut parts = vec![team_list(&bundle, pin, &timeline)];
    let mut decisions: Vec<Verified<Decision>> = Vec::new();
    for evidence in &bundle.escalations {
        let all = decided(&evidence.entries, &timeline);
        parts.push(Look::at(evidence, &all, &timeline).part);
        decisions.extend(all.into_iter().map(|one| one.decision));
    }
    parts.push(keys(&chains(&decisions)));
    Ok(told(&parts))
}

fn read(asked: &Verify, bytes: &[u8]) -> Result<Bundle, Failure> {
    let path = asked.file.display();
    let form = serde_json::from_slice::<Value>(bytes)
        .ok()
        .and_then(|value| value["fermata_bundle"].as_u64());
    if form.is_some_and(|form| form > u64::from(FORM)) {
        return Err(Failure::new(
            "bad_json",
            format!(
                "{path} was written by a newer version of Fermata; update Fermata to check it."
            ),
        ));
    }
    let wrong = |why: String| {
        Failure::new(
            "bad_json",
            format!(
                "{path} is no evidence bundle ({why}): give what `fermata export` wrote, unchanged."
            ),
        )
    };
    let bundle: Bundle = serde_json::from_slice(bytes).map_err(|error| wrong(error.to_string()))?;
    if bundle.fermata_bundle != FORM {
        return Err(wrong(format!("its form is {}", bundle.fermata_bundle)));
    }
    Ok(bundle)
}

/// The pin that the caller, or this machine, believes in.
fn pin(context: &Context, asked: &Verify) -> Result<Option<Sha>, Failure> {
    if asked.pin.is_some() {
        return Ok(asked.pin);
    }
    if let Some(path) = &asked.workspace {
        return Ok(Some(resolution::read_pinned(path)?.pin));
    }
    Ok(context.workspace().ok().map(|workspace| workspace.pin))
}

fn team_list(bundle: &Bundle, pin: Option<Sha>, timeline: &Timeline) -> Part {
    let mut part = Part::new(format!("Team list of workspace {}", bundle.workspace));
    match timeline.now().roster() {
        Ok(roster) => part.holds(
            "roster",
            format!(
                "version {} follows from the pinned first one, each signed by enough root keys of the one before",
                roster.version
            ),
        ),
        Err(_) => part.fails(
            "roster",
            format!(
                "no team list here is the one that {} pins: nothing in this file can be believed",
                timeline.pin()
            ),
        ),
    }
    if pin.is_none() {
        let text = format!(
            "the pin {} comes from the file itself: compare it with the one that you were invited by (`--pin`)",
            bundle.pin
        );
        part.open("pin", text);
    }
    if !rising(bundle.standing.iter().map(|entry| (entry.seq, entry.at))) {
        part.fails("order", "its entries do not stand in the order of a log");
    }
    for (seq, code) in timeline.skipped() {
        part.fails(
            "standing",
            format!("entry {seq} does not verify: {code}; it has no effect"),
        );
    }
    part
}

fn rising(entries: impl Iterator<Item = (u64, Timestamp)>) -> bool {
    let all: Vec<(u64, Timestamp)> = entries.collect();
    all.windows(2)
        .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1)
}

/// What is said of one escalation.
struct Look<'a> {
    evidence: &'a Evidence,
    timeline: &'a Timeline,
    state: Escalation,
    part: Part,
}

impl<'a> Look<'a> {
    fn at(evidence: &'a Evidence, decided: &[Decided], timeline: &'a Timeline) -> Self {
        let state = fold(evidence.esc, &evidence.entries, timeline);
        let part = Part::new(format!("Escalation {}", evidence.esc));
        let mut look = Self {
            evidence,
            timeline,
            state,
            part,
        };
        let entries = &evidence.entries;
        if !rising(entries.iter().map(|entry| (entry.seq, entry.at)))
            || entries.iter().any(|entry| entry.esc != Some(evidence.esc))
        {
            look.part.fails(
                "order",
                "its entries do not stand in the order of a log, or are about something else",
            );
        }
        match opened(entries, timeline) {
            Some(opened) => look.proposal(&opened),
            None => look.part.fails(
                "proposal",
                "no proposal here verifies, so nothing was asked",
            ),
        }
        for event in look.state.history().to_vec() {
            look.event(&event);
        }
        for one in decided {
            look.view(one);
        }
        look.shown(decided);
        look.chain();
        look.result();
        look.alarms();
        look
    }

    fn proposal(&mut self, opened: &Opened) {
        let proposal = &opened.proposal;
        let how = if proposal.vouched() {
            "vouched for by the gateway"
        } else {
            "signed by its own key"
        };
        let what = match &proposal.action {
            Some(action) => format!("it would run {}", action.tool),
            None => "it asks a question".to_owned(),
        };
        self.part.holds(
            "proposal",
            format!(
                "proposed by {} ({how}): {what}; statement {}",
                proposal.iss,
                proposal.sha()
            ),
        );
        match (&proposal.contract, &opened.terms) {
            (ContractRef::Inline(_), _) => self.part.open(
                "contract",
                "its terms are the agent's own: nobody reviewed them",
            ),
            (ContractRef::Reviewed(sha), Some(terms)) => self.part.holds(
                "contract",
                format!(
                    "its terms are version {} of {}, signed by the team, {sha}",
                    terms.version, terms.tool
                ),
            ),
            (ContractRef::Reviewed(sha), None) => self.part.fails(
                "contract",
                format!("the contract {sha} that it names is not here"),
            ),
        }
        if opened.terms.is_some() && !opened.fits() {
            self.part.fails(
                "arguments",
                "its arguments do not fit the terms that it names",
            );
        }
    }

    fn event(&mut self, event: &Event) {
        let who = event.by.as_ref().map_or("nobody known", Name::as_str);
        let (seq, at) = (event.seq, event.at);
        match (&event.what, event.mark) {
            (What::Unreadable, Mark::Invalid(code)) => self.part.fails(
                "entry",
                format!("entry {seq} of {at} does not verify: {code}"),
            ),
            (What::Decided { verb, .. }, mark) => {
                let effect = match mark {
                    Mark::Counts => "and it counts".to_owned(),
                    Mark::Unauthorised(code) | Mark::Invalid(code) => {
                        format!("without effect: {} ({code})", mark.word())
                    }
                    _ => format!("without effect: {}", mark.word()),
                };
                let text = format!("decision by {who}: {} at {at}, {effect}", verb.as_str());
                self.part.holds("decision", text);
            }
            (What::Happened { status, code, .. }, _) => {
                let why = code
                    .as_ref()
                    .map_or(String::new(), |code| format!(" ({code})"));
                let text =
                    format!("{who} says at {at}: {status}{why}; that is its word, not a proof");
                self.part.open("outcome", text);
            }
            _ => {}
        }
        let lost = self.timeline.now().roster();
        if lost.is_ok_and(|roster| event.suspect(roster)) {
            let text = format!(
                "the key that {who} signed entry {seq} with was lost before that, as was said later"
            );
            self.part.open("suspect", text);
        }
    }

    fn view(&mut self, one: &Decided) {
        let decision = &one.decision;
        let who = &decision.iss;
        if decision.view.v != VIEW_V {
            let text = format!(
                "view of {who}: made by builder {}, which this version does not have",
                decision.view.v
            );
            self.part.open("view", text);
            return;
        }
        match &one.view {
            Some(view) if view::sha256(view) == decision.view.sha256 => {
                let text = format!(
                    "view of {who}: the signed bytes make it again, {}",
                    decision.view.sha256
                );
                self.part.holds("view", text);
            }
            Some(_) => {
                let text =
                    format!("view of {who}: the signed bytes make another one than was signed");
                self.part.fails("view", text);
            }
            None => {
                let text = format!(
                    "view of {who}: what it was about is not here, so it can not be made again"
                );
                self.part.open("view", text);
            }
        }
        if !decision.view.uninspectable.is_empty() {
            let text = format!(
                "view of {who}: it said that these parts can not be shown: {}",
                decision.view.uninspectable.join(", ")
            );
            self.part.open("uninspectable", text);
        }
    }

    /// The views that the file carries, for who has no builder.
    fn shown(&mut self, decided: &[Decided]) {
        let signed: Vec<Sha> = decided.iter().map(|one| one.decision.view.sha256).collect();
        for shown in &self.evidence.views {
            if !signed.contains(&Sha::of(&shown.bytes)) {
                let text = "a view in this file is not what anybody signed";
                self.part.fails("view", text);
            }
        }
    }

    /// The order of the log is what gateways and deciders signed, and no more.
    fn chain(&mut self) {
        let (n, _) = self.state.head();
        let mut covered = 0;
        for event in self.state.history().to_vec() {
            if event.forked {
                let who = event.by.as_ref().map_or("nobody known", Name::as_str);
                let text = format!(
                    "entry {} by {who}: other entries were seen before it than stand here; the log was shown in two ways, or lost some",
                    event.seq
                );
                self.part.fails("chain", text);
            }
        }
        for compact in &self.evidence.receipts {
            let said = match receipt(compact, &self.evidence.entries, self.timeline) {
                Ok(said) => said,
                Err(code) => {
                    let text = format!("a gateway's receipt does not hold: {code}");
                    self.part.fails("receipt", text);
                    continue;
                }
            };
            if self.state.lies_on_chain(said.n, said.head) == Some(true) {
                covered = covered.max(said.n);
            } else {
                let text = format!(
                    "{} signed that {} entries end in {}, and those here do not",
                    said.iss, said.n, said.head
                );
                self.part.fails("chain", text);
            }
            if said.says == Says::Resolved && !self.resolved_as(&said) {
                let text = format!(
                    "{} signed that it ended in another way than these entries say",
                    said.iss
                );
                self.part.fails("resolution", text);
            }
        }
        if covered == n {
            self.part.holds(
                "chain",
                format!("a gateway signed the order and times of all {n} entries"),
            );
        } else {
            let text = format!(
                "a gateway signed the order and times of {covered} of {n} entries; of the others this file alone says them"
            );
            self.part.open("chain", text);
        }
    }

    fn result(&mut self) {
        let by: Vec<&str> = self
            .state
            .resolved()
            .map(|r| r.people.iter().map(Name::as_str).collect())
            .unwrap_or_default();
        let status = self.state.status();
        let text = match (status, by.is_empty()) {
            (Status::Open, _) => "nobody has ended it".to_owned(),
            (_, true) => format!("{status}, without a person"),
            (_, false) => format!("{status} by {}", by.join(" and ")),
        };
        self.part
            .holds("result", format!("by the rules it is: {text}"));
        if self
            .state
            .first_verdict()
            .is_some_and(|v| v.verdict == Ruling::Allow)
        {
            self.part
                .open("result", "policy let it through: no person saw it");
        }
    }

    fn resolved_as(&self, said: &Receipt) -> bool {
        self.state.resolved().is_some_and(|own| {
            let statements: Vec<Sha> = own.statements.iter().map(Sha::of).collect();
            said.status == Some(own.status) && said.statements == statements
        })
    }

    fn alarms(&mut self) {
        for alarm in self.state.alarms() {
            let text = match alarm {
                Alarm::ExecutedWithoutApproval => {
                    "the source says that it ran this, and nobody had approved it"
                }
                Alarm::ExecutedOther => {
                    "the source says that it ran something else than what was signed"
                }
                Alarm::OutcomeOutOfOrder => {
                    "the source's words about it do not follow from each other"
                }
                // Said with the entries and keys that show it.
                Alarm::Forked | Alarm::KeyForked => continue,
            };
            self.part.fails(alarm.word(), text);
        }
    }
}

/// What the decisions of each key say of each other.
fn keys(chains: &[KeyChain]) -> Part {
    let mut part = Part::new("Signing keys");
    for chain in chains {
        let whose = format!("key {} of {}", chain.key, chain.person);
        for (one, other) in &chain.forks {
            let text = format!(
                "{whose}: {one} and {other} do not follow each other; the key has a copy, or its machine forgot"
            );
            part.fails("key_chain", text);
        }
        for (first, last) in &chain.missing {
            let text = format!("{whose}: decisions {first} to {last} are not in this file");
            part.open("key_chain", text);
        }
        if chain.forks.is_empty() && chain.missing.is_empty() {
            let text = format!(
                "{whose}: of the decisions that it signed, 1 to {}, none is missing",
                chain.links
            );
            part.holds("key_chain", text);
        }
    }
    if chains.is_empty() {
        part.open("key_chain", "there is no decision in this file");
    }
    part
}

fn told(parts: &[Part]) -> Done {
    let failed: usize = parts.iter().map(Part::failed).sum();
    let mut words: Vec<String> = parts.iter().map(Part::words).collect();
    words.push(match failed {
        0 => "Everything in this file that can be checked holds.".to_owned(),
        1 => "1 thing in this file does not hold.".to_owned(),
        n => format!("{n} things in this file do not hold."),
    });
    let json =
        json!({ "holds": failed == 0, "parts": parts.iter().map(Part::json).collect::<Vec<_>>() });
    let exit = if failed == 0 { 0 } else { outcome::REFUSED };
    Done::new(words.join("\n\n"), json).with_exit(exit)
}
