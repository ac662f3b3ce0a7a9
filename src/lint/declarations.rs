//! declarations: all that the fixes of a site declare, found by what differs between two pages.

use crate::html::entity;
use crate::lint::declared::{
    CONTEXT, Declared, What, canonical, first, is_delimiter, last, same_start,
};
use std::collections::{BTreeSet, HashMap};

/// How many bytes of a page are looked through for them.
const WINDOW: usize = 600;
/// The letters that a reader reads last before byte `at` of a page, and in `more`, which comes there.
fn letters_before(page: &str, at: usize, more: &str) -> String {
    let window = &page[page.ceil_char_boundary(at.saturating_sub(WINDOW))..at];
    let more = &more[more.ceil_char_boundary(more.len().saturating_sub(WINDOW))..];
    let read = format!("{}{more}", canonical(window));
    // The first tag may be cut; the last one may be that in whose attribute the place is.
    let cut = read.find('>').filter(|end| !read[..*end].contains('<'));
    let open = read.rfind('<').filter(|open| !read[*open..].contains('>'));
    let quote = open.and_then(|open| {
        let inside = &read[open..];
        Some(open + inside.rfind('"').or_else(|| inside.rfind('\''))?)
    });
    let start = quote.or(cut).map_or(0, |end| end + 1);
    let (mut found, mut is_tag) = (String::new(), false);
    for c in read[start..].chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag && c.is_alphanumeric() => found.push(c),
            _ => {}
        }
    }
    last(&found, CONTEXT).to_owned()
}

/// Everything that the fixes of a site declare, to be found by what differs.
#[derive(Debug, Default)]
pub struct Declarations {
    all: Vec<Declared>,
    /// As a reader reads it.
    read: Turns,
    /// As it is written, with blanks or tags in it.
    written: Turns,
    /// By the letters before it.
    in_text: HashMap<String, Vec<usize>>,
    context: BTreeSet<usize>,
    attributes: HashMap<String, Vec<usize>>,
    /// What is written in another way, and read as before.
    rewritten: Vec<(String, usize)>,
    has_space: bool,
}

/// One thing that becomes another.
#[derive(Debug)]
struct Turn {
    old: String,
    new: String,
    /// How many bytes both begin with.
    same: usize,
    declared: usize,
}

/// Turns by what is around the first byte that differs.
#[derive(Debug, Default)]
struct Turns {
    turns: HashMap<String, Vec<Turn>>,
    /// How many characters of either side are the key.
    sides: BTreeSet<(usize, usize)>,
}

/// How many characters before the first one that differs, and from it on, are a key.
const SIDES: (usize, usize) = (4, 8);

/// A change that was declared, at a place in two pages: what of each it goes on behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) before: usize,
    pub(super) after: usize,
    pub(super) declared: usize,
}

impl Turns {
    fn key(left: &str, right: &str) -> String {
        format!("{left}\0{right}")
    }

    fn add(&mut self, old: &str, new: &str, declared: usize) {
        let same = same_start(old, new);
        let left = last(&old[..same], SIDES.0);
        let right = first(&old[same..], SIDES.1);
        let sides = (left.chars().count(), right.chars().count());
        self.sides.insert(sides);
        let turns = self.turns.entry(Self::key(left, right)).or_default();
        turns.push(Turn {
            old: old.to_owned(),
            new: new.to_owned(),
            same,
            declared,
        });
    }

    /// The turn whose first difference is at `a` of `before` and `b` of `after`; the longest.
    fn find(&self, (before, a): (&str, usize), (after, b): (&str, usize)) -> Option<Step> {
        let mut best: Option<(usize, Step)> = None;
        for (left, right) in &self.sides {
            let key = Self::key(last(&before[..a], *left), first(&before[a..], *right));
            for turn in self.turns.get(&key).into_iter().flatten() {
                let (Some(start), Some(other)) =
                    (a.checked_sub(turn.same), b.checked_sub(turn.same))
                else {
                    continue;
                };
                let has = |text: &str, at: usize, part: &str| {
                    text.get(at..).is_some_and(|rest| rest.starts_with(part))
                };
                if has(before, start, &turn.old)
                    && has(after, other, &turn.new)
                    && best.is_none_or(|(len, _)| len < turn.old.len())
                {
                    let step = Step {
                        before: start + turn.old.len(),
                        after: other + turn.new.len(),
                        declared: turn.declared,
                    };
                    best = Some((turn.old.len(), step));
                }
            }
        }
        best.map(|(_, step)| step)
    }
}

/// What was declared of a word.
#[derive(Debug)]
pub(super) struct OfWord {
    /// Each change, with how many characters it adds.
    pub(super) steps: Vec<(usize, isize)>,
    /// What is left of both versions behind the last of them, where that differs.
    pub(super) rest: Option<(String, String)>,
}

