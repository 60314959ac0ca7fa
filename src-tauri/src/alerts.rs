//! Notifications on the desktop: shown by one task, which also hears what becomes of them.
//!
//! A click only ever opens an item. It is believed of the notification daemon alone, whose name the bus vouches for; any other program on the bus could say the same.

use std::collections::HashMap;

use fermata_desk::Alert;
use fermata_protocol::{Esc, payload::Risk};
use futures::StreamExt;
use notify_rust::{Notification, Timeout, Urgency};
use tauri::async_runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::{Connection, MatchRule, MessageStream, message::Type};

const DAEMON: &str = "org.freedesktop.Notifications";
const DAEMON_PATH: &str = "/org/freedesktop/Notifications";

enum Order {
    Show(Alert),
    Withdraw(Esc),
}

/// Shows notifications. Dropping it ends its task.
pub(crate) struct Alerts(UnboundedSender<Order>);

impl Alerts {
    /// Starts the task; clicks reach `clicked`.
    pub(crate) fn start(clicked: impl Fn(Option<Esc>) + Send + 'static) -> Self {
        let (orders, inbox) = unbounded_channel();
        async_runtime::spawn(run(inbox, clicked));
        Self(orders)
    }

    pub(crate) fn show(&self, alert: Alert) {
        let _ = self.0.send(Order::Show(alert));
    }

    pub(crate) fn withdraw(&self, esc: Esc) {
        let _ = self.0.send(Order::Withdraw(esc));
    }
}

/// By the daemon's number: what a click on it opens. `None` is the desk itself.
type Shown = HashMap<u32, Option<Esc>>;

async fn run(mut inbox: UnboundedReceiver<Order>, clicked: impl Fn(Option<Esc>)) {
    let (bus, mut signals) = match listen().await {
        Ok((bus, signals)) => (Some(bus), signals.left_stream()),
        Err(error) => {
            tracing::warn!(%error, "clicks on notifications are not heard");
            (None, futures::stream::pending().right_stream())
        }
    };
    let mut shown = Shown::new();
    loop {
        tokio::select! {
            order = inbox.recv() => match order {
                Some(Order::Show(alert)) => {
                    if let Some(id) = show(&notification(&alert)).await {
                        shown.insert(id, alert.esc);
                    }
                }
                Some(Order::Withdraw(esc)) => {
                    let gone: Vec<u32> = shown
                        .extract_if(|_, of| *of == Some(esc))
                        .map(|(id, _)| id)
                        .collect();
                    for id in gone {
                        close(bus.as_ref(), id).await;
                    }
                }
                None => return,
            },
            Some(signal) = signals.next() => {
                if let (Some(bus), Ok(signal)) = (&bus, signal)
                    && let Some(opens) = hear(bus, &signal, &mut shown).await
                {
                    clicked(opens);
                }
            }
        }
    }
}

async fn listen() -> zbus::Result<(Connection, MessageStream)> {
    let bus = Connection::session().await?;
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(DAEMON)
        .path(DAEMON_PATH)
        .interface(DAEMON)
        .build()?;
    let signals = MessageStream::for_match_rule(rule, &bus, None).await?;
    Ok((bus, signals))
}

/// What a signal opens, if it is a click on something shown here.
async fn hear(bus: &Connection, signal: &zbus::Message, shown: &mut Shown) -> Option<Option<Esc>> {
    let header = signal.header();
    // A signal that is sent to this program alone passes the bus's filter, whoever sent it.
    if header.sender()?.as_str() != owner(bus, DAEMON).await? {
        return None;
    }
    match header.member()?.as_str() {
        "ActionInvoked" => {
            let (id, action): (u32, String) = signal.body().deserialize().ok()?;
            (action == "default").then(|| shown.get(&id).copied())?
        }
        "NotificationClosed" => {
            let (id, _why): (u32, u32) = signal.body().deserialize().ok()?;
            shown.remove(&id);
            None
        }
        _ => None,
    }
}

/// Who has this name on the bus.
async fn owner(bus: &Connection, name: &str) -> Option<String> {
    let interface = Some("org.freedesktop.DBus");
    let answer = bus
        .call_method(
            interface,
            "/org/freedesktop/DBus",
            interface,
            "GetNameOwner",
            &name,
        )
        .await
        .ok()?;
    answer.body().deserialize().ok()
}

/// Whether a tray shows this app's icon: then a closed window can be brought back.
pub(crate) async fn tray_is_shown() -> bool {
    let Ok(bus) = Connection::session().await else {
        return false;
    };
    let watcher = "org.kde.StatusNotifierWatcher";
    let property = (watcher, "IsStatusNotifierHostRegistered");
    let asked = bus.call_method(
        Some(watcher),
        "/StatusNotifierWatcher",
        Some("org.freedesktop.DBus.Properties"),
        "Get",
        &property,
    );
    let Ok(answer) = asked.await else {
        return false;
    };
    let body = answer.body();
    let host: Result<zbus::Variant<'_>, _> = body.deserialize();
    matches!(host, Ok(zbus::Variant::Bool(true)))
}

/// Says something about the app itself; a click on it opens nothing.
pub(crate) async fn say(title: &str, body: &str) {
    let mut notification = Notification::new();
    show(notification.appname("Fermata").summary(title).body(body)).await;
}

async fn show(notification: &Notification) -> Option<u32> {
    match notification.show_async().await {
        Ok(handle) => Some(handle.id()),
        Err(error) => {
            tracing::warn!(%error, "no notification daemon shows this");
            None
        }
    }
}

async fn close(bus: Option<&Connection>, id: u32) {
    let Some(bus) = bus else { return };
    let called = bus.call_method(
        Some(DAEMON),
        DAEMON_PATH,
        Some(DAEMON),
        "CloseNotification",
        &id,
    );
    if let Err(error) = called.await {
        tracing::debug!(%error, "the notification was gone already");
    }
}

fn notification(alert: &Alert) -> Notification {
    let urgency = match alert.risk {
        Risk::Low => Urgency::Low,
        Risk::Medium | Risk::High => Urgency::Normal,
        Risk::Critical => Urgency::Critical,
    };
    let mut notification = Notification::new();
    notification
        .appname("Fermata")
        .summary(&alert.title)
        .body(&alert.body)
        .icon("fermata")
        .urgency(urgency)
        .timeout(Timeout::Milliseconds(10_000))
        .action("default", "Review");
    notification
}
