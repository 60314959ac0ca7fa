//! Who is away gives what is theirs to somebody until a time, and has it again after that.

use fermata_desk::{
    Alert,
    ipc::{AwayView, DeltaView, DetailView, ListName, StandInForm, UiErrorCode},
};
use fermata_protocol::{
    Entry, Esc, Timestamp,
    bundle::Bundle,
    payload::{NoteBody, NoteType, StandIn},
};
use fermata_testkit::world::name;

use crate::{
    office::{Output, Seat},
    team::{Opened, Team},
    together,
};

const MINUTE: i64 = 60_000;

fn in_minutes(team: &Team, minutes: i64) -> Timestamp {
    Timestamp::from_millis(team.world.now().millis() + minutes * MINUTE)
}

async fn away(team: &Team, who: &str, minutes: i64, to: StandIn) {
    let said = team.world.away(who, in_minutes(team, minutes), to);
    team.say(who, &said).await.unwrap();
}

fn person(id: &str) -> StandIn {
    StandIn::Person(name(id))
}

/// An open item that was given to somebody.
async fn given(team: &Team, key: &str, to: &str) -> Opened {
    let opened = team.propose(key).await;
    let body = NoteBody {
        lease_s: None,
        to: Some(name(to)),
        text: None,
        due: None,
        pointer: None,
        reason: None,
    };
    let note = team.world.note("ann", opened.esc, NoteType::Assigned, body);
    team.say("ann", &note).await.unwrap();
    opened
}

fn is_mine(detail: &DetailView) -> bool {
    detail.row.around.lists.contains(&ListName::Mine)
}

fn instead(detail: &DetailView) -> Option<&AwayView> {
    detail.row.around.assigned.as_ref()?.away.as_ref()
}

/// The item, once it looks so and its row says the same.
async fn once(seat: &mut Seat, esc: Esc, is: impl Fn(&DetailView) -> bool) -> DetailView {
    let detail = together::once(seat, esc, &is).await;
    let page = seat.desk.rows(ListName::Mine, None, None, false).await;
    let stands = page
        .unwrap()
        .rows
        .iter()
        .any(|row| row.esc == esc.to_string());
    assert_eq!(stands, is_mine(&detail));
    detail
}

