//! A whole personal workspace for one test: real gateway, real log, real stores, the real controller, a host that records.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::TimeDelta;
use fermata_client::{Auth, Client};
use fermata_desk::{
    Additions, Alert, Controller, Desk, Home, Host, MemoryKeystore, SourceFile, Store, TrayState,
    Wake, Workspace, follow_gateway,
    ipc::{DeltaView, Language, ListName, ProgressStep, RowView, SeenForm, StatusView},
    reviewer_key, root_key,
};
use fermata_gateway::{Address, Embed, Embedded};
use fermata_protocol::{
    Esc, Jti, Name, SecretKey, Sha, Signed, Timestamp,
    payload::{Contract, Field, Format, Never, Reversible, Risk, Roster},
    roster::Timeline,
};
use fermata_testkit::clock::HandClock;
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinHandle};

/// Nothing here takes longer; a test that waits for this has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the controller asked of the world.
#[expect(clippy::large_enum_variant, reason = "a test's record of a few")]
#[derive(Debug, Clone)]
pub(crate) enum Output {
    Delta(DeltaView),
    Alert(Alert),
    Withdrawn(Esc),
    Raised,
    Timer(Option<Timestamp>),
}

struct Recorder {
    outputs: mpsc::UnboundedSender<Output>,
    language: Arc<Mutex<Language>>,
}

impl Host for Recorder {
    fn emit(&mut self, deltas: Vec<DeltaView>) {
        for delta in deltas {
            let _ = self.outputs.send(Output::Delta(delta));
        }
    }
    fn notify(&mut self, alert: Alert) {
        let _ = self.outputs.send(Output::Alert(alert));
    }
    fn withdraw(&mut self, esc: Esc) {
        let _ = self.outputs.send(Output::Withdrawn(esc));
    }
    fn tray(&mut self, _: TrayState) {}
    fn language(&self) -> Language {
        *self.language.lock().unwrap()
    }
    fn minutes_east(&self, _: Timestamp) -> i32 {
        0
    }
    fn raise(&mut self) {
        let _ = self.outputs.send(Output::Raised);
    }
    fn wake_at(&mut self, at: Option<Timestamp>) {
        let _ = self.outputs.send(Output::Timer(at));
    }
}

/// A desk that runs.
pub(crate) struct Seat {
    pub(crate) desk: Desk,
    pub(crate) outputs: mpsc::UnboundedReceiver<Output>,
    language: Arc<Mutex<Language>>,
    follower: JoinHandle<()>,
    controller: JoinHandle<()>,
}

pub(crate) struct Office {
    _dir: tempfile::TempDir,
    pub(crate) home: Home,
    pub(crate) clock: HandClock,
    pub(crate) keys: Arc<MemoryKeystore>,
    pub(crate) workspace: Workspace,
    gateway: Option<Embedded>,
    url: String,
}

