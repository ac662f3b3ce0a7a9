//! The house rules that a compiler cannot see.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of code in a file, comments and tests left out. A longer file hides a second word.
const LONGEST: usize = 400;

/// Each big dependency is named in one file or folder, so that it can be exchanged there.
const NAMED_ONCE: &[(&str, &str)] = &[
    ("bs58", "src/url/step.rs"),
    ("clap", "src/cli/args"),
    ("clap_complete", "src/cli/args/completions.rs"),
    ("clap_mangen", "src/cli/man.rs"),
    ("cssparser", "src/html/selector.rs"),
    ("csv", "src/report"),
    ("data_encoding", "src/text/encoding.rs"),
    ("encoding_rs", "src/rule/finder/file.rs"),
    ("fastrand", "src/lint/sample.rs"),
    ("getrandom", "src/workspace/journal/seal.rs"),
    ("globset", "src/config/globs.rs"),
    ("hmac", "src/text/hash.rs"),
    ("htmlize", "src/html/entity.rs"),
    ("ignore", "src/workspace/discover.rs"),
    ("include_dir", "src/rule/builtin.rs"),
    ("indicatif", "src/cli/progress.rs"),
    ("jiff", "src/data/date.rs"),
    ("jsonschema", "src/data/json_schema"),
    ("lol_html", "src/html/stream.rs"),
    ("maud", "src/report/page/markup.rs"),
    ("miette", "src/report/human.rs"),
    ("mimalloc", "src/main.rs"),
    ("miniz_oxide", "src/report/page/block.rs"),
    ("notify", "src/workspace/watch.rs"),
    ("plotters", "src/report/page/plot.rs"),
    ("pulldown_cmark", "src/post/markdown.rs"),
    ("percent_encoding", "src/url/percent.rs"),
    ("rayon", "src/workspace/parallel.rs"),
    ("regex", "src/rule/regex.rs"),
    ("regex_syntax", "src/rule"),
    ("rustc_hash", "src/url/pattern.rs"),
    ("granit_parser", "src/data/yaml.rs"),
    ("rustix", "src/workspace/system.rs"),
    ("selectors", "src/html/selector.rs"),
    ("serde_yaml", "src/data/typed"),
    ("sha2", "src/text/hash.rs"),
    ("signal_hook", "src/cli/interrupt.rs"),
    ("similar", "src/text/diff.rs"),
    ("rustls", "src/workspace/probe/net.rs"),
    ("simdutf8", "src/text/source.rs"),
    ("statrs", "src/lint/sample.rs"),
    ("strsim", "src/text/suggest.rs"),
    ("tempfile", "src/workspace/files.rs"),
    ("toml_edit", "src/data/toml.rs"),
    ("ureq", "src/workspace/probe/net.rs"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the project's own files, not posts"
)]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file below `folder`, by its name from the root, without its comments and its tests.
fn code(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.insert(name(&path), without_comments(&read(&path)));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

fn name(path: &Path) -> String {
    let inner: PathBuf = path
        .strip_prefix(root())
        .expect("inside")
        .components()
        .collect();
    inner.to_string_lossy().replace('\\', "/")
}

fn without_comments(text: &str) -> String {
    let tests = text.find("\n#[cfg(test)]").unwrap_or(text.len());
    let lines = text[..tests].lines();
    let code = lines.filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// The modules that a file declares, in its order.
fn modules(text: &str) -> Vec<&str> {
    let declared = text.lines().filter_map(|line| {
        let line = line.trim_start_matches("pub(super) ");
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    declared.collect()
}

/// Where a file is in the tree of modules: `["rule", "finder", "url"]`.
fn way(file: &str) -> Vec<&str> {
    let inner = file.strip_prefix("src/").expect("in src");
    let inner = inner.strip_suffix(".rs").expect("a Rust file");
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    inner.split('/').collect()
}

/// The ways that `text`, a file at `here`, names by `crate::` and `super::`, groups in braces too.
fn ways(text: &str, here: &[&str]) -> Vec<Vec<String>> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut ways = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in text.match_indices(root) {
            if text[..at].ends_with(is_name) {
                continue;
            }
            let rest = &text[at..];
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let base = rest[..end].trim_end_matches("::");
            let mut whole: Vec<String> = if root == "crate::" {
                Vec::new()
            } else {
                let mut up = here.to_vec();
                up.pop();
                up.into_iter().map(str::to_owned).collect()
            };
            for step in base.split("::").skip(1) {
                if step == "super" {
                    whole.pop();
                } else {
                    whole.push(step.to_owned());
                }
            }
            if rest[end..].starts_with('{') {
                let names = rest[end + 1..].split(['}', ';']).next().unwrap_or_default();
                for name in names.split(',') {
                    let first = name.trim().split("::").next().unwrap_or_default();
                    let mut one = whole.clone();
                    one.push(first.to_owned());
                    ways.push(one);
                }
            } else {
                ways.push(whole);
            }
        }
    }
    ways
}

/// The law, in `src/` and in every folder in it: the order in which `lib.rs` or `mod.rs` declares its
/// modules is the order of the data, and each uses only those above it.
#[test]
fn a_module_uses_only_modules_above_it() {
    let code = code("src");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (parent, text) in &code {
        let is_root = parent == "src/lib.rs";
        if !is_root && !parent.ends_with("/mod.rs") {
            continue;
        }
        let folder = if is_root { Vec::new() } else { way(parent) };
        let order = modules(text);
        let place = |name: &str| order.iter().position(|known| *known == name);
        for (file, text) in &code {
            let here = way(file);
            let Some(mine) = here
                .strip_prefix(&*folder)
                .and_then(|inner| place(inner.first()?))
            else {
                continue;
            };
            seen += 1;
            for used in ways(text, &here) {
                let inner = used.iter().map(String::as_str).collect::<Vec<_>>();
                let Some(other) = inner.strip_prefix(&*folder).and_then(|i| place(i.first()?))
                else {
                    continue;
                };
                if other > mine {
                    wrong.push(format!(
                        "{file} uses {}, which is below it",
                        used.join("::")
                    ));
                }
            }
        }
    }
    assert!(seen > 150, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// At most so many things are in `src/`: a newcomer sees the whole house at once.
#[test]
fn the_house_has_few_rooms() {
    let entries = fs::read_dir(root().join("src")).expect("src").count();
    assert!(entries <= 14, "{entries}");
}

/// The core is what every door is built on: bytes and rules in, findings and bytes out.
#[test]
fn the_core_names_no_files_threads_environment_clock_or_terminal() {
    const CORE: [&str; 8] = [
        "text",
        "data",
        "generator",
        "html",
        "post",
        "url",
        "rule",
        "lint",
    ];
    const NAMES: [&str; 14] = [
        "std::fs",
        "std::env",
        "std::thread",
        "std::process",
        "TcpStream",
        "std::time",
        "std::io",
        "SystemTime",
        "Instant::now",
        "Zoned::now",
        "Timestamp::now",
        "println!",
        "eprintln!",
        "clap",
    ];
    let mut wrong = Vec::new();
    for (file, text) in code("src") {
        if !CORE.contains(&way(&file)[0]) {
            continue;
        }
        let named = NAMES.into_iter().filter(|name| text.contains(name));
        wrong.extend(named.map(|name| format!("{file} names {name}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is `pub` is for other rooms, and says in a line what it is.
#[test]
fn what_other_rooms_see_is_documented() {
    let is_item = |line: &str| {
        let line = line.trim_start();
        let item = line
            .strip_prefix("pub ")
            .map(|item| item.trim_start_matches("const "));
        let kinds = ["fn ", "struct ", "enum ", "trait ", "type ", "static "];
        item.is_some_and(|item| kinds.iter().any(|kind| item.starts_with(kind)))
    };
    let mut wrong = Vec::new();
    for file in code("src").into_keys() {
        let text = read(&root().join(&file));
        let text = &text[..text.find("\n#[cfg(test)]").unwrap_or(text.len())];
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_item(line)) {
            // Derives and other attributes may take several lines.
            let mut before = lines[..at].iter().rev().map(|line| line.trim());
            let nearest = before.find(|line| {
                line.starts_with("///") || line.is_empty() || line.ends_with(['{', '}'])
            });
            if !nearest.is_some_and(|line| line.starts_with("///")) {
                wrong.push(format!("{file}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_big_dependency_is_named_in_one_file() {
    let code = code("src");
    for &(dependency, home) in NAMED_ONCE {
        let is_named = |text: &str| {
            let path = format!("{dependency}::");
            text.match_indices(&path).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || "_:.".contains(c))
            })
        };
        let homes: Vec<&str> = code
            .iter()
            .filter(|(_, text)| is_named(text))
            .map(|(file, _)| file.as_str())
            .collect();
        let is_home = |file: &&str| *file == home || file.starts_with(&format!("{home}/"));
        assert!(
            !homes.is_empty() && homes.iter().all(is_home),
            "{dependency}: {homes:?}"
        );
    }
}

#[test]
fn a_file_says_one_thing_and_its_first_line_says_which() {
    for folder in ["src", "tests", "benches"] {
        for (file, code) in code(folder) {
            let text = read(&root().join(&file));
            assert!(
                text.starts_with("//! "),
                "{file}: the first line says what it is"
            );
            let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
            assert!(lines <= LONGEST, "{file}: {lines} lines of code");
        }
    }
}

/// A guide that names a file which is not there is worse than none.
#[test]
fn the_guides_name_only_files_that_are_there() {
    for guide in [
        "README.md",
        "README.zh.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
    ] {
        let text = read(&root().join(guide));
        let mut seen = 0;
        for quoted in text.split('`').skip(1).step_by(2) {
            let first = quoted.split('/').next().unwrap_or_default();
            let is_path = ["src", "rules", "tests", "fixtures", "fuzz", ".ci"].contains(&first)
                && quoted.contains('/')
                && !quoted.contains(['<', '*', ' ', '\n']);
            if is_path {
                seen += 1;
                assert!(root().join(quoted).exists(), "{guide} names {quoted}");
            }
        }
        assert!(seen > 0, "{guide} names no file of the project");
    }
}

/// Bloggers and maintainers in a hurry read plain English: a thing is fixed, removed, in its place. What
/// they read is in the guides, the rules, the templates, the schemas, what the commands of the tests
/// print, and the code without its comments.
#[test]
fn people_read_plain_words() {
    const ODD: &[&str] = &[
        "stand", "stands", "stood", "mend", "mends", "mended", "mending",
    ];
    /// With `away` two words behind them at most: `take it away`.
    const AWAY: &[&str] = &["take", "takes", "taken", "taking", "took"];
    let mut texts = code("src");
    let folders = [
        ("", "md"),
        ("docs/src", "md"),
        ("docs/src/rules", "md"),
        ("rules", "yml"),
        ("templates", "yml"),
        ("schemas/editor", "json"),
        ("tests/cmd", "md"),
        ("tests/cmd", "toml"),
    ];
    for (folder, ending) in folders {
        let mut seen = 0;
        for entry in fs::read_dir(root().join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|ext| ext == ending) {
                seen += 1;
                texts.insert(name(&path), read(&path));
            }
        }
        assert!(seen > 0, "{folder}");
    }
    let mut wrong = Vec::new();
    for (file, text) in texts {
        for line in text.lines() {
            let line = line.to_lowercase();
            let words: Vec<&str> = line
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|word| !word.is_empty())
                .collect();
            let is_odd = words.iter().any(|word| ODD.contains(word))
                || words
                    .windows(2)
                    .any(|two| matches!(two, ["is" | "are", "heard"]));
            let is_away = words.iter().enumerate().any(|(at, word)| {
                AWAY.contains(word) && words[at + 1..].iter().take(3).any(|word| *word == "away")
            });
            if is_odd || is_away {
                wrong.push(format!("{file}: {line}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A wheel, a package for npm and a hook of one version bring each other.
#[test]
fn the_version_is_the_same_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, written, times) in [
        ("python/Cargo.toml", format!("version = \"{version}\""), 2),
        ("pyproject.toml", format!("version = \"{version}\""), 1),
        ("pyproject.toml", format!("\"copydesk=={version}\""), 1),
        ("npm/package.json", format!("\": \"{version}\""), 6),
    ] {
        let text = read(&root().join(file));
        assert_eq!(text.matches(&written).count(), times, "{file}: {written}");
    }
}
