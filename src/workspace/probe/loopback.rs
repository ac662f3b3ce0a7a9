//! loopback: the servers that tests ask in the place of the internet, as `probe-loopback.json` in the current
//! folder says. It is built in by the feature `probe-loopback` alone, which no release has.

use crate::workspace::files;
use serde::Deserialize;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;

/// Of the file, in bytes.
const LARGEST: u64 = 1 << 20;

/// Where the servers are.
#[derive(Debug, Deserialize)]
pub(super) struct Loopback {
    /// The certificate, in PEM, of who signed theirs.
    pub(super) root: String,
    hosts: HashMap<String, Ports>,
}

#[derive(Debug, Deserialize)]
struct Ports {
    https: SocketAddr,
    http: SocketAddr,
}

impl Loopback {
    /// What the file says. Without it there is no network at all.
    pub(super) fn read() -> Option<Self> {
        let bytes = files::read(Path::new("probe-loopback.json"), LARGEST).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Where `host` answers by a scheme.
    pub(super) fn address(&self, host: &str, by_https: bool) -> Option<SocketAddr> {
        let ports = self.hosts.get(host)?;
        Some(if by_https { ports.https } else { ports.http })
    }
}
