//! What a person keeps on this desk to use again: searches, and replies. None of it leaves the desk before it is used.

use serde::{Serialize, de::DeserializeOwned};

use super::Controller;
use crate::{
    DeskError, Fault, Host,
    ipc::{SavedReply, SavedSearch, UiError, UiErrorCode},
};

/// Under which names the database keeps them.
const SEARCHES: &str = "searches";
const REPLIES: &str = "replies";
/// So many searches fit the rail.
const MOST_SEARCHES: usize = 20;
const MOST_REPLIES: usize = 200;
/// Texts of so many characters.
const LONGEST_NAME: usize = 60;
const LONGEST_SEARCH: usize = 500;
const LONGEST_REPLY: usize = 2_000;

impl<H: Host> Controller<H> {
    pub(super) async fn searches(&self) -> Result<Vec<SavedSearch>, DeskError> {
        self.kept(SEARCHES).await
    }

    pub(super) async fn replies(&self) -> Result<Vec<SavedReply>, DeskError> {
        self.kept(REPLIES).await
    }

    pub(super) async fn keep_searches(&self, searches: &[SavedSearch]) -> Result<(), UiError> {
        if searches.len() > MOST_SEARCHES {
            return Err(refused(Fault::MostSearches(MOST_SEARCHES)));
        }
        let fits = |search: &SavedSearch| {
            within(&search.name, LONGEST_NAME) && search.query.chars().count() <= LONGEST_SEARCH
        };
        if !searches.iter().all(fits) {
            return Err(refused(Fault::SearchForm(LONGEST_NAME, LONGEST_SEARCH)));
        }
        self.keep_all(SEARCHES, searches).await
    }

    pub(super) async fn keep_replies(&self, replies: &[SavedReply]) -> Result<(), UiError> {
        if replies.len() > MOST_REPLIES {
            return Err(refused(Fault::MostReplies(MOST_REPLIES)));
        }
        let fits =
            |reply: &SavedReply| within(&reply.queue, 200) && within(&reply.text, LONGEST_REPLY);
        if !replies.iter().all(fits) {
            return Err(refused(Fault::ReplyForm(LONGEST_REPLY)));
        }
        self.keep_all(REPLIES, replies).await
    }

    async fn kept<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, DeskError> {
        let kept = self.store.setting(name).await?;
        // What another version kept in another form is nobody's loss.
        Ok(kept
            .and_then(|kept| serde_json::from_str(&kept).ok())
            .unwrap_or_default())
    }

    async fn keep_all<T: Serialize>(&self, name: &str, all: &[T]) -> Result<(), UiError> {
        let text = serde_json::to_string(all).unwrap_or_default();
        let kept = self.store.set(name, &text).await;
        kept.map_err(|error| DeskError::from(error).into())
    }
}

fn within(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most
}

fn refused(fault: Fault<'_>) -> UiError {
    UiError::new(UiErrorCode::BadArguments, fault)
}
