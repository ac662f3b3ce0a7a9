//! completions and man: what a shell, and `man`, make of what is printed.

use std::io::{ErrorKind, Write as _};
use std::process::{Command, Stdio};

fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(arguments)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What `program` says of `text` on its standard input; `None` where this machine does not have it.
fn read_by(program: &str, arguments: &[&str], text: &str) -> Option<String> {
    let child = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        child => child.expect("it runs"),
    };
    let mut input = child.stdin.take().expect("an input");
    input.write_all(text.as_bytes()).expect("it is read");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let (said, wrong) = (output.stdout, String::from_utf8_lossy(&output.stderr));
    assert!(
        output.status.success() && wrong.is_empty(),
        "{program}: {wrong}"
    );
    Some(String::from_utf8(said).expect("UTF-8"))
}

#[test]
fn a_shell_reads_its_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        for word in ["explain-url", "fail-on"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        if ["bash", "zsh", "fish"].contains(&shell) {
            read_by(shell, &["-n"], &script);
        }
    }
}

/// What bash offers is what can be typed.
#[test]
fn bash_completes_a_command() {
    let script = printed(&["completions", "bash"]);
    let typed = format!(
        "{script}\nCOMP_WORDS=(copydesk ex) COMP_CWORD=1\n\
         _copydesk copydesk ex copydesk\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
    );
    if let Some(offered) = read_by("bash", &["--norc"], &typed) {
        assert_eq!(offered, "explain\nexplain-url\n");
    }
}

#[test]
fn every_command_has_a_page() {
    let whole = printed(&["man"]);
    let commands: Vec<&str> = whole
        .lines()
        .filter_map(|line| line.strip_prefix("copydesk\\-")?.strip_suffix("(1)"))
        .collect();
    assert!(commands.contains(&"check"), "{commands:?}");
    let names = commands.iter().map(|command| command.replace('\\', ""));
    let pages = names.map(|name| (format!("copydesk-{name}"), printed(&["man", &name])));
    for (name, page) in pages.chain([("copydesk".to_owned(), whole.clone())]) {
        let title = format!("{name}(1)");
        // Elsewhere `man` is another program, with other flags.
        if cfg!(target_os = "linux")
            && let Some(shown) = read_by("man", &["--warnings", "-l", "-"], &page)
        {
            assert!(shown.contains(&title), "{name}");
        }
    }
}
