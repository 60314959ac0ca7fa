//! A blind second look over HTTP: what is withheld is behind no door, and all of it comes at once when it ends.

use fermata_log::EventLog;
use fermata_protocol::{
    Entry, Timestamp,
    payload::{ChainHead, NoteBody, NoteType, Receipt, Right, Risk, Verb, Verdict},
};
use fermata_testkit::world::{POLICY, name, peek, sign};
use serde_json::{Value, json};

use crate::{
    events::Events,
    site::{Answered, Opened, Site},
};

/// Three people, ann, bob and eve, decide a refund, and none sees what the others did first. Olga may not decide it, and audits.
async fn blind() -> (Site, Opened) {
    let mut site = Site::new().await;
    let roster = site.world.next_roster(|roster| {
        for person in &mut roster.people {
            if person.id == name("eve") {
                person.groups.push(name("desk"));
                person.max_risk = Risk::High;
            }
            if person.id == name("olga") {
                person.rights.push(Right::Audit);
            }
        }
    });
    assert_eq!(site.post_jose("nobody", "/v1/entries", roster).await.0, 200);
    let rule = "due = \"PT30M\"";
    let text = POLICY.replacen(rule, &format!("{rule}\napprovals = 3\nblind = true"), 1);
    let policy = site.world.policy(&text);
    assert_eq!(site.append("ann", &policy).await.0, 200);
    let opened = site.open().await;
    assert!(peek::<Verdict>(&opened.verdict).requires.blind);
    (site, opened)
}

fn body() -> NoteBody {
    NoteBody {
        lease_s: None,
        to: None,
        text: None,
        due: None,
        pointer: None,
        reason: None,
    }
}

async fn comment(site: &Site, who: &str, opened: &Opened) -> Answered {
    let text = Some(format!("So says {who}."));
    let comment = NoteBody { text, ..body() };
    let note = site
        .world
        .note(who, opened.esc, NoteType::Commented, comment);
    let answered = site.append(who, &note).await;
    assert_eq!(answered.1["effect"], "counts", "{}", answered.1);
    answered
}

/// Ann approves and bob comments: two statements that nobody else should see.
async fn first_look(site: &Site, opened: &Opened) -> Vec<Entry> {
    let (status, body) = site.decide("ann", opened, Verb::Approve).await;
    assert_eq!((status, &body["status"]), (200, &json!("open")), "{body}");
    comment(site, "bob", opened).await;
    let entries = site.log.escalation(opened.esc).await.unwrap();
    entries[entries.len() - 2..].to_vec()
}

/// Something that everybody gets, by which a reader knows that nothing else came before it.
async fn something_else(site: &mut Site) -> u64 {
    let roster = site.world.next_roster(|_| {});
    let (status, body) = site.post_jose("nobody", "/v1/entries", roster).await;
    assert_eq!(status, 200, "{body}");
    body["seq"].as_u64().unwrap()
}

async fn late(events: &mut Events, count: usize) -> Vec<(u64, u64)> {
    let mut came = Vec::new();
    for _ in 0..count {
        let (position, entry) = events.late().await.unwrap();
        came.push((position, entry.seq));
    }
    came
}

#[tokio::test]
async fn an_open_stream_gets_all_of_it_at_once_with_ones_own_decision_and_so_does_a_later_one() {
    let (mut site, opened) = blind().await;
    let begun = site.log.head();
    let mut events = Events::open(&site, "eve", &format!("/v1/entries?after={begun}"), None).await;
    let hidden = first_look(&site, &opened).await;
    let seqs: Vec<u64> = hidden.iter().map(|entry| entry.seq).collect();
    let other = something_else(&mut site).await;
    assert_eq!(events.next().await.unwrap().seq, other);
    site.decide("eve", &opened, Verb::Approve).await;
    let own = site.log.head();
    // Before the entry that they come with, in the order of the log, as the log has them.
    let expected = vec![(own - 1, seqs[0]), (own - 1, seqs[1]), (own, own)];
    assert_eq!(late(&mut events, 3).await, expected);
    // Whoever was cut off in between, or before, gets them; whoever has them does not.
    for after in [own - 1, other] {
        let mut again = Events::open(&site, "eve", "/v1/entries", Some(after)).await;
        assert_eq!(late(&mut again, 3).await, expected);
    }
    let mut from_the_first = Events::open(&site, "eve", "/v1/entries", Some(begun)).await;
    assert_eq!(late(&mut from_the_first, 1).await, [(other, other)]);
    assert_eq!(late(&mut from_the_first, 3).await, expected);
    let mut behind = Events::open(&site, "eve", "/v1/entries", Some(own)).await;
    let next = comment(&site, "eve", &opened).await.1["seq"].as_u64();
    assert_eq!(behind.next().await.map(|entry| entry.seq), next);
    // Who was first waits for nobody.
    let mut first = Events::open(&site, "ann", "/v1/entries", Some(begun)).await;
    assert_eq!(first.next().await.unwrap(), hidden[0]);
    assert_eq!(first.next().await.unwrap(), hidden[1]);
}

/// Every door that a reviewer reads through, as text.
async fn doors(site: &Site, who: &str, opened: &Opened) -> Vec<Value> {
    let paths = [
        format!("/v1/escalations/{}", opened.esc),
        "/v1/snapshot".to_owned(),
        "/v1/entries?after=0".to_owned(),
        "/v1/entries?before=99".to_owned(),
        format!("/v1/escalations/{}/resolution", opened.esc),
    ];
    let mut all = Vec::new();
    for path in paths {
        let (status, body) = site.get(who, &path).await;
        assert!(status == 200 || status == 204, "{path}: {body}");
        all.push(body);
    }
    all
}

