//! copydesk reads every post of a content repository, says what is wrong with it, and fixes what
//! it can prove it may fix.
//!
//! The rooms are in the order in which data flows, and one law holds, inside a room too: a module
//! uses only modules above it.

// The core: bytes and rules in, findings and bytes out. It names no files, threads, environment,
// clock or terminal.
pub mod text;
pub mod data;
pub mod generator;
pub mod html;
pub mod post;
pub mod url;
pub mod rule;
pub mod lint;

// What people read, and what lies on disk.
pub mod report;
pub mod workspace;
pub mod config;

// Doors.
pub mod cli;
