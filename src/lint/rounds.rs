//! rounds: look, apply, prove, look again until still.

use crate::lint::choice::{choose, drop_fix, refuse};
use crate::lint::echo::Written;
use crate::lint::fix_id::{FixId, Places};
use crate::lint::verify::{Fate, Verified, verify};
use crate::lint::version::Versions;
use crate::post::Post;
use crate::rule::index::Rules;
use crate::text::edit::{Change, Edit, Edits, Fix, Safety};
use crate::text::finding::Finding;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A fix may make room for another; more rounds than this mean that rules fight.
const MOST_ROUNDS: usize = 10;
/// A cure of front matter brings the next fault to light: rounds that make one are counted by
/// themselves.
const MOST_CURES: usize = 100;

/// What `fix` made of a post.
#[derive(Debug)]
pub struct Fixed {
    /// The text afterwards; `None` where it is as before.
    pub text: Option<String>,
    /// The edits of the post that make that text.
    pub changes: Edits,
    /// How many edits of each kind were made.
    pub edits: BTreeMap<Change, usize>,
    /// How many fixes of each rule were made.
    pub made: BTreeMap<Arc<str>, usize>,
    /// How many of them wrote an address of a host that nobody has asked, by host.
    pub unchecked: BTreeMap<String, usize>,
    /// How many of them no check of the post may name: others brought their findings about.
    pub unforeseen: usize,
    /// What there is to report of the text as it is now.
    pub findings: Vec<Finding>,
    /// The rules none of whose fixes was applied.
    pub endless: Endless,
}

/// Rules whose fixes would never come to an end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endless {
    /// Those that undo each other's work.
    pub fighting: BTreeSet<Arc<str>>,
    /// Those that find what they write, or what others make of it, and make it longer each time.
    pub echoing: BTreeSet<Arc<str>>,
}

/// Applies the fixes of `rules` that are trusted at least as far as `least`, and says which these were.
/// `found` is what the rules find in the post. In what is left those that are trusted less are not proved.
pub(super) fn rounds(
    post: &Post<'_>,
    rules: &Rules,
    found: &[Finding],
    least: Safety,
) -> (Fixed, Vec<FixId>) {
    let mut endless = Endless::default();
    loop {
        match without(post, found.to_vec(), rules, least, &endless) {
            Ok(done) => return done,
            Err(more) => {
                endless.fighting.extend(more.fighting);
                endless.echoing.extend(more.echoing);
            }
        }
    }
}

/// The same without the fixes of some rules. The error names others that would never end.
fn without(
    post: &Post<'_>,
    found: Vec<Finding>,
    rules: &Rules,
    least: Safety,
    endless: &Endless,
) -> Result<(Fixed, Vec<FixId>), Endless> {
    let versions = Versions::default();
    let mut later: Option<Post<'_>> = None;
    // The texts that came one of the other, the last one left out.
    let mut history: Vec<String> = Vec::new();
    let mut done: Vec<Vec<(Arc<str>, Change, usize)>> = Vec::new();
    let (mut ids, mut places) = (Vec::new(), Places::default());
    let mut unchecked = BTreeMap::new();
    let mut written = Written::default();
    let mut changes = Edits::default();
    let mut findings = endless.left_out(found);
    // A file that is not all UTF-8 is never rewritten.
    while post.source.not_text().is_empty() {
        let now = later.as_ref().unwrap_or(post);
        let Some(round) = round(now, &mut findings, least, &written, &versions)? else {
            break;
        };
        let made = || round.made.iter().map(|at| &findings[*at]);
        done.push(made().filter_map(account).collect());
        let hosts = made().filter_map(|finding| finding.host.as_ref());
        for host in hosts.filter(|host| host.is_unchecked) {
            *unchecked.entry(host.name.clone()).or_default() += 1;
        }
        history.push(now.text().to_owned());
        let again = history.iter().position(|text| text == round.after.text());
        let is_cure = |round: &&Vec<(_, Change, _)>| {
            let mut made = round.iter();
            made.any(|(_, change, _)| *change == Change::FrontMatterSyntax)
        };
        let cures = done.iter().filter(is_cure).count();
        if again.is_some() || done.len() - cures == MOST_ROUNDS || cures == MOST_CURES {
            let since = again.unwrap_or(done.len() - 2);
            let rules = done[since..].iter().flatten();
            return Err(Endless {
                fighting: rules.map(|(rule, ..)| Arc::clone(rule)).collect(),
                ..Endless::default()
            });
        }
        let fixes = made().filter_map(|finding| Some((&finding.rule, finding.fix.as_ref()?)));
        let fixes: Vec<(&Arc<str>, &Fix)> = fixes.collect();
        ids.extend(fixes.iter().map(|(rule, fix)| places.id(rule, fix)));
        places.push(&fixes.iter().map(|(_, fix)| *fix).collect::<Vec<_>>());
        written = written.after(&edits_of(made()));
        changes = changes.then(&round.edits);
        findings = endless.left_out(rules.findings(&round.after));
        later = Some(round.after);
    }
    let (mut edits, mut made) = (BTreeMap::new(), BTreeMap::new());
    for (rule, change, count) in done.iter().flatten() {
        *edits.entry(*change).or_default() += count;
        *made.entry(Arc::clone(rule)).or_default() += 1;
    }
    let fixed = Fixed {
        unforeseen: done.iter().skip(1).map(Vec::len).sum(),
        text: later.map(|post| post.text().to_owned()),
        changes,
        edits,
        made,
        unchecked,
        findings,
        endless: endless.clone(),
    };
    Ok((fixed, ids))
}

