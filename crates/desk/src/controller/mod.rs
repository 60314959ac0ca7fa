//! One task owns the desk's state. Everything reaches it as a [`Wake`], one method per variant; nothing else changes it.

mod alarms;
mod ask;
mod asked;
mod away;
mod deliver;
mod diagnose;
mod entries;
mod halt;
mod hold;
mod kept;
mod note;
mod search;
mod snooze;
mod spoken;
mod team;
mod tell;
mod wake;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::TimeDelta;
use fermata_client::Client;
use fermata_protocol::{Esc, SecretKey, Timestamp, roster::Timeline};
use tokio::sync::{mpsc, oneshot};

pub use deliver::{check_receipt, for_good};
pub(crate) use hold::{confirm, friction, typed_fits};
pub use wake::{Ask, Desk, Taken, Wake};

use crate::{
    Clock, DeskError, Home, Host, Place, Store, TrayState, Workspace,
    ipc::{
        DeltaView, IdentityView, LinkView, ListName, NoticesView, Sentence, StatusBarView,
        ThemeChoice, UiError, UiErrorCode,
    },
    learn_own,
    sign::decision_header,
    store::Edge,
    views,
};

/// Wakes that may wait; a flood makes senders wait instead of memory grow.
const QUEUE: usize = 256;
/// More undo bars than this do not run at the top of the inbox.
const JUMP: u32 = 20;

/// What may be wrong, the worst first. Each is over when the same went well again, whatever goes well beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    /// Keeping and showing what comes from the log; it is read again.
    Reading,
    /// Anything else that the desk's databases should do.
    Store,
    /// The last signature.
    Signing,
    /// The way of a signed decision into the log.
    Delivery,
    /// The way of something that was written into the log.
    Saying,
    /// Starting a gateway on this machine.
    Gateway,
    /// The connection.
    Link,
}

/// The owner of the desk's state.
pub struct Controller<H: Host> {
    host: H,
    home: Home,
    store: Store,
    clock: Clock,
    workspace: Workspace,
    key: Arc<SecretKey>,
    client: Client,
    timeline: Timeline,
    holds: BTreeMap<Esc, hold::Hold>,
    /// Items that the page shows a bar for.
    bars: BTreeSet<Esc>,
    link: LinkView,
    /// Escalations that could not be shown under what stood then; looked up when something else stands for the first time.
    unshown: Option<BTreeSet<Esc>>,
    caught_up: bool,
    /// Everything that the log has is here: what has not come, was not said.
    in_step: bool,
    /// When the next approved action is late.
    late_at: Option<Timestamp>,
    durability: String,
    troubles: BTreeMap<Trouble, UiError>,
    theme: ThemeChoice,
    notices: NoticesView,
    /// What is put off, until when.
    snoozes: BTreeMap<Esc, Timestamp>,
    /// When quiet hours end that hold something.
    quiet_until: Option<Timestamp>,
    /// When half of the time of the next one that nobody has taken is over.
    half_at: Option<Timestamp>,
    sending: bool,
    sending_note: bool,
    /// When the next row changes by itself.
    lease_at: Option<Timestamp>,
    /// When the next absence ends.
    away_at: Option<Timestamp>,
    retry_at: Option<Timestamp>,
    retry_wait: TimeDelta,
    announce_at: Option<Timestamp>,
    deltas: Vec<DeltaView>,
    tray: TrayState,
    desk: Desk,
}

impl<H: Host> Controller<H> {
    /// Starts the controller's task and gives the handle to it. Send [`Wake`]s from a gateway's stream to bring it to life.
    ///
    /// # Errors
    /// The disk's.
    pub async fn start(
        host: H,
        home: Home,
        store: Store,
        workspace: Workspace,
        key: SecretKey,
        client: Client,
        clock: Clock,
    ) -> Result<(Desk, tokio::task::JoinHandle<()>), DeskError> {
        let (tx, rx) = mpsc::channel(QUEUE);
        let desk = Desk::new(tx);
        let mut timeline = Timeline::new(workspace.pin, workspace.workspace);
        for entry in store.standing().await? {
            // What is skipped stays without effect; the timeline remembers why.
            let _ = timeline.take(&entry);
        }
        // A `desk.db` that was lost or restored must not sign beside the chain that the log already has.
        if let Some(entry) = store
            .newest_with_header(&decision_header(key.kid()))
            .await?
        {
            learn_own(&store, key.kid(), &entry, &timeline).await?;
        }
        let theme = store
            .setting("theme")
            .await?
            .and_then(|text| serde_json::from_value(text.into()).ok());
        let notices = store
            .setting("notices")
            .await?
            .and_then(|text| serde_json::from_str(&text).ok());
        let snoozes = store.snoozes().await?;
        let mut controller = Self {
            host,
            home,
            store,
            clock,
            workspace,
            key: Arc::new(key),
            client,
            timeline,
            holds: BTreeMap::new(),
            bars: BTreeSet::new(),
            link: LinkView::Connecting,
            unshown: None,
            caught_up: false,
            in_step: false,
            late_at: None,
            durability: "synced".to_owned(),
            troubles: BTreeMap::new(),
            theme: theme.unwrap_or_default(),
            notices: notices.unwrap_or_default(),
            snoozes,
            quiet_until: None,
            half_at: None,
            sending: false,
            sending_note: false,
            lease_at: None,
            away_at: None,
            retry_at: None,
            retry_wait: deliver::RETRY.0,
            announce_at: None,
            deltas: Vec::new(),
            tray: TrayState::default(),
            desk: desk.clone(),
        };
        let task = tokio::spawn(async move { controller.run(rx).await });
        Ok((desk, task))
    }

