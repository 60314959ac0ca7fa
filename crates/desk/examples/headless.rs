//! A desk without a window that approves whatever comes: the real controller, stores, keychain and client, for tests that kill it.
//!
//! It connects to the gateway of `$FERMATA_HOME` and prints one JSON line per step of its own decisions, each only after it is true:
//! `{"esc":"…","step":"signed"}`. Before it signs it may say `holding`, which promises nothing. It ends when its standard input does.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its lines are what the tests read"
)]

use std::{collections::BTreeMap, sync::Arc};

use fermata_client::Client;
use fermata_desk::{
    Alert, Clock, Controller, Desk, Home, Host, Keystore, Store, SystemKeychain, TrayState, Wake,
    Workspace, follow_gateway,
    ipc::{
        DecisionForm, DeltaView, Language, ListName, ProgressStep, ProgressView, SeenForm, UiError,
        UiErrorCode,
    },
    reviewer_key,
};
use fermata_protocol::{Esc, Timestamp};
use tokio::{io::AsyncReadExt, sync::mpsc, task::JoinHandle};

/// So often one item is tried, with this between.
const TRIES: u32 = 50;
const BETWEEN: std::time::Duration = std::time::Duration::from_millis(100);

type Failure = Box<dyn std::error::Error + Send + Sync>;

struct Quiet {
    deltas: mpsc::UnboundedSender<Vec<DeltaView>>,
    wakes: mpsc::UnboundedSender<Wake>,
    clock: Clock,
    alarm: Option<JoinHandle<()>>,
}

impl Host for Quiet {
    fn emit(&mut self, deltas: Vec<DeltaView>) {
        let _ = self.deltas.send(deltas);
    }
    fn notify(&mut self, _: Alert) {}
    fn withdraw(&mut self, _: Esc) {}
    fn tray(&mut self, _: TrayState) {}
    fn language(&self) -> Language {
        Language::En
    }
    fn minutes_east(&self, _: Timestamp) -> i32 {
        0
    }
    fn raise(&mut self) {}
    fn wake_at(&mut self, at: Option<Timestamp>) {
        if let Some(alarm) = self.alarm.take() {
            alarm.abort();
        }
        let Some(at) = at else { return };
        let wait = u64::try_from(at.millis() - (self.clock)().millis()).unwrap_or(0);
        let wakes = self.wakes.clone();
        self.alarm = Some(tokio::spawn(async move {
            tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
            let _ = wakes.send(Wake::Alarm);
        }));
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    #[expect(clippy::disallowed_methods, reason = "this process's one clock")]
    let clock: Clock = Arc::new(|| Timestamp::new(chrono::Utc::now()));
    let home = Home::from_env()?;
    let workspace =
        Workspace::load(&home)?.ok_or("there is no workspace: run `fermata init` first")?;
    let keychain: &dyn Keystore = &SystemKeychain;
    let key = tokio::task::block_in_place(|| reviewer_key(&workspace, keychain))?;
    let again = tokio::task::block_in_place(|| reviewer_key(&workspace, keychain))?;
    let auth = fermata_client::session_auth(
        again,
        workspace.person.clone(),
        workspace.workspace,
        Arc::clone(&clock),
    );
    let client = Client::new(&workspace.url(), auth)?;
    let store = Store::open(&home).await?;
    let (deltas, mut changes) = mpsc::unbounded_channel();
    let (wakes, mut inbox) = mpsc::unbounded_channel();
    let host = Quiet {
        deltas,
        wakes,
        clock: Arc::clone(&clock),
        alarm: None,
    };
    let (desk, _task) = Controller::start(
        host,
        home,
        store.clone(),
        workspace,
        key,
        client.clone(),
        clock,
    )
    .await?;
    let to = desk.clone();
    tokio::spawn(async move {
        while let Some(wake) = inbox.recv().await {
            to.wake(wake).await;
        }
    });
    tokio::spawn(follow_gateway(client, store, desk.clone()));
    // Whoever reads the lines ends this process by closing its input.
    tokio::spawn(async {
        let mut rest = Vec::new();
        let _ = tokio::io::stdin().read_to_end(&mut rest).await;
        std::process::exit(0);
    });
    // Approving has its own task, so that a step is printed when it is true and not when the next approval is through.
    let (undecided, mut next) = mpsc::unbounded_channel::<String>();
    let hand = desk.clone();
    tokio::spawn(async move {
        while let Some(esc) = next.recv().await {
            approve(&hand, &esc).await;
        }
    });
    let mut told = BTreeMap::new();
    for row in desk
        .rows(ListName::Inbox, None, None, false)
        .await
        .map_err(|e| e.message.en)?
        .rows
    {
        let _ = undecided.send(row.esc);
    }
    while let Some(batch) = changes.recv().await {
        for delta in batch {
            let DeltaView::Upsert { list, row, .. } = delta else {
                continue;
            };
            if let Some(progress) = &row.progress
                && told.insert(row.esc.clone(), progress.step) != Some(progress.step)
            {
                println!(
                    "{}",
                    serde_json::json!({ "esc": row.esc, "step": progress.step })
                );
            }
            let undone = |progress: &ProgressView| progress.step == ProgressStep::NotApplied;
            if list == ListName::Inbox && row.progress.as_ref().is_none_or(undone) {
                let _ = undecided.send(row.esc);
            }
        }
    }
    Ok(())
}

/// Looks again and presses again, as a person does whose item changed under the hand, until it is decided or can not be any more.
async fn approve(desk: &Desk, esc: &str) {
    let Ok(esc) = esc.parse::<Esc>() else { return };
    let mut tries = 0;
    while let Err(error) = approve_once(desk, esc).await {
        let over = [UiErrorCode::AlreadyDecided, UiErrorCode::Expired];
        tries += 1;
        if over.contains(&error.code) || tries == TRIES {
            let line = serde_json::json!({ "esc": esc.to_string(), "error": error.message.en });
            return println!("{line}");
        }
        eprintln!("{esc} is tried again: {}", error.message.en);
        tokio::time::sleep(BETWEEN).await;
    }
}

async fn approve_once(desk: &Desk, esc: Esc) -> Result<(), UiError> {
    let detail = desk.detail(esc).await?;
    let seen = SeenForm {
        view_sha256: detail.raw.view_sha256,
        opened: Vec::new(),
        dwell_ms: 1,
        friction: None,
    };
    let typed = detail.confirm.map(|text| {
        text.chars()
            .rev()
            .take(4)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect()
    });
    let progress = desk
        .decide(esc, DecisionForm::Approve { typed }, seen)
        .await?;
    if progress.step == ProgressStep::Holding {
        desk.sign_now(esc).await?;
    }
    Ok(())
}