#[tokio::test]
async fn no_door_shows_it_and_the_folded_state_does_not_tell_of_it() {
    let (site, opened) = blind().await;
    let before = doors(&site, "eve", &opened).await;
    let hidden = first_look(&site, &opened).await;
    let says = |bodies: &[Value]| {
        let text = json!(bodies).to_string();
        let shown = hidden.iter().filter(|it| text.contains(&it.statements[0]));
        shown.count()
    };
    // Bob, who only commented, and olga, who may read everything, are withheld the same.
    for who in ["eve", "bob", "olga"] {
        let after = doors(&site, who, &opened).await;
        assert_eq!(says(&after), 0, "{who}");
        let state = &after[0]["state"];
        assert_eq!((&state["n"], &state["status"]), (&json!(1), &json!("open")));
        assert_eq!(state["approvals"], json!({ "needed": 3, "people": [] }));
    }
    let mut after = doors(&site, "eve", &opened).await;
    // The position says that something was appended to the log, and not what.
    after[1]["seq"] = before[1]["seq"].clone();
    assert_eq!(after, before);
    for who in ["ann", "ledger"] {
        let (_, body) = site
            .get(who, &format!("/v1/escalations/{}", opened.esc))
            .await;
        assert_eq!(says(std::slice::from_ref(&body)), 2, "{who}");
        assert_eq!(body["state"]["approvals"]["people"], json!(["ann"]));
    }
    site.decide("eve", &opened, Verb::Approve).await;
    let shown = doors(&site, "eve", &opened).await;
    for (n, door) in shown[..4].iter().enumerate() {
        assert_eq!(says(std::slice::from_ref(door)), 2, "door {n}");
    }
    assert_eq!(says(&doors(&site, "bob", &opened).await), 0);
}

#[tokio::test]
async fn a_receipt_does_not_tell_of_it_either() {
    let (site, opened) = blind().await;
    site.decide("ann", &opened, Verb::Approve).await;
    let (_, answer) = comment(&site, "eve", &opened).await;
    let receipt: Receipt = peek(answer["receipt"].as_str().unwrap());
    let log = site.log.escalation(opened.esc).await.unwrap();
    let head = fermata_protocol::chain_head(ChainHead::Start(opened.esc), &log[0]);
    assert_eq!((receipt.n, receipt.head), (1, head));
    let (_, answer) = site.decide("eve", &opened, Verb::Approve).await;
    let receipt: Receipt = peek(answer["receipt"].as_str().unwrap());
    assert_eq!(receipt.n, 4);
}

/// Makes the statement that ends blindness.
type End = Box<dyn Fn(&Site, &Opened) -> String>;

#[tokio::test]
async fn an_edit_an_extension_and_the_resolution_end_it_for_everybody() {
    type Ends = fn(&Site, &Opened) -> String;
    let extension: Ends = |site, opened| {
        let due = Timestamp::from_millis(site.world.now().millis() + 3_600_000);
        let longer = NoteBody {
            due: Some(due),
            ..body()
        };
        sign(
            "ann",
            &site
                .world
                .note("ann", opened.esc, NoteType::Extended, longer),
        )
    };
    let decision = |who: &'static str, verb| {
        move |site: &Site, opened: &Opened| {
            let world = &site.world;
            sign(
                who,
                &world.decision(who, &opened.proposal, &opened.verdict, verb),
            )
        }
    };
    let withdrawn: Ends = |site, opened| {
        let reason = Some("No longer needed.".to_owned());
        let note = NoteBody { reason, ..body() };
        sign(
            "ledger",
            &site
                .world
                .note("ledger", opened.esc, NoteType::Withdrawn, note),
        )
    };
    let ends: [(&str, End); 4] = [
        ("ann", Box::new(extension)),
        ("bob", Box::new(decision("bob", Verb::Edit))),
        ("bob", Box::new(decision("bob", Verb::Reject))),
        ("ledger", Box::new(withdrawn)),
    ];
    for (who, end) in ends {
        let (site, opened) = blind().await;
        let begun = site.log.head();
        let mut events = Events::open(&site, "eve", "/v1/entries", Some(begun)).await;
        let hidden = first_look(&site, &opened).await;
        let statement = end(&site, &opened);
        let (status, body) = site.post_jose(who, "/v1/entries", statement).await;
        assert_eq!((status, &body["effect"]), (200, &json!("counts")), "{body}");
        let last = site.log.head();
        let came = late(&mut events, 3).await;
        assert_eq!(
            came,
            [
                (last - 1, hidden[0].seq),
                (last - 1, hidden[1].seq),
                (last, last)
            ]
        );
    }
}

#[tokio::test]
async fn who_decided_blind_counts_and_what_all_three_said_resolves() {
    let (site, opened) = blind().await;
    for who in ["ann", "bob"] {
        let (_, body) = site.decide(who, &opened, Verb::Approve).await;
        assert_eq!(body["status"], "open", "{body}");
    }
    let (_, body) = site.decide("eve", &opened, Verb::Approve).await;
    assert_eq!(
        (&body["status"], &body["effect"]),
        (&json!("approved"), &json!("counts"))
    );
    let (_, resolution) = site.resolution("ledger", opened.esc, 0).await;
    assert_eq!(resolution["status"], "approved");
}
