//! rule: what to look for, what to say, what to write instead.

pub mod regex_prefilter;
pub mod regex;
pub mod hit;
pub mod site;
pub mod policy;
pub mod message;
pub mod verdict;
pub mod finder;
pub mod spec;
pub mod replace;
pub mod builtin;
pub mod compile;
pub mod index;

pub use compile::{Bad, Example, Rule};
