//! copydesk reads every post of a content repository, says what is wrong with it, and mends what
//! it can prove it may mend.
//!
//! The modules stand in the order in which data flows, and one law holds: a module uses only
//! modules above it.

// Rooms.
pub mod text;
pub mod data;
pub mod html;
pub mod url;
// End of rooms.

// Words.
pub mod fingerprint;
pub mod baseline;
pub mod post;
pub mod rule;
pub mod origin;
pub mod config;

// Verbs.
pub mod discover;
pub mod check;
mod atom;
pub mod prove;
pub mod fix;
pub mod plan;
pub mod sample;
pub mod hush;
pub mod profile;
pub mod portability;
pub mod report;
pub mod run;
pub mod load;
pub mod shape;
pub mod exercise;
pub mod settings;
pub mod signs;
pub mod survey;
pub mod starter;
pub mod git;
pub mod changes;
pub mod worktree;
pub mod journal;

// Doors.
pub mod cli;
