//! selection: some of the fixes of a post, known by their places in it, and what they declare.

use crate::lint::check::check;
use crate::lint::choice::drop_fix;
use crate::lint::declared::{Declared, compose, declared};
use crate::lint::fix::propose;
pub use crate::lint::fix_id::FixId;
use crate::lint::fix_id::Places;
use crate::lint::verify::{Fate, verify};
use crate::lint::version::Versions;
use crate::post::parse::parse;
use crate::rule::index::Rules;
use crate::text::edit::{Change, Edits, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::source::Source;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// More rounds than this no post needs: those that `fix` makes, and those that cure front matter.
const MOST_ROUNDS: usize = 110;

/// What came of the fixes that were wanted.
#[derive(Debug, Default)]
pub struct Selected {
    /// The text afterwards; `None` where it is as before.
    pub text: Option<String>,
    /// The edits of the post that make that text.
    pub changes: Edits,
    /// How many edits of each kind were made.
    pub edits: BTreeMap<Change, usize>,
    /// The fixes that were made, each with its line in the post as it was.
    pub made: Vec<(FixId, u32)>,
    /// What they change, by their places in `made`.
    pub declared: Vec<Declared>,
    places: Places,
}

/// Applies the fixes of `rules` that are trusted at least as far as `least`, and wanted: round by round,
/// each round verified.
pub fn select(
    source: &Source,
    rules: &Rules,
    least: Safety,
    is_wanted: impl Fn(&FixId) -> bool,
) -> Selected {
    let mut selected = Selected::default();
    let mut seen: HashSet<String> = HashSet::new();
    let mut now: Option<Source> = None;
    for _ in 0..MOST_ROUNDS {
        let current = now.as_ref().unwrap_or(source);
        let post = parse(current);
        let (findings, _) = propose(&post, rules, least);
        let fixes = findings.iter().filter_map(|finding| {
            let fix = finding.fix.as_ref()?;
            let id = selected.places.id(&finding.rule, fix);
            is_wanted(&id).then_some((id, fix))
        });
        let wanted: Vec<(FixId, &Fix)> = fixes.collect();
        if wanted.is_empty() {
            break;
        }
        let fixes: Vec<&Fix> = wanted.iter().map(|(_, fix)| *fix).collect();
        let versions = Versions::default();
        let verified = verify(&post, &fixes, &versions);
        let made = wanted.into_iter().zip(&verified.fates);
        let made = made.filter(|(_, fate)| **fate == Fate::Made);
        let made: Vec<(FixId, &Fix)> = made.map(|(fix, _)| fix).collect();
        let text = verified.edits.apply(current.text());
        if made.is_empty() || !seen.insert(text.clone()) {
            break;
        }
        selected.changes = selected.changes.then(&verified.edits);
        selected.add(source, current, made);
        now = Some(source.with_text(text));
    }
    selected.text = now.map(Source::into_text);
    selected
}

impl Selected {
    /// How many fixes of each rule were made.
    pub fn by_rule(&self) -> BTreeMap<Arc<str>, usize> {
        let mut made = BTreeMap::new();
        for (id, _) in &self.made {
            *made.entry(Arc::clone(&id.rule)).or_default() += 1;
        }
        made
    }

    fn add(&mut self, source: &Source, current: &Source, made: Vec<(FixId, &Fix)>) {
        let first = self.made.len();
        let fixes: Vec<&Fix> = made.iter().map(|(_, fix)| *fix).collect();
        for fix in &fixes {
            *self.edits.entry(fix.change).or_default() += fix.edits.as_slice().len();
        }
        let numbered: Vec<(usize, &Fix)> = (first..).zip(fixes.iter().copied()).collect();
        compose(&mut self.declared, declared(current, &numbered));
        self.places.push(&fixes);
        self.made.extend(made.into_iter().map(|(id, _)| {
            let at = id.start();
            let line = source.position(at).line;
            (id, line)
        }));
    }

    /// What there is to report of the post as it is now; the findings of fixes that were left out say
    /// why.
    pub fn findings(
        &self,
        source: &Source,
        rules: &Rules,
        left_out: &HashMap<FixId, String>,
    ) -> Vec<Finding> {
        let text = self.text.as_ref();
        let after = text.map(|text| source.with_text(&**text));
        let mut findings = check(&parse(after.as_ref().unwrap_or(source)), rules);
        for finding in &mut findings {
            let id = finding
                .fix
                .as_ref()
                .map(|fix| self.places.id(&finding.rule, fix));
            if let Some(why) = id.and_then(|id| left_out.get(&id)) {
                drop_fix(finding, why);
            }
        }
        findings
    }
}
