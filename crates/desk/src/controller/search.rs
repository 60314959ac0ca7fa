//! Searches: asked of the database beside the loop, so that nothing waits behind a long one; bars are shown on what was found.

use super::{Controller, Wake, ask::PAGE, wake::Reply};
use crate::{
    DeskError, Host,
    ipc::{FoundView, SavedSearch, SearchForm, UiError, UiErrorCode},
};

/// Under which name the database keeps a person's searches.
const KEPT: &str = "searches";
/// So many fit the rail.
const MOST_KEPT: usize = 20;
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

    pub(super) async fn searches(&self) -> Result<Vec<SavedSearch>, DeskError> {
        let kept = self.store.setting(KEPT).await?;
        // What another version kept in another form is nobody's loss.
        Ok(kept
            .and_then(|kept| serde_json::from_str(&kept).ok())
            .unwrap_or_default())
    }

    pub(super) async fn keep_searches(&mut self, searches: &[SavedSearch]) -> Result<(), UiError> {
        let refused = |message: &str| UiError {
            code: UiErrorCode::BadArguments,
            message: message.to_owned(),
            detail: None,
        };
        if searches.len() > MOST_KEPT {
            return Err(refused(
                "No more than 20 searches can be kept; remove one first.",
            ));
        }
        let fits = |search: &SavedSearch| {
            let name = search.name.chars().count();
            name > 0 && name <= 60 && search.query.chars().count() <= 500
        };
        if !searches.iter().all(fits) {
            return Err(refused(
                "A search that is kept has a name of at most 60 characters and is at most 500 long.",
            ));
        }
        let kept = serde_json::to_string(searches).unwrap_or_default();
        self.store
            .set(KEPT, &kept)
            .await
            .map_err(|error| DeskError::from(error).into())
    }
}
