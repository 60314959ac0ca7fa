//! Everything that can reach the controller.

use fermata_client::ClientError;
use fermata_protocol::{Entry, Esc, Timestamp};
use tokio::sync::{mpsc, oneshot};

use crate::{
    DeskError, Document, Fault, OutboxRow,
    diagnostics::Facts,
    ipc::{
        DecisionForm, DetailView, FoundView, HydrationView, LinkView, ListName, NoteForm,
        NoticesView, PreviewView, ProgressView, RowsView, SavedReply, SavedSearch, ScopeKind,
        SearchForm, SeenForm, StandInForm, TeamView, ThemeChoice, UiError, UiErrorCode,
    },
};

/// An input of the controller.
pub enum Wake {
    /// A command of the page.
    Ask(Ask),
    /// Entries from the gateway, as they came, and the stream's position behind them. Answered with whether they are kept and shown: if not, they must come again before any later ones.
    Entries(Vec<Entry>, u64, oneshot::Sender<bool>),
    /// Everything that the log had when the stream began has been given.
    CaughtUp,
    /// The log is another one than was read until now. Answered with whether all that came from the old one is forgotten.
    Restored(oneshot::Sender<bool>),
    /// The log can not be followed for now; it is tried again.
    Behind(DeskError),
    /// The connection changed.
    Link(LinkView, Option<UiError>),
    /// Why no gateway can be started on this machine, where one is wanted.
    NoGateway(Option<UiError>),
    /// The time that [`crate::Host::wake_at`] asked for has come.
    Alarm,
    /// A delivery ended.
    Sent(Box<Sent>),
    /// The delivery of something written ended.
    NoteSent(Box<super::note::NoteSent>),
    /// A search has come to its end; bars are shown on what it found.
    Found(FoundView, Reply<FoundView>),
    /// A notification was clicked.
    Clicked(Option<Esc>),
    /// The keys that bring the desk to the front were pressed.
    Jump,
    /// A notification's button to put its item off for a short while was pressed.
    PutOff(Esc),
    /// Finish; answered when the stores are closed.
    Stop(oneshot::Sender<()>),
}

/// How the delivery of one decision ended.
pub struct Sent {
    pub(super) row: OutboxRow,
    pub(super) result: Result<fermata_client::Appended, ClientError>,
}

pub(super) type Reply<T> = oneshot::Sender<Result<T, UiError>>;

/// Commands of the page, each with where to answer.
pub enum Ask {
    /// Everything for the first paint.
    Hydrate(Reply<HydrationView>),
    /// A page of a list.
    Rows(
        ListName,
        Option<String>,
        Option<String>,
        bool,
        Reply<RowsView>,
    ),
    /// A page of what is found.
    Search(Box<SearchForm>, Option<String>, Reply<FoundView>),
    /// How many are found.
    CountFound(Box<SearchForm>, Reply<u32>),
    /// Keep these searches, in this order, and no others.
    KeepSearches(Vec<SavedSearch>, Reply<()>),
    /// Keep these replies, in this order, and no others.
    KeepReplies(Vec<SavedReply>, Reply<()>),
    /// How the team stands; the day began then.
    Team(Timestamp, Reply<TeamView>),
    /// What was closed in the last seven days, as CSV.
    Week(Reply<String>),
    /// One item.
    Detail(Esc, Reply<DetailView>),
    /// What an edit would do.
    Preview(Esc, String, Reply<PreviewView>),
    /// Decide.
    Decide(Esc, DecisionForm, SeenForm, Reply<ProgressView>),
    /// Take back what is not signed.
    Undo(Esc, Reply<()>),
    /// Do not wait for the bar.
    SignNow(Esc, Reply<ProgressView>),
    /// Put these alarms of an item away.
    Looked(Esc, Vec<String>, Reply<()>),
    /// Put an item off until then, or take that back.
    Snooze(Esc, Option<Timestamp>, Reply<()>),
    /// Keep the theme.
    SetTheme(ThemeChoice, Reply<()>),
    /// Keep what is told of by notification.
    SetNotices(NoticesView, Reply<()>),
    /// Stop, with a reason.
    Halt(Esc, ScopeKind, String, Reply<()>),
    /// End a stop, by its id.
    Lift(String, Reply<()>),
    /// Away until then; they act meanwhile.
    GoAway(Timestamp, StandInForm, Reply<()>),
    /// Back.
    ComeBack(Reply<()>),
    /// One item's evidence bundle, as text.
    Export(Esc, Reply<String>),
    /// One of an item's documents that is no text, by its place.
    Document(Esc, u32, Reply<Document>),
    /// How this desk stands, in facts that name nobody.
    Diagnose(Reply<Facts>),
    /// How much of what was decided or said here is not in the log.
    Unsent(Reply<u32>),
    /// Say something about an item.
    Note(Esc, NoteForm, Reply<()>),
    /// Send a first escalation to oneself.
    SendFirst(Reply<()>),
}

