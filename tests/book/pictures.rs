//! pictures: the terminal that README.md shows is what the command says. `UPDATE=1` draws it anew.

use super::{book, read};
use anstyle_lossy::palette::WIN10_CONSOLE;
use anstyle_svg::Term;
use std::process::Command;

const COMMAND: &str = "copydesk check fixtures/first-look/before --select proxied-url,missing-alt";

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the project's own files, not posts"
)]
fn the_picture_of_the_terminal_is_what_the_command_says() {
    let shown = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(COMMAND.split(' ').skip(1))
        .args(["--color", "always"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("it runs");
    assert_eq!(shown.status.code(), Some(1));
    let shown = String::from_utf8(shown.stdout).expect("text");
    let drawn = Term::new()
        .palette(WIN10_CONSOLE)
        .render_svg(&format!("$ {COMMAND}\n{shown}"));
    let path = book().join("src/terminal.svg");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &drawn).expect("it can be written");
    }
    assert!(
        read(&path) == drawn,
        "UPDATE=1 cargo test --test book draws it anew"
    );
}