    async fn run(&mut self, mut wakes: mpsc::Receiver<Wake>) {
        self.mind_absences();
        if !self.snoozes.is_empty() {
            self.set_alarm();
        }
        while let Some(wake) = wakes.recv().await {
            let which = match wake {
                Wake::Entries(..) | Wake::Restored(_) => Trouble::Reading,
                _ => Trouble::Store,
            };
            let done = match wake {
                Wake::Ask(ask) => {
                    self.on_ask(ask).await;
                    Ok(())
                }
                Wake::Entries(entries, position, reply) => {
                    let taken = self.on_entries(entries, position).await;
                    answer(reply, taken)
                }
                Wake::CaughtUp => self.on_caught_up().await,
                Wake::Restored(reply) => {
                    let forgotten = self.on_restored().await;
                    answer(reply, forgotten)
                }
                Wake::Behind(error) => self.on_behind(error).await,
                Wake::Link(link, trouble) => self.on_link(link, trouble).await,
                Wake::NoGateway(trouble) => {
                    self.set_trouble(Trouble::Gateway, trouble).await;
                    Ok(())
                }
                Wake::Alarm => self.on_alarm().await,
                Wake::Sent(sent) => self.on_sent(*sent).await,
                Wake::NoteSent(sent) => self.on_note_sent(*sent).await,
                Wake::Found(found, reply) => {
                    self.on_found(found, reply);
                    Ok(())
                }
                Wake::Clicked(esc) => {
                    self.on_clicked(esc);
                    Ok(())
                }
                Wake::Jump => self.on_jump().await,
                Wake::PutOff(esc) => {
                    self.put_off_briefly(esc).await;
                    Ok(())
                }
                Wake::Stop(stopped) => {
                    self.store.close().await;
                    let _ = stopped.send(());
                    return;
                }
            };
            if let Err(error) = done {
                tracing::error!(%error, "the desk could not take a change");
                self.set_trouble(which, Some(error.into())).await;
                if which == Trouble::Store {
                    self.retry_later();
                }
            }
            self.flush();
        }
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn flush(&mut self) {
        if !self.deltas.is_empty() {
            self.host.emit(std::mem::take(&mut self.deltas));
        }
    }

    fn on_clicked(&mut self, esc: Option<Esc>) {
        self.host.raise();
        if let Some(esc) = esc {
            self.deltas.push(DeltaView::Open {
                esc: esc.to_string(),
            });
        }
    }

    /// To the front, at what is most urgent and waits for a decision.
    async fn on_jump(&mut self) -> Result<(), DeskError> {
        let first = self
            .store
            .page(ListName::Inbox, None, Edge::Top, JUMP)
            .await?;
        let mut waiting = first.rows.iter().filter_map(|row| row.esc.parse().ok());
        let esc = waiting.find(|esc| !self.holds.contains_key(esc));
        self.on_clicked(esc);
        Ok(())
    }

    /// The page shows the worst of what is wrong.
    async fn set_trouble(&mut self, which: Trouble, words: Option<UiError>) {
        let before = self.troubles.values().next().cloned();
        match words {
            Some(words) => self.troubles.insert(which, words),
            None => self.troubles.remove(&which),
        };
        if self.troubles.values().next() != before.as_ref() {
            self.tell_status().await;
        }
    }

    async fn on_link(&mut self, link: LinkView, trouble: Option<UiError>) -> Result<(), DeskError> {
        self.link = link;
        // Until the log is read to its end again.
        self.in_step = false;
        match trouble {
            Some(words) => self.troubles.insert(Trouble::Link, words),
            None => self.troubles.remove(&Trouble::Link),
        };
        self.tell_status().await;
        self.tell_tray();
        if link == LinkView::Live {
            self.deliver().await?;
            self.deliver_notes().await?;
        }
        Ok(())
    }

    async fn status(&self) -> StatusBarView {
        StatusBarView {
            link: self.link,
            gateway: match &self.workspace.place {
                Place::Here(_) => self.host.words().this_machine.to_owned(),
                Place::Team(team) => team.gateway.clone(),
            },
            durability: self.durability.clone(),
            trouble: self.troubles.values().next().cloned(),
            off: self.off(),
            halts: views::wide(self.timeline.now(), &self.workspace.person),
            away: views::away(self.timeline.now(), &self.workspace.person, self.now()),
            last_decision: self.store.last_signed().await.unwrap_or_default(),
        }
    }

    /// Why nothing can be decided here, if so.
    fn off(&self) -> Option<Sentence> {
        let link = self.troubles.get(&Trouble::Link)?;
        (link.code == UiErrorCode::Revoked).then(|| link.message.clone())
    }

    async fn tell_status(&mut self) {
        let status = self.status().await;
        self.deltas.push(DeltaView::Status { status });
    }

    fn tell_tray(&mut self) {
        let tray = TrayState {
            waiting: self.tray.waiting,
            live: self.link == LinkView::Live,
        };
        if tray != self.tray {
            self.tray = tray;
            self.host.tray(tray);
        }
    }

    fn identity(&self) -> IdentityView {
        views::identity(&self.workspace, self.key.kid(), &self.timeline, self.now())
    }
}

/// Says whether it went well to who waits for that.
fn answer(reply: oneshot::Sender<bool>, done: Result<(), DeskError>) -> Result<(), DeskError> {
    // Whoever asked may be gone; then the answer has no reader.
    let _ = reply.send(done.is_ok());
    done
}
