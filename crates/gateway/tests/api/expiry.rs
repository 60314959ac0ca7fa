use fermata_protocol::payload::{NoteBody, NoteType, Receipt, Says, Verb};
use fermata_testkit::world::peek;
use serde_json::json;

use crate::site::Site;

const DUE: i64 = 30 * 60_000;

#[tokio::test]
async fn what_nobody_decided_expires_strictly_after_its_due_time() {
    let site = Site::new().await;
    let opened = site.open().await;
    site.step(DUE);
    assert_eq!(
        site.decide("bob", &opened, Verb::Respond).await.1["effect"],
        "counts",
        "at the due time it is still open"
    );
    let opened = site.open().await;
    site.step(DUE + 1);
    let (status, body) = site.resolution("ledger", opened.esc, 60).await;
    assert_eq!((status, &body["status"]), (200, &json!("expired")));
    let receipt: Receipt = peek(
        body["statements"]
            .as_array()
            .unwrap()
            .last()
            .unwrap()
            .as_str()
            .unwrap(),
    );
    assert_eq!(receipt.says, Says::Expired);
    assert_eq!(receipt.jti.uuid().get_version_num(), 8);
}

#[tokio::test]
async fn what_came_due_while_it_was_down_expires_after_the_start() {
    let site = Site::new().await;
    let (first, second) = (site.open().await, site.open_vouched("k").await);
    site.world.clock.step(DUE + 1);
    let site = site.restart().await;
    for (who, esc) in [("ledger", first.esc), ("shop", second.esc)] {
        assert_eq!(site.resolution(who, esc, 60).await.1["status"], "expired");
    }
}

#[tokio::test]
async fn an_extension_moves_the_due_time() {
    let site = Site::new().await;
    let opened = site.open().await;
    let due = fermata_protocol::Timestamp::from_millis(site.world.now().millis() + 2 * DUE);
    let body = NoteBody {
        lease_s: None,
        to: None,
        text: None,
        due: Some(due),
        pointer: None,
        reason: None,
    };
    let note = site.world.note("ann", opened.esc, NoteType::Extended, body);
    assert_eq!(site.append("ann", &note).await.1["effect"], "counts");
    site.step(DUE + 1);
    let other = site.open().await;
    assert_eq!(site.status(opened.esc).await, "open");
    site.step(DUE);
    assert_eq!(
        site.resolution("ledger", opened.esc, 60).await.1["status"],
        "expired"
    );
    assert_eq!(site.status(other.esc).await, "open");
}

#[tokio::test]
async fn many_at_once_expire_all() {
    let site = Site::new().await;
    let mut open = Vec::new();
    for n in 0..70 {
        open.push(site.open_vouched(&format!("k{n}")).await.esc);
    }
    site.step(DUE + 1);
    for esc in open {
        assert_eq!(
            site.resolution("shop", esc, 60).await.1["status"],
            "expired"
        );
    }
}
