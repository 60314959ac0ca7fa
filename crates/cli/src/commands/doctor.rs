//! `fermata doctor`: one line for each thing that must work, and what to do where it does not.

use fermata_desk::{Keystore, Store, SystemKeychain, Workspace, reviewer_key};
use serde_json::{Value, json};

use crate::{
    context::Context,
    failure::{ERROR, Failure},
    out::Done,
    reach::Reach,
};

/// A roster that ends sooner than this must be looked after.
const ROSTER_SOON_MS: i64 = 7 * 24 * 3_600_000;
/// Statements dated 120 s ahead are refused; from half of that on the clock must be set.
const CLOCK_MS: i64 = 60_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Ok,
    Warn,
    Fail,
}

impl Mark {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

struct Line {
    what: &'static str,
    mark: Mark,
    words: String,
}

#[derive(Default)]
struct Sheet(Vec<Line>);

impl Sheet {
    fn add(&mut self, what: &'static str, mark: Mark, words: impl Into<String>) {
        self.0.push(Line {
            what,
            mark,
            words: words.into(),
        });
    }

    fn result<T>(
        &mut self,
        what: &'static str,
        found: Result<T, Failure>,
        good: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        match found {
            Ok(value) => {
                self.add(what, Mark::Ok, good(&value));
                Some(value)
            }
            Err(failure) => {
                self.add(what, Mark::Fail, failure.message);
                None
            }
        }
    }
}

pub(crate) async fn run(context: &Context) -> Result<Done, Failure> {
    let mut sheet = Sheet::default();
    sheet.add("version", Mark::Ok, env!("CARGO_PKG_VERSION"));
    sheet.add("home", Mark::Ok, context.home.dir().display().to_string());
    let workspace = sheet.result("workspace", context.workspace(), |workspace| {
        workspace.workspace.to_string()
    });
    keychain(&mut sheet, workspace.as_ref());
    if workspace.is_some() {
        let reached = context
            .with_gateway(async |reach| gateway(context, reach, &mut sheet).await)
            .await;
        if let Err(failure) = reached {
            // The gateway has its line already when it was reached and only the rest went wrong.
            let reached = sheet.0.iter().any(|line| line.what == "gateway");
            let what = if reached { "standing" } else { "gateway" };
            sheet.add(what, Mark::Fail, failure.message);
        }
        outbox(context, &mut sheet).await;
    }
    desktop(&mut sheet).await;
    told(&sheet)
}

fn keychain(sheet: &mut Sheet, workspace: Option<&Workspace>) {
    let looked = tokio::task::block_in_place(|| match workspace {
        Some(workspace) => reviewer_key(workspace, &SystemKeychain)
            .map(|_| "unlocked, and has this workspace's reviewer key")
            .map_err(Failure::from),
        None => SystemKeychain
            .load("fermata doctor")
            .map(|_| "unlocked")
            .map_err(Failure::from),
    });
    sheet.result("keychain", looked, |words| (*words).to_owned());
}

async fn gateway(context: &Context, reach: &Reach, sheet: &mut Sheet) -> Result<(), Failure> {
    let here = if reach.is_own() {
        "none was running; one was started for this and works"
    } else {
        "answers"
    };
    sheet.add(
        "gateway",
        if context.healthy(&reach.url).await {
            Mark::Ok
        } else {
            Mark::Fail
        },
        format!("{} {here}", reach.url),
    );
    clock(context, reach, sheet).await;
    let seat = context.seat(reach).await?;
    let roster = seat.roster()?;
    let left = roster.expires_at.millis() - context.now().millis();
    let (mark, todo) = match left {
        ..=0 => (Mark::Fail, "; run `fermata init` to renew it"),
        1..ROSTER_SOON_MS => (Mark::Warn, "; run `fermata init` to renew it"),
        _ => (Mark::Ok, ""),
    };
    sheet.add(
        "roster",
        mark,
        format!(
            "version {} is good until {}{todo}",
            roster.version, roster.expires_at
        ),
    );
    let contracts = seat.standing().latest_contracts().len();
    let mark = if contracts == 0 { Mark::Warn } else { Mark::Ok };
    sheet.add(
        "contracts",
        mark,
        format!(
            "{contracts} in force{}",
            if contracts == 0 {
                "; `fermata contracts import` makes some"
            } else {
                ""
            }
        ),
    );
    match seat.standing().policy() {
        Some(policy) => sheet.add("policy", Mark::Ok, format!("version {} is in force", policy.version)),
        None => sheet.add("policy", Mark::Warn, "none is in force, so a person is asked about everything; `fermata init --policy FILE` signs one"),
    }
    Ok(())
}

/// What the gateway says of its log, and how far its clock is from this machine's.
async fn clock(context: &Context, reach: &Reach, sheet: &mut Sheet) {
    let asked = async { Ok::<_, Failure>(context.anonymous(&reach.url)?.ready().await?) };
    let ready = match asked.await {
        Ok(ready) => ready,
        Err(failure) => return sheet.add("log", Mark::Fail, failure.message),
    };
    match ready.durability.as_str() {
        "synced" => sheet.add(
            "log",
            Mark::Ok,
            "every entry is on disk before it is acknowledged",
        ),
        other => sheet.add(
            "log",
            Mark::Warn,
            format!("an acknowledged entry may be lost: {other}"),
        ),
    }
    let Some(there) = ready.now else {
        return sheet.add("clock", Mark::Warn, "the gateway does not tell its time");
    };
    let apart = (context.now().millis() - there.millis()).abs();
    let (mark, todo) = match apart > CLOCK_MS {
        true => (Mark::Fail, "; set this machine's clock by the network"),
        false => (Mark::Ok, ""),
    };
    sheet.add(
        "clock",
        mark,
        format!("{} s from the gateway's{todo}", apart / 1000),
    );
}

async fn outbox(context: &Context, sheet: &mut Sheet) {
    let counted = async {
        let store = Store::open(&context.home).await?;
        let waiting = store.waiting().await?.len();
        store.close().await;
        Ok::<_, Failure>(waiting)
    };
    match counted.await {
        Ok(0) => sheet.add(
            "outbox",
            Mark::Ok,
            "empty: every decision signed here is in the log",
        ),
        Ok(waiting) => sheet.add(
            "outbox",
            Mark::Warn,
            format!("{waiting} signed decisions wait to be sent; `fermata inbox` sends them"),
        ),
        Err(failure) => sheet.add("outbox", Mark::Fail, failure.message),
    }
}

/// The desk shows notifications; a terminal needs none, so their absence is a warning.
async fn desktop(sheet: &mut Sheet) {
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS")
        .is_some_and(|address| !address.is_empty())
        || std::env::var_os("XDG_RUNTIME_DIR")
            .is_some_and(|dir| std::path::Path::new(&dir).join("bus").exists());
    if !bus {
        return sheet.add("bus", Mark::Warn, "there is no session bus, so no keychain and no notifications; log in to a desktop session");
    }
    sheet.add("bus", Mark::Ok, "a session bus is there");
    match owner("org.freedesktop.Notifications").await {
        Some(true) => sheet.add("notifications", Mark::Ok, "a notification daemon answers"),
        Some(false) => sheet.add("notifications", Mark::Warn, "no notification daemon runs, so new items make no sound; start your desktop's, or dunst"),
        None => sheet.add("notifications", Mark::Warn, "whether a notification daemon runs can not be told: dbus-send is not installed"),
    }
}

/// Whether somebody owns this name on the session bus.
async fn owner(name: &str) -> Option<bool> {
    let asked = tokio::process::Command::new("dbus-send")
        .args([
            "--session",
            "--print-reply=literal",
            "--reply-timeout=2000",
            "--dest=org.freedesktop.DBus",
            "/",
            "org.freedesktop.DBus.NameHasOwner",
        ])
        .arg(format!("string:{name}"))
        .output()
        .await
        .ok()?;
    Some(String::from_utf8_lossy(&asked.stdout).contains("true"))
}

fn told(sheet: &Sheet) -> Result<Done, Failure> {
    let words: Vec<String> = sheet
        .0
        .iter()
        .map(|line| format!("{:<5} {:<14} {}", line.mark.word(), line.what, line.words))
        .collect();
    let lines: Vec<Value> = sheet
        .0
        .iter()
        .map(|line| json!({ "what": line.what, "mark": line.mark.word(), "words": line.words }))
        .collect();
    let failed = sheet.0.iter().any(|line| line.mark == Mark::Fail);
    let exit = if failed { ERROR } else { 0 };
    Ok(Done::new(words.join("\n"), json!({ "ok": !failed, "lines": lines })).with_exit(exit))
}