impl Declarations {
    /// All of these. What one fix makes of what another has made is declared, too.
    pub fn new(all: Vec<Declared>) -> Self {
        let mut found = Self::default();
        for (at, declared) in all.iter().enumerate() {
            match &declared.what {
                What::Replaced { old, new } => {
                    let (read, becomes) = (canonical(old), canonical(new));
                    if read == becomes {
                        found.rewritten.push((read.clone().into_owned(), at));
                    } else {
                        found.read.add(&read, &becomes, at);
                    }
                    let is_broken = |text: &str| text.contains(is_delimiter);
                    if is_broken(old) || is_broken(new) {
                        let quoted = |text: &str| entity::encode_text(text).replace('"', "&quot;");
                        found.written.add(old, new, at);
                        found.written.add(&read, &becomes, at);
                        for encode in [entity::encode_text, quoted] {
                            found.written.add(&encode(old), &encode(new), at);
                        }
                    }
                }
                What::InText { before, .. } => {
                    found.context.insert(before.chars().count());
                    let known = found.in_text.entry(before.clone()).or_default();
                    known.push(at);
                }
                What::Attribute { name, .. } => {
                    found.attributes.entry(name.clone()).or_default().push(at);
                }
                What::Space => found.has_space = true,
            }
        }
        found.all = all;
        found
    }

    /// The fixes that declared this.
    pub(super) fn fixes(&self, declared: usize) -> &[usize] {
        &self.all[declared].fixes
    }

    /// Whether it is one in the text.
    pub(super) fn is_text(&self, declared: usize) -> bool {
        matches!(self.all[declared].what, What::InText { .. })
    }

    /// Whether white space is among what was declared.
    pub(super) fn has_space(&self) -> bool {
        self.has_space
    }

    /// The declared changes by which a word of a page becomes another, in any encoding; `None` where they
    /// do not explain it. `at` is where the word is in `page`.
    pub(super) fn of_word(
        &self,
        word: &str,
        becomes: &str,
        (page, at): (&str, usize),
    ) -> Option<OfWord> {
        let (before, after) = (canonical(word), canonical(becomes));
        if before == after {
            let known = self
                .rewritten
                .iter()
                .find(|(text, _)| before.contains(text));
            return known.map(|(_, declared)| OfWord {
                steps: vec![(*declared, 0)],
                rest: None,
            });
        }
        let (mut a, mut b) = (0, 0);
        let mut steps = Vec::new();
        loop {
            let same = same_start(&before[a..], &after[b..]);
            (a, b) = (a + same, b + same);
            if a == before.len() && b == after.len() {
                return Some(OfWord { steps, rest: None });
            }
            let step = self
                .read
                .find((&before, a), (&after, b))
                .or_else(|| self.step_in_text((&before, a), (&after, b), (page, at)));
            let Some(step) = step else {
                // The end of an excerpt may be what differs.
                let rest = (before[a..].to_owned(), after[b..].to_owned());
                let rest = Some(rest);
                return (!steps.is_empty()).then_some(OfWord { steps, rest });
            };
            if step.before < a || step.after < b || (step.before, step.after) == (a, b) {
                return None;
            }
            let grown = |text: &str| text.chars().count().cast_signed();
            let more = grown(&after[b..step.after]) - grown(&before[a..step.before]);
            steps.push((step.declared, more));
            (a, b) = (step.before, step.after);
        }
    }

    fn step_in_text(
        &self,
        (before, a): (&str, usize),
        (after, b): (&str, usize),
        (page, at): (&str, usize),
    ) -> Option<Step> {
        if self.in_text.is_empty() {
            return None;
        }
        let read = letters_before(page, at, &before[..a]);
        for count in self.context.iter().rev() {
            let known = self.in_text.get(last(&read, *count));
            for declared in known.into_iter().flatten() {
                let What::InText {
                    before: known,
                    old,
                    new,
                } = &self.all[*declared].what
                else {
                    continue;
                };
                // What a block begins with is behind a tag, or the quote of a value.
                if known.is_empty() && !page[..at].trim_end().ends_with(['>', '"', ';']) {
                    continue;
                }
                if before[a..].starts_with(&**old) && after[b..].starts_with(&**new) {
                    return Some(Step {
                        before: a + old.len(),
                        after: b + new.len(),
                        declared: *declared,
                    });
                }
            }
        }
        None
    }

    /// The declared change with blanks or tags in it whose first difference is here.
    pub(super) fn written(&self, before: (&str, usize), after: (&str, usize)) -> Option<Step> {
        self.written.find(before, after)
    }

    /// The declaration of this attribute with this value.
    pub(super) fn attribute(&self, name: &str, value: &str) -> Option<usize> {
        let known = self.attributes.get(&name.to_ascii_lowercase())?;
        let read = canonical(value);
        let mut known = known.iter().copied();
        known.find(|at| match &self.all[*at].what {
            What::Attribute { value, .. } => canonical(value) == read,
            _ => false,
        })
    }
}
