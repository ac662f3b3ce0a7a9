//! options: what the kinds of rules share in reading what is written.

use crate::data::typed::from_json;
use crate::data::typed::route::Mistake;
use crate::html::selector::Selector;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// Reads the CSS selector that is the value of `key`.
pub(super) fn selector(text: &str, key: &str) -> Result<Selector, Mistake> {
    Selector::new(text).map_err(|message| Mistake::new(message).under(key))
}

/// What a configuration adds, as a kind of rule reads it.
pub(super) fn added<T: DeserializeOwned + JsonSchema + Default + 'static>(
    options: &serde_json::Value,
) -> Result<T, Vec<Mistake>> {
    let read = from_json(options);
    if read.mistakes.is_empty() {
        Ok(read.value.unwrap_or_default())
    } else {
        Err(read.mistakes)
    }
}
