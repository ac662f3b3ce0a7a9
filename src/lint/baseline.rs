//! baseline: the findings that were accepted one day, by what they are known by.

use crate::data::json;
use crate::lint::fingerprint::known_by;
use crate::text::finding::Finding;
use crate::text::source::Source;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What the file is called, beside a configuration or where a command runs.
pub const FILE_NAME: &str = "copydesk-baseline.json";
/// The form of the file.
const VERSION: u32 = 1;
/// Of so many files that accept the same one is taken for what another was called.
const MOST_NAMESAKES: usize = 16;
/// How much of the text of a finding a person gets to see, in characters.
const SHOWN: usize = 60;

/// The accepted findings of all files, by the path from the folder of the baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    files: BTreeMap<String, Accepted>,
}

/// The accepted findings of one file: how many of those that are known by the same, which are no more
/// than a file has bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted(BTreeMap<Known, u32>);

/// What a finding is known by, and what a person sees of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    rule: String,
    text: String,
    id: String,
}

/// How a baseline differs from what is found now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Findings that are not accepted.
    pub new: usize,
    /// Accepted ones that are not found any more.
    pub gone: usize,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    accepted: BTreeMap<String, Vec<Entry>>,
}

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    text: String,
    id: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: u32,
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_one(count: &u32) -> bool {
    *count == 1
}

impl Baseline {
    /// Reads what `text` writes. The error says what is wrong with it, and in which line and column,
    /// both from 1.
    pub fn read(bytes: &[u8]) -> Result<Self, (String, usize, usize)> {
        let written: Written =
            json::read(bytes).map_err(|error| (error.message, error.line, error.column))?;
        if written.version != VERSION {
            let version = written.version;
            let message =
                format!("this is version {version} of a baseline, and version {VERSION} is known");
            return Err((message, 1, 1));
        }
        let accepted = |entries: Vec<Entry>| {
            let mut accepted = Accepted::default();
            for Entry {
                rule,
                text,
                id,
                count,
            } in entries
            {
                let known = accepted.0.entry(Known { rule, text, id }).or_default();
                *known = known.saturating_add(count);
            }
            accepted
        };
        let files = written.accepted.into_iter();
        let mut files: BTreeMap<String, Accepted> = files
            .map(|(path, entries)| (path, accepted(entries)))
            .collect();
        // What a person has emptied is not there.
        for accepted in files.values_mut() {
            accepted.0.retain(|_, count| *count > 0);
        }
        files.retain(|_, accepted| !accepted.0.is_empty());
        Ok(Self { files })
    }

    /// The file, a line a finding, so that a difference can be read.
    pub fn text(&self) -> String {
        let mut files = Vec::new();
        for (path, accepted) in &self.files {
            let entries = accepted.0.iter().map(|(known, count)| {
                let entry = Entry {
                    rule: known.rule.clone(),
                    text: known.text.clone(),
                    id: known.id.clone(),
                    count: *count,
                };
                format!("      {}", json(&entry))
            });
            let entries: Vec<String> = entries.collect();
            files.push(format!(
                "    {}: [\n{}\n    ]",
                json(path),
                entries.join(",\n")
            ));
        }
        let files = match files.as_slice() {
            [] => "{}".to_owned(),
            files => format!("{{\n{}\n  }}", files.join(",\n")),
        };
        format!("{{\n  \"version\": {VERSION},\n  \"accepted\": {files}\n}}\n")
    }

    /// Those of the findings of `path` that were not accepted. Of equal ones, the first are taken for
    /// those that were.
    pub fn new_ones(&self, path: &str, source: &Source, findings: &[Finding]) -> Vec<Finding> {
        let Some(accepted) = self.files.get(path) else {
            return findings.to_vec();
        };
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for (known, count) in &accepted.0 {
            *left.entry(&known.id).or_default() += *count as usize;
        }
        let is_new = |finding: &&Finding| match left.get_mut(known_by(source, finding).as_str()) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        findings.iter().filter(is_new).cloned().collect()
    }

    /// What the files that `is_gone` says are not there any more are known by.
    pub fn lost(&self, is_gone: impl Fn(&str) -> bool) -> Lost {
        let mut lost = Lost::default();
        for (path, accepted) in self.files.iter().filter(|(path, _)| is_gone(path)) {
            for known in accepted.0.keys() {
                let paths = lost.0.entry(known.id.clone()).or_default();
                if paths.len() < MOST_NAMESAKES {
                    paths.push(path.clone());
                }
            }
        }
        lost
    }