/// The edits of the fixes of `findings`, by position.
fn edits_of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<(&'f Arc<str>, &'f Edit)> {
    let edits = findings.filter_map(|finding| {
        let edits = finding.fix.as_ref()?.edits.as_slice();
        Some(edits.iter().map(|edit| (&finding.rule, edit)))
    });
    let mut edits: Vec<_> = edits.flatten().collect();
    edits.sort_by_key(|(_, edit)| edit.span);
    edits
}

/// What one look at a post comes to.
pub(super) struct Round<'v> {
    after: Post<'v>,
    edits: Edits,
    /// The findings whose fixes were made, by their place.
    pub(super) made: Vec<usize>,
}

/// Makes the fixes that can be made together; `None` where none can. Where all that were chosen are
/// dropped, the findings say so. The error names rules that find what they have `written`.
pub(super) fn round<'v>(
    post: &Post<'_>,
    findings: &mut [Finding],
    least: Safety,
    written: &Written,
    versions: &'v Versions,
) -> Result<Option<Round<'v>>, Endless> {
    loop {
        let mut chosen = choose(findings, least, |_| true);
        let with_fix = chosen.iter().filter_map(|at| {
            let finding = &findings[*at];
            Some((&finding.rule, finding.fix.as_ref()?))
        });
        let (rules, fixes): (Vec<&Arc<str>>, Vec<&Fix>) = with_fix.unzip();
        let echoes = rules.iter().zip(&fixes);
        let echoes = echoes.filter_map(|(rule, fix)| written.echo(rule, fix));
        let echoing: BTreeSet<Arc<str>> = echoes.flatten().cloned().collect();
        if !echoing.is_empty() {
            return Err(Endless {
                echoing,
                ..Endless::default()
            });
        }
        if fixes.is_empty() {
            return Ok(None);
        }
        let Verified {
            after,
            edits,
            fates,
        } = verify(post, &fixes, versions);
        if let Some(after) = after {
            let mut fates = fates.iter();
            chosen.retain(|_| fates.next() == Some(&Fate::Made));
            return Ok(Some(Round {
                after,
                edits,
                made: chosen,
            }));
        }
        // Those that had to wait for one of these are next.
        for (at, fate) in chosen.into_iter().zip(fates) {
            refuse(&mut findings[at], fate);
        }
    }
}

pub(super) fn account(finding: &Finding) -> Option<(Arc<str>, Change, usize)> {
    let fix = finding.fix.as_ref()?;
    Some((
        Arc::clone(&finding.rule),
        fix.change,
        fix.edits.as_slice().len(),
    ))
}

impl Endless {
    /// The findings, with the fixes of these rules left out.
    pub(super) fn left_out(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        for finding in &mut findings {
            if finding.fix.is_some()
                && let Some(why) = self.why(&finding.rule)
            {
                drop_fix(finding, &why);
            }
        }
        findings
    }

