//! How this desk stands, in facts that name nothing and nobody.

use super::Controller;
use crate::{
    DeskError, Host, Place,
    diagnostics::{Fact, Facts},
    ipc::{LinkView, ThemeChoice},
};

impl<H: Host> Controller<H> {
    /// Links, settings and counts, in our own words.
    pub(super) async fn facts(&self) -> Result<Facts, DeskError> {
        let counts = self.store.tallies().await?;
        let standing = self.timeline.now();
        let roster = standing.roster().ok();
        let list = |count: fn(&fermata_protocol::payload::Roster) -> usize| {
            Fact::from(roster.map_or(0, |roster| count(roster)))
        };
        let mut facts: Facts = vec![
            ("gateway", Fact::Word(self.whose())),
            ("link", Fact::Word(link(self.link))),
            ("log read to its end", self.in_step.into()),
            (
                "durability",
                Fact::one_of(&self.durability, &["synced", "replicated", "unconfirmed"]),
            ),
            (
                "team list version",
                Fact::Number(roster.map_or(0, |roster| roster.version)),
            ),
            ("people on it", list(|roster| roster.people.len())),
            ("sources on it", list(|roster| roster.sources.len())),
            ("stops in force", standing.halts().count().into()),
            ("inbox", counts.inbox.into()),
            ("mine", counts.mine.into()),
            ("need a second person", counts.second.into()),
            ("asked", counts.asked.into()),
            ("snoozed", counts.snoozed.into()),
            ("decided", counts.decided.into()),
            ("queues", counts.queues.len().into()),
            ("outbox", counts.outbox.into()),
            ("undo bars", self.holds.len().into()),
            ("theme", Fact::Word(theme(self.theme))),
            ("notifications", self.notices.on.into()),
            ("quiet hours", self.notices.quiet.is_some().into()),
            ("sound", self.notices.sound.into()),
            ("kept searches", self.searches().await?.len().into()),
            ("kept replies", self.replies().await?.len().into()),
        ];
        let troubles = self.troubles.values();
        facts.extend(troubles.map(|trouble| ("trouble", Fact::Code(trouble.code))));
        Ok(facts)
    }

    fn whose(&self) -> &'static str {
        match &self.workspace.place {
            Place::Here(_) => "loopback",
            Place::Team(_) => "team gateway",
        }
    }
}

fn link(link: LinkView) -> &'static str {
    match link {
        LinkView::Connecting => "connecting",
        LinkView::Live => "live",
        LinkView::Offline => "offline",
        LinkView::Refused => "refused",
    }
}

fn theme(theme: ThemeChoice) -> &'static str {
    match theme {
        ThemeChoice::System => "system",
        ThemeChoice::Light => "light",
        ThemeChoice::Dark => "dark",
    }
}
