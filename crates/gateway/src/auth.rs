//! Who asks: a session statement signed by a key of the roster, or a vouched source's token.

use std::sync::PoisonError;

use axum::http::{HeaderMap, header};
use fermata_protocol::{
    Code, Esc, Holder, Kid, Name, Sha, Signed,
    payload::{Queue, Right, Session},
    roster::InForce,
};

use serde_json::json;

use crate::{Problem, gate::Gate};

/// Who asks.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) who: Who,
    /// What they showed, when it was a session: streams look at it again.
    pub(crate) session: Option<(Signed<Session>, fermata_protocol::Timestamp)>,
}

/// A verified identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// A reviewer.
    Person(Name),
    /// A source, by its own key.
    Source(Name),
    /// A source that the gateway vouches for, by its token.
    Vouched(Name),
    /// A gateway.
    Gateway(Name),
}

impl Gate {
    /// Who asks.
    pub(crate) fn caller(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        let refused = || Problem::new(Code::Unauthenticated);
        let value = headers.get(header::AUTHORIZATION).ok_or_else(refused)?;
        let bearer = value
            .to_str()
            .ok()
            .and_then(|text| text.strip_prefix("Bearer "))
            .ok_or_else(refused)?;
        if bearer.contains('.') {
            self.session(bearer)
        } else {
            self.token(bearer)
        }
    }

    fn token(&self, token: &str) -> Result<Caller, Problem> {
        let given = Sha::of(token);
        let tokens = self.tokens.read().unwrap_or_else(PoisonError::into_inner);
        // Every token is compared, and every byte of each, so that the time taken says nothing.
        let mut found = None;
        for (name, sha) in tokens.iter() {
            if same(sha, &given) {
                found = Some(name.clone());
            }
        }
        let unknown = "No vouched source has this token: use the one that was made for it.";
        let name = found.ok_or_else(|| Problem::new(Code::Unauthenticated).because(unknown))?;
        let roster = self.in_force().roster()?.clone();
        if roster
            .source(&name)
            .is_some_and(|source| source.is_vouched())
        {
            Ok(Caller {
                who: Who::Vouched(name),
                session: None,
            })
        } else {
            let text = format!("The roster in force does not have {name} as a vouched source.");
            Err(Problem::new(Code::Unauthenticated).because(text))
        }
    }

    fn session(&self, compact: &str) -> Result<Caller, Problem> {
        let refused = |code: Code| {
            let text = format!("The session is refused ({code}): sign a new one with a valid key.");
            Problem::new(Code::Unauthenticated)
                .because(text)
                .with("cause", code.as_str().into())
        };
        let signed = Signed::<Session>::parse(compact).map_err(refused)?;
        // Who was taken off reads no more, so this is where they learn by what.
        let refused = |code: Code| match self.revoked(code, signed.kid()) {
            Some(by) => refused(code).with("revoked", by),
            None => refused(code),
        };
        let standing = self.in_force();
        let now = self.now();
        let session = signed
            .verify(standing.roster()?.as_ref(), now)
            .map_err(refused)?;
        if session.ws != self.ws {
            return Err(refused(Code::WrongWorkspace));
        }
        session.check_at(now).map_err(refused)?;
        let who = match session.holder() {
            Holder::Person(name) => Who::Person(name.clone()),
            Holder::Source(name) => Who::Source(name.clone()),
            Holder::Gateway(name) => Who::Gateway(name.clone()),
        };
        let ends = session.expires_at;
        Ok(Caller {
            who,
            session: Some((signed, ends)),
        })
    }

    fn revoked(&self, code: Code, kid: Kid) -> Option<serde_json::Value> {
        let live = self.live();
        let version = live
            .timeline
            .revoked_by(kid)
            .filter(|_| code == Code::KeyRevoked)?;
        let roster = live.timeline.now().roster().ok()?;
        let revoked = roster.revoked.iter().find(|revoked| revoked.kid == kid)?;
        Some(json!({ "version": version, "at": revoked.at }))
    }

    /// Whether this escalation is this caller's to see: its source, or a person of one of its queue's groups.
    pub(crate) fn sees(&self, caller: &Caller, esc: Esc) -> bool {
        let live = self.live();
        let Some(place) = live.place(esc) else {
            return false;
        };
        match &caller.who {
            Who::Source(name) | Who::Vouched(name) => *name == *place.source,
            Who::Gateway(_) => false,
            Who::Person(name) => live
                .timeline
                .now()
                .roster()
                .is_ok_and(|roster| sees_queue(roster, name, &place.queue)),
        }
    }

    /// As [`Gate::sees`]; what is not the caller's does not exist.
    pub(crate) fn must_see(&self, caller: &Caller, esc: Esc) -> Result<(), Problem> {
        if self.sees(caller, esc) {
            Ok(())
        } else {
            Err(Code::NotFound.into())
        }
    }
}

impl Caller {
    /// The source that asks.
    pub(crate) fn source(&self) -> Result<&Name, Problem> {
        match &self.who {
            Who::Source(name) | Who::Vouched(name) => Ok(name),
            Who::Person(_) | Who::Gateway(_) => {
                Err(Problem::new(Code::Forbidden).because("Only a source does this."))
            }
        }
    }

    /// The person who asks.
    pub(crate) fn person(&self) -> Result<&Name, Problem> {
        match &self.who {
            Who::Person(name) => Ok(name),
            _ => Err(Problem::new(Code::Forbidden).because("Only a reviewer does this.")),
        }
    }
}

/// Whether this person reads this queue: by a group, or by the right to audit.
pub(crate) fn sees_queue(roster: &InForce, person: &Name, queue: &Name) -> bool {
    let in_group = |queue: &Queue| {
        roster
            .person(person)
            .is_some_and(|p| p.groups.iter().any(|group| queue.groups.contains(group)))
    };
    roster.has_right(person, Right::Audit) || roster.queue(queue).is_some_and(in_group)
}

fn same(a: &Sha, b: &Sha) -> bool {
    a.bytes()
        .iter()
        .zip(b.bytes())
        .fold(0, |differ, (a, b)| differ | (a ^ b))
        == 0
}
