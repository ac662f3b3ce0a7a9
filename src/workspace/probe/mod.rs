//! probe: asks the hosts that posts point to whether they answer, by HTTPS and from other sites' pages, and
//! what they said goes into a hosts file. Nothing else in copydesk uses the network.

pub mod verdict;
pub mod record;
pub mod import;
#[cfg(feature = "probe")]
mod public;
#[cfg(feature = "probe-loopback")]
mod loopback;
#[cfg(feature = "probe")]
mod net;
#[cfg(feature = "probe")]
mod gate;
#[cfg(feature = "probe")]
pub mod ask;
