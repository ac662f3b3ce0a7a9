//! Whole files: what is reported of `before`, and what `fix` makes of it. `UPDATE=1` writes both.
//!
//! `fixtures/<what-it-shows>/before/…` is what there is, `after/…` what safe fixes leave, and
//! `report.txt` what `check` says of `before`. A folder without `before` is no such pair.

use copydesk::config::load;
use copydesk::lint::fix::fix;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::Safety;
use copydesk::text::source::Source;
use copydesk::workspace::files::read;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|fixture| fixture.join("before").is_dir())
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn bytes(path: &Path) -> Vec<u8> {
    read(path, u64::MAX).unwrap_or_else(|_| panic!("{} is missing: UPDATE=1", path.display()))
}

/// Holds what was found to what is written down.
fn expect(path: &Path, found: &[u8]) {
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("can be made");
        #[expect(clippy::disallowed_methods, reason = "a golden file, not a post")]
        fs::write(path, found).expect("can be written");
    }
    let wanted = bytes(path);
    assert!(
        wanted == found,
        "{} differs: UPDATE=1, and read the diff.\nfound:\n{}",
        path.display(),
        String::from_utf8_lossy(found)
    );
}

#[test]
fn fix_leaves_what_is_written_down_and_a_second_one_changes_nothing() {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| rule.recommended);
    let rules = Rules::new(rules, Policy::default());
    for fixture in fixtures() {
        let before = fixture.join("before");
        for path in files(&before) {
            let name = path.strip_prefix(&before).expect("inside");
            let shown = name.to_string_lossy();
            let source = Source::new(&*shown, bytes(&path));
            let fixed = fix(&parse(&source), &rules, Safety::Safe);
            assert!(fixed.endless.is_empty(), "{}", path.display());
            let after = fixed.text.map_or_else(|| bytes(&path), String::into_bytes);
            expect(&fixture.join("after").join(name), &after);
            for least in [Safety::Safe, Safety::Unsafe] {
                let once = fix(&parse(&Source::new(&*shown, after.clone())), &rules, least);
                let once = once.text.map_or_else(|| after.clone(), String::into_bytes);
                let twice = fix(&parse(&Source::new(&*shown, once)), &rules, least);
                assert_eq!(twice.text, None, "{}", path.display());
            }
        }
    }
}

#[test]
fn check_says_what_is_written_down_whatever_the_number_of_threads() {
    for fixture in fixtures() {
        let report = |threads: &str| {
            let output = Command::new(env!("CARGO_BIN_EXE_copydesk"))
                .args([
                    "check",
                    "before",
                    "--format",
                    "concise",
                    "--threads",
                    threads,
                ])
                .current_dir(&fixture)
                .output()
                .expect("it runs");
            String::from_utf8(output.stdout).expect("text")
        };
        let found = report("1");
        expect(&fixture.join("report.txt"), found.as_bytes());
        assert_eq!(found, report("3"));
    }
}
