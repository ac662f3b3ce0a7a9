//! pace: `check --timing` names the rules that ran, one's own included; how long they took, no test says.

use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn every_rule_that_ran_is_named() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/src/configuration.in");
    let done = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .current_dir(folder)
        .args(["check", "--timing", "--select", "left-service,missing-alt"])
        .output()
        .expect("it runs");
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    let names: BTreeSet<&str> = told
        .lines()
        .filter_map(|line| line.rsplit("  ").next())
        .collect();
    let wanted = BTreeSet::from(["(reading)", "left-service", "missing-alt"]);
    assert_eq!(names, wanted, "{told}");
}
