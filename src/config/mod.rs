//! config: copydesk.yml and what it names → the rules and the policy that hold for each file.

pub mod spec;
mod globs;
mod level;
pub mod detect;
pub mod provenance;
mod layer;
pub mod resolve;
pub mod effective;
pub mod home;
pub mod schemas;
pub mod load;
pub mod named;
pub mod cache;
pub mod one;
pub mod editor_schema;

pub use resolve::{Config, FILE_NAME, Overrides};
pub use spec::ConfigSpec;
