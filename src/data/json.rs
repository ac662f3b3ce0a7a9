//! json: bytes → a typed value, or what is wrong with them and in which line and column.

use serde::de::DeserializeOwned;

/// Why bytes are no JSON document of the wanted form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong, without the place.
    pub message: String,
    /// From 1; 0 where it is not known.
    pub line: usize,
    /// From 1, in bytes; 0 where it is not known.
    pub column: usize,
}

impl From<serde_json::Error> for JsonError {
    fn from(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let said = error.to_string();
        // `serde_json` writes the place behind each message, and has no other way to the message.
        let place = format!(" at line {line} column {column}");
        Self {
            message: said.strip_suffix(&place).unwrap_or(&said).to_owned(),
            line,
            column,
        }
    }
}

/// Reads a JSON document.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonError> {
    serde_json::from_slice(bytes).map_err(JsonError::from)
}
