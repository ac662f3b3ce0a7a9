//! summary: what a run comes to, and the sentence that says it.

use crate::text::edit::{Change, Safety};
use crate::text::finding::{Finding, Severity};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// So many hosts are named.
const MOST_HOSTS: usize = 3;

/// What was found and done in all files.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Files that were looked at.
    pub files: usize,
    /// Files with findings.
    pub files_with_findings: usize,
    /// Files that were changed.
    pub files_changed: usize,
    /// Findings that a baseline accepts. They are in nothing else here.
    pub accepted: usize,
    /// The same by rule.
    pub accepted_rules: BTreeMap<Arc<str>, usize>,
    /// Edits that were made, by kind.
    pub edits: BTreeMap<Change, usize>,
    /// Fixes that were made, by rule.
    pub made: BTreeMap<Arc<str>, usize>,
    /// Those of them that wrote an address of a host that nobody has asked, by host.
    pub made_unchecked: BTreeMap<String, usize>,
    /// Those of them that no check names: others brought their findings about.
    pub unforeseen: usize,
    /// Findings by rule.
    pub rules: BTreeMap<Arc<str>, Tally>,
    /// Fixes that write an address of a host that nobody has asked, by host.
    pub unchecked: BTreeMap<String, usize>,
}

/// The findings of one rule.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// How bad the worst one is: a configuration may set another severity for some files.
    pub severity: Severity,
    /// How many there are.
    pub count: usize,
    /// How many of each severity, from note to error.
    by_severity: [usize; 3],
    /// How many of them have a safe fix.
    pub safe: usize,
    /// How many of them have an unsafe fix.
    pub unsafe_: usize,
    /// How many of them have a fix that a person must choose.
    pub suggested: usize,
}

impl Summary {
    /// A file with these findings.
    pub fn of(findings: &[Finding]) -> Self {
        let mut summary = Self {
            files: 1,
            files_with_findings: usize::from(!findings.is_empty()),
            ..Self::default()
        };
        for finding in findings {
            let tally = summary.rules.entry(Arc::clone(&finding.rule)).or_default();
            tally.severity = if tally.count == 0 {
                finding.severity
            } else {
                tally.severity.max(finding.severity)
            };
            tally.count += 1;
            tally.by_severity[finding.severity as usize] += 1;
            match finding.fix.as_ref().map(|fix| fix.safety) {
                Some(Safety::Safe) => tally.safe += 1,
                Some(Safety::Unsafe) => tally.unsafe_ += 1,
                Some(Safety::Suggest) => tally.suggested += 1,
                None => {}
            }
            if let Some(host) = finding.host.as_ref().filter(|host| host.is_unchecked) {
                *summary.unchecked.entry(host.name.clone()).or_default() += 1;
            }
        }
        summary
    }

    /// The same where nothing can be fixed.
    pub fn without_fixes(mut self) -> Self {
        for tally in self.rules.values_mut() {
            (tally.safe, tally.unsafe_, tally.suggested) = (0, 0, 0);
        }
        self.unchecked.clear();
        self
    }

    /// The same with what a baseline accepts, by rule.
    pub fn accepting(self, rules: BTreeMap<Arc<str>, usize>) -> Self {
        Self {
            accepted: rules.values().sum(),
            accepted_rules: rules,
            ..self
        }
    }

    /// Adds what another file came to.
    pub fn add(&mut self, other: Self) {
        self.files += other.files;
        self.files_with_findings += other.files_with_findings;
        self.files_changed += other.files_changed;
        self.accepted += other.accepted;
        self.unforeseen += other.unforeseen;
        for (rule, count) in other.accepted_rules {
            *self.accepted_rules.entry(rule).or_default() += count;
        }
        for (change, count) in other.edits {
            *self.edits.entry(change).or_default() += count;
        }
        for (rule, count) in other.made {
            *self.made.entry(rule).or_default() += count;
        }
        for (host, count) in other.made_unchecked {
            *self.made_unchecked.entry(host).or_default() += count;
        }
        for (host, count) in other.unchecked {
            *self.unchecked.entry(host).or_default() += count;
        }
        for (rule, more) in other.rules {
            let tally = self.rules.entry(rule).or_default();
            tally.severity = if tally.count == 0 {
                more.severity
            } else {
                tally.severity.max(more.severity)
            };
            tally.count += more.count;
            for (mine, more) in tally.by_severity.iter_mut().zip(more.by_severity) {
                *mine += more;
            }
            tally.safe += more.safe;
            tally.unsafe_ += more.unsafe_;
            tally.suggested += more.suggested;
        }
    }

