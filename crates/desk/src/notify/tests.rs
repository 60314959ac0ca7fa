use serde_json::json;

use super::*;
use crate::ipc::Language;

const NOON: u16 = 12 * 60;
const NIGHT: u16 = 23 * 60;

/// In English.
fn plan(
    new: Vec<RowView>,
    halves: Vec<RowView>,
    notices: &NoticesView,
    minute: u16,
    waited: bool,
) -> Plan {
    super::plan(
        new,
        halves,
        notices,
        minute,
        waited,
        Words::of(Language::En),
    )
}

fn row(n: u32, risk: &str) -> RowView {
    let esc = fermata_testkit::entries::esc(n);
    serde_json::from_value(json!({
        "esc": esc, "queue": "refunds", "risk": risk, "title": [{ "text": format!("Refund {n}") }],
        "confidence": null, "reason": "Over the limit.", "due": "2026-11-23T11:00:00Z", "arrived": "2026-11-23T10:00:00Z",
        "status": "open", "progress": null, "order": format!("{n:03}"),
    }))
    .unwrap()
}

fn rows(risks: &[&str]) -> Vec<RowView> {
    (1..).zip(risks).map(|(n, risk)| row(n, risk)).collect()
}

fn nightly() -> NoticesView {
    let quiet = QuietView {
        from: "22:00".to_owned(),
        to: "07:00".to_owned(),
    };
    NoticesView {
        quiet: Some(quiet),
        ..NoticesView::default()
    }
}

fn titles(plan: &Plan) -> Vec<&str> {
    plan.alerts
        .iter()
        .map(|alert| alert.title.as_str())
        .collect()
}

#[test]
fn a_few_are_told_of_one_by_one_the_riskiest_first_and_many_together() {
    let few = plan(
        rows(&["low", "high", "medium"]),
        vec![],
        &NoticesView::default(),
        NOON,
        false,
    );
    assert_eq!(titles(&few), ["Refund 2", "Refund 3", "Refund 1"]);
    assert_eq!(few.alerts[0].risk, Risk::High);
    assert!(
        few.alerts
            .iter()
            .all(|alert| alert.waits && alert.esc.is_some())
    );
    let many = plan(
        rows(&["low", "low", "critical", "low"]),
        vec![],
        &NoticesView::default(),
        NOON,
        false,
    );
    let [digest] = &many.alerts[..] else {
        panic!("one")
    };
    assert_eq!(digest.title, "4 actions wait for you");
    assert_eq!(digest.body, "The most urgent: Refund 3");
    assert_eq!(
        (digest.risk, digest.esc, digest.waits),
        (Risk::Critical, None, false)
    );
    assert_eq!(many.told.len(), 4);
}

#[test]
fn quiet_hours_hold_what_is_not_critical_and_then_summarise_it() {
    let night = plan(
        rows(&["high", "critical", "low"]),
        vec![],
        &nightly(),
        NIGHT,
        false,
    );
    assert_eq!(titles(&night), ["Refund 2"]);
    assert_eq!(
        night.told,
        [row(2, "low").esc],
        "the others are told of later"
    );
    assert_eq!(night.again_in, Some(8 * 60));
    let again = plan(rows(&["high", "low"]), vec![], &nightly(), 7 * 60 - 1, true);
    assert_eq!(
        (titles(&again).len(), again.again_in),
        (0, Some(1)),
        "not a minute before"
    );
    let morning = plan(rows(&["high", "low"]), vec![], &nightly(), 7 * 60, true);
    assert_eq!(titles(&morning), ["2 actions came in quiet hours"]);
    assert_eq!(morning.again_in, None);
    let one = plan(rows(&["high"]), vec![], &nightly(), 7 * 60, true);
    assert_eq!(titles(&one), ["Refund 1"]);
}

#[test]
fn what_nobody_has_taken_comes_through_quiet_hours_and_once() {
    let both = plan(rows(&["low"]), rows(&["low"]), &nightly(), NIGHT, false);
    assert_eq!(titles(&both), ["Refund 1"]);
    assert_eq!(both.alerts[0].risk, Risk::High);
    assert!(both.alerts[0].body.starts_with("Nobody has taken it"));
    let many = plan(
        vec![],
        rows(&["low", "low", "critical", "low"]),
        &nightly(),
        NIGHT,
        false,
    );
    assert_eq!(titles(&many), ["4 actions that nobody has taken"]);
    assert_eq!(many.alerts[0].risk, Risk::Critical);
}

#[test]
fn who_wants_no_notifications_gets_none_and_none_later() {
    let off = NoticesView {
        on: false,
        ..nightly()
    };
    let told = plan(rows(&["critical"]), rows(&["low"]), &off, NIGHT, false);
    assert_eq!((told.alerts.len(), told.again_in), (0, None));
    let all = plan(rows(&["critical", "low"]), vec![], &off, NIGHT, false);
    assert_eq!(all.told.len(), 2);
    assert!(alarms(rows(&["low"]), &off, Words::of(Language::En)).is_empty());
}

#[test]
fn only_what_is_critical_makes_a_sound_and_only_where_that_is_wanted() {
    let loud = NoticesView {
        sound: true,
        ..NoticesView::default()
    };
    let sounds = |notices: &NoticesView| -> Vec<bool> {
        let plan = plan(rows(&["critical", "high"]), vec![], notices, NOON, false);
        plan.alerts.iter().map(|alert| alert.sound).collect()
    };
    assert_eq!(sounds(&loud), [true, false]);
    assert_eq!(sounds(&NoticesView::default()), [false, false]);
}

#[test]
fn quiet_hours_are_two_times_of_day_and_may_lie_within_one() {
    let quiet = |from: &str, to: &str| {
        let (from, to) = (from.to_owned(), to.to_owned());
        Quiet::read(&QuietView { from, to })
    };
    let noon = quiet("12:00", "13:30").unwrap();
    assert_eq!(
        [719, 720, 809, 810].map(|minute| noon.left(minute)),
        [None, Some(90), Some(1), None]
    );
    for (from, to) in [
        ("22:00", "22:00"),
        ("24:00", "07:00"),
        ("7:00", "08:00"),
        ("22:60", "07:00"),
        ("", "07:00"),
        ("+1:00", "07:00"),
    ] {
        assert!(quiet(from, to).is_err(), "{from} {to}");
    }
}

#[test]
fn a_digest_is_in_the_language_of_the_page() {
    let many = rows(&["low", "low", "critical", "low"]);
    let words = Words::of(Language::De);
    let told = super::plan(many, vec![], &NoticesView::default(), NOON, false, words);
    assert_eq!(titles(&told), ["4 Aktionen warten auf Sie"]);
    assert_eq!(told.alerts[0].body, "Am dringendsten: Refund 3");
}
