//! The page's language where rows keep a sentence in it: those that were folded in another are folded anew, before a page that speaks this one reads them.

use super::Controller;
use crate::{DeskError, Host};

/// Under which name the database keeps the language of the rows.
const SPOKEN: &str = "spoken";

impl<H: Host> Controller<H> {
    /// A page that changes its language loads anew, and asks for everything first: this comes before the answer.
    pub(super) async fn speak(&mut self) -> Result<(), DeskError> {
        let language = serde_json::to_string(&self.host.language()).unwrap_or_default();
        if self.store.setting(SPOKEN).await?.as_deref() == Some(&language) {
            return Ok(());
        }
        for esc in self.store.noted().await? {
            self.refresh(esc).await?;
        }
        Ok(self.store.set(SPOKEN, &language).await?)
    }
}
