//! Commands of the page. Each is answered once; what the network must say is asked for beside the loop, so that nothing waits behind it.

use fermata_protocol::{
    Esc, Name, bundle,
    fold::Alarm,
    payload::{Right, Ruling, Verb},
};
use tokio::sync::oneshot;

use super::{Ask, Controller};
use crate::{
    DeskError, Document, Draft, Fault, Host, Item, Words, export,
    ipc::{
        DetailView, FieldErrorView, FieldView, HydrationView, ListName, PreviewView, ProgressView,
        RowView, RowsView, ThemeChoice, UiError, UiErrorCode,
    },
    secret::read_edit,
    store::Edge,
    views,
};

/// Rows per page.
const PAGE: u32 = 200;

impl<H: Host> Controller<H> {
    pub(super) async fn on_ask(&mut self, ask: Ask) {
        // Whoever asked may be gone; then the answer has no reader.
        match ask {
            Ask::Hydrate(reply) => drop(reply.send(self.hydrate().await.map_err(Into::into))),
            Ask::Rows(list, queue, edge, back, reply) => {
                let rows = self
                    .store
                    .page(
                        list,
                        queue.as_deref(),
                        Edge::of(edge.as_deref(), back),
                        PAGE,
                    )
                    .await;
                let rows = rows.map(|rows| self.with_bars(rows));
                drop(reply.send(rows.map_err(|error| DeskError::from(error).into())));
            }
            Ask::Search(form, after, reply) => self.search(*form, after, reply),
            Ask::CountFound(form, reply) => self.count_found(*form, reply),
            Ask::KeepSearches(searches, reply) => {
                let kept = self.keep_searches(&searches).await;
                drop(reply.send(kept));
            }
            Ask::KeepReplies(replies, reply) => {
                let kept = self.keep_replies(&replies).await;
                drop(reply.send(kept));
            }
            Ask::Team(from, reply) => self.team(from, reply),
            Ask::Week(reply) => self.week(reply),
            Ask::Detail(esc, reply) => drop(reply.send(self.detail(esc).await.map_err(Into::into))),
            Ask::Preview(esc, arguments, reply) => match self.item(esc).await {
                Err(error) => drop(reply.send(Err(error.into()))),
                Ok(item) => {
                    let client = self.client.clone();
                    let person = self.workspace.person.clone();
                    let words = self.host.words();
                    tokio::spawn(async move {
                        let preview = preview(&item, &person, &arguments, &client, words).await;
                        drop(reply.send(preview.map_err(Into::into)));
                    });
                }
            },
            Ask::Decide(esc, form, seen, reply) => {
                let done = self.decide(esc, Draft { form, seen }).await;
                drop(reply.send(done.map_err(Into::into)));
            }
            Ask::Undo(esc, reply) => drop(reply.send(self.undo(esc).await.map_err(Into::into))),
            Ask::SignNow(esc, reply) => {
                drop(reply.send(self.sign_held(esc).await.map_err(Into::into)))
            }
            Ask::Looked(esc, ids, reply) => {
                drop(reply.send(self.looked(esc, ids).await.map_err(Into::into)))
            }
            Ask::Snooze(esc, until, reply) => {
                drop(reply.send(self.snooze(esc, until).await.map_err(Into::into)))
            }
            Ask::SetNotices(notices, reply) => {
                drop(reply.send(self.set_notices(notices).await.map_err(Into::into)))
            }
            Ask::SetTheme(theme, reply) => {
                drop(reply.send(self.set_theme(theme).await.map_err(Into::into)))
            }
            Ask::Halt(esc, kind, reason, reply) => self.halt(esc, kind, reason, reply).await,
            Ask::Lift(id, reply) => self.lift(&id, reply),
            Ask::GoAway(until, to, reply) => self.go_away(until, &to, reply),
            Ask::ComeBack(reply) => self.come_back(reply),
            Ask::Export(esc, reply) => self.export(esc, reply).await,
            Ask::Document(esc, place, reply) => {
                let document = self.document(esc, place).await;
                drop(reply.send(document.map_err(Into::into)));
            }
            Ask::Diagnose(reply) => drop(reply.send(self.facts().await.map_err(Into::into))),
            Ask::Unsent(reply) => drop(reply.send(self.unsent().await.map_err(Into::into))),
            Ask::Note(esc, form, reply) => self.note(esc, form, reply).await,
            Ask::SendFirst(reply) => {
                let first = self.first();
                tokio::spawn(
                    async move { drop(reply.send(first.send().await.map_err(Into::into))) },
                );
            }
        }
    }