/// The next notification; the moment in which items are gathered passes whenever some came.
async fn alert(team: &Team, seat: &mut Seat) -> Alert {
    loop {
        let came = seat.next(|output| match output {
            Output::Alert(alert) => Some(Some(alert.clone())),
            Output::Delta(DeltaView::Counts { .. }) => Some(None),
            _ => None,
        });
        match came.await {
            Some(alert) => return alert,
            None => {
                team.world.clock.step(400);
                seat.alarm().await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_to_who_is_away_is_their_stand_ins_up_to_the_end_and_theirs_again_after_it() {
    let team = Team::open("").await;
    let opened = given(&team, "one", "ann").await;
    let mut seat = team.sit("bob").await;
    seat.row(opened.esc, ListName::Inbox).await;
    let detail = once(&mut seat, opened.esc, |d| d.row.around.assigned.is_some()).await;
    assert!(!is_mine(&detail) && instead(&detail).is_none());
    assert_eq!(
        alert(&team, &mut seat).await.esc,
        Some(opened.esc),
        "as a new one"
    );

    let until = in_minutes(&team, 10);
    away(&team, "ann", 10, person("bob")).await;
    let detail = once(&mut seat, opened.esc, is_mine).await;
    let said = AwayView {
        until: until.to_string(),
        to: "bob".to_owned(),
        group: false,
        nobody: false,
    };
    assert_eq!(instead(&detail), Some(&said));
    let ann = detail.around.colleagues.iter().find(|c| c.person == "ann");
    assert_eq!(
        ann.unwrap().away.as_ref(),
        Some(&said),
        "for who would give it"
    );
    let around = &detail.row.around;
    assert!(
        around
            .assigned
            .as_ref()
            .is_some_and(|to| to.me && to.person == "ann")
    );
    assert_eq!(
        alert(&team, &mut seat).await.esc,
        Some(opened.esc),
        "as one that came over"
    );
    let view = seat.desk.team(in_minutes(&team, -60)).await.unwrap();
    let people: Vec<_> = view
        .people
        .iter()
        .map(|p| (p.person.as_str(), p.given, p.away.is_some()))
        .collect();
    assert_eq!(people[..2], [("ann", 0, true), ("bob", 1, false)]);
    assert_eq!(view.groups, ["desk", "night"]);

    team.world
        .clock
        .step(until.millis() - team.world.now().millis() - 1);
    seat.alarm().await;
    assert!(is_mine(&seat.desk.detail(opened.esc).await.unwrap()));
    while seat.outputs.try_recv().is_ok() {}
    team.world.clock.step(1);
    seat.alarm().await;
    // An open item that names them is read anew, whoever it was given to.
    seat.next(|output| matches!(output, Output::Delta(DeltaView::Identity { .. })).then_some(()))
        .await;
    let detail = once(&mut seat, opened.esc, |d| !is_mine(d)).await;
    assert!(instead(&detail).is_none());
    let counts = seat.desk.hydrate().await.unwrap().counts;
    assert_eq!(counts.mine, 0);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_word_counts_a_group_acts_together_and_who_is_away_too_acts_for_nobody() {
    let team = Team::open("").await;
    let opened = given(&team, "one", "ann").await;
    let mut seat = team.sit("bob").await;
    seat.row(opened.esc, ListName::Inbox).await;
    away(&team, "ann", 20, StandIn::Group(name("desk"))).await;
    let detail = once(&mut seat, opened.esc, is_mine).await;
    assert!(instead(&detail).is_some_and(|away| away.group && away.to == "desk"));

    away(&team, "ann", 20, person("eve")).await;
    let detail = once(&mut seat, opened.esc, |d| !is_mine(d)).await;
    assert!(instead(&detail).is_some_and(|away| away.to == "eve" && !away.nobody));

    // One hop and no more: bob acts for eve, and not for whom eve was to act for.
    away(&team, "eve", 5, person("bob")).await;
    let nobodys = |d: &DetailView| instead(d).is_some_and(|away| away.nobody);
    let detail = once(&mut seat, opened.esc, nobodys).await;
    assert!(!is_mine(&detail));
    let view = seat.desk.team(in_minutes(&team, -60)).await.unwrap();
    assert!(view.people[0].away.as_ref().is_some_and(|away| away.nobody));
    assert!(view.people.iter().all(|one| one.given == 0));

    team.world.clock.step(5 * MINUTE);
    seat.alarm().await;
    once(&mut seat, opened.esc, |d| {
        !nobodys(d) && instead(d).is_some()
    })
    .await;
    away(&team, "ann", 0, person("bob")).await;
    once(&mut seat, opened.esc, |d| instead(d).is_none()).await;
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_desk_says_that_one_is_away_and_tells_of_nothing_that_another_stands_in_for() {
    let team = Team::open("").await;
    away(&team, "ann", 20, person("bob")).await;
    let opened = given(&team, "one", "ann").await;
    let mut seat = team.sit("ann").await;
    seat.row(opened.esc, ListName::Inbox).await;
    let detail = once(&mut seat, opened.esc, |d| instead(d).is_some()).await;
    assert!(!is_mine(&detail));
    let own = seat.desk.hydrate().await.unwrap().status.away;
    assert_eq!(own.as_ref(), instead(&detail));
    let other = team.propose("two").await;
    assert_eq!(
        alert(&team, &mut seat).await.esc,
        Some(other.esc),
        "of that one alone"
    );

    let evidence = seat.desk.export(opened.esc).await.unwrap();
    let bundle: Bundle = serde_json::from_str(&evidence).unwrap();
    assert!(!bundle.standing.is_empty() && !bundle.standing.iter().any(Entry::is_absence));

    seat.desk.come_back().await.unwrap();
    once(&mut seat, opened.esc, is_mine).await;
    assert_eq!(seat.desk.hydrate().await.unwrap().status.away, None);
    let refused = seat.desk.come_back().await.unwrap_err();
    assert_eq!(refused.code, UiErrorCode::NotFound);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn going_away_is_done_once_the_log_has_it_and_ends_by_itself() {
    let team = Team::open("").await;
    let opened = given(&team, "one", "ann").await;
    let mut seat = team.sit("ann").await;
    seat.row(opened.esc, ListName::Inbox).await;
    once(&mut seat, opened.esc, is_mine).await;
    let form = |id: &str| StandInForm::Person { id: id.to_owned() };
    let until = in_minutes(&team, 10);
    let (time, who) = (UiErrorCode::BadTime, UiErrorCode::BadArguments);
    for (at, to, code, words) in [
        (in_minutes(&team, 0), form("bob"), time, "still to come"),
        (
            in_minutes(&team, 91 * 24 * 60),
            form("bob"),
            time,
            "90 days",
        ),
        (until, form("ann"), who, "somebody else"),
        (until, form("stranger"), who, "somebody else"),
        (until, form("No such name"), who, "somebody else"),
        (
            until,
            StandInForm::Group {
                id: "nobodys".to_owned(),
            },
            who,
            "somebody else",
        ),
    ] {
        let refused = seat.desk.go_away(at, to).await.unwrap_err();
        assert_eq!(refused.code, code);
        assert!(refused.message.en.contains(words), "{}", refused.message.en);
    }
    let before = team.client("bob").standing(0, 0).await.unwrap().seq;
    seat.desk.go_away(until, form("bob")).await.unwrap();
    let said = team
        .client("bob")
        .standing(before, 0)
        .await
        .unwrap()
        .entries;
    assert!(said.len() == 1 && said[0].is_absence(), "{said:?}");
    let detail = once(&mut seat, opened.esc, |d| !is_mine(d)).await;
    assert!(instead(&detail).is_some_and(|away| away.until == until.to_string()));
    assert!(seat.desk.hydrate().await.unwrap().status.away.is_some());

    team.world.clock.step(10 * MINUTE);
    seat.alarm().await;
    once(&mut seat, opened.esc, is_mine).await;
    assert_eq!(seat.desk.hydrate().await.unwrap().status.away, None);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_gateway_nobody_is_away_and_the_person_is_told() {
    let (mut office, mut seat, esc, _bob) = together::team(1).await;
    together::once(&mut seat, esc, |d| !d.around.colleagues.is_empty()).await;
    office.stop_gateway().await;
    let until = Timestamp::from_millis(office.clock.now().millis() + MINUTE);
    let to = StandInForm::Person {
        id: "bob".to_owned(),
    };
    let refused = seat.desk.go_away(until, to).await.unwrap_err();
    assert_eq!(refused.code, UiErrorCode::Offline);
    assert!(
        refused
            .message
            .en
            .starts_with("Nothing changed for the others"),
        "{}",
        refused.message.en
    );
    assert_eq!(seat.desk.hydrate().await.unwrap().status.away, None);
    seat.stand_up().await;
}