    /// How many findings there are.
    pub fn findings(&self) -> usize {
        self.rules.values().map(|tally| tally.count).sum()
    }

    /// Whether a finding is at least this bad.
    pub fn reaches(&self, severity: Severity) -> bool {
        self.rules
            .values()
            .any(|tally| tally.count > 0 && tally.severity >= severity)
    }

    /// How many findings are this bad.
    pub fn count(&self, severity: Severity) -> usize {
        let tallies = self.rules.values();
        tallies
            .map(|tally| tally.by_severity[severity as usize])
            .sum()
    }

    /// How many findings have a safe fix, and how many an unsafe one.
    pub fn fixable(&self) -> (usize, usize) {
        let tallies = self.rules.values();
        tallies.fold((0, 0), |(safe, not), tally| {
            (safe + tally.safe, not + tally.unsafe_)
        })
    }

    /// How many findings have a fix that a person must choose.
    pub fn suggested(&self) -> usize {
        self.rules.values().map(|tally| tally.suggested).sum()
    }

    /// What was found, for a person.
    pub fn found(&self) -> String {
        let accepted = match self.accepted {
            0 => String::new(),
            accepted => format!("; {} in the baseline", grouped(accepted)),
        };
        format!("{}{accepted}", self.found_new())
    }

    fn found_new(&self) -> String {
        if self.files == 0 {
            return "no files checked".into();
        }
        if self.findings() == 0 {
            return format!("{}: nothing to report", count(self.files, "file"));
        }
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let parts: Vec<String> = severities
            .iter()
            .map(|severity| (self.count(*severity), severity.word()))
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| count(number, word))
            .collect();
        let files = if self.files_with_findings == self.files {
            count(self.files, "file")
        } else {
            format!(
                "{} of {}",
                grouped(self.files_with_findings),
                count(self.files, "file")
            )
        };
        format!("{} in {files}", parts.join(", "))
    }

    /// What the command `fix` would do next, for a person; empty where it would do nothing.
    pub fn next(&self, fix: &str) -> String {
        let (next, unchecked) = (self.fixing(fix), unchecked("fixes", &self.unchecked));
        let gap = if next.is_empty() || unchecked.is_empty() {
            ""
        } else {
            "\n"
        };
        [&next, gap, &unchecked].concat()
    }

    fn fixing(&self, fix: &str) -> String {
        let all = grouped(self.findings());
        let suggestions = match self.suggested() {
            0 => String::new(),
            some => format!(", {} with `-i`", count(some, "suggestion")),
        };
        match self.fixable() {
            (0, 0) if suggestions.is_empty() => String::new(),
            (0, 0) => {
                let some = grouped(self.suggested());
                format!("suggestions for {some} of {all}: `{fix} -i`")
            }
            (0, not) => format!(
                "{} of {all} fixable with `{fix} --unsafe`{suggestions}",
                grouped(not),
            ),
            (safe, 0) => format!(
                "{} of {all} fixable with `{fix}`{suggestions}",
                grouped(safe),
            ),
            (safe, not) => format!(
                "{} of {all} fixable with `{fix}`, {} more with `--unsafe`{suggestions}",
                grouped(safe),
                grouped(not)
            ),
        }
    }

    /// What was changed, for a person.
    pub fn changed(&self) -> String {
        match self.edited() {
            None => "0 edits: nothing changed".into(),
            Some(edited) => format!("{edited}; nothing else changed"),
        }
    }

    /// What would be changed, where nothing was.
    pub fn would_change(&self) -> String {
        match self.edited() {
            None => "dry run: 0 edits".into(),
            Some(edited) => format!("dry run: {edited}; nothing else would change"),
        }
    }

    /// How many edits there are, of which kinds, in how many files; `None` where there are none.
    fn edited(&self) -> Option<String> {
        let edits: usize = self.edits.values().sum();
        let kinds: Vec<String> = self
            .edits
            .iter()
            .map(|(change, number)| format!("{} {}", grouped(*number), change.noun(*number)))
            .collect();
        let (files, kinds) = (count(self.files_changed, "file"), kinds.join(", "));
        (edits > 0).then(|| format!("{} in {files}: {kinds}", count(edits, "edit")))
    }
}

