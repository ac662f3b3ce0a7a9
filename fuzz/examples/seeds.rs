//! Writes the seeds of each target to `fuzz/corpus/`, where cargo-fuzz looks for them.

use copydesk_fuzz::{TARGETS, seeds::seeds};
use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    for (target, _) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(target);
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds(target).into_iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:04}")), seed)?;
        }
    }
    Ok(())
}
