//! Evidence bundles: all that proves what became of some escalations, in one file that needs no gateway to be judged.
//!
//! Here: the file's form, what a desk puts into it, and the chain that one key's decisions make over all of them.
//! Not here: the judgement in words, which is the command line's.
//! A bundle is signed by nobody: what it holds is, and a head that a gateway signed covers the order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Code, Entry, Esc, Jti, Kid, Name, Sha, Signed, Timestamp, Typ, Verified, Ws, claimed_typ,
    contract::CompiledContract,
    payload::{Arguments, Decision, Proposal, Receipt, Says, Terms},
    roster::Timeline,
    statement::peek,
    view::{self, View},
};

/// The form that is written, and the only one that is read.
pub const FORM: u32 = 1;

/// Everything about some escalations of one workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Always [`FORM`].
    pub fermata_bundle: u32,
    /// The workspace.
    pub workspace: Ws,
    /// Digest of its first roster's payload, as whoever wrote the file has pinned it.
    pub pin: Sha,
    /// When it was written, by the writer's clock; proves nothing.
    pub written_at: Timestamp,
    /// Rosters, contracts, policies and halts, in the order of the log.
    pub standing: Vec<Entry>,
    /// The escalations.
    pub escalations: Vec<Evidence>,
}

/// Everything about one escalation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Its id.
    pub esc: Esc,
    /// Its entries, in the order of the log.
    pub entries: Vec<Entry>,
    /// What its deciders were shown, each view once.
    pub views: Vec<Shown>,
    /// What gateways signed about the log: that it took a statement, and how it was resolved.
    pub receipts: Vec<String>,
}

/// A view as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Which builder made it.
    pub v: u32,
    /// Its bytes, which are JSON: `view.sha256` of a decision is their digest.
    pub bytes: String,
}

/// A decision that verifies, and what it says of itself.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The entry that holds it.
    pub seq: u64,
    /// The decision.
    pub decision: Verified<Decision>,
    /// The view that its signer must have been shown: of the candidate whose verdict it names.
    /// `None` when no such candidate is here.
    pub view: Option<View>,
}

/// The decisions of an escalation's entries that verify, each with the view that it is about.
pub fn decided(entries: &[Entry], timeline: &Timeline) -> Vec<Decided> {
    let Some(opened) = opened(entries, timeline) else {
        return Vec::new();
    };
    let mut candidates: BTreeMap<Sha, Option<Arguments>> = BTreeMap::new();
    if let Some(verdict) = opened.verdict {
        candidates.insert(verdict, None);
    }
    let mut all = Vec::new();
    for entry in entries {
        let Some(decision) = decision(entry, timeline) else {
            continue;
        };
        let view = candidates
            .get(&decision.verdict_sha256)
            .zip(opened.terms.as_ref())
            .map(|(arguments, terms)| view::of(&opened.proposal, terms, arguments.as_ref()));
        if let (Some(arguments), Some(verdict)) = (&decision.arguments, entry.statements.get(1)) {
            candidates.insert(Sha::of(verdict), Some(arguments.clone()));
        }
        all.push(Decided {
            seq: entry.seq,
            decision,
            view,
        });
    }
    all
}

/// The decision that an entry holds, if it verifies.
pub fn decision(entry: &Entry, timeline: &Timeline) -> Option<Verified<Decision>> {
    let first = entry.statements.first()?;
    if claimed_typ(first) != Ok(Typ::Decision) {
        return None;
    }
    let roster = timeline.before(entry.seq).roster().ok()?;
    Signed::parse(first)
        .and_then(|signed| signed.verify(roster.as_ref(), entry.at))
        .ok()
}

/// The proposal that opened it.
pub struct Opened {
    /// The proposal.
    pub proposal: Verified<Proposal>,
    /// Digest of the verdict over it.
    verdict: Option<Sha>,
    /// Its contract, if that stood.
    pub terms: Option<Terms>,
}

impl Opened {
    /// Whether the proposed arguments satisfy the contract.
    pub fn fits(&self) -> bool {
        match (&self.proposal.action, &self.terms) {
            (Some(action), Some(terms)) => CompiledContract::compile(terms)
                .is_ok_and(|contract| contract.validate(&action.arguments).is_ok()),
            (None, _) => true,
            (Some(_), None) => false,
        }
    }
}

