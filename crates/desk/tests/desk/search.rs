//! Finding items again: by words wherever they stand, narrowed, in four orders, page by page; and searches that are kept.

use fermata_desk::ipc::{
    ListName, ProgressStep, RiskView, SavedReply, SavedSearch, SearchForm, SortName, StatusView,
    UiErrorCode,
};
use fermata_protocol::{Esc, payload::Risk};

use crate::{
    approve,
    office::{Office, Seat},
    reject,
};

/// Three that wait, of 10, 20 and 30 dollars, and what tells them apart.
async fn three() -> (Office, Seat, Vec<Esc>) {
    let office = Office::open().await;
    let contract = office.contract(Risk::Medium).await;
    let mut seat = office.sit().await;
    let mut escs = Vec::new();
    for amount in [10, 20, 30] {
        office.clock.step(1_000);
        let esc = office.propose(contract, amount, &amount.to_string()).await;
        seat.row(esc, ListName::Inbox).await;
        escs.push(esc);
    }
    (office, seat, escs)
}

async fn found(seat: &Seat, form: SearchForm) -> Vec<Esc> {
    let found = seat.desk.search(form.clone(), None).await.unwrap();
    let escs: Vec<Esc> = found
        .rows
        .iter()
        .map(|row| row.row.esc.parse().unwrap())
        .collect();
    let counted = seat.desk.count_found(form).await.unwrap();
    assert_eq!(
        counted as usize,
        escs.len(),
        "what is counted is what is found"
    );
    escs
}

