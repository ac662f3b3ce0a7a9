//! lint: posts and rules → findings, fixes that are verified, plans and baselines.

pub mod check;
pub mod version;
pub mod snapshot;
pub mod reshape;
pub mod verify;
pub mod echo;
pub mod fix;
pub mod sample;
pub mod plan;
pub mod fingerprint;
pub mod baseline;
pub mod suppress;
pub mod portability;
pub mod sentence_style;
pub mod rule_test;
