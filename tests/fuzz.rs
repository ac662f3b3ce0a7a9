//! What is fuzzed holds for the seeds, with a stable compiler and without a fuzzer.

#![expect(
    clippy::disallowed_methods,
    reason = "fixtures are read here as bytes, not as posts"
)]
#![expect(clippy::missing_panics_doc, reason = "a panic is how a target speaks")]

#[path = "../fuzz/src/lib.rs"]
pub mod targets;

#[test]
fn every_target_holds_for_its_seeds() {
    for (target, run) in targets::TARGETS {
        let seeds = targets::seeds::seeds(target);
        assert!(!seeds.is_empty(), "{target} has no seeds");
        for seed in seeds {
            run(&seed);
        }
    }
}
