//! fix: check, apply, prove, look again until still.

use crate::lint::check::check;
use crate::lint::echo::Written;
use crate::lint::verify::{Fate, Verified, verify};
use crate::lint::version::Versions;
use crate::post::Post;
use crate::rule::index::Rules;
use crate::text::edit::{Change, Edit, Edits, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::span::Span;
use std::cmp::Reverse;
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

/// Applies the fixes of `rules` that are trusted at least as far as `least`. Those of rules that undo
/// each other's work, or find what they write, are left out, and the others are applied without them.
pub fn fix(post: &Post<'_>, rules: &Rules, least: Safety) -> Fixed {
    let found = check(post, rules);
    let mut endless = Endless::default();
    loop {
        match without(post, found.clone(), rules, least, &endless) {
            Ok(fixed) => return fixed,
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
) -> Result<Fixed, Endless> {
    let versions = Versions::default();
    let mut later: Option<Post<'_>> = None;
    // The texts that came one of the other, the last one left out.
    let mut history: Vec<String> = Vec::new();
    let mut done: Vec<Vec<(Arc<str>, Change, usize)>> = Vec::new();
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
        written = written.after(&edits_of(made()));
        changes = changes.then(&round.edits);
        findings = endless.left_out(check(&round.after, rules));
        later = Some(round.after);
    }
    let (mut edits, mut made) = (BTreeMap::new(), BTreeMap::new());
    for (rule, change, count) in done.iter().flatten() {
        *edits.entry(*change).or_default() += count;
        *made.entry(Arc::clone(rule)).or_default() += 1;
    }
    Ok(Fixed {
        text: later.map(|post| post.text().to_owned()),
        changes,
        edits,
        made,
        findings,
        endless: endless.clone(),
    })
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
struct Round<'v> {
    after: Post<'v>,
    edits: Edits,
    /// The findings whose fixes were made, by their place.
    made: Vec<usize>,
}

/// Makes the fixes that can be made together; `None` where none can. Where all that were chosen are
/// dropped, the findings say so. The error names rules that find what they have `written`.
fn round<'v>(
    post: &Post<'_>,
    findings: &mut [Finding],
    least: Safety,
    written: &Written,
    versions: &'v Versions,
) -> Result<Option<Round<'v>>, Endless> {
    let mut chosen = choose(findings, least);
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
    for (at, fate) in chosen.into_iter().zip(fates) {
        let is_cure = findings[at]
            .fix
            .as_ref()
            .is_some_and(|fix| fix.change == Change::FrontMatterSyntax);
        let why = match fate {
            Fate::Untried => {
                "and was not tried, because too many others in this file could not be proved"
            }
            _ if is_cure => {
                "because the front matter could not be read after it either: there is another fault"
            }
            _ => "because it would change more than it declares",
        };
        drop_fix(&mut findings[at], why);
    }
    Ok(None)
}

/// The findings whose fixes `fix` would make first, in the post as it is, and how many more edits
/// it would make afterwards. All of them can be made together; one alone may need another, as a newline
/// behind a comment that never closes needs that to go.
pub fn propose(post: &Post<'_>, rules: &Rules, least: Safety) -> (Vec<Finding>, usize) {
    let fixed = fix(post, rules, least);
    if fixed.text.is_none() {
        return (Vec::new(), 0);
    }
    let mut findings = fixed.endless.left_out(check(post, rules));
    let versions = Versions::default();
    let round = round(post, &mut findings, least, &Written::default(), &versions);
    let made = round
        .ok()
        .flatten()
        .map_or_else(Vec::new, |round| round.made);
    let made: BTreeSet<usize> = made.into_iter().collect();
    let mut at = 0..;
    findings.retain(|_| at.next().is_some_and(|at| made.contains(&at)));
    let edits = findings.iter().filter_map(account).map(|(.., count)| count);
    let waiting = fixed
        .edits
        .values()
        .sum::<usize>()
        .saturating_sub(edits.sum());
    (findings, waiting)
}

fn account(finding: &Finding) -> Option<(Arc<str>, Change, usize)> {
    let fix = finding.fix.as_ref()?;
    Some((
        Arc::clone(&finding.rule),
        fix.change,
        fix.edits.as_slice().len(),
    ))
}

/// The findings whose fixes are applied together, by position: trusted far enough, none touching
/// another. The safer one wins, then the first by position, then the worse one; the other waits for the
/// next round.
fn choose(findings: &[Finding], least: Safety) -> Vec<usize> {
    let fixes = findings.iter().enumerate().filter_map(|(at, finding)| {
        let fix = finding.fix.as_ref().filter(|fix| fix.safety >= least)?;
        Some((at, fix))
    });
    let mut fixes: Vec<(usize, &Fix)> = fixes.collect();
    fixes.sort_by_key(|(_, fix)| Reverse(fix.safety));
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    let mut chosen = Vec::new();
    for (at, fix) in fixes {
        let spans = || fix.edits.as_slice().iter().map(|edit| edit.span);
        let is_free = |span: Span| {
            let before = taken.range(..=span).next_back();
            let after = taken.range(span..).next();
            before.is_none_or(|before| before.end <= span.start && *before != span)
                && after.is_none_or(|after| span.end <= after.start && *after != span)
        };
        if spans().all(is_free) {
            taken.extend(spans());
            chosen.push(at);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// Leaves the fix of a finding out, which then says so.
pub(super) fn drop_fix(finding: &mut Finding, why: &str) {
    finding.fix = None;
    let said = format!("its fix is left out, {why}");
    finding.help = Some(match finding.help.take() {
        Some(help) => format!("{help}; {said}"),
        None => said,
    });
}

impl Endless {
    /// The findings, with the fixes of these rules left out.
    fn left_out(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
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
        let fixed = fix(&parse(&source), &rules, Safety::Safe);
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
