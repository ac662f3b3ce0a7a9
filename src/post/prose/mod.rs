//! prose: what a reader of a page reads: its language, its blocks, and where their sentences end.

pub mod language;
pub mod block;
pub mod formula;
pub mod build;
pub mod signs;
pub mod sentence;

pub use block::{Block, Prose};
