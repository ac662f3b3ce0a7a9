//! venv: the programs of `requirements.txt`, installed once below `target`.

use super::{root, said};
use copydesk::text::hash::sha256;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// A folder of its own for each list: what is there is whole, or is not there.
static VENV: LazyLock<PathBuf> = LazyLock::new(|| {
    let list = root().join("tests/elsewhere/requirements.txt");
    let name = sha256(&fs::read(&list).expect("the list is there"));
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("python-{}", &name[..16]));
    let whole = home.join("whole");
    if !whole.exists() {
        let python = if cfg!(windows) { "python" } else { "python3" };
        run(Command::new(python)
            .args(["-m", "venv", "--clear"])
            .arg(&home));
        let mut pip = Command::new(inside(&home, "python"));
        pip.args(["-m", "pip", "install", "--quiet", "--requirement"]);
        run(pip.arg(&list));
        fs::write(whole, "").expect("a file");
    }
    home
});

fn run(command: &mut Command) {
    let output = command.output();
    let output = output.unwrap_or_else(|error| panic!("Python 3 is needed: {command:?}: {error}"));
    let hint = "Python 3 with venv and pip is needed, and a package index that pip can reach";
    assert!(
        output.status.success(),
        "{hint}\n{command:?}\n{}",
        said(&output)
    );
}

fn inside(home: &Path, program: &str) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    home.join(folder).join(program)
}

/// Where `program` is.
pub(super) fn program(program: &str) -> PathBuf {
    inside(&VENV, program)
}