    /// Why the fixes of `rule` are left out, if they are.
    pub fn why(&self, rule: &str) -> Option<String> {
        let names = |rules: &BTreeSet<Arc<str>>| {
            let names: Vec<&str> = rules.iter().map(|rule| &**rule).collect();
            names.join(", ")
        };
        let (echoing, fighting) = (&self.echoing, &self.fighting);
        Some(if echoing.contains(rule) && echoing.len() == 1 {
            "because it would find what it writes, and write it again".to_owned()
        } else if echoing.contains(rule) {
            let names = names(echoing);
            format!("because these rules would find what they write, and write it again: {names}")
        } else if !fighting.contains(rule) {
            return None;
        } else if fighting.len() == 1 {
            "because it undoes its own work".to_owned()
        } else {
            let names = names(fighting);
            format!("because these rules undo each other's work: {names}")
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fighting.is_empty() && self.echoing.is_empty()
    }

    /// Each of these rules, and why its fixes are left out.
    pub fn reasons(&self) -> BTreeMap<Arc<str>, String> {
        let rules = self.fighting.iter().chain(&self.echoing);
        let reasons = rules.filter_map(|rule| Some((Arc::clone(rule), self.why(rule)?)));
        reasons.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::parse::{PARSED, parse};
    use crate::rule::compile::compile;
    use crate::rule::policy::Policy;
    use crate::text::source::Source;

    /// A rule for text that writes `write` for what `find` finds.
    fn rule(id: &str, find: &str, write: &str) -> Arc<crate::rule::Rule> {
        let text = format!(
            "summary: s\nwhy: w\ntags: [text]\nseverity: warning\nmessage: m\nfind:\n  text:\n    \
             patterns:\n    - {{ find: '{find}', write: '{write}' }}\nfix:\n  title: t\n  replace: \
             '{{better}}'\n  safety: safe\nexamples:\n- bad: <p>{find}</p>\n"
        );
        let rule = compile(id, &Source::from_text("a.yml", text));
        Arc::new(rule.unwrap_or_else(|mistakes| panic!("{mistakes:?}")))
    }

    /// What the rules make of `text`, and how often a post is read for it.
    fn fixed(text: &str, rules: &[Arc<crate::rule::Rule>]) -> (Fixed, usize) {
        let source = Source::from_text("a.html", text);
        let rules = Rules::new(rules.to_vec(), Policy::default());
        PARSED.set(0);
        let post = parse(&source);
        let (fixed, _) = rounds(&post, &rules, &rules.findings(&post), Safety::Safe);
        let text = fixed.text.as_deref().unwrap_or(text);
        assert_eq!(fixed.changes.apply(source.text()), text);
        (fixed, PARSED.get())
    }

    #[test]
    fn a_post_is_read_once_and_once_more_a_round() {
        let rules = [rule("one", "Acme", "Bolt"), rule("two", "Bolt", "Cask")];
        for (text, wanted, readings) in [
            ("<p>Nothing here.</p>", None, 1),
            ("<p>By Bolt.</p>", Some("<p>By Cask.</p>"), 2),
            ("<p>By Acme.</p>", Some("<p>By Cask.</p>"), 3),
        ] {
            let (fixed, parsed) = fixed(text, &rules);
            assert_eq!(
                (fixed.text.as_deref(), parsed),
                (wanted, readings),
                "{text}"
            );
        }
    }

    #[test]
    fn a_rule_that_finds_what_it_writes_is_stopped_in_the_second_round() {
        let text = "<p>By Acme.</p>";
        let names = "Acme Corp (once Acme Ltd, Acme Inc)";
        let (fixed, parsed) = fixed(text, &[rule("echo", "Acme", names)]);
        assert_eq!((fixed.text, parsed), (None, 2));
        assert!(fixed.endless.echoing.contains("echo") && fixed.endless.fighting.is_empty());
        let help = fixed.findings[0].help.as_deref().unwrap_or_default();
        assert!(help.contains("it would find what it writes"), "{help}");
    }

    #[test]
    fn so_are_rules_that_find_what_the_others_write() {
        let rules = [
            rule("one", "Acme", "Bolt and Bolt"),
            rule("two", "Bolt", "Acme and Acme"),
            rule("three", "Cask", "Cup"),
        ];
        let (fixed, _) = fixed("<p>By Acme, Cask.</p>", &rules);
        assert_eq!(fixed.text.as_deref(), Some("<p>By Acme, Cup.</p>"));
        let reasons = fixed.endless.reasons();
        let named: Vec<&str> = reasons.keys().map(|rule| &**rule).collect();
        assert_eq!(named, ["one", "two"]);
    }
}
