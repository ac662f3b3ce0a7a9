//! site: all posts of a site together: where each is published, and what leads nowhere.

pub mod setup;
pub mod place;
pub mod about;
mod found;
mod slug;
mod pattern;
mod hugo;
mod other;
pub mod address;
pub mod routes;
pub mod page;
pub mod ids;
mod tags;
mod files;
mod redirects;
pub mod index;
mod made;
mod gone;
mod sources;
pub mod known;
mod judge;
pub mod all;

pub use about::About;
pub use address::published;
pub use found::Published;
pub use page::{Page, page};
pub use place::{Place, PostPlace};
pub use routes::{Role, role};
pub use setup::{Around, Setup};