    async fn hydrate(&mut self) -> Result<HydrationView, DeskError> {
        self.speak().await?;
        self.mind_leases().await?;
        let counts = self.store.tallies().await?;
        let inbox = self
            .store
            .page(ListName::Inbox, None, Edge::Top, PAGE)
            .await?;
        let inbox = self.with_bars(inbox);
        Ok(HydrationView {
            identity: Some(self.identity()),
            first_run: counts.inbox + counts.snoozed + counts.decided == 0,
            status: self.status().await,
            counts,
            inbox,
            theme: self.theme,
            first_command: self.first().command(),
            searches: self.searches().await?,
            replies: self.replies().await?,
            notices: self.notices.clone(),
        })
    }

    /// One escalation, folded from what this desk has read; `None` as long as that can not be shown.
    pub(super) async fn folded(&self, esc: Esc) -> Result<Option<Item>, DeskError> {
        let entries = self.store.entries(esc).await?;
        let Some(mut item) = Item::of(esc, &entries, &self.timeline) else {
            return Ok(None);
        };
        for receipt in self.store.receipts(esc).await? {
            if let Ok(receipt) = bundle::receipt(&receipt, &entries, &self.timeline) {
                item.state.compare(receipt.n, receipt.head);
            }
        }
        if self.store.astray(esc).await? {
            item.state.raise(Alarm::KeyForked);
        }
        Ok(Some(item))
    }

    /// Everything that proves what became of one escalation, as far as this desk has it and a gateway answers.
    async fn export(&self, esc: Esc, reply: oneshot::Sender<Result<String, UiError>>) {
        let gathered = async {
            let item = self.item(esc).await?;
            let person = &self.workspace.person;
            let may = item.masked_for(person).is_empty()
                && item.standing.roster()?.has_right(person, Right::Reveal);
            if item.bytes_hold_masked(person) && !may {
                let words = Fault::HoldsMasked;
                return Err(DeskError::now(UiErrorCode::NotAllowed, words));
            }
            let entries = self.store.entries(esc).await?;
            let receipts = self.store.receipts(esc).await?;
            Ok::<_, DeskError>((entries, receipts, self.store.standing().await?))
        };
        let (entries, receipts, standing) = match gathered.await {
            Ok(gathered) => gathered,
            // Whoever asked may be gone; then the answer has no reader.
            Err(error) => return drop(reply.send(Err(error.into()))),
        };
        let (client, timeline, now) = (self.client.clone(), self.timeline.clone(), self.now());
        tokio::spawn(async move {
            let evidence = export::evidence(&client, &timeline, esc, entries, receipts).await;
            let bundle = export::bundle(&timeline, standing, vec![evidence], now);
            drop(reply.send(export::text(&bundle).map_err(Into::into)));
        });
    }

    async fn document(&self, esc: Esc, place: u32) -> Result<Document, DeskError> {
        self.item(esc)
            .await?
            .document(place)
            .ok_or_else(|| DeskError::now(UiErrorCode::NotFound, Fault::NoDocument))
    }

    /// One escalation that can be shown.
    pub(super) async fn item(&self, esc: Esc) -> Result<Item, DeskError> {
        self.folded(esc)
            .await?
            .ok_or_else(|| DeskError::now(UiErrorCode::NotFound, Fault::NoItem))
    }

    async fn detail(&self, esc: Esc) -> Result<DetailView, DeskError> {
        let item = self.item(esc).await?;
        let progress = self.progress(&item).await?;
        let mut detail = views::detail(
            &item,
            progress,
            &self.workspace.person,
            self.now(),
            self.host.words(),
        )?;
        self.beside(&item, &mut detail).await?;
        self.compare(&item, &mut detail).await?;
        detail.alarms = self.alarms_of(&item).await?;
        let open = detail.alarms.iter().find(|alarm| alarm.open);
        detail.row.alarm = open.map(|alarm| alarm.kind);
        detail.row.snoozed = self.put_off(esc).map(|until| until.to_string());
        Ok(detail)
    }

    pub(super) async fn progress(&self, item: &Item) -> Result<Option<ProgressView>, DeskError> {
        if let Some(holding) = self.holding(item.esc()) {
            return Ok(Some(holding));
        }
        self.own_progress(item).await
    }

