//! copydesk reads every post of a content repository, says what is wrong with it, and fixes what
//! it can prove it may fix.
//!
//! The rooms are in the order in which data flows, and one law holds, inside a room too: a module
//! uses only modules above it.

// The core: bytes and rules in, findings and bytes out. It names no files, threads, environment,
// clock or terminal.
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod data;
#[doc(hidden)]
pub mod generator;
#[doc(hidden)]
pub mod html;
#[doc(hidden)]
pub mod post;
#[doc(hidden)]
pub mod url;
#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod lint;

// What people read, and what lies on disk.
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod workspace;
#[doc(hidden)]
pub mod config;

// Doors.
#[doc(hidden)]
pub mod cli;

// What a program that builds on copydesk needs. The rooms are open for the project's own tests only.
pub use lint::check::check;
pub use lint::fix::fix;
pub use post::Post;
pub use post::parse::parse;
pub use rule::compile::builtin as builtin_rules;
pub use rule::index::Rules;
pub use rule::policy::Policy;
pub use text::edit::{Fix, Safety};
pub use text::finding::{Finding, Severity};
pub use text::source::Source;
