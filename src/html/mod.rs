//! html: elements, attributes and text with their places.

pub mod tag;
pub mod entity;
pub mod escape;
pub mod rewrite;
pub mod programs;
pub mod document;
pub mod stream;
pub mod tree_builder;
pub mod selector;
pub mod accessible_name;
