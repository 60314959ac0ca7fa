//! Notifications on the desktop, through one thread that shows and closes them.
//!
//! An action of a notification only ever opens an item: any program on the session's bus can forge a click.

use std::{
    collections::HashMap,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use fermata_desk::Alert;
use fermata_protocol::{Esc, payload::Risk};
use notify_rust::{Notification, Timeout, Urgency};

/// At most so many notifications are listened to at once; older ones still open nothing but stay on screen.
const LISTENERS: usize = 32;

enum Order {
    Show(Alert),
    Withdraw(Esc),
}

/// Shows notifications. Dropping it ends the thread.
pub(crate) struct Alerts(Sender<Order>);

impl Alerts {
    /// Starts the thread; clicks reach `desk`.
    pub(crate) fn start(clicked: impl Fn(Option<Esc>) + Clone + Send + 'static) -> Self {
        let (orders, inbox) = channel();
        thread::spawn(move || run(&inbox, &clicked));
        Self(orders)
    }

    pub(crate) fn show(&self, alert: Alert) {
        let _ = self.0.send(Order::Show(alert));
    }

    pub(crate) fn withdraw(&self, esc: Esc) {
        let _ = self.0.send(Order::Withdraw(esc));
    }
}

fn run(inbox: &Receiver<Order>, clicked: &(impl Fn(Option<Esc>) + Clone + Send + 'static)) {
    let mut shown: HashMap<Esc, u32> = HashMap::new();
    while let Ok(order) = inbox.recv() {
        match order {
            Order::Show(alert) => {
                let esc = alert.esc;
                match build(&alert).show() {
                    Ok(handle) => {
                        if let Some(esc) = esc {
                            shown.insert(esc, handle.id());
                        }
                        if shown.len() <= LISTENERS {
                            let clicked = clicked.clone();
                            thread::spawn(move || {
                                handle.wait_for_action(|action| {
                                    if matches!(action, "default" | "review") {
                                        clicked(esc);
                                    }
                                });
                            });
                        }
                    }
                    Err(error) => tracing::warn!(%error, "no notification daemon shows this"),
                }
            }
            Order::Withdraw(esc) => {
                if let Some(id) = shown.remove(&esc) {
                    close(id);
                }
            }
        }
    }
}

/// Replaces a shown notification by one that ends at once; the daemon closes both.
fn close(id: u32) {
    let gone = Notification::new()
        .id(id)
        .summary("Decided")
        .timeout(Timeout::Milliseconds(1))
        .show();
    if let Ok(handle) = gone {
        handle.close();
    }
}

fn build(alert: &Alert) -> Notification {
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
