//! changes: which lines of which files are new, as git sees it.

use crate::text::finding::Finding;
use crate::text::source::Source;
use crate::workspace::discover::{as_given, is_post, real};
use crate::workspace::git;
use crate::workspace::git_objects::{Objects, path};
use crate::workspace::revision::Revision;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What has changed in a work tree.
#[derive(Debug)]
pub struct Changes {
    top: PathBuf,
    /// By the path from the top.
    files: BTreeMap<PathBuf, Change>,
    content: Content,
    /// What it is compared with.
    base: String,
    /// The same, as it was given.
    revision: String,
    /// What git has of the staged files, one after the other.
    staged: Mutex<Option<Objects>>,
}

/// What git says of one changed file.
#[derive(Debug)]
struct Change {
    lines: Lines,
    /// What its new content is called, where git has it.
    object: Option<String>,
}

/// Where the changed lines stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    WorkTree,
    Index,
}

/// Lines of a file, from 1.
#[derive(Debug)]
enum Lines {
    All,
    Some(Vec<RangeInclusive<u32>>),
}

impl Changes {
    /// What the work tree around `folder` has that `revision` had not when the two parted. The error
    /// says why git cannot tell.
    pub fn since(folder: &Path, revision: &str) -> Result<Self, String> {
        let top = top(folder)?;
        let base = git::line(top, &["merge-base", "--end-of-options", revision, "HEAD"]);
        let base = base.map_err(|said| {
            let why = said.lines().next().unwrap_or("they have nothing in common");
            format!(
                "cannot compare with `{revision}`: {why}. In CI fetch it first (`fetch-depth: 0`)"
            )
        })?;
        let changes = Self::read(top, base, Content::WorkTree);
        // Git would fetch what it has not; copydesk makes no connection.
        let is_partial = || {
            let promisor = ["config", "--get-regexp", r"^remote\..*\.promisor$"];
            git::line(top, &promisor).is_ok()
        };
        let mut changes = changes.map_err(|said| {
            if !is_partial() {
                return said;
            }
            let help = format!("`git diff {revision}` fetches what is missing");
            format!("{said}\nthis clone is partial, and copydesk fetches nothing: {help}")
        })?;
        revision.clone_into(&mut changes.revision);
        let unknown = git::ask(
            top,
            &["ls-files", "--others", "--exclude-standard", "-z"],
            &[],
        )?;
        for name in unknown.split(|b| *b == 0).filter(|name| !name.is_empty()) {
            let change = Change {
                lines: Lines::All,
                object: None,
            };
            changes.files.insert(path(name), change);
        }
        Ok(changes)
    }

    /// What is staged in the work tree around `folder`: what the next commit would have that the
    /// last one has not.
    pub fn staged(folder: &Path) -> Result<Self, String> {
        // Where there is no commit yet, git compares with nothing.
        Self::read(top(folder)?, String::new(), Content::Index)
    }

    /// The files as they were before the changes.
    pub fn before(&self) -> Result<Revision, String> {
        let is_unknown = |change: &Change| matches!(change.lines, Lines::All);
        let new = self.files.iter().filter(|(_, change)| is_unknown(change));
        let new = new.map(|(name, _)| name.clone());
        Revision::read(&self.top, &self.compared(), new)
    }

    /// What git is asked to compare.
    fn compared(&self) -> Vec<&str> {
        match self.content {
            Content::Index => vec!["--cached"],
            Content::WorkTree => vec![&self.base],
        }
    }

    /// What it is compared with, as a person calls it.
    pub fn called(&self) -> String {
        match self.content {
            Content::Index => "the last commit".to_owned(),
            Content::WorkTree => format!("`{}`", self.revision),
        }
    }

    /// The revision that it is compared with, for a command.
    pub fn revision(&self) -> &str {
        match self.content {
            Content::Index => "HEAD",
            Content::WorkTree => &self.revision,
        }
    }

    /// Whether something has changed in the file.
    pub fn has(&self, file: &Path) -> bool {
        let name = self.name(file);
        name.is_some_and(|name| self.files.contains_key(&name))
    }

