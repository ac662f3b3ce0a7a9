//! text: bytes, places and edits; knows no format.

pub mod span;
pub mod placed;
pub mod source;
pub mod invisible;
pub mod byte_set;
pub mod encoding;
pub mod hash;
pub mod suggest;
pub mod problem;
pub mod edit;
pub mod diff;
pub mod finding;
