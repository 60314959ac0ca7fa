//! `fermata verify`: a resolution or an evidence bundle, checked offline.

mod bundle;
mod finding;
mod resolution;

use serde_json::Value;

use crate::{
    args::Verify,
    context::{Context, read},
    failure::Failure,
    out::Done,
};

pub(crate) async fn run(context: &Context, asked: Verify) -> Result<Done, Failure> {
    let bytes = read(&asked.file)?;
    let bundled = serde_json::from_slice::<Value>(&bytes)
        .is_ok_and(|value| value.get("fermata_bundle").is_some());
    if bundled {
        return bundle::check(context, &asked, &bytes);
    }
    resolution::check(context, &asked, &bytes).await
}
