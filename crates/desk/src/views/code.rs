//! Codes of a source's refusal in plain words.

use super::whole;
use crate::Words;

/// The words with the code behind them; what is no code of ours stands alone, escaped.
pub(crate) fn refusal(code: &str, words: &Words) -> String {
    let shown = whole(code);
    match (words.because)(code) {
        Some(words) => format!("{words} ({shown})"),
        None => shown,
    }
}