    fn read(top: &Path, base: String, content: Content) -> Result<Self, String> {
        let mut changes = Self {
            top: top.to_owned(),
            files: BTreeMap::new(),
            content,
            base,
            revision: String::new(),
            staged: Mutex::default(),
        };
        let diff = [
            "diff",
            "--unified=0",
            "--inter-hunk-context=0",
            "--no-relative",
            "--full-index",
            // No file says in which order.
            "-O/dev/null",
            "--no-color",
            "--no-ext-diff",
            // What git calls binary may be a post all the same, and is to be read as it is.
            "--no-textconv",
            "--text",
            "--find-renames",
            "--diff-filter=d",
            "--src-prefix=a/",
            "--dst-prefix=b/",
        ];
        let whole = [&diff[..], &changes.compared(), &["--"]].concat();
        changes.files = files(&git::ask(top, &whole, &[])?);
        Ok(changes)
    }

    /// The changed files under `paths`, each as its path is given. The error names a path that is not
    /// in the work tree.
    pub fn under(&self, paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
        let mut found = Vec::new();
        for given in paths {
            let whole = real(given);
            if !whole.starts_with(&self.top) {
                let top = self.top.display();
                return Err(format!("{} is not in the work tree {top}", given.display()));
            }
            if git::top(&whole) != Some(&self.top) {
                let given = given.display();
                return Err(format!(
                    "{given} is in a repository of its own; run copydesk in its folder"
                ));
            }
            for name in self.files.keys() {
                let file = self.top.join(name);
                match file.strip_prefix(&whole) {
                    Ok(inner) if inner.as_os_str().is_empty() => found.push(given.clone()),
                    Ok(inner) if is_post(inner) => found.push(as_given(given.join(inner))),
                    _ => {}
                }
            }
        }
        if self.content == Content::WorkTree {
            // A link leads to what has lines of its own.
            found.retain(|file| file.symlink_metadata().is_ok_and(|known| known.is_file()));
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// The bytes that the next commit would have of `file`, if those are what is looked at. The error
    /// is what git says.
    pub fn staged_content(&self, file: &Path) -> Option<Result<Vec<u8>, String>> {
        if self.content == Content::WorkTree {
            return None;
        }
        let change = self.files.get(&self.name(file)?)?;
        let object = change.object.as_ref()?;
        let mut staged = self.staged.lock().unwrap_or_else(PoisonError::into_inner);
        let objects = match &mut *staged {
            Some(objects) => objects,
            none => match Objects::new(&self.top) {
                Ok(objects) => none.insert(objects),
                Err(error) => return Some(Err(format!("git cannot be run: {error}"))),
            },
        };
        Some(
            objects
                .read(object)
                .map_err(|error| format!("git does not give `{object}`: {error}")),
        )
    }

    /// Those of `findings` that touch a changed line.
    pub fn touched(&self, file: &Path, source: &Source, findings: &[Finding]) -> Vec<Finding> {
        let lines = self.name(file).and_then(|name| self.files.get(&name));
        // A name that is not UTF-8 is not found again: rather too much than nothing.
        let lines = lines.map_or(&Lines::All, |change| &change.lines);
        let is_touched = |finding: &&Finding| match lines {
            Lines::All => true,
            Lines::Some(ranges) => {
                let first = source.position(finding.span.start).line;
                let last = source
                    .position(finding.span.end.max(finding.span.start + 1) - 1)
                    .line;
                ranges
                    .iter()
                    .any(|range| *range.start() <= last && first <= *range.end())
            }
        };
        findings.iter().filter(is_touched).cloned().collect()
    }

    /// The path from the top.
    fn name(&self, file: &Path) -> Option<PathBuf> {
        // A link is not followed: it has a name of its own.
        let folder = real(file.parent()?);
        let whole = folder.join(file.file_name()?);
        Some(whole.strip_prefix(&self.top).ok()?.to_owned())
    }
}

fn top(folder: &Path) -> Result<&Path, String> {
    let top = git::top(folder);
    let top = top.ok_or_else(|| format!("{} is in no git work tree", folder.display()))?;
    // Where git refuses to look at it, as in a container that another user owns, it says what to do.
    git::line(top, &["rev-parse", "--is-inside-work-tree"])?;
    Ok(top)
}

/// The new lines of each file in a diff without context.
fn files(diff: &[u8]) -> BTreeMap<PathBuf, Change> {
    let mut files = BTreeMap::new();
    let mut current: Option<&mut Vec<RangeInclusive<u32>>> = None;
    let mut object = None;
    // How many lines of the hunk at hand are still to come: in them nothing is a head.
    let mut left = 0u32;
    // A link and a repository in the repository are no files with lines.
    let mut is_file = true;
    for line in diff.split(|b| *b == b'\n') {
        if left > 0 && matches!(line.first(), Some(b'-' | b'+')) {
            left -= 1;
        } else if line.starts_with(b"diff --git ") {
            (is_file, current, object) = (true, None, None);
        } else if line.starts_with(b"new file mode ") || line.starts_with(b"index ") {
            is_file &= !(line.ends_with(b" 120000") || line.ends_with(b" 160000"));
            object = new_object(line).or(object);
        } else if !is_file {
            current = None;
        } else if let Some(name) = line.strip_prefix(b"+++ ") {
            let change = files.entry(named(name)).or_insert_with(|| Change {
                lines: Lines::Some(Vec::new()),
                object: object.take(),
            });
            current = match &mut change.lines {
                Lines::Some(ranges) => Some(ranges),
                Lines::All => None,
            };
        } else if let Some((removed, start, count)) = hunk(line) {
            left = removed + count;
            if let Some(ranges) = current.as_mut().filter(|_| count > 0) {
                ranges.push(start..=start + count - 1);
            }
        }
    }
    files
}

/// The second name of `index 1b9d2c…..77d1b3… 100644`.
fn new_object(line: &[u8]) -> Option<String> {
    let names = std::str::from_utf8(line.strip_prefix(b"index ")?).ok()?;
    let (_, new) = names.split(' ').next()?.split_once("..")?;
    Some(new.to_owned())
}

/// How many lines go, where the new ones begin, and how many they are: `@@ -3,2 +3,4 @@`.
fn hunk(line: &[u8]) -> Option<(u32, u32, u32)> {
    let text =
        std::str::from_utf8(line.strip_prefix(b"@@ -")?.split(|b| *b == b'@').next()?).ok()?;
    let (old, new) = text.trim().split_once(" +")?;
    let range = |text: &str| -> Option<(u32, u32)> {
        match text.split_once(',') {
            Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
            None => Some((text.parse().ok()?, 1)),
        }
    };
    let ((_, removed), (start, count)) = (range(old)?, range(new)?);
    Some((removed, start, count))
}

/// The name behind `+++ `: `b/posts/a.md`, or in quotes with escapes, as C writes them.
fn named(written: &[u8]) -> PathBuf {
    let written = written.strip_suffix(b"\t").unwrap_or(written);
    let Some(quoted) = written
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""))
    else {
        return path(written.strip_prefix(b"b/").unwrap_or(written));
    };
    let mut name = Vec::new();
    let mut bytes = quoted.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            name.push(byte);
            continue;
        }
        name.push(match bytes.next() {
            Some(b'a') => 7,
            Some(b'b') => 8,
            Some(b't') => b'\t',
            Some(b'n') => b'\n',
            Some(b'v') => 11,
            Some(b'f') => 12,
            Some(b'r') => b'\r',
            Some(digit @ b'0'..=b'3') => {
                let rest = [bytes.next(), bytes.next()].map(|b| b.unwrap_or(b'0') & 7);
                (digit & 7) << 6 | rest[0] << 3 | rest[1]
            }
            Some(other) => other,
            None => break,
        });
    }
    path(name.strip_prefix(b"b/").unwrap_or(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(diff: &str) -> Vec<(String, Vec<RangeInclusive<u32>>)> {
        let known = files(diff.as_bytes()).into_iter();
        let told = known.map(|(path, change)| match change.lines {
            Lines::Some(ranges) => (path.to_string_lossy().into_owned(), ranges),
            Lines::All => (path.to_string_lossy().into_owned(), Vec::new()),
        });
        told.collect()
    }

    #[test]
    fn new_lines_are_read_from_a_diff() {
        let diff = "diff --git a/a.md b/a.md\n--- a/a.md\n+++ b/a.md\n@@ -1 +1,2 @@\n-a\n+b\n+c\n\
                    @@ -7,2 +8,0 @@ b\n-x\n-y\n@@ -12,0 +12 @@\n+z\n\
                    diff --git \"a/\\346\\226\\207 \\t.md\" x\n--- /dev/null\n+++ \"b/\\346\\226\\207 \\t.md\"\n\
                    @@ -0,0 +1,3 @@\n+++ b/no.md\n+@@ -1 +1 @@\n+\n";
        assert_eq!(
            read(diff),
            [
                ("a.md".to_owned(), vec![1..=2, 12..=12]),
                ("文 \t.md".to_owned(), vec![1..=3])
            ]
        );
    }

    #[test]
    fn a_name_with_a_space_ends_in_a_tab() {
        assert_eq!(named(b"b/a b.md\t"), Path::new("a b.md"));
        assert_eq!(named(b"\"b/a\\\"b.md\""), Path::new("a\"b.md"));
    }
}
