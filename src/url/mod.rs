//! url: what an address is made of, what is behind it, and every place where one is written.

mod wildcard;
pub mod parts;
pub mod pattern;
pub mod percent;
mod step;
pub mod proxy;
pub mod hosts;
pub mod lazy;
mod values;
mod bare;
pub mod fields;
mod sponsor;
pub mod extract;
pub mod paid;
