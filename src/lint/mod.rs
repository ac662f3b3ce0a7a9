//! lint: posts and rules → findings, fixes that are verified, plans and baselines.

pub mod version;
pub mod snapshot;
pub mod reshape;
pub mod verify;
mod choice;
mod evident;
mod fix_id;
pub mod echo;
mod rounds;
pub mod check;
pub mod fix;
pub mod declared;
pub mod declarations;
pub mod selection;
pub mod page_diff;
pub mod culprits;
pub mod sample;
pub mod plan;
pub mod fingerprint;
pub mod baseline;
pub mod suppress;
pub mod portability;
pub mod host_use;
pub mod site;
pub mod migrate;
pub mod sentence_style;
pub mod rule_test;