    /// How many findings are accepted, and in how many files.
    pub fn size(&self) -> (usize, usize) {
        let counts = self.files.values().flat_map(|accepted| accepted.0.values());
        (counts.map(|count| *count as usize).sum(), self.files.len())
    }

    /// The rules whose findings are accepted, each with how many of one kind.
    pub fn rules(&self) -> impl Iterator<Item = (&str, usize)> {
        let known = self.files.values().flat_map(|accepted| &accepted.0);
        known.map(|(known, count)| (known.rule.as_str(), *count as usize))
    }

    /// Whether a file has accepted findings.
    pub fn knows(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Calls a file by another name.
    pub fn rename(&mut self, path: &str, name: &str) {
        if let Some(accepted) = self.files.remove(path) {
            self.files.insert(name.to_owned(), accepted);
        }
    }

    /// The files with accepted findings.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Takes what is known of `path` in: what is `found` there now, of the rules that were asked.
    /// New ones are accepted if `grows`, those that are gone go if `shrinks`.
    pub fn take(
        &mut self,
        path: &str,
        found: &Accepted,
        was_asked: impl Fn(&str) -> bool,
        (grows, shrinks): (bool, bool),
    ) -> Difference {
        let mut difference = Difference::default();
        let accepted = self.files.entry(path.to_owned()).or_default();
        let all: BTreeSet<Known> = found.0.keys().chain(accepted.0.keys()).cloned().collect();
        for known in all.into_iter().filter(|known| was_asked(&known.rule)) {
            let now = found.0.get(&known).copied().unwrap_or(0);
            let count = accepted.0.entry(known).or_default();
            difference.new += now.saturating_sub(*count) as usize;
            difference.gone += count.saturating_sub(now) as usize;
            if (now > *count && grows) || (now < *count && shrinks) {
                *count = now;
            }
        }
        accepted.0.retain(|_, count| *count > 0);
        if accepted.0.is_empty() {
            self.files.remove(path);
        }
        difference
    }
}

/// The files of a baseline that are not there any more, by what is accepted in them.
#[derive(Debug, Default)]
pub struct Lost(HashMap<String, Vec<String>>);

impl Lost {
    /// What a file was called before it got another name: of those that are gone the one that has the most in
    /// common with what is found in it now, and that is half of it or more.
    pub fn name_of(&self, found: &Accepted) -> Option<&str> {
        let mut common: BTreeMap<&str, usize> = BTreeMap::new();
        let ids = found.0.keys().map(|known| &known.id);
        for path in ids.filter_map(|id| self.0.get(id)).flatten() {
            *common.entry(path).or_default() += 1;
        }
        let (name, count) = common.into_iter().max_by_key(|(_, count)| *count)?;
        (2 * count >= found.0.len()).then_some(name)
    }
}

impl Accepted {
    /// All of `findings`.
    pub fn of(source: &Source, findings: &[Finding]) -> Self {
        let mut accepted = Self::default();
        for finding in findings {
            let known = Known {
                rule: finding.rule.to_string(),
                text: shown(finding.span.of(source.text())),
                id: known_by(source, finding),
            };
            *accepted.0.entry(known).or_default() += 1;
        }
        accepted
    }
}

/// The beginning of a text and its end, which is where addresses differ.
fn shown(text: &str) -> String {
    let all = text.chars().count();
    if all <= SHOWN {
        return text.to_owned();
    }
    let lead = text.chars().take(SHOWN / 2);
    let tail = text.chars().skip(all - SHOWN / 2);
    lead.chain(['…']).chain(tail).collect()
}

fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::finding::Severity;
    use crate::text::span::Span;
    use proptest::prelude::*;

    fn found(text: &str) -> (Source, Vec<Finding>) {
        let source = Source::new("a.md", text.as_bytes().to_vec());
        let words = text.match_indices("fault");
        let findings = words.map(|(at, word)| Finding {
            rule: "rule".into(),
            severity: Severity::Error,
            span: Span::from(at..at + word.len()),
            message: String::new(),
            help: None,
            fix: None,
            moves: None,
            host: None,
            refused: None,
            related: None,
        });
        let findings = findings.collect();
        (source, findings)
    }

