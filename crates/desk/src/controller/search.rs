//! Searches: asked of the database beside the loop, so that nothing waits behind a long one; bars are shown on what was found.
//!
//! Not here: the searches that a person keeps (`kept`).

use super::{Controller, Wake, wake::Reply};
use crate::{
    DeskError, Host,
    ipc::{FoundView, SearchForm},
};

/// Found rows per page: each is read again for the place where it was found, with every key that is typed.
const PAGE: u32 = 50;
/// Nobody counts further than this for a number beside a name.
const MOST_COUNTED: u32 = 100;

impl<H: Host> Controller<H> {
    pub(super) fn search(&self, form: SearchForm, after: Option<String>, reply: Reply<FoundView>) {
        let (store, desk) = (self.store.clone(), self.desk.clone());
        tokio::spawn(async move {
            match store.search(&form, after.as_deref(), PAGE).await {
                Ok(found) => desk.wake(Wake::Found(found, reply)).await,
                Err(error) => drop(reply.send(Err(DeskError::from(error).into()))),
            }
        });
    }

    pub(super) fn on_found(&self, mut found: FoundView, reply: Reply<FoundView>) {
        for found in &mut found.rows {
            self.show_bar(&mut found.row);
        }
        // Whoever asked may be gone; then the answer has no reader.
        let _ = reply.send(Ok(found));
    }

    pub(super) fn count_found(&self, form: SearchForm, reply: Reply<u32>) {
        let store = self.store.clone();
        tokio::spawn(async move {
            let counted = store.count_found(&form, MOST_COUNTED).await;
            drop(reply.send(counted.map_err(|error| DeskError::from(error).into())));
        });
    }
}