/// The first proposal of an escalation's entries that verifies.
pub fn opened(entries: &[Entry], timeline: &Timeline) -> Option<Opened> {
    entries.iter().find_map(|entry| {
        let first = entry.statements.first()?;
        let standing = timeline.before(entry.seq);
        let proposal = Signed::<Proposal>::parse(first)
            .and_then(|signed| signed.verify(standing.roster()?.as_ref(), entry.at))
            .ok()?;
        Some(Opened {
            terms: timeline.now().terms(&proposal),
            verdict: entry.statements.get(1).map(Sha::of),
            proposal,
        })
    })
}

/// What deciders were shown, for a bundle.
pub fn shown(entries: &[Entry], timeline: &Timeline) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for view in decided(entries, timeline)
        .into_iter()
        .filter_map(|d| d.view)
    {
        let bytes = String::from_utf8(view::bytes(&view)).unwrap_or_default();
        let shown = Shown {
            v: view::VIEW_V,
            bytes,
        };
        if !all.contains(&shown) {
            all.push(shown);
        }
    }
    all
}

/// Reads a gateway's receipt: for `recorded` with the keys that were good when the log took what it names, for `resolved`
/// with those that are good by the newest roster at the time that it says.
///
/// # Errors
/// The statement's codes; `not_found` when what was recorded is not here, `not_allowed` for any other kind.
pub fn receipt(
    compact: &str,
    entries: &[Entry],
    timeline: &Timeline,
) -> Result<Verified<Receipt>, Code> {
    let signed = Signed::<Receipt>::parse(compact)?;
    let claimed = peek(&signed)?;
    match claimed.says {
        Says::Recorded => {
            let names = |entry: &&Entry| {
                let mut own = entry.statements.iter().map(Sha::of);
                own.any(|sha| claimed.statements.contains(&sha))
            };
            let entry = entries.iter().find(names).ok_or(Code::NotFound)?;
            signed.verify(timeline.before(entry.seq + 1).roster()?.as_ref(), entry.at)
        }
        Says::Resolved => signed.verify(timeline.now().roster()?.as_ref(), claimed.at),
        _ => Err(Code::NotAllowed),
    }
}

/// The decisions of one key, as far as they are here.
#[derive(Debug, Clone)]
pub struct KeyChain {
    /// The key.
    pub key: Kid,
    /// Whose it is.
    pub person: Name,
    /// How many decisions are here.
    pub links: usize,
    /// Places of the chain that are not here, as first and last: a reader sees its own queues alone.
    pub missing: Vec<(u64, u64)>,
    /// Ids of decisions that can not both be of one chain: two at one place, or one that does not name the one before it.
    pub forks: Vec<(Jti, Jti)>,
}

/// The chains that decisions make, key by key. One decision may be given many times.
pub fn chains<'a>(decisions: impl IntoIterator<Item = &'a Verified<Decision>>) -> Vec<KeyChain> {
    let mut keys: BTreeMap<Kid, BTreeMap<u64, Vec<&Verified<Decision>>>> = BTreeMap::new();
    for decision in decisions {
        let links = keys.entry(decision.kid()).or_default();
        let here = links.entry(decision.seq).or_default();
        if here.iter().all(|known| known.sha() != decision.sha()) {
            here.push(decision);
        }
    }
    keys.iter()
        .filter_map(|(key, links)| chain(*key, links))
        .collect()
}

fn chain(key: Kid, links: &BTreeMap<u64, Vec<&Verified<Decision>>>) -> Option<KeyChain> {
    let mut chain = KeyChain {
        key,
        person: links.values().next()?.first()?.iss.clone(),
        links: links.values().map(Vec::len).sum(),
        missing: Vec::new(),
        forks: Vec::new(),
    };
    let mut before: (u64, &[&Verified<Decision>]) = (0, &[]);
    for (&seq, here) in links {
        let others = here.iter().skip(1).map(|other| (here[0].jti, other.jti));
        chain.forks.extend(others);
        let (last, known) = before;
        if seq > last + 1 {
            chain.missing.push((last + 1, seq - 1));
        } else if let Some(one) = known.first() {
            let follows = |link: &&&Verified<Decision>| {
                known.iter().any(|before| link.prev == Some(before.sha()))
            };
            let astray = here.iter().filter(|link| !follows(link));
            chain.forks.extend(astray.map(|link| (one.jti, link.jti)));
        }
        before = (seq, here);
    }
    Some(chain)
}
