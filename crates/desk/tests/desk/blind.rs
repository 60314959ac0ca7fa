//! A blind second look at a desk: nothing of the first before one's own, in no list and in no file; all of it afterwards.

use fermata_desk::{
    Taken,
    ipc::{DeltaView, DetailView, FrictionView, ListName, ProgressStep},
};
use fermata_protocol::{
    Entry, chain_head,
    payload::{ChainHead, Decision, Verb},
};
use fermata_testkit::world::{peek, sign};

use crate::{
    approve,
    office::{Output, Seat},
    team::{Opened, Team},
};

const BLIND: &str = "approvals = 3\nblind = true";

/// Waits until the desk has read this entry, which everybody gets: it has read everything before it, too.
async fn has_read(team: &mut Team, seat: &mut Seat) {
    let told = |output: &Output| match output {
        Output::Delta(DeltaView::Identity { .. }) => Some(()),
        _ => None,
    };
    while seat.outputs.try_recv().is_ok() {}
    team.roster(|_| {}).await;
    seat.next(told).await;
}

/// Whether any file of the desk holds this.
fn kept(team: &Team, text: &str) -> bool {
    let files = std::fs::read_dir(team.home.dir()).unwrap();
    let found: Vec<bool> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            let bytes = std::fs::read(path).unwrap();
            bytes
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        })
        .collect();
    assert!(found.len() >= 2, "the desk's databases are here");
    found.contains(&true)
}

async fn look(seat: &Seat, opened: &Opened) -> DetailView {
    let mut detail = seat.desk.detail(opened.esc).await.unwrap();
    // What is asked of the hand changes with the time that is left.
    detail.friction = FrictionView::None;
    detail
}

async fn sign_at_the_desk(team: &Team, seat: &mut Seat, opened: &Opened) {
    let seen = seat.seen(opened.esc).await;
    seat.desk.decide(opened.esc, approve(), seen).await.unwrap();
    team.world.clock.step(5_000);
    seat.alarm().await;
    seat.step(opened.esc, ProgressStep::Recorded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_first_is_at_the_desk_before_ones_own_decision_and_all_of_it_after() {
    let mut team = Team::open(BLIND).await;
    let mut seat = team.sit("eve").await;
    let opened = team.propose("one").await;
    let row = seat.row(opened.esc, ListName::Inbox).await;
    let before = look(&seat, &opened).await;
    assert!(before.blind);
    assert_eq!((before.approvals_needed, before.approvals_have), (3, 0));

    team.approve("ann", &opened).await;
    team.comment("bob", &opened, "Ann is right, as always.")
        .await;
    has_read(&mut team, &mut seat).await;
    assert_eq!(look(&seat, &opened).await, before, "it looks as it did");
    let rows = seat
        .desk
        .rows(ListName::Inbox, None, None, false)
        .await
        .unwrap();
    assert_eq!(rows.rows, [row], "and so does its row");
    let log = team.entries(&opened).await;
    assert!(kept(&team, &log[0].statements[0]));
    for hidden in &log[1..] {
        assert!(!kept(&team, &hidden.statements[0]));
        assert!(!kept(&team, &hidden.id.to_string()));
    }

    sign_at_the_desk(&team, &mut seat, &opened).await;
    while look(&seat, &opened).await.history.len() < 4 {
        seat.row(opened.esc, ListName::Decided).await;
    }
    let after = look(&seat, &opened).await;
    let by: Vec<&str> = after.history.iter().map(|line| line.by.as_str()).collect();
    assert_eq!(by, ["shop", "ann", "bob", "eve"]);
    assert!(after.history.iter().all(|line| line.mark == "ok"));
    assert_eq!((after.blind, after.approvals_have), (false, 2));
    // What eve signed that she saw is the beginning of the chain, and no more.
    let own: Decision = peek(&team.entries(&opened).await[3].statements[0]);
    let head = chain_head(ChainHead::Start(opened.esc), &log[0]);
    assert_eq!((own.saw.n, own.saw.head), (1, head));
    seat.stand_up().await;
}

/// The statements that eve gets late, between them and behind them, as a stream brings them.
async fn decided_elsewhere(team: &mut Team) -> (Opened, Vec<Entry>, Entry) {
    let opened = team.propose("one").await;
    team.approve("ann", &opened).await;
    team.comment("bob", &opened, "So do I.").await;
    let own = team.decision("eve", &opened, Verb::Approve);
    let sent = team.client("eve");
    sent.append(&[sign("eve", &own)]).await.unwrap();
    let mut entries = team.entries(&opened).await;
    let last = entries.pop().unwrap();
    (opened, entries, last)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_late_is_not_lost_wherever_the_desk_is_killed() {
    // After the proposal, after one of two late entries, after both, after the one that they come with.
    for cut in 1..=4 {
        let mut team = Team::open(BLIND).await;
        let (opened, entries, last) = decided_elsewhere(&mut team).await;
        let standing = team.client("eve").standing(0, 0).await.unwrap().entries;
        let stood = standing.last().unwrap().seq;
        // A desk that reads nothing by itself.
        let seat = team.sit_still("eve").await;
        let mut comes = vec![(standing, stood)];
        let late = |entry: &Entry| (vec![entry.clone()], last.seq - 1);
        comes.push((vec![entries[0].clone()], entries[0].seq));
        comes.extend(entries[1..].iter().map(late));
        comes.push((vec![last.clone()], last.seq));
        for (entries, position) in comes.into_iter().take(cut + 1) {
            assert_eq!(seat.desk.entries(entries, position).await, Taken::Yes);
        }
        seat.kill();
        let mut seat = team.sit("eve").await;
        has_read(&mut team, &mut seat).await;
        let shown = look(&seat, &opened).await;
        let by: Vec<&str> = shown.history.iter().map(|line| line.by.as_str()).collect();
        assert_eq!(by, ["shop", "ann", "bob", "eve"], "cut after {cut}");
        assert_eq!(
            (shown.blind, shown.approvals_have),
            (false, 2),
            "cut after {cut}"
        );
        // The same once more, and in another order, changes nothing.
        let again = vec![last.clone(), entries[2].clone(), entries[1].clone()];
        assert_eq!(seat.desk.entries(again, last.seq).await, Taken::Yes);
        assert_eq!(look(&seat, &opened).await, shown);
        seat.stand_up().await;
    }
}
