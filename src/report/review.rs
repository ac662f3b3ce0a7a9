//! review: a plan as a page on which a person accepts and rejects fixes, and which saves the plan again.

use super::about::language;
use super::page::{AboutRule, Kind, Names, Page};
use super::summary::{count, fixes, grouped};
use super::visible;
use crate::lint::plan::{Line, Verdict, decided};
use crate::lint::sample::Sample;
use crate::rule::Rule;
use crate::text::edit::{Change, Safety};
use crate::text::source::folder;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The fixes of a plan, in the order in which they begin in it.
#[derive(Debug, Default)]
pub struct Review {
    fixes: Vec<Vec<Line>>,
    /// Where the fix of a path with a number is among them.
    known: BTreeMap<(String, usize), usize>,
}

/// Which fixes a person looks at who cannot look at all.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    /// How many.
    pub size: usize,
    /// The same number draws the same ones.
    pub seed: u64,
}

/// What the page's script reads. A path and its hash are there once.
#[derive(Serialize)]
struct Data<'a> {
    plan: &'a str,
    sha256: &'a str,
    files: Vec<FileData<'a>>,
    rules: Vec<AboutRule>,
    kinds: Vec<KindData>,
    hosts: Vec<String>,
    sample: Vec<usize>,
    fixes: Vec<FixData<'a>>,
}

#[derive(Serialize)]
struct FileData<'a> {
    path: &'a str,
    sha256: &'a str,
    folder: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
}

/// What holds for many fixes.
#[derive(Serialize)]
struct KindData {
    rule: usize,
    safety: Safety,
    change: Change,
}

/// A fix, as an array, since there may be many: the file, the kind, the number of the fix in its file, how many edits
/// it has, its title, the host, what was decided before, its lines.
#[derive(Serialize)]
struct FixData<'a>(
    usize,
    usize,
    usize,
    usize,
    &'a str,
    Option<usize>,
    Option<Verdict>,
    Vec<LineData<'a>>,
);

/// An edit, as an array: its line, from where to where, what is there, what will be, what is before it and behind it
/// in its line, what a reader finds there.
#[derive(Serialize)]
struct LineData<'a>(
    u32,
    u32,
    u32,
    &'a str,
    &'a str,
    &'a str,
    &'a str,
    Option<&'a str>,
);

impl Review {
    /// One line of the plan more.
    pub fn see(&mut self, line: Line) {
        let key = (line.path.clone(), line.fix);
        let at = *self.known.entry(key).or_insert(self.fixes.len());
        match self.fixes.get_mut(at) {
            Some(fix) => fix.push(line),
            None => self.fixes.push(vec![line]),
        }
    }

    /// How many fixes there are.
    pub fn fixes(&self) -> usize {
        self.fixes.len()
    }

    /// The page. `plan` is what the plan's file is called, and `sha256` what its bytes are known by.
    pub fn page(&self, (plan, sha256): (&str, &str), drawn: Drawn, rules: &[Arc<Rule>]) -> String {
        let data = self.data((plan, sha256), drawn, rules);
        let safe = self
            .fixes
            .iter()
            .filter(|fix| fix[0].safety == Safety::Safe);
        let safe = safe.count();
        let numbers = [
            (self.fixes.len(), "Fixes"),
            (data.files.len(), "Posts"),
            (data.rules.len(), "Rules"),
            (safe, "Safe"),
            (self.fixes.len() - safe, "Unsafe"),
        ];
        let numbers = numbers.into_iter().filter(|(number, _)| *number > 0);
        let page = Page {
            title: format!("Review of {}", visible(plan)),
            lead: format!(
                "{} in {}. Accept or reject them here. No post is changed before the plan \
                 that this page saves is applied.",
                fixes(self.fixes.len()),
                count(data.files.len(), "post"),
            ),
            numbers: numbers
                .map(|(number, what)| (grouped(number), what))
                .collect(),
            plots: Vec::new(),
            kind: Kind::Review,
        };
        page.written(&data)
    }