impl Office {
    pub(crate) async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path().join("home"));
        let (clock, keys) = (HandClock::default(), Arc::new(MemoryKeystore::default()));
        let workspace = Workspace::make(
            &home,
            keys.as_ref(),
            "Ada",
            &Additions::default(),
            clock.now(),
        )
        .unwrap();
        let mut office = Self {
            _dir: dir,
            home,
            clock,
            keys,
            workspace,
            gateway: None,
            url: String::new(),
        };
        office.start_gateway().await;
        office
    }

    pub(crate) fn embed(&self) -> Embed {
        let here = self.workspace.here().unwrap();
        Embed {
            log: self.home.log_db(),
            address: self.home.gateway_json(),
            listen: here.listen,
            id: here.gateway.clone(),
            key: self.workspace.gateway_key(&self.home).unwrap(),
            ws: self.workspace.workspace,
            pin: self.workspace.pin,
            genesis: here.genesis.clone(),
            tokens: self.workspace.tokens(&self.home).unwrap(),
            clock: self.clock.for_log(),
            renew: Some(Box::new(self.workspace.renewal(
                &self.home,
                self.keys.clone(),
                self.clock.now(),
            ))),
        }
    }

    pub(crate) async fn start_gateway(&mut self) {
        let gateway = self.embed().start().await.unwrap();
        assert_eq!(
            Address::read(&self.home.gateway_json()).unwrap().url,
            gateway.url()
        );
        self.url = gateway.url().to_owned();
        self.gateway = Some(gateway);
    }

    pub(crate) async fn stop_gateway(&mut self) {
        self.gateway.take().unwrap().stop().await.unwrap();
    }

    /// A client with the reviewer's session.
    pub(crate) fn client(&self) -> Client {
        let key = reviewer_key(&self.workspace, self.keys.as_ref()).unwrap();
        let person = self.workspace.person.clone();
        let auth = fermata_client::session_auth(
            key,
            person,
            self.workspace.workspace,
            self.clock.for_log(),
        );
        Client::new(&self.url, auth).unwrap()
    }

    pub(crate) async fn sit(&self) -> Seat {
        let key = reviewer_key(&self.workspace, self.keys.as_ref()).unwrap();
        let (home, workspace) = (&self.home, &self.workspace);
        Seat::take(home, workspace, key, self.client(), &self.clock).await
    }

    /// Signs and publishes a contract for `pay`, a tool of this risk.
    pub(crate) async fn contract(&self, risk: Risk) -> Sha {
        self.contract_with(risk, |_| {}).await
    }

    /// The same with something else in it.
    pub(crate) async fn contract_with(
        &self,
        risk: Risk,
        change: impl FnOnce(&mut Contract),
    ) -> Sha {
        let key = reviewer_key(&self.workspace, self.keys.as_ref()).unwrap();
        let now = self.clock.now();
        let mut contract = Contract {
            jti: Jti::make(now, [7; 10]),
            iss: self.workspace.person.clone(),
            ws: self.workspace.workspace,
            issued_at: now,
            tool: "pay".parse().unwrap(),
            version: 1,
            title: "Pay {/amount} to {/to}".to_owned(),
            description: "Pays money out.".to_owned(),
            input_schema: json!({
                "type": "object",
                "properties": { "amount": { "type": "number", "maximum": 500 }, "to": { "type": "string" } },
                "required": ["amount", "to"],
                "additionalProperties": false
            })
            .as_object()
            .unwrap()
            .clone(),
            risk,
            reversible: Reversible::No(Never),
            idempotent: false,
            fields: vec![
                field("/amount", "Amount", Format::Money, Some("USD")),
                field("/to", "To", Format::Id, None),
            ],
            redact: Vec::new(),
            confirm: Some("/to".to_owned()),
        };
        change(&mut contract);
        let signed = Signed::sign(&key, &contract).unwrap();
        self.client()
            .append(&[signed.compact().to_owned()])
            .await
            .unwrap();
        signed.sha()
    }

    /// The next version of the team list, signed by the root.
    pub(crate) async fn change_roster(&self, change: impl FnOnce(&mut Roster)) {
        let mut timeline = Timeline::new(self.workspace.pin, self.workspace.workspace);
        for entry in self.client().standing(0, 0).await.unwrap().entries {
            timeline.take(&entry).unwrap();
        }
        let current = timeline.now().roster().unwrap();
        let mut next = Roster::clone(current);
        change(&mut next);
        let now = self.clock.now();
        next.jti = Jti::make(now, [9; 10]);
        next.issued_at = now;
        next.version += 1;
        next.prev_sha256 = Some(current.payload_sha());
        let root = root_key(&self.workspace, self.keys.as_ref()).unwrap();
        let signed = Signed::sign(&root, &next).unwrap();
        let statements = [signed.compact().to_owned()];
        self.client().append(&statements).await.unwrap();
    }

    /// A client with the session of whoever has this key.
    pub(crate) fn client_of(&self, key: &SecretKey, person: Name) -> Client {
        let key = SecretKey::from_seed(&key.dangerous_seed());
        let ws = self.workspace.workspace;
        let auth = fermata_client::session_auth(key, person, ws, self.clock.for_log());
        Client::new(&self.url, auth).unwrap()
    }

    fn source(&self) -> Client {
        let text = std::fs::read(self.home.sources().join("agent.json")).unwrap();
        let file: SourceFile = serde_json::from_slice(&text).unwrap();
        Client::new(&self.url, Auth::Token(file.token)).unwrap()
    }

    /// The source takes its proposal back.
    pub(crate) async fn withdraw(&self, esc: Esc, reason: &str) {
        let note = json!({ "esc": esc, "type": "withdrawn", "body": { "reason": reason } });
        let sent = self
            .source()
            .note_draft(note.to_string().as_bytes(), "withdraw")
            .await;
        sent.unwrap();
    }

    /// The source proposes again, as the answer to a question about an earlier one.
    pub(crate) async fn answer(&self, contract: Sha, earlier: Esc, key: &str) -> Esc {
        self.draft(contract, 5, key, json!({ "supersedes": earlier }))
            .await
    }

    /// Lets the workspace's source propose to pay.
    pub(crate) async fn propose(&self, contract: Sha, amount: u32, key: &str) -> Esc {
        self.draft(contract, amount, key, json!({})).await
    }

    /// The same within a run of the agent.
    pub(crate) async fn propose_in(&self, run: &str, contract: Sha, amount: u32, key: &str) -> Esc {
        let run = json!({ "run": { "id": run } });
        self.draft(contract, amount, key, run).await
    }

    pub(crate) async fn draft(&self, contract: Sha, amount: u32, key: &str, more: Value) -> Esc {
        let mut draft = json!({
            "expires_at": self.clock.now().plus(TimeDelta::hours(1)),
            "queue": "inbox",
            "kind": "action",
            "action": { "tool": "pay", "arguments": { "amount": amount, "to": "acc-4417" } },
            "contract": contract,
            "allowed": ["approve", "edit", "reject"],
            "confidence": { "value": 0.62, "method": "self_consistency", "samples": { "agreeing": 5, "of": 8 } },
            "narration": "The customer asked for it.",
            "context": { "messages": [{ "role": "user", "content": "Please pay me." }] },
            "deliver": { "kind": "poll" }
        });
        for (name, value) in more.as_object().unwrap() {
            draft[name] = value.clone();
        }
        let answer = self
            .source()
            .propose_draft(draft.to_string().as_bytes(), key)
            .await
            .unwrap();
        answer.esc
    }
}

