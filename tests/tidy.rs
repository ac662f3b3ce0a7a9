//! The house rules that a compiler cannot see.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines of code in a file, comments and tests left out. A longer file hides a second word.
const LONGEST: usize = 400;

/// Each big dependency is named in one file or folder, so that it can be exchanged there.
const NAMED_ONCE: [(&str, &str); 33] = [
    ("bs58", "src/url/proxy.rs"),
    ("clap", "src/cli/args"),
    ("clap_complete", "src/cli/args/completions.rs"),
    ("clap_mangen", "src/cli/man.rs"),
    ("cssparser", "src/html/selector.rs"),
    ("data_encoding", "src/url/proxy.rs"),
    ("encoding_rs", "src/rule/finder/file.rs"),
    ("fastrand", "src/lint/sample.rs"),
    ("globset", "src/config/resolve.rs"),
    ("htmlize", "src/html/entity.rs"),
    ("ignore", "src/workspace/discover.rs"),
    ("include_dir", "src/rule/builtin.rs"),
    ("indicatif", "src/cli/progress.rs"),
    ("jiff", "src/data/date.rs"),
    ("jsonschema", "src/data/json_schema.rs"),
    ("miette", "src/report/human.rs"),
    ("mimalloc", "src/main.rs"),
    ("pulldown_cmark", "src/post/markdown.rs"),
    ("percent_encoding", "src/url/proxy.rs"),
    ("rayon", "src/workspace/parallel.rs"),
    ("regex", "src/pattern"),
    ("regex_syntax", "src/pattern"),
    ("rustc_hash", "src/url/pattern.rs"),
    ("saphyr_parser", "src/data/yaml.rs"),
    ("selectors", "src/html/selector.rs"),
    ("sha2", "src/text/hash.rs"),
    ("signal_hook", "src/cli/interrupt.rs"),
    ("similar", "src/report/diff.rs"),
    ("simdutf8", "src/text/source.rs"),
    ("statrs", "src/lint/sample.rs"),
    ("strsim", "src/text/suggest.rs"),
    ("tempfile", "src/workspace/files.rs"),
    ("toml_edit", "src/data/toml.rs"),
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
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    declared.collect()
}

/// The names that stand behind `path` in `text`: `span` in `crate::text::span::Span`.
fn named<'t>(text: &'t str, path: &str) -> Vec<&'t str> {
    let after = text.match_indices(path).map(|(at, _)| {
        let rest = &text[at + path.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        &rest[..end.unwrap_or(rest.len())]
    });
    after.collect()
}

/// What of `used` does not stand above `module` in `order`.
fn not_above<'u>(order: &[&str], module: &str, used: Vec<&'u str>) -> Vec<&'u str> {
    let place = |name: &str| order.iter().position(|known| *known == name);
    let mine = place(module).unwrap_or_else(|| panic!("{module} is not declared"));
    let is_wrong = |name: &&str| place(name).is_some_and(|other| other > mine);
    used.into_iter().filter(is_wrong).collect()
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let code = code("src");
    let order = modules(&code["src/lib.rs"]);
    assert!(order.len() > 20, "{order:?}");
    let mut wrong = Vec::new();
    for (file, text) in &code {
        let inner = file.strip_prefix("src/").expect("in src");
        let module = inner.split(['/', '.']).next().expect("a name");
        if matches!(module, "lib" | "main") {
            continue;
        }
        assert!(!text.contains("crate::{"), "{file}: one `use` a module");
        for used in not_above(&order, module, named(text, "crate::")) {
            wrong.push(format!("{file} uses {used}, which stands below it"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Within `rule/` the same law holds; `mod.rs` is what all of it comes to.
#[test]
fn a_part_of_rule_uses_only_parts_above_it() {
    let code = code("src/rule");
    let order = modules(&code["src/rule/mod.rs"]);
    let mut wrong = Vec::new();
    for (file, text) in &code {
        let inner = file.strip_prefix("src/rule/").expect("in rule");
        let part = inner.split(['/', '.']).next().expect("a name");
        if part == "mod" {
            continue;
        }
        let up = if inner.contains('/') {
            "super::super::"
        } else {
            "super::"
        };
        let used = [named(text, up), named(text, "crate::rule::")].concat();
        for used in not_above(&order, part, used) {
            wrong.push(format!("{file} uses {used}, which stands below it"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_big_dependency_is_named_in_one_file() {
    let code = code("src");
    for (dependency, home) in NAMED_ONCE {
        let is_named = |text: &str| {
            let path = format!("{dependency}::");
            text.match_indices(&path).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
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
    for guide in ["README.md", "CONTRIBUTING.md", "SECURITY.md"] {
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