/// Whether the desk took what it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is durable and shown.
    Yes,
    /// It must be given again.
    No,
    /// The desk is closed.
    Gone,
}

/// The handle to the controller. Cloning shares it.
#[derive(Clone)]
pub struct Desk {
    wakes: mpsc::Sender<Wake>,
}

fn gone() -> UiError {
    UiError::new(UiErrorCode::Starting, Fault::Closing)
}

impl Desk {
    pub(super) fn new(wakes: mpsc::Sender<Wake>) -> Self {
        Self { wakes }
    }

    /// Gives the controller an input. Waits while it has too many.
    pub async fn wake(&self, wake: Wake) {
        // A controller that is gone needs no input.
        let _ = self.wakes.send(wake).await;
    }

    /// Whether the controller has ended.
    pub fn is_gone(&self) -> bool {
        self.wakes.is_closed()
    }

    async fn give(&self, wake: impl FnOnce(oneshot::Sender<bool>) -> Wake) -> Taken {
        let (reply, answer) = oneshot::channel();
        self.wake(wake(reply)).await;
        match answer.await {
            Ok(true) => Taken::Yes,
            Ok(false) => Taken::No,
            Err(_) => Taken::Gone,
        }
    }

    /// Gives entries from the gateway, as they came, with the stream's position behind them, and waits until they are taken.
    pub async fn entries(&self, entries: Vec<Entry>, position: u64) -> Taken {
        self.give(|reply| Wake::Entries(entries, position, reply))
            .await
    }

    /// Tells that the log is another one, and waits until what came from the old one is forgotten.
    pub async fn restored(&self) -> Taken {
        self.give(Wake::Restored).await
    }

    async fn ask<T>(&self, ask: impl FnOnce(Reply<T>) -> Ask) -> Result<T, UiError> {
        let (reply, answer) = oneshot::channel();
        self.wakes
            .send(Wake::Ask(ask(reply)))
            .await
            .map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// Everything for the first paint.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn hydrate(&self) -> Result<HydrationView, UiError> {
        self.ask(Ask::Hydrate).await
    }