pub(crate) fn field(pointer: &str, label: &str, format: Format, currency: Option<&str>) -> Field {
    Field {
        pointer: pointer.to_owned(),
        label: label.to_owned(),
        format,
        currency: currency.map(str::to_owned),
        unit: None,
    }
}

impl Seat {
    /// The page speaks this from now on.
    pub(crate) fn speak(&self, language: Language) {
        *self.language.lock().unwrap() = language;
    }

    /// Starts a desk and lets it follow the gateway.
    pub(crate) async fn take(
        home: &Home,
        workspace: &Workspace,
        key: SecretKey,
        client: Client,
        clock: &HandClock,
    ) -> Self {
        let store = Store::open(home).await.unwrap();
        let (tx, outputs) = mpsc::unbounded_channel();
        let language = Arc::new(Mutex::new(Language::En));
        let (desk, controller) = Controller::start(
            Recorder {
                outputs: tx,
                language: language.clone(),
            },
            home.clone(),
            store.clone(),
            workspace.clone(),
            key,
            client.clone(),
            clock.for_log(),
        )
        .await
        .unwrap();
        let follower = tokio::spawn(follow_gateway(client, store, desk.clone()));
        Self {
            desk,
            outputs,
            language,
            follower,
            controller,
        }
    }

    /// The next output for which `pick` gives something.
    pub(crate) async fn next<T>(&mut self, pick: impl Fn(&Output) -> Option<T>) -> T {
        let found = async {
            loop {
                let output = self
                    .outputs
                    .recv()
                    .await
                    .expect("the controller still runs");
                if let Some(found) = pick(&output) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, found)
            .await
            .expect("the desk tells of it in time")
    }

    /// The item's row once it stands in this list.
    pub(crate) async fn row(&mut self, esc: Esc, list: ListName) -> RowView {
        self.next(|output| match output {
            Output::Delta(DeltaView::Upsert {
                list: found, row, ..
            }) if *found == list && row.esc == esc.to_string() => Some(row.clone()),
            _ => None,
        })
        .await
    }

    /// The item's row once one's own decision has come to this step.
    pub(crate) async fn step(&mut self, esc: Esc, step: ProgressStep) -> RowView {
        self.next(|output| match output {
            Output::Delta(DeltaView::Upsert { row, .. })
                if row.esc == esc.to_string()
                    && row.progress.as_ref().is_some_and(|p| p.step == step) =>
            {
                Some(row.clone())
            }
            _ => None,
        })
        .await
    }

    /// Waits until the item stands so. A receipt may say `recorded` before the log's entry has come by the stream.
    pub(crate) async fn stands(&mut self, esc: Esc, status: StatusView) {
        while self.desk.detail(esc).await.unwrap().row.status != status {
            self.next(|output| match output {
                Output::Delta(DeltaView::Upsert { row, .. }) if row.esc == esc.to_string() => {
                    Some(())
                }
                _ => None,
            })
            .await;
        }
    }

    /// The next notification; the moment in which items are gathered passes whenever some came.
    pub(crate) async fn alert(&mut self, office: &Office) -> Alert {
        loop {
            let came = self
                .next(|output| match output {
                    Output::Alert(alert) => Some(Some(alert.clone())),
                    Output::Delta(DeltaView::Counts { .. }) => Some(None),
                    _ => None,
                })
                .await;
            match came {
                Some(alert) => return alert,
                None => {
                    office.clock.step(400);
                    self.alarm().await;
                }
            }
        }
    }

    /// What a page would say that it saw.
    pub(crate) async fn seen(&self, esc: Esc) -> SeenForm {
        let detail = self.desk.detail(esc).await.unwrap();
        SeenForm {
            view_sha256: detail.raw.view_sha256,
            opened: vec!["raw".to_owned()],
            dwell_ms: 900,
            friction: None,
        }
    }

    pub(crate) async fn alarm(&self) {
        self.desk.wake(Wake::Alarm).await;
    }

    /// Ends as a power cut would: nothing is finished or closed.
    pub(crate) fn kill(self) {
        self.follower.abort();
        self.controller.abort();
    }

    pub(crate) async fn stand_up(self) {
        self.follower.abort();
        self.desk.stop().await;
    }
}
