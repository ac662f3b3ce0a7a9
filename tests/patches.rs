//! patches: `git apply` takes each diff that `fix --diff` prints, and makes of the files what `fix` makes.
//! `PROPTEST_CASES` says how many checkouts are tried; each has a dozen posts.
#![expect(
    clippy::disallowed_methods,
    reason = "files are written and read here without copydesk"
)]

use copydesk::config::load;
use copydesk::report::Style;
use copydesk::report::diff::diff;
use copydesk::{Policy, Rules, Safety, Source, fix, parse};
use proptest::prelude::*;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let rules = load::builtin().expect("the built-in rules are valid");
    Rules::new(rules, Policy::default())
});

/// What a post is made of: what is fixed, what ends lines in every way, and what looks like a diff.
const PIECES: &str = "(<img alt=\"\" src=\"https://cors\\.zfour\\.workers\\.dev/\\?http://a\\.example/x\\.jpg\">\
    |<p>Words here\\.</p>|<p></p>|a|中|\t| |\u{200b}|\u{8}|\n|\n|\n\n|\r|\r\n|--- a/b|\\+\\+\\+ b|@@ -1 \\+1 @@|\\\\|---\n\
    |title: a\n|date: 2021-1-3\n|<b>x|\u{2028}|\u{85}){0,25}";

/// Names that a diff has to put in quotes, or whose end it has to mark.
const NAMES: &str = "[a-c \t\n\r\"\\\\中\u{e9}\u{1b}'-]{1,6}";

/// How many checkouts are tried.
fn checkouts() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: checkouts(), ..ProptestConfig::default() })]

    #[test]
    fn git_makes_of_each_post_what_fix_makes(posts in prop::collection::vec((NAMES, PIECES), 12)) {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut patch, mut wanted) = (String::new(), Vec::new());
        for (at, (name, text)) in posts.iter().enumerate() {
            let name = format!("{at}{name}.md");
            fs::write(folder.path().join(&name), text).expect("a post");
            let source = Source::new(&*name, text.clone().into_bytes());
            let fixed = fix(&parse(&source), &RULES, Safety::Suggest);
            patch.push_str(&diff(&source, &fixed, Style::FILE));
            wanted.push((name, fixed.text.unwrap_or_else(|| text.clone())));
        }
        if patch.is_empty() {
            return Ok(());
        }
        let mut git = Command::new("git");
        git.args(["apply", "--whitespace=nowarn", "-"]).current_dir(folder.path());
        let mut git = git.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("git");
        git.stdin.take().expect("it is piped").write_all(patch.as_bytes()).expect("it reads");
        let output = git.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        prop_assert!(output.status.success(), "{}{}", said, patch);
        for (name, text) in wanted {
            let now = fs::read_to_string(folder.path().join(&name)).expect("a post");
            prop_assert_eq!(now, text, "{}", patch);
        }
    }
}

#[test]
fn a_fix_ends_its_lines_as_the_post_does() {
    let rules = load::builtin().expect("the built-in rules are valid");
    let mut changed = 0;
    for example in rules.iter().flat_map(|rule| rule.examples()) {
        if example.post.contains('\r') {
            continue;
        }
        for (name, end) in [("a.md", "\r"), ("a.md", "\r\n"), ("a.html", "\r")] {
            let text = example.post.replace('\n', end);
            let source = Source::new(name, text.clone().into_bytes());
            let fixed = fix(&parse(&source), &RULES, Safety::Suggest);
            let Some(after) = fixed.text.filter(|_| text.contains(end)) else {
                continue;
            };
            changed += 1;
            let whole = after.matches(end).count();
            let parts = [after.matches('\r').count(), after.matches('\n').count()];
            let wanted = [whole, if end == "\r" { 0 } else { whole }];
            assert_eq!(parts, wanted, "{name}: {text:?} → {after:?}");
        }
    }
    assert!(changed > 200, "{changed}");
}