impl Summary {
    /// How many fixes of each rule were made, and how many of its findings are left: the most first, and no
    /// more than so many `rows`. Empty where nothing was made.
    pub fn done_and_left(&self, rows: usize) -> String {
        if self.made.is_empty() {
            return String::new();
        }
        let left = |rule: &Arc<str>| self.rules.get(rule).map_or(0, |tally| tally.count);
        let made = |rule: &Arc<str>| self.made.get(rule).copied().unwrap_or_default();
        let found = self.rules.iter().filter(|(_, tally)| tally.count > 0);
        let mut rules: Vec<&Arc<str>> = self
            .made
            .keys()
            .chain(found.map(|(rule, _)| rule))
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules.sort_by_key(|rule| Reverse((made(rule), left(rule))));
        let mut out = format!("{:>9}{:>9}\n", "fixed", "left");
        for rule in rules.iter().take(rows) {
            let (made, left) = (grouped(made(rule)), grouped(left(rule)));
            let _ = writeln!(out, "{made:>9}{left:>9}  {rule}");
        }
        if rules.len() > rows {
            let _ = writeln!(out, "and {} more rules", rules.len() - rows);
        }
        out
    }
}

/// That `number` of the fixes that were made are more than `check` counts; empty where there are none.
pub fn unforeseen(number: usize) -> String {
    match number {
        0 => String::new(),
        1 => "1 fix is more than `check` counts: it became possible after the others".to_owned(),
        many => format!(
            "{} are more than `check` counts: they became possible after the others",
            fixes(many)
        ),
    }
}

/// Which hosts `who` (fixes, edits) point to that nobody has asked, the most used first, and the command that asks them;
/// empty where there are none.
pub fn unchecked(who: &str, hosts: &BTreeMap<String, usize>) -> String {
    if hosts.is_empty() {
        return String::new();
    }
    let mut most: Vec<_> = hosts.iter().collect();
    most.sort_by_key(|(_, count)| Reverse(**count));
    let named = most.iter().take(MOST_HOSTS);
    let named: Vec<String> = named
        .map(|(host, count)| format!("{} ({})", host, grouped(**count)))
        .collect();
    let more = if most.len() > MOST_HOSTS { ", …" } else { "" };
    let them = if most.len() == 1 { "it" } else { "them" };
    format!(
        "{who} use {}: {}{more}; `copydesk hosts --probe` checks {them}",
        count(most.len(), "unchecked host"),
        named.join(", ")
    )
}

/// How many findings of each rule are in `all` and not among the `new` ones.
pub fn accepted(all: &[Finding], new: &[Finding]) -> BTreeMap<Arc<str>, usize> {
    let mut rules = BTreeMap::new();
    if all.len() == new.len() {
        return rules;
    }
    for finding in all {
        *rules.entry(Arc::clone(&finding.rule)).or_default() += 1;
    }
    for finding in new {
        if let Some(count) = rules.get_mut(&finding.rule) {
            *count -= 1;
        }
    }
    rules.retain(|_, count| *count > 0);
    rules
}

/// `1 file`, `2,000 files`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// `1 fix`, `2,000 fixes`.
pub fn fixes(number: usize) -> String {
    match number {
        1 => "1 fix".to_owned(),
        many => format!("{} fixes", grouped(many)),
    }
}

/// `12,345`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