    /// How many faults of `now` are new where those of `before` were accepted.
    fn new(before: &str, now: &str) -> usize {
        let (source, findings) = found(before);
        let mut baseline = Baseline::default();
        let accepted = Accepted::of(&source, &findings);
        baseline.take("a.md", &accepted, |_| true, (true, true));
        let baseline = Baseline::read(baseline.text().as_bytes()).expect("what was written");
        let (source, findings) = found(now);
        baseline.new_ones("a.md", &source, &findings).len()
    }

    #[test]
    fn a_fault_that_moves_stays_accepted_and_a_swap_is_new() {
        assert_eq!(new("a fault\nb fault\n", "x\n\nb fault\n\na fault\n"), 0);
        assert_eq!(new("a fault\nb fault\n", "a fault\nc fault\n"), 1);
        assert_eq!(new("a fault\n", "a fault\na fault\n"), 1);
        assert_eq!(new("a fault\na fault\n", "a fault\n"), 0);
        assert_eq!(new("", "a fault\n"), 1);
    }

    #[test]
    fn a_file_with_another_name_is_known_by_what_is_in_it() {
        let accepted = |text: &str| {
            let (source, findings) = found(text);
            Accepted::of(&source, &findings)
        };
        let both = accepted("a fault\nb fault\n");
        let mut baseline = Baseline::default();
        baseline.take("a.md", &both, |_| true, (true, true));
        let lost = baseline.lost(|path| path == "a.md");
        assert_eq!(lost.name_of(&both), Some("a.md"));
        assert_eq!(
            lost.name_of(&accepted("x\n\nb fault\nc fault\n")),
            Some("a.md")
        );
        assert_eq!(lost.name_of(&accepted("b fault\nc fault\nd fault\n")), None);
        assert_eq!(baseline.lost(|_| false).name_of(&both), None);
        baseline.rename("a.md", "b.md");
        assert!(baseline.knows("b.md") && !baseline.knows("a.md"));
    }

    #[test]
    fn it_neither_grows_nor_shrinks_unasked() {
        let (source, findings) = found("a fault\nb fault\n");
        let mut baseline = Baseline::default();
        let both = Accepted::of(&source, &findings);
        baseline.take("a.md", &both, |_| true, (true, false));
        let before = baseline.clone();
        let (source, findings) = found("b fault\nc fault\nd fault\n");
        let now = Accepted::of(&source, &findings);
        let difference = baseline.take("a.md", &now, |_| true, (false, false));
        assert_eq!(difference, Difference { new: 2, gone: 1 });
        assert_eq!(baseline, before);
        baseline.take("a.md", &now, |_| false, (true, true));
        assert_eq!(baseline, before);
        baseline.take("a.md", &now, |_| true, (false, true));
        assert_eq!(baseline.size(), (1, 1));
        baseline.take("a.md", &Accepted::default(), |_| true, (true, true));
        assert_eq!(baseline, Baseline::default());
    }

    #[test]
    fn a_file_that_a_person_has_emptied_is_not_there() {
        let written = r#"{"version":1,"accepted":{"a.md":[],"b.md":[
            {"rule":"a","text":"b","id":"c","count":0}]}}"#;
        let baseline = Baseline::read(written.as_bytes()).expect("a baseline");
        assert_eq!(baseline, Baseline::default());
    }

    #[test]
    fn a_count_that_no_run_wrote_does_no_harm() {
        let entry = format!(r#"{{"rule":"a","text":"b","id":"c","count":{}}}"#, u32::MAX);
        let read = |entries: &str| {
            let written = format!(r#"{{"version":1,"accepted":{{"a.md":[{entries}]}}}}"#);
            Baseline::read(written.as_bytes())
        };
        let baseline = read(&format!("{entry},{entry}")).expect("a baseline");
        assert_eq!(baseline, read(&entry).expect("a baseline"));
        assert_eq!(Baseline::read(baseline.text().as_bytes()), Ok(baseline));
        assert!(read(&entry.replace("4294967295", "18446744073709551615")).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(text in "(fault|\\PC|\"|\n){0,20}", path in "\\PC{0,9}") {
            let (source, findings) = found(&text);
            let mut baseline = Baseline::default();
            baseline.take(&path, &Accepted::of(&source, &findings), |_| true, (true, true));
            prop_assert_eq!(Baseline::read(baseline.text().as_bytes()), Ok(baseline.clone()));
            prop_assert_eq!(baseline.new_ones(&path, &source, &findings), []);
        }
    }
}