    /// A page of a list: from its top, or from an order key on, after it or with `back` before it.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn rows(
        &self,
        list: ListName,
        queue: Option<String>,
        edge: Option<String>,
        back: bool,
    ) -> Result<RowsView, UiError> {
        self.ask(|reply| Ask::Rows(list, queue, edge, back, reply))
            .await
    }

    /// A page of what is found.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn search(
        &self,
        form: SearchForm,
        after: Option<String>,
    ) -> Result<FoundView, UiError> {
        self.ask(|reply| Ask::Search(Box::new(form), after, reply))
            .await
    }

    /// How many are found, counted up to 100.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn count_found(&self, form: SearchForm) -> Result<u32, UiError> {
        self.ask(|reply| Ask::CountFound(Box::new(form), reply))
            .await
    }

    /// Keeps these searches, in this order, and no others.
    ///
    /// # Errors
    /// What the page shows; then those from before stay.
    pub async fn keep_searches(&self, searches: Vec<SavedSearch>) -> Result<(), UiError> {
        self.ask(|reply| Ask::KeepSearches(searches, reply)).await
    }

    /// Keeps these replies, in this order, and no others.
    ///
    /// # Errors
    /// What the page shows; then those from before stay.
    pub async fn keep_replies(&self, replies: Vec<SavedReply>) -> Result<(), UiError> {
        self.ask(|reply| Ask::KeepReplies(replies, reply)).await
    }

    /// How the team stands, on a day that began at `from`.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn team(&self, from: Timestamp) -> Result<TeamView, UiError> {
        self.ask(|reply| Ask::Team(from, reply)).await
    }

    /// What was closed in the last seven days, as the text of a CSV file.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn week(&self) -> Result<String, UiError> {
        self.ask(Ask::Week).await
    }

    /// One item.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn detail(&self, esc: Esc) -> Result<DetailView, UiError> {
        self.ask(|reply| Ask::Detail(esc, reply)).await
    }

    /// What an edit would do.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn preview(&self, esc: Esc, arguments: String) -> Result<PreviewView, UiError> {
        self.ask(|reply| Ask::Preview(esc, arguments, reply)).await
    }

    /// Decides: starts the undo bar, or signs at once where the friction was the hand's.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn decide(
        &self,
        esc: Esc,
        form: DecisionForm,
        seen: SeenForm,
    ) -> Result<ProgressView, UiError> {
        self.ask(|reply| Ask::Decide(esc, form, seen, reply)).await
    }

    /// Takes back what is not signed.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn undo(&self, esc: Esc) -> Result<(), UiError> {
        self.ask(|reply| Ask::Undo(esc, reply)).await
    }

    /// Signs what is in the bar now.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn sign_now(&self, esc: Esc) -> Result<ProgressView, UiError> {
        self.ask(|reply| Ask::SignNow(esc, reply)).await
    }

    /// The person has looked at these alarms, by their names.
    ///
    /// # Errors
    /// What the page shows; then they stay.
    pub async fn looked(&self, esc: Esc, ids: Vec<String>) -> Result<(), UiError> {
        self.ask(|reply| Ask::Looked(esc, ids, reply)).await
    }

    /// Puts an item off on this desk until then, or takes that back.
    ///
    /// # Errors
    /// What the page shows; then nothing changed.
    pub async fn snooze(&self, esc: Esc, until: Option<Timestamp>) -> Result<(), UiError> {
        self.ask(|reply| Ask::Snooze(esc, until, reply)).await
    }

    /// Keeps what is told of by notification.
    ///
    /// # Errors
    /// What the page shows; then it stays as it was.
    pub async fn set_notices(&self, notices: NoticesView) -> Result<(), UiError> {
        self.ask(|reply| Ask::SetNotices(notices, reply)).await
    }

    /// Keeps the theme.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn set_theme(&self, theme: ThemeChoice) -> Result<(), UiError> {
        self.ask(|reply| Ask::SetTheme(theme, reply)).await
    }

    /// Stops this escalation, or what it belongs to, from the moment on that this answers.
    ///
    /// # Errors
    /// What the page shows; then nothing is stopped.
    pub async fn halt(&self, esc: Esc, kind: ScopeKind, reason: String) -> Result<(), UiError> {
        self.ask(|reply| Ask::Halt(esc, kind, reason, reply)).await
    }

    /// Ends a stop.
    ///
    /// # Errors
    /// What the page shows; then it still holds.
    pub async fn lift(&self, id: String) -> Result<(), UiError> {
        self.ask(|reply| Ask::Lift(id, reply)).await
    }

    /// Says that this person is away until then and who acts for them, from the moment on that this answers.
    ///
    /// # Errors
    /// What the page shows; then nothing changed.
    pub async fn go_away(&self, until: Timestamp, to: StandInForm) -> Result<(), UiError> {
        self.ask(|reply| Ask::GoAway(until, to, reply)).await
    }

    /// Says that this person is back.
    ///
    /// # Errors
    /// What the page shows; then they are still away.
    pub async fn come_back(&self) -> Result<(), UiError> {
        self.ask(Ask::ComeBack).await
    }

    /// Everything that proves what became of one item, as the text of an evidence bundle.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn export(&self, esc: Esc) -> Result<String, UiError> {
        self.ask(|reply| Ask::Export(esc, reply)).await
    }

    /// One of an item's documents that is no text, by its place.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn document(&self, esc: Esc, place: u32) -> Result<Document, UiError> {
        self.ask(|reply| Ask::Document(esc, place, reply)).await
    }

    /// How this desk stands, in facts that name nothing and nobody.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn diagnose(&self) -> Result<Facts, UiError> {
        self.ask(Ask::Diagnose).await
    }

    /// How much of what was decided or said here is not in the log: in the undo bar, or signed and not delivered.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn unsent(&self) -> Result<u32, UiError> {
        self.ask(Ask::Unsent).await
    }

    /// Says something about an item: what was written is kept when this answers, anything else is in the log.
    ///
    /// # Errors
    /// What the page shows; then nothing was said.
    pub async fn note(&self, esc: Esc, form: NoteForm) -> Result<(), UiError> {
        self.ask(|reply| Ask::Note(esc, form, reply)).await
    }

    /// Sends a first escalation to oneself.
    ///
    /// # Errors
    /// What the page shows.
    pub async fn send_first(&self) -> Result<(), UiError> {
        self.ask(Ask::SendFirst).await
    }

    /// Stops the controller and waits until its stores are closed.
    pub async fn stop(&self) {
        let (stopped, wait) = oneshot::channel();
        self.wake(Wake::Stop(stopped)).await;
        let _ = wait.await;
    }
}
