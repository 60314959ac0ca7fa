//! The reviewer at this terminal: the workspace's own key, a session, and what stands.

use std::{collections::BTreeMap, sync::Arc};

use fermata_client::{Client, session_auth};
use fermata_desk::{Item, SystemKeychain, Workspace, reviewer_key};
use fermata_protocol::{
    Code, Entry, Esc, Payload, SecretKey, Signed,
    roster::{InForce, Standing, Timeline},
};

use crate::{context::Context, failure::Failure, reach::Reach};

/// Entries per page of history.
const PAGE: u32 = 200;
/// At least so many characters of an id are a name for it.
pub(crate) const SHORTEST: usize = 4;

pub(crate) struct Seat {
    pub(crate) workspace: Workspace,
    pub(crate) key: SecretKey,
    pub(crate) client: Client,
    pub(crate) timeline: Timeline,
}

impl Context {
    /// Sits down: loads the key, signs a session, reads what stands.
    pub(crate) async fn seat(&self, reach: &Reach) -> Result<Seat, Failure> {
        let workspace = self.workspace()?;
        let key = tokio::task::block_in_place(|| reviewer_key(&workspace, &SystemKeychain))?;
        let for_sessions = SecretKey::from_seed(&key.dangerous_seed());
        let clock = Arc::clone(&self.clock);
        let auth = session_auth(
            for_sessions,
            workspace.person.clone(),
            workspace.workspace,
            clock,
        );
        let client = workspace.client(&reach.url, auth)?;
        let timeline = Timeline::new(workspace.pin, workspace.workspace);
        let mut seat = Seat {
            workspace,
            key,
            client,
            timeline,
        };
        seat.refresh().await?;
        Ok(seat)
    }
}

impl Seat {
    /// Reads what came to stand since.
    pub(crate) async fn refresh(&mut self) -> Result<(), Failure> {
        for entry in self
            .client
            .standing(self.timeline.last_seq(), 0)
            .await?
            .entries
        {
            // What has no effect has none for every reader alike; the timeline remembers why.
            let _ = self.timeline.take(&entry);
        }
        self.roster().map(drop)
    }

    pub(crate) fn standing(&self) -> &Arc<Standing> {
        self.timeline.now()
    }

    pub(crate) fn roster(&self) -> Result<&Arc<InForce>, Failure> {
        self.standing().roster().map_err(|_| {
            let pin = self.timeline.pin();
            Failure::new("wrong_workspace", format!("The gateway has no roster with the pinned digest {pin}: it serves another workspace; check --gateway and --home."))
        })
    }

    /// Publishes something that stands: a roster, a contract, a policy.
    pub(crate) async fn publish(&mut self, statements: &[String]) -> Result<(), Failure> {
        self.client.append(statements).await?;
        self.refresh().await
    }

    /// Signs with the reviewer's key and publishes.
    pub(crate) async fn sign_and_publish<T: Payload>(
        &mut self,
        payload: &T,
    ) -> Result<fermata_protocol::Sha, Failure> {
        let signed = Signed::sign(&self.key, payload)?;
        self.publish(&[signed.compact().to_owned()]).await?;
        Ok(signed.sha())
    }

    /// The log's entries of one escalation.
    pub(crate) async fn entries(&self, esc: Esc) -> Result<Vec<Entry>, Failure> {
        let found = self.client.escalation(esc).await;
        let found = found.map_err(|error| match Failure::from(error) {
            failure if failure.code == Code::NotFound.as_str() => unknown(&esc.to_string()),
            failure => failure,
        })?;
        Ok(found.entries)
    }

    /// One escalation, folded here from the log's entries.
    pub(crate) async fn item(&self, esc: Esc) -> Result<Item, Failure> {
        Item::of(esc, &self.entries(esc).await?, &self.timeline).ok_or_else(|| unreadable(esc))
    }

    /// Everything that is open, the least time left first.
    pub(crate) async fn open(&self) -> Result<Vec<Item>, Failure> {
        let mut items = Vec::new();
        for (esc, entries) in self.open_entries().await? {
            items.extend(Item::of(esc, &entries, &self.timeline));
        }
        items.sort_by_key(|item| item.row(None).order);
        Ok(items)
    }

    async fn open_entries(&self) -> Result<BTreeMap<Esc, Vec<Entry>>, Failure> {
        let mut all: BTreeMap<Esc, Vec<Entry>> = BTreeMap::new();
        let mut after = 0;
        loop {
            let page = self.client.snapshot(after, PAGE).await?;
            for entry in page.entries {
                if let Some(esc) = entry.esc {
                    all.entry(esc).or_default().push(entry);
                }
            }
            match page.next {
                Some(next) => after = next,
                None => return Ok(all),
            }
        }
    }

    /// The escalation that this id, or end of an id, means.
    pub(crate) async fn find(&self, text: &str) -> Result<Esc, Failure> {
        if let Ok(esc) = text.parse() {
            return Ok(esc);
        }
        let end = text.trim_start_matches('…').to_ascii_lowercase();
        if end.len() < SHORTEST || !end.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
            return Err(Failure::usage(format!(
                "{text} is no escalation's id: give the whole id, or at least {SHORTEST} characters of its end."
            )));
        }
        let mut found: Vec<Esc> = self.open_entries().await?.into_keys().collect();
        found.retain(|esc| esc.to_string().ends_with(&end));
        if found.is_empty() {
            found = self.closed(&end).await?;
        }
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(unknown(text)),
            several => Err(Failure::usage(format!(
                "{} escalations end in {text}: give more of the id.",
                several.len()
            ))),
        }
    }

    /// Those of the whole log whose id ends like this.
    async fn closed(&self, end: &str) -> Result<Vec<Esc>, Failure> {
        let mut found = Vec::new();
        let mut before = i64::MAX.unsigned_abs();
        loop {
            let page = self.client.before(before, PAGE).await?;
            let Some(last) = page.last() else { break };
            before = last.seq;
            found.extend(
                page.iter()
                    .filter_map(|entry| entry.esc)
                    .filter(|esc| esc.to_string().ends_with(end)),
            );
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

fn unknown(id: &str) -> Failure {
    Failure::new(
        "not_found",
        format!("There is no escalation {id} here: `fermata inbox` lists what waits."),
    )
}

fn unreadable(esc: Esc) -> Failure {
    Failure::new(
        "not_found",
        format!(
            "The log's entries of {esc} open nothing that verifies, so there is nothing to show or decide."
        ),
    )
}
