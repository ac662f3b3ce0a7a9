//! workspace: the files of a content repository: read, found, worked on, replaced and given back.

pub mod clock;
mod system;
pub mod files;
pub mod discover;
pub mod watch;
pub mod parallel;
pub mod lines;
pub mod flow;
pub mod git;
pub mod worktree;
mod git_objects;
pub mod revision;
pub mod changed_lines;
pub mod journal;
pub mod site_copy;
pub mod site_pages;
pub mod site_build;
pub mod probe;
