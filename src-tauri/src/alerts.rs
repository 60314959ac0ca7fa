//! Notifications on the desktop: each is one task that waits for its click or its end.
//!
//! A click opens an item, and a button puts it off for a short while; nothing here decides: any program on the session's bus can forge both.

use std::collections::VecDeque;

use fermata_desk::{Alert, Wake, Words};
use fermata_protocol::{Esc, payload::Risk};
use notify_rust::{Notification, NotificationHandle, NotificationResponse, Timeout, Urgency};
use tauri::async_runtime;
use tokio::sync::{
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    oneshot,
};

/// At most so many stay on screen: the list has them all, and each costs a connection to the bus.
const SHOWN: usize = 32;
/// The button that puts an item off.
const PUT_OFF: &str = "snooze";

enum Order {
    Show(Alert, &'static Words),
    Withdraw(Esc),
}

/// Shows notifications. Dropping it takes them back.
pub(crate) struct Alerts(UnboundedSender<Order>);

impl Alerts {
    /// Starts; clicks reach `clicked`.
    pub(crate) fn start(clicked: impl Fn(Wake) + Clone + Send + Sync + 'static) -> Self {
        let (orders, inbox) = unbounded_channel();
        async_runtime::spawn(run(inbox, clicked));
        Self(orders)
    }

    pub(crate) fn show(&self, alert: Alert, words: &'static Words) {
        let _ = self.0.send(Order::Show(alert, words));
    }

    pub(crate) fn withdraw(&self, esc: Esc) {
        let _ = self.0.send(Order::Withdraw(esc));
    }
}

/// What a notification is about, and what ends it: its loss.
type Shown = (Option<Esc>, oneshot::Sender<()>);

async fn run(
    mut inbox: UnboundedReceiver<Order>,
    clicked: impl Fn(Wake) + Clone + Send + Sync + 'static,
) {
    let mut shown: VecDeque<Shown> = VecDeque::new();
    while let Some(order) = inbox.recv().await {
        shown.retain(|(_, end)| !end.is_closed());
        match order {
            Order::Show(alert, words) => {
                let Some(handle) = show(&notification(&alert, words)).await else {
                    continue;
                };
                let (end, ended) = oneshot::channel();
                async_runtime::spawn(attend(handle, alert.esc, ended, clicked.clone()));
                shown.push_back((alert.esc, end));
                if shown.len() > SHOWN {
                    shown.pop_front();
                }
            }
            Order::Withdraw(esc) => shown.retain(|(of, _)| *of != Some(esc)),
        }
    }
}

/// Until it is clicked, closed, or taken back.
async fn attend(
    handle: NotificationHandle,
    esc: Option<Esc>,
    ended: oneshot::Receiver<()>,
    clicked: impl Fn(Wake),
) {
    let answered = handle.wait_for_action_async(|response| match (response, esc) {
        (NotificationResponse::Default, esc) => clicked(Wake::Clicked(esc)),
        (NotificationResponse::Action(key), Some(esc)) if key == PUT_OFF => {
            clicked(Wake::PutOff(esc));
        }
        _ => {}
    });
    tokio::select! {
        () = answered => {}
        _ = ended => handle.close_async().await,
    }
}

/// Says something about the app itself; a click on it opens nothing.
pub(crate) async fn say(title: &str, body: &str) {
    let mut notification = Notification::new();
    show(notification.appname("Fermata").summary(title).body(body)).await;
}

async fn show(notification: &Notification) -> Option<NotificationHandle> {
    let shown = notification.show_async().await;
    shown
        .inspect_err(|error| tracing::warn!(%error, "no notification daemon shows this"))
        .ok()
}

fn notification(alert: &Alert, words: &Words) -> Notification {
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
        .action("default", words.review);
    if alert.waits {
        notification.action(PUT_OFF, words.put_off);
    }
    if alert.sound {
        notification.sound_name("dialog-warning");
    }
    notification
}