fn text(text: &str) -> SearchForm {
    SearchForm {
        text: text.to_owned(),
        ..SearchForm::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_found_by_words_of_each_of_its_parts_and_by_their_beginnings() {
    let (_office, seat, escs) = three().await;
    let all: Vec<Esc> = escs.iter().rev().copied().collect();
    for words in [
        "pay",
        "acc-44",
        "customer asked",
        "please PAY me",
        "inbox",
        "agent",
    ] {
        assert_eq!(found(&seat, text(words)).await, all, "{words}");
    }
    assert_eq!(found(&seat, text("20.00")).await, [escs[1]]);
    let id = escs[2].to_string();
    assert_eq!(found(&seat, text(&id)).await, [escs[2]]);
    assert_eq!(found(&seat, text(&id[id.len() - 6..])).await, [escs[2]]);
    assert_eq!(
        found(&seat, text("pay never")).await,
        [],
        "all words must occur"
    );
    assert_eq!(
        found(&seat, text("title : x OR pay")).await,
        [],
        "nothing is an operator"
    );
    let one = seat.desk.search(text("please"), None).await.unwrap();
    let excerpt = one.rows[0].excerpt.as_deref().unwrap();
    assert!(excerpt.contains("Please pay me."), "{excerpt}");
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_by_what_holds_now_and_by_who_did_something() {
    let (_office, mut seat, escs) = three().await;
    let seen = seat.seen(escs[0]).await;
    let no = reject("wrong_arguments", Some("Not without a receipt."));
    seat.desk.decide(escs[0], no, seen).await.unwrap();
    seat.desk.sign_now(escs[0]).await.unwrap();
    seat.row(escs[0], ListName::Decided).await;
    seat.stands(escs[0], StatusView::Rejected).await;
    let seen = seat.seen(escs[1]).await;
    seat.desk.decide(escs[1], approve(), seen).await.unwrap();

    let of = |change: fn(&mut SearchForm)| {
        let mut form = SearchForm::default();
        change(&mut form);
        form
    };
    let rest = [escs[2], escs[1]];
    let open = of(|form| form.status = vec![StatusView::Open]);
    assert_eq!(found(&seat, open.clone()).await, rest);
    let closed = of(|form| form.status = vec![StatusView::Rejected, StatusView::Executed]);
    assert_eq!(found(&seat, closed).await, [escs[0]]);
    let ada = of(|form| form.who = vec!["ada".to_owned()]);
    assert_eq!(found(&seat, ada).await, [escs[0]]);
    let medium = of(|form| form.risk = vec![RiskView::Medium]);
    assert_eq!(found(&seat, medium).await.len(), 3);
    let high = of(|form| form.risk = vec![RiskView::High, RiskView::Critical]);
    assert_eq!(found(&seat, high).await, []);
    let sure = of(|form| form.confidence_from = Some(63));
    assert_eq!(found(&seat, sure).await, []);
    let unsure = of(|form| (form.confidence_from, form.confidence_to) = (Some(62), Some(62)));
    assert_eq!(found(&seat, unsure).await.len(), 3);
    let tool = of(|form| form.tool = vec!["refund".to_owned(), "pa".to_owned()]);
    assert_eq!(found(&seat, tool).await.len(), 3);
    let row = seat.desk.detail(escs[1]).await.unwrap().row;
    let mut due = SearchForm {
        due_by: Some(row.due),
        ..open
    };
    assert_eq!(found(&seat, due.clone()).await, [escs[1]]);
    due.text = "nowhere".to_owned();
    assert_eq!(found(&seat, due).await, []);

    // What waits in its bar is shown so where it is found.
    let held = seat.desk.search(text("20.00"), None).await.unwrap();
    let progress = held.rows[0].row.progress.as_ref().unwrap();
    assert_eq!(progress.step, ProgressStep::Holding);
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_order_goes_on_where_its_page_ended() {
    let office = Office::open().await;
    let contract = office.contract(Risk::Medium).await;
    let mut seat = office.sit().await;
    let mut escs = Vec::new();
    for n in 0..56 {
        office.clock.step(1_000);
        escs.push(office.propose(contract, 40, &n.to_string()).await);
    }
    seat.row(escs[55], ListName::Inbox).await;
    for sort in [
        SortName::Newest,
        SortName::Oldest,
        SortName::Urgent,
        SortName::Unsure,
    ] {
        for words in ["", "pay"] {
            let form = SearchForm {
                sort,
                ..text(words)
            };
            let first = seat.desk.search(form.clone(), None).await.unwrap();
            assert_eq!(first.rows.len(), 50);
            let second = seat.desk.search(form, first.next).await.unwrap();
            assert_eq!((second.rows.len(), second.next), (6, None));
            let both = first.rows.iter().chain(&second.rows);
            let all: Vec<String> = both.map(|found| found.row.esc.clone()).collect();
            let each: std::collections::BTreeSet<_> = all.iter().collect();
            assert_eq!(each.len(), 56, "each once");
            let oldest = escs[0].to_string();
            let last = sort == SortName::Newest;
            assert_eq!(all[if last { 55 } else { 0 }], oldest);
        }
    }
    seat.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_are_kept_in_their_order_and_bad_ones_are_refused_with_words() {
    let (office, seat, _) = three().await;
    let reply = |text: &str| SavedReply {
        queue: "refunds".to_owned(),
        text: text.to_owned(),
    };
    let both = vec![reply("Ask for the receipt first."), reply("Not ours.")];
    seat.desk.keep_replies(both.clone()).await.unwrap();
    for bad in [reply(" "), reply(&"x".repeat(2_001))] {
        let refused = seat.desk.keep_replies(vec![bad]).await.unwrap_err();
        assert_eq!(refused.code, UiErrorCode::BadArguments);
    }
    let many = vec![reply("Not ours."); 201];
    assert!(seat.desk.keep_replies(many).await.is_err());
    seat.stand_up().await;
    let again = office.sit().await;
    assert_eq!(again.desk.hydrate().await.unwrap().replies, both);
    again.stand_up().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_are_kept_in_their_order_and_bad_ones_are_refused_with_words() {
    let (office, seat, _) = three().await;
    let search = |name: &str| SavedSearch {
        name: name.to_owned(),
        query: "risk:high refund".to_owned(),
    };
    let both = vec![search("Risky refunds"), search("Mine too")];
    seat.desk.keep_searches(both.clone()).await.unwrap();
    let bad = seat.desk.keep_searches(vec![search("")]).await.unwrap_err();
    assert_eq!(bad.code, UiErrorCode::BadArguments);
    let many = (0..21).map(|n| search(&n.to_string())).collect();
    assert!(seat.desk.keep_searches(many).await.is_err());
    seat.stand_up().await;
    let seat = office.sit().await;
    assert_eq!(seat.desk.hydrate().await.unwrap().searches, both);
    seat.stand_up().await;
}
