//! post: one file as rules see it: its front matter, its body, its prose, and what it suppresses.

pub mod prose;
pub mod fence;
pub mod front_matter;
pub mod template;
pub mod mask;
pub mod link;
pub mod mark;
mod kramdown;
mod lines;
mod nesting;
pub mod markdown;
pub mod mdx;
pub mod body;
pub mod parse;
pub mod suppression;

pub use fence::Format;
pub use front_matter::FrontMatter;
pub use parse::Post;
