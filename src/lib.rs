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
pub mod lint;
pub mod workspace;
// End of rooms.

// Words.
pub mod post;
pub mod rule;
pub mod config;

// Verbs.
pub mod report;
pub mod signs;
pub mod survey;
pub mod starter;

// Doors.
pub mod cli;
