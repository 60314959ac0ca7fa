//! `fermata export`: evidence bundles, for whoever must check later and has nothing but files.

use std::{collections::BTreeMap, io::Write as _, path::Path};

use fermata_desk::{Store, export};
use fermata_protocol::{Entry, Esc};
use serde_json::json;

use crate::{args::Export, context::Context, failure::Failure, out::Done, seat::Seat};

/// Entries per page of history.
const PAGE: u32 = 200;

pub(crate) async fn run(context: &Context, asked: Export) -> Result<Done, Failure> {
    context
        .with_gateway(async |reach| {
            let seat = context.seat(reach).await?;
            let store = Store::open(&context.home).await?;
            let written = write(context, &seat, &store, &asked).await;
            store.close().await;
            written
        })
        .await
}

async fn write(
    context: &Context,
    seat: &Seat,
    store: &Store,
    asked: &Export,
) -> Result<Done, Failure> {
    let mut escalations = Vec::new();
    for (esc, entries) in wanted(seat, &asked.ids).await? {
        let receipts = store.receipts(esc).await?;
        let evidence = export::evidence(&seat.client, &seat.timeline, esc, entries, receipts).await;
        escalations.push(evidence);
    }
    let standing = seat.client.standing(0, 0).await?.entries;
    let count = escalations.len();
    let bundle = export::bundle(&seat.timeline, standing, escalations, context.now());
    keep(&asked.out, &export::text(&bundle)?)?;
    let file = asked.out.display().to_string();
    let words = format!(
        "Wrote {count} {} to {file}\nWhoever gets it checks it with `fermata verify FILE --pin {}`: give them the pin by another way than the file.",
        if count == 1 {
            "escalation"
        } else {
            "escalations"
        },
        bundle.pin
    );
    Ok(Done::new(
        words,
        json!({ "file": file, "escalations": count, "pin": bundle.pin }),
    ))
}

async fn wanted(seat: &Seat, ids: &[String]) -> Result<BTreeMap<Esc, Vec<Entry>>, Failure> {
    let mut all: BTreeMap<Esc, Vec<Entry>> = BTreeMap::new();
    for id in ids {
        let esc = seat.find(id).await?;
        all.insert(esc, seat.entries(esc).await?);
    }
    let mut after = 0;
    while ids.is_empty() {
        let page = seat.client.page(after, PAGE).await?;
        for entry in page.entries {
            if let Some(esc) = entry.esc {
                all.entry(esc).or_default().push(entry);
            }
        }
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    Ok(all)
}

/// Written whole and new, or not at all.
fn keep(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let why = if error.kind() == std::io::ErrorKind::AlreadyExists {
            "a file is there already: choose another name".to_owned()
        } else {
            error.to_string()
        };
        Failure::new("io", format!("{} was not written: {why}.", path.display()))
    };
    let mut file = std::fs::File::create_new(path).map_err(failed)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    written.map_err(|error| {
        // Half a file is worse than none.
        let _ = std::fs::remove_file(path);
        failed(error)
    })
}
