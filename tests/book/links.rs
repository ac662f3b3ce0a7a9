//! links: every link inside the book leads to a page or a heading that is there.

use super::pages;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// A page without what is in its code.
fn prose(text: &str) -> String {
    let mut is_code = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    let lines: Vec<&str> = lines.collect();
    // Every second part is between backticks.
    lines.join("\n").split('`').step_by(2).collect()
}

/// Where the links of a page lead.
fn targets(text: &str) -> Vec<String> {
    let prose = prose(text);
    let links = prose.split("](").skip(1);
    let inner = links.filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    inner.map(str::to_owned).collect()
}

/// The names of the headings of a page, as mdbook gives them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let name = |heading: &str| -> String {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let known = words.chars().filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
            _ => None,
        });
        known.collect()
    };
    headings.map(name).collect()
}

/// `../a.md` as a page of the folder of `page` writes it.
fn resolved(page: &str, target: &str) -> String {
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let mut whole = PathBuf::new();
    for part in folder.join(target).components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    whole.to_string_lossy().replace('\\', "/")
}

#[test]
fn every_link_leads_somewhere() {
    let pages: BTreeMap<String, String> = pages().into_iter().collect();
    let source = super::book().join("src");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (page, text) in &pages {
        for target in targets(text) {
            if target.contains("://") {
                continue;
            }
            seen += 1;
            let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let path = if path.is_empty() {
                page.clone()
            } else {
                resolved(page, path)
            };
            let is_there = match pages.get(&path) {
                Some(other) => anchor.is_empty() || anchors(other).contains(anchor),
                None => source.join(&path).is_file(),
            };
            if !is_there {
                wrong.push(format!("{page}: {target}"));
            }
        }
    }
    assert!(seen > 50, "{seen} links");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_summary_names_every_page() {
    let pages = pages();
    let summary = pages.iter().find(|(page, _)| page == "SUMMARY.md");
    let (_, summary) = summary.expect("a summary");
    let named: BTreeSet<String> = targets(summary).into_iter().collect();
    let there = pages.iter().map(|(page, _)| page.clone());
    let there: BTreeSet<String> = there.filter(|page| page != "SUMMARY.md").collect();
    assert_eq!(named, there);
}