    /// How far one's own signed decision has come.
    pub(super) async fn own_progress(
        &self,
        item: &Item,
    ) -> Result<Option<ProgressView>, DeskError> {
        let own = self.store.own_decision(item.esc()).await?;
        let mut progress = own.map(|row| views::progress(&row, item, self.host.words()));
        if let Some(progress) = &mut progress {
            self.say_if_stopped(item, progress);
        }
        Ok(progress)
    }

    /// Stored rows with the bars that run now.
    fn with_bars(&self, mut page: RowsView) -> RowsView {
        page.rows.iter_mut().for_each(|row| self.show_bar(row));
        page
    }

    /// A bar lives in memory alone: what is stored never says that one runs.
    pub(super) fn show_bar(&self, row: &mut RowView) {
        if let Some(bar) = row.esc.parse().ok().and_then(|esc| self.holding(esc)) {
            row.progress = Some(bar);
        }
    }

    async fn set_theme(&mut self, theme: ThemeChoice) -> Result<(), DeskError> {
        let word = serde_json::to_value(theme).ok();
        let word = word
            .as_ref()
            .and_then(serde_json::Value::as_str)
            .unwrap_or("system");
        self.store.set("theme", word).await?;
        self.theme = theme;
        Ok(())
    }
}

/// What schema and policy say about an edit. Errors of the schema come without asking the gateway.
async fn preview(
    item: &Item,
    person: &Name,
    text: &str,
    client: &fermata_client::Client,
    words: &Words,
) -> Result<PreviewView, DeskError> {
    if !item.proposal.allowed.contains(&Verb::Edit) {
        return Err(DeskError::now(UiErrorCode::NotAllowed, Fault::NoEdits));
    }
    let arguments = read_edit(item, text)?;
    let original = item.state.arguments().cloned().unwrap_or_default();
    let view = item.view_with(&arguments);
    let mut preview = PreviewView {
        errors: Vec::new(),
        changed: changed(&original.into(), &arguments.clone().into()),
        denied: false,
        risk: None,
        reasons: Vec::new(),
        approvals_needed: None,
        fields: views::fields(&view),
        changes: views::compared(&item.view, &view),
        title: views::runs(view.title.clone()),
    };
    for at in item.overwritten(person, text) {
        if !preview.changed.iter().any(|changed| changed == at) {
            preview.changed.push(at.to_owned());
        }
        let here = |field: &Option<FieldView>| field.as_ref().is_some_and(|it| it.pointer == at);
        for change in &mut preview.changes {
            change.same &= !here(&change.before) && !here(&change.after);
        }
    }
    if let Err(errors) = item.compiled()?.validate(&arguments) {
        let error = |e: fermata_protocol::contract::SchemaError| FieldErrorView {
            text: (words.misfit)(&e.misfit),
            pointer: e.pointer,
        };
        preview.errors = errors.into_iter().map(error).collect();
        return Ok(preview);
    }
    let judged = client.preview(item.esc(), &arguments).await?;
    preview.denied = judged.verdict == Ruling::Deny;
    preview.risk = Some(judged.risk.into());
    preview.reasons = judged.reasons.iter().map(Into::into).collect();
    preview.approvals_needed = Some(judged.requires.approvals);
    Ok(preview)
}

/// Pointers of leaves that differ, in the order of the new document, then those that are gone.
fn changed(old: &serde_json::Value, new: &serde_json::Value) -> Vec<String> {
    fn leaves(value: &serde_json::Value, at: String, out: &mut Vec<(String, serde_json::Value)>) {
        match value {
            serde_json::Value::Object(members) if !members.is_empty() => {
                for (name, inner) in members {
                    leaves(
                        inner,
                        format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                        out,
                    );
                }
            }
            serde_json::Value::Array(items) if !items.is_empty() => {
                for (index, inner) in items.iter().enumerate() {
                    leaves(inner, format!("{at}/{index}"), out);
                }
            }
            leaf => out.push((at, leaf.clone())),
        }
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    leaves(old, String::new(), &mut before);
    leaves(new, String::new(), &mut after);
    let gone = before
        .iter()
        .filter(|(at, _)| !after.iter().any(|(other, _)| other == at));
    let other = after.iter().filter(|leaf| !before.contains(leaf));
    other.chain(gone).map(|(at, _)| at.clone()).collect()
}