    fn data<'a>(
        &'a self,
        (plan, sha256): (&'a str, &'a str),
        drawn: Drawn,
        rules: &[Arc<Rule>],
    ) -> Data<'a> {
        let (mut paths, mut names) = (Names::default(), Names::default());
        let mut hosts = Names::default();
        let (mut known, mut kinds) = (BTreeMap::new(), Vec::new());
        let mut files: Vec<FileData<'_>> = Vec::new();
        let mut texts: Vec<String> = Vec::new();
        let mut sample = Sample::new(drawn.size, drawn.seed);
        let mut all = Vec::with_capacity(self.fixes.len());
        for (at, lines) in self.fixes.iter().enumerate() {
            let first = &lines[0];
            let file = paths.number(&first.path);
            if file == files.len() {
                files.push(FileData {
                    path: &first.path,
                    sha256: &first.sha256,
                    folder: folder(&first.path),
                    lang: None,
                });
                texts.push(String::new());
            }
            if texts[file].len() < 1000 {
                texts[file] += &first.context.concat();
            }
            sample.see(&first.rule, || at);
            let kind = (first.rule.as_str(), first.safety, first.change);
            let kinds_known = known.len();
            let kind = *known.entry(kind).or_insert(kinds_known);
            if kind == kinds.len() {
                kinds.push(KindData {
                    rule: names.number(&first.rule),
                    safety: first.safety,
                    change: first.change,
                });
            }
            all.push(FixData(
                file,
                kind,
                first.fix,
                first.edits,
                &first.title,
                first.host.as_deref().map(|host| hosts.number(host)),
                decided(lines),
                lines.iter().map(line).collect(),
            ));
        }
        for (file, text) in files.iter_mut().zip(&texts) {
            file.lang = language(text);
        }
        Data {
            plan,
            sha256,
            files,
            rules: names
                .all()
                .iter()
                .map(|id| AboutRule::of(id, rules))
                .collect(),
            kinds,
            hosts: hosts.all().to_vec(),
            sample: sample.draw(),
            fixes: all,
        }
    }
}

fn line(line: &Line) -> LineData<'_> {
    let [before, behind] = &line.context;
    LineData(
        line.line,
        line.start,
        line.end,
        &line.before,
        &line.after,
        before,
        behind,
        line.says.as_deref(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::plan::read;
    use serde_json::{Value, json, to_string, to_value};

    fn line(path: &str, fix: usize, at: u32, verdict: &str) -> String {
        let line = json!({
            "version": 1, "path": path, "sha256": "0".repeat(64), "fix": fix, "edits": 2, "rule": "missing-alt",
            "safety": "safe", "change": "attribute-value", "title": "t", "start": at, "end": at, "before": "",
            "after": "</script>", "context": ["甲", ""], "verdict": verdict,
        });
        to_string(&line).expect("it is there")
    }

    #[test]
    fn a_path_is_there_once_and_a_fix_has_its_edits_wherever_they_are_in_the_plan() {
        let plan = [
            line("a/b.md", 1, 3, "accept"),
            line("a/b.md", 2, 9, "accept"),
            line("c.md", 1, 1, "open"),
            line("a/b.md", 1, 5, "accept"),
            line("a/b.md", 2, 11, "reject"),
        ];
        let mut review = Review::default();
        for line in read(plan.iter().map(|line| Ok::<_, String>(line.as_bytes()))) {
            review.see(line.expect("it is there").1);
        }
        let drawn = Drawn { size: 2, seed: 0 };
        let data = to_value(review.data(("plan.jsonl", "00"), drawn, &[])).expect("it is there");
        assert_eq!(review.fixes(), 3);
        let paths = data["files"].as_array().expect("it is there").iter();
        let paths: Vec<&Value> = paths.map(|file| &file["path"]).collect();
        assert_eq!(paths, ["a/b.md", "c.md"]);
        assert_eq!(data["files"][0]["lang"], "zh");
        let verdicts = data["fixes"].as_array().expect("it is there").iter();
        let verdicts: Vec<&Value> = verdicts.map(|fix| &fix[6]).collect();
        assert_eq!(verdicts, [&json!("accept"), &json!("reject"), &Value::Null]);
        let starts = data["fixes"][0][7].as_array().expect("it is there").iter();
        let starts: Vec<&Value> = starts.map(|line| &line[1]).collect();
        assert_eq!(starts, [3, 5]);
        assert_eq!(data["sample"].as_array().expect("it is there").len(), 2);
        let page = review.page(("plan.jsonl", "00"), drawn, &[]);
        assert!(page.contains("\\u003c/script>"), "{page}");
    }
}
