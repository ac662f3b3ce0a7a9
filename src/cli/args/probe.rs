//! probe: what can be typed of how hosts are asked, or of who asked them.

use super::MORE;
use clap::Args as ClapArgs;
use std::path::PathBuf;

/// Of asking hosts.
const PROBE: &str = "Probe";

#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct ProbeArgs {
    /// Ask each host over the network whether it answers, by HTTPS and for pages of other sites, and write what it
    /// says to the hosts file. No other command, and no other flag, uses the network.
    #[arg(long, help_heading = PROBE, conflicts_with = "write")]
    pub(in crate::cli) probe: bool,
    /// How many addresses of a host are asked for.
    #[arg(long, value_name = "N", default_value_t = 3, requires = "probe", help_heading = PROBE,
        value_parser = clap::value_parser!(u8).range(1..=3))]
    pub(in crate::cli) samples: u8,
    /// How many requests a second one host gets at the most; it never gets two at once.
    #[arg(long, value_name = "N", default_value_t = 2.0, requires = "probe", help_heading = PROBE,
        value_parser = rate)]
    pub(in crate::cli) rate: f64,
    /// How many seconds one request may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "probe", help_heading = PROBE,
        value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(in crate::cli) timeout: u64,
    /// Hosts that were asked less than so many days ago are not asked again.
    #[arg(long, value_name = "DAYS", default_value_t = 30, requires = "probe", help_heading = PROBE)]
    pub(in crate::cli) max_age: u32,
    /// A port, beside 80 and 443, that a redirect may lead to.
    #[arg(long, value_name = "PORT", requires = "probe", help_heading = PROBE)]
    pub(in crate::cli) allow_port: Vec<u16>,
    /// Take what another tool found instead: a JSON report of lychee, or the list that curl writes by
    /// `--write-out` with `%{url}`, `%{http_code}`, `%{exitcode}`, `%{content_type}` and `%{url_effective}`, a tab
    /// between two of them and a line break at the end.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["probe", "write"], help_heading = MORE)]
    pub(in crate::cli) import: Option<PathBuf>,
}

/// Requests a second: some, and not so many that it is an attack.
fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    if (0.01..=100.0).contains(&rate) {
        Ok(rate)
    } else {
        Err("it must be between 0.01 and 100".to_owned())
    }
}
