//! prove: before, after, fixes → nothing else changed, or the fix is dropped.
//!
//! Both versions are read again and taken apart into atoms: tags, the names and values of
//! attributes, text, comments, front matter keys and values. Atoms are compared in order. One that
//! differs must be one that a fix declared to change, in the way it declared.

use crate::data::yaml_repair::keeps_entries;
use crate::html::entity::{self, Context};
use crate::lint::added_text::with_added_text;
use crate::lint::reshape::{
    added_attributes, comment_in, goes, renamed, says_same, with_emphasis, without_comments,
    without_elements, without_repeated,
};
use crate::lint::snapshot::{Atom, AtomKind, Atoms, atoms};
use crate::lint::version::Versions;
use crate::post::Post;
use crate::post::parse::{is_markdown, parse};
use crate::post::suppression;
use crate::text::edit::{Change, Edit, Edits, Fix, Safety};
use crate::text::source::Source;
use crate::text::span::Span;
use crate::url::extract::sites_on;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many bytes are read at least to find the fixes of one kind that do not hold. A few do not in a few
/// files; a large file of thousands is one that something is wrong with, and must not take an evening.
const MOST_BYTES: usize = 4 << 20;
/// So often a file is read for that, however large it is.
const FEWEST_READINGS: usize = 64;

/// What became of one fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It holds.
    Made,
    /// It changes more than it declares.
    Dropped,
    /// So many others do not hold that it was not tried.
    Untried,
}

/// What became of a post and its fixes.
#[derive(Debug)]
pub struct Verified<'v> {
    /// The post after the fixes that hold; `None` where none does.
    pub after: Option<Post<'v>>,
    /// The edits that make its text.
    pub edits: Edits,
    /// What became of each fix, in the order in which they were given.
    pub fates: Vec<Fate>,
}

impl Verified<'_> {
    /// Whether every fix holds.
    pub fn is_whole(&self) -> bool {
        self.fates.iter().all(|fate| *fate == Fate::Made)
    }
}

/// Applies `fixes`, and leaves out those that change more than they declare. The post that comes of it
/// is kept in `versions`.
///
/// Where they do not hold together, the safe ones are proved first, then each kind by itself: those that
/// do not hold leave the others the readings that they need.
pub fn verify<'v>(before: &Post<'_>, fixes: &[&Fix], versions: &'v Versions) -> Verified<'v> {
    let proof = Proof {
        before,
        atoms: atoms(before),
        fixes,
    };
    let all: Vec<usize> = (0..fixes.len()).collect();
    if let Some((edits, after)) = proof.after(&all, versions) {
        return Verified {
            after: Some(after).filter(|_| !fixes.is_empty()),
            edits,
            fates: vec![Fate::Made; fixes.len()],
        };
    }
    let mut safeties: BTreeMap<Reverse<Safety>, BTreeMap<Change, Vec<usize>>> = BTreeMap::new();
    for (at, fix) in fixes.iter().enumerate() {
        let kinds = safeties.entry(Reverse(fix.safety)).or_default();
        kinds.entry(fix.change).or_default().push(at);
    }
    let mut sorted = Sorted {
        kept: Vec::new(),
        fates: vec![Fate::Untried; fixes.len()],
        readings: 0,
    };
    let is_all = safeties.len() == 1;
    for kinds in safeties.values() {
        // What is safe holds or not, whatever is tried beside it.
        let group: Vec<usize> = kinds.values().flatten().copied().collect();
        if !is_all && proof.all_hold(&group, &mut sorted) {
            continue;
        }
        for some in kinds.values() {
            sorted.readings = FEWEST_READINGS.max(MOST_BYTES / before.text().len().max(1));
            if kinds.len() == 1 {
                proof.halve(some, &mut sorted);
            } else {
                proof.sort(some, &mut sorted);
            }
        }
    }
    let made = match sorted.kept.as_slice() {
        [] => None,
        kept => proof.after(kept, versions),
    };
    let (edits, after) = made.unzip();
    Verified {
        after,
        edits: edits.unwrap_or_default(),
        fates: sorted.fates,
    }
}

/// The fixes of one post, and what it is made of.
struct Proof<'a> {
    before: &'a Post<'a>,
    atoms: Atoms<'a>,
    fixes: &'a [&'a Fix],
}

/// What is known of the fixes so far.
struct Sorted {
    /// Those that hold together.
    kept: Vec<usize>,
    fates: Vec<Fate>,
    /// How often the file may still be read.
    readings: usize,
}

impl Proof<'_> {
    /// Sorts `some` into those that hold with what is kept, and those that do not, by halves. What
    /// is not known after so many readings of the file is left untried.
    fn sort(&self, some: &[usize], sorted: &mut Sorted) {
        let Some(readings) = sorted.readings.checked_sub(1) else {
            return;
        };
        sorted.readings = readings;
        if !self.all_hold(some, sorted) {
            self.halve(some, sorted);
        }
    }

    /// Keeps `some`, if all of them hold with what is kept.
    fn all_hold(&self, some: &[usize], sorted: &mut Sorted) -> bool {
        let together: Vec<usize> = sorted.kept.iter().chain(some).copied().collect();
        let holds = self.hold(&together);
        if holds {
            sorted.kept = together;
            for at in some {
                sorted.fates[*at] = Fate::Made;
            }
        }
        holds
    }

    /// Sorts what does not hold as a whole.
    fn halve(&self, some: &[usize], sorted: &mut Sorted) {
        if let [one] = some {
            sorted.fates[*one] = Fate::Dropped;
            return;
        }
        let (first, second) = some.split_at(some.len() / 2);
        self.sort(first, sorted);
        self.sort(second, sorted);
    }

    fn edits(&self, some: &[usize]) -> Option<Edits> {
        let edits = some.iter().flat_map(|at| self.fixes[*at].edits.as_slice());
        Edits::new(edits.cloned().collect())
    }

    /// The text after `edits`.
    fn edited(&self, edits: &Edits) -> Source {
        let before = self.before.source;
        before.with_text(edits.apply(before.text()))
    }

    /// The post after `some` of the fixes, if they hold together.
    fn after<'v>(&self, some: &[usize], versions: &'v Versions) -> Option<(Edits, Post<'v>)> {
        let edits = self.edits(some)?;
        let after = parse(versions.keep(self.edited(&edits)));
        self.become_it(some, &after).then_some((edits, after))
    }

    /// Whether `some` of the fixes hold together.
    fn hold(&self, some: &[usize]) -> bool {
        self.edits(some).is_some_and(|edits| {
            let after = self.edited(&edits);
            self.become_it(some, &parse(&after))
        })
    }

    /// How many addresses are in the tags that these fixes declare to remove or to write anew.
    fn removed(&self, declared: &[(&Fix, &Edit)]) -> usize {
        let in_tags =
            |(fix, _): &&(&Fix, &Edit)| matches!(fix.change, Change::Attributes | Change::Element);
        let spans: Vec<Span> = (declared.iter().filter(in_tags))
            .map(|(_, edit)| edit.span)
            .collect();
        let mut count = 0;
        sites_on(&self.before.page, &mut |site| {
            let at = spans.partition_point(|span| span.end < site.span.end);
            let is_in = spans.get(at).is_some_and(|span| span.contains(site.span));
            count += if is_in { site.count() } else { 0 };
        });
        count
    }

    /// Whether an edit writes a `|` into Markdown that is no HTML: kramdown makes a table of such a line.
    fn writes_table(&self, declared: &[(&Fix, &Edit)]) -> bool {
        let is_read = |atom: &&Atom<'_>| {
            matches!(
                atom.kind,
                AtomKind::Destination | AtomKind::Literal | AtomKind::Text
            )
        };
        let writes = |edit: &Edit| {
            let mut atoms = self.atoms.page.iter().filter(is_read);
            bars(&edit.text) > bars(edit.span.of(self.before.text()))
                && atoms.any(|atom| atom.span.contains(edit.span))
        };
        is_markdown(self.before.source.name()) && declared.iter().any(|(_, edit)| writes(edit))
    }

    /// Whether `after` is what these fixes declare that they make, and nothing else.
    fn become_it(&self, some: &[usize], after: &Post<'_>) -> bool {
        let text = self.before.text();
        let fixes = some.iter().map(|at| self.fixes[*at]);
        let mut declared: Vec<(&Fix, &Edit)> = fixes
            .flat_map(|fix| fix.edits.as_slice().iter().map(move |edit| (fix, edit)))
            .collect();
        declared.sort_by_key(|(_, edit)| edit.span);
        // White space outside of text is no atom: such an edit is held to what it takes and writes.
        let white = declared
            .iter()
            .all(|(fix, edit)| fix.change != Change::WhiteSpace || is_white(edit, text));
        let after = atoms(after);
        white
            && !self.writes_table(&declared)
            // Whatever else it declares, a fix drops no address.
            && (after.addresses >= self.atoms.addresses
                || after.addresses + self.removed(&declared) >= self.atoms.addresses)
            && self.atoms.front_matter_becomes(&after, &declared, text)
            && self.atoms.page_becomes(&after, &declared, text)
    }
}

/// Whether each atom of `before` is the same in `after`, or what the edits in it declare.
fn all_become(
    before: &[Atom<'_>],
    after: &[Atom<'_>],
    declared: &[(&Fix, &Edit)],
    text: &str,
) -> bool {
    before.len() == after.len()
        && before.iter().zip(after).all(|(old, new)| {
            let is_same = says_same(&old.says, &new.says) && old.form == new.form;
            old.kind == new.kind
                && (is_same || old.may_become(new, &inside(old.span, declared), text))
        })
}

/// The edits that lie in `span`.
fn inside<'d, 'f>(span: Span, declared: &'d [(&'f Fix, &'f Edit)]) -> Vec<&'d (&'f Fix, &'f Edit)> {
    // Disjoint edits are in the order of their ends as well. Atoms are not all in order: a
    // Markdown link may have its address at the end of the file.
    let first = declared.partition_point(|(_, edit)| edit.span.end < span.start);
    declared[first..]
        .iter()
        .take_while(|(_, edit)| edit.span.start <= span.end)
        .filter(|(fix, edit)| {
            // A value with what was a comment behind it is one value in quotes.
            let is_longer = fix.change == Change::FrontMatterForm && edit.span.start == span.start;
            span.contains(edit.span) || is_longer
        })
        .collect()
}

impl Atoms<'_> {
    /// Whether the page of `after` is this one, but for what is declared.
    fn page_becomes(&self, after: &Self, declared: &[(&Fix, &Edit)], text: &str) -> bool {
        let shapes = |change| {
            matches!(
                change,
                Change::EmptyElement
                    | Change::AddedAttribute
                    | Change::RemovedAttribute
                    | Change::Emphasis
                    | Change::Attributes
                    | Change::Element
                    | Change::Comment
            )
        };
        if !declared.iter().any(|(fix, _)| shapes(fix.change)) {
            return all_become(&self.page, &after.page, declared, text);
        }
        // In Markdown the end of a line of HTML goes with what stood in that line, in HTML it stays.
        [false, true].into_iter().any(|ends_go| {
            let expected = self.reshaped(declared, text, ends_go);
            expected.is_some_and(|expected| all_become(&expected, &after.page, declared, text))
        })
    }

    /// The page with the elements, attributes and comments that are declared to go or to come; `None`
    /// where more than that would. `ends_go` where the line that held an element goes with it.
    fn reshaped(
        &self,
        declared: &[(&Fix, &Edit)],
        text: &str,
        ends_go: bool,
    ) -> Option<Vec<Atom<'_>>> {
        let page = without_repeated(self.page.iter().map(Atom::lent), declared)?;
        let page = with_emphasis(page, declared, text)?;
        let comments = declared
            .iter()
            .filter_map(|(fix, edit)| comment_in(fix, edit, text));
        let comments: Vec<(Span, Span)> = comments.collect();
        let page = without_comments(page, &comments, text)?;
        let page = renamed(page, declared);
        let added = added_attributes(&page, declared)?;
        without_elements(page, declared, added, ends_go)
    }

    /// Whether the front matter of `after` is this one, but for what is declared.
    fn front_matter_becomes(&self, after: &Self, declared: &[(&Fix, &Edit)], text: &str) -> bool {
        let is_cured = |(fix, _): &(&Fix, &Edit)| fix.change == Change::FrontMatterSyntax;
        if self.faults > 0 && declared.iter().any(is_cured) {
            // What could not be read cannot be compared: it can be read then, with no entry less, and
            // each that could be read says the same.
            let is_kept = match (self.yaml, after.yaml) {
                (Some(before), Some(after)) => keeps_entries(before, after),
                _ => all_become(&self.front, &after.front, declared, text),
            };
            return after.faults < self.faults && is_kept;
        }
        // A value that becomes a list of one: the list is new, and the value is in it.
        let mut before = Vec::with_capacity(self.front.len());
        for atom in &self.front {
            let own = declared.binary_search_by_key(&atom.span, |(_, edit)| edit.span);
            let own = own.map(|at| declared[at]);
            let is_listed = atom.kind == AtomKind::Scalar
                && own.is_ok_and(|(fix, edit)| {
                    fix.change == Change::FrontMatterForm && edit.text.starts_with('[')
                });
            if is_listed {
                before.push(Atom {
                    kind: AtomKind::Collection,
                    span: Span::empty(atom.span.start),
                    says: "[1]".into(),
                    form: "",
                    is_last: false,
                });
            }
            before.push(atom.lent());
        }
        for (_, edit) in declared
            .iter()
            .filter(|(fix, _)| fix.change == Change::FrontMatterField)
        {
            if with_added_text(&mut before, edit).is_none() {
                return false;
            }
        }
        self.faults == after.faults && all_become(&before, &after.front, declared, text)
    }
}

/// How many `|` there are in Markdown that no backslash is before.
fn bars(text: &str) -> usize {
    let bars = text.match_indices('|');
    bars.filter(|(at, _)| !text[..*at].ends_with('\\')).count()
}

fn ends_line(text: &str) -> bool {
    matches!(text, "\n" | "\r\n" | "\r")
}

fn is_white(edit: &Edit, text: &str) -> bool {
    let is_white = |c: char| c.is_ascii_whitespace() || c == '\u{feff}';
    edit.span.of(text).chars().all(is_white) && edit.text.chars().all(is_white)
}

impl Atom<'_> {
    /// Whether `new` is what the edits in it declare: what it says is what was said before, with
    /// what each fix says in the place of its edit.
    fn may_become(&self, new: &Atom<'_>, mine: &[&(&Fix, &Edit)], text: &str) -> bool {
        let read: fn(&str) -> Cow<'_, str> = match self.kind {
            AtomKind::Text => |raw| entity::decode(raw, Context::Text),
            AtomKind::AttributeValue => |raw| entity::decode(raw, Context::Attribute),
            AtomKind::Destination => entity::decode_markdown,
            AtomKind::Literal => |raw| Cow::Borrowed(raw),
            AtomKind::Scalar => {
                let [(fix, edit)] = mine else { return false };
                let is_said = new.says.trim() == fix.says;
                return match fix.change {
                    Change::FrontMatterValue => is_said && self.form == new.form,
                    Change::FrontMatterForm => {
                        is_said || self.says == new.says || edit.span.of(text) == new.says
                    }
                    _ => false,
                };
            }
            AtomKind::Key => {
                let [(fix, edit)] = mine else { return false };
                let is_whole = edit.span == self.span;
                return is_whole && fix.change == Change::FrontMatterForm && new.says == fix.says;
            }
            AtomKind::Comment => {
                let is_declared = mine.iter().all(|(fix, _)| fix.change == Change::Comment);
                let is_edited = is_declared && !mine.is_empty();
                return is_edited
                    && suppression::is_ours(&self.says)
                    && suppression::is_ours(&new.says);
            }
            _ => return false,
        };
        let mut at = self.span.start;
        let (mut says, mut was) = (String::new(), String::new());
        let mut is_joined = false;
        for (fix, edit) in mine {
            if self.is_behind(edit, text) && fix.change == Change::WhiteSpace {
                break;
            }
            let before = read(Span::new(at, edit.span.start).of(text));
            says.push_str(&before);
            was.push_str(&before);
            at = edit.span.end;
            if self.kind == AtomKind::Text && goes(fix, edit) {
                is_joined = true;
                continue;
            }
            if fix.change == Change::WhiteSpace
                && ends_line(edit.span.of(text))
                && ends_line(&edit.text)
            {
                says.push_str(&edit.text);
            } else if self.admits(fix.change, edit, text) {
                says.push_str(&fix.says);
            } else {
                return false;
            }
            was.push_str(&read(edit.span.of(text)));
        }
        let rest = read(Span::new(at, self.span.end).of(text));
        if mine
            .iter()
            .any(|(fix, _)| fix.change == Change::AppendedText)
            && rest.contains(char::is_alphanumeric)
        {
            return false;
        }
        says.push_str(&rest);
        was.push_str(&rest);
        let is_same =
            |a: &str, b: &str| says_same(a, b) || (self.is_last && says_same(a.trim_end(), b));
        // What went from between two texts was no text.
        (!is_joined || is_same(&was, &self.says)) && is_same(&says, &new.says)
    }

    /// Whether an edit is in the white space that the post ends in, which is nobody's text.
    fn is_behind(&self, edit: &Edit, text: &str) -> bool {
        let rest = Span::new(edit.span.start, self.span.end.max(edit.span.start)).of(text);
        self.is_last && rest.trim_ascii().is_empty()
    }

    fn admits(&self, change: Change, edit: &Edit, text: &str) -> bool {
        match (change, self.kind) {
            (
                Change::AttributeValue,
                AtomKind::AttributeValue | AtomKind::Destination | AtomKind::Literal,
            )
            | (Change::Text, AtomKind::Text) => true,
            (Change::AppendedText, AtomKind::Text) => edit.span.is_empty(),
            // The text of a link that is its address; in Markdown `<https://a.example/>` is both.
            (Change::AttributeValue, AtomKind::Text) => {
                edit.span.of(text) == self.span.of(text).trim()
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of `fixes` in the text of a file of this name, and the text afterwards.
    fn verified(name: &str, text: &str, fixes: &[Fix]) -> (Vec<Fate>, String) {
        let source = Source::from_text(name, text);
        let versions = Versions::default();
        let fixes: Vec<&Fix> = fixes.iter().collect();
        let Verified {
            after,
            edits,
            fates,
        } = verify(&parse(&source), &fixes, &versions);
        let after = after.map_or(text, |after| after.text());
        assert_eq!(edits.apply(text), after);
        (fates, after.to_owned())
    }

    /// Whether a fix that writes `new` in the place of `old` keeps to what it declares.
    fn holds(text: &str, old: &str, new: &str, change: Change) -> bool {
        holds_in("a.html", text, old, new, change)
    }

    fn holds_in(name: &str, text: &str, old: &str, new: &str, change: Change) -> bool {
        let at = text.find(old).expect("it is there");
        // What grows is written as an insertion.
        let kept = if new.starts_with(old) { old.len() } else { 0 };
        let (span, new) = (Span::from(at + kept..at + old.len()), &new[kept..]);
        let says = match change {
            Change::FrontMatterValue => new.replace("''", "'"),
            _ => entity::decode(new, Context::Text).into_owned(),
        };
        let fix = Fix {
            title: String::new(),
            safety: Safety::Safe,
            change,
            says,
            edits: Edits::new(vec![Edit::replace(span, new)]).expect("one edit"),
        };
        let (fates, after) = verified(name, text, &[fix]);
        assert_eq!(fates == [Fate::Made], after != text);
        fates == [Fate::Made]
    }

    #[test]
    fn no_fix_makes_a_table_of_a_line() {
        let text = "![a](b\\|c) d\n";
        let value = Change::AttributeValue;
        assert!(!holds_in("a.md", text, "b\\|c", "b|c", value));
        assert!(!holds_in("a.md", text, "b\\|c", "b|e", value));
        assert!(!holds_in("a.md", text, "d", "|", Change::Text));
        assert!(holds_in("a.md", "![a](b|c)\n", "b|c", "e|c", value));
        assert!(holds_in("a.md", "![a](b|c)\n", "b|c", "b%7Cc", value));
        assert!(holds_in("a.md", "<img src=\"b\">\n", "b", "b|c", value));
        assert!(holds("<p>d</p>", "d", "|", Change::Text));
    }

    #[test]
    fn a_declared_change_holds() {
        let text = "---\na: 'b'\n---\n<p>c <img src=\"d\" alt=e></p>f  \n \n";
        assert!(holds(text, "d", "x&amp;y", Change::AttributeValue));
        assert!(holds(text, "b", "it''s", Change::FrontMatterValue));
        assert!(holds(text, "f", "f.", Change::AppendedText));
        assert!(holds(text, "c ", "C ", Change::Text));
        assert!(holds(text, "  \n \n", "\n", Change::WhiteSpace));
        assert!(holds(
            "\u{feff}\n---\na: b\n---\n",
            "\u{feff}\n",
            "",
            Change::WhiteSpace
        ));
    }

    #[test]
    fn anything_else_is_dropped() {
        let text = "---\na: 'b'\n---\n<p>c <img src=\"d\" alt=e></p>f, g";
        assert!(!holds(text, "d", "x\" onerror=\"y", Change::AttributeValue));
        assert!(!holds(text, "e", "x y", Change::AttributeValue));
        assert!(!holds(text, "d", "x", Change::FrontMatterValue));
        assert!(!holds(text, "d", "x", Change::Text));
        assert!(!holds(text, "c ", "<i>", Change::Text));
        assert!(!holds(text, "b", "it's", Change::FrontMatterValue));
        assert!(!holds(text, "b", "x'\nc: 'd", Change::FrontMatterValue));
        assert!(!holds(text, "c", "c<b>", Change::AppendedText));
        assert!(!holds(text, "f", "f.", Change::AppendedText));
        assert!(!holds(text, "c ", "d ", Change::AppendedText));
        assert!(!holds(text, " g", "", Change::WhiteSpace));
        assert!(!holds("<p>a b</p>", " ", "", Change::WhiteSpace));
        assert!(!holds("<p>a <!-- b", " b", "", Change::AttributeValue));
    }

    /// Applies fixes of tags to `text` by these edits, all in one fix.
    fn in_tags(name: &str, text: &str, change: Change, edits: &[(&str, &str)]) -> Option<String> {
        let edit = |(old, new): &(&str, &str)| {
            let at = text.find(old).expect("it is there");
            Edit::replace(Span::from(at..at + old.len()), *new)
        };
        let fix = Fix {
            title: String::new(),
            safety: Safety::Unsafe,
            change,
            says: String::new(),
            edits: Edits::new(edits.iter().map(edit).collect()).expect("disjoint"),
        };
        let (fates, after) = verified(name, text, &[fix]);
        (fates == [Fate::Made]).then_some(after)
    }

    #[test]
    fn attributes_are_added_removed_and_written_anew_and_nothing_else() {
        let text = "<p>a <img src=\"b\" alt=c hidden><i class=d>e</i></p>";
        let made =
            |edits: &[(&str, &str)]| in_tags("a.html", text, Change::Attributes, edits).is_some();
        assert!(made(&[(" hidden", "")]) && made(&[("hidden", "x")]) && made(&[("class", "id")]));
        assert!(made(&[("alt=c", "alt=\"x &amp; y\" title=\"z\"")]) && made(&[(" class=d", "")]));
        assert!(made(&[(" alt=c", ""), ("hidden", "loading=\"lazy\"")]));
        // Its author removes an address on purpose.
        assert!(made(&[(" src=\"b\"", "")]));
        for wrong in [
            (" alt=c hidden>", ">f"),
            ("hidden>", ">"),
            ("alt=c", "alt=\"x\"><b"),
            ("e</i>", "</i>"),
            ("a <", "<"),
            (" class=d>e", ">"),
            ("class", "on click"),
        ] {
            assert!(!made(&[wrong]), "{wrong:?}");
        }
    }

    #[test]
    fn an_element_goes_or_gets_another_name_and_nothing_else() {
        let text = "<div>a <b x=y>c <i>d</i></b> e<br>f <a href=g>h</a></div>";
        let made = |edits: &[(&str, &str)]| in_tags("a.html", text, Change::Element, edits);
        let gone = made(&[("<b x=y>c <i>d</i></b>", "")]);
        assert_eq!(
            gone.as_deref(),
            Some("<div>a  e<br>f <a href=g>h</a></div>")
        );
        let unwrapped = made(&[("<b x=y>", ""), ("</b>", "")]);
        let wanted = "<div>a c <i>d</i> e<br>f <a href=g>h</a></div>";
        assert_eq!(unwrapped.as_deref(), Some(wanted));
        assert!(made(&[("b x", "strong x"), ("b> e", "strong> e")]).is_none());
        assert!(made(&[("<br>", "")]).is_some() && made(&[("<a href=g>h</a>", "")]).is_some());
        for wrong in [
            ("<b x=y>", ""),
            ("</b>", ""),
            ("<i>d", ""),
            (">c <", "><"),
            ("br", "p"),
        ] {
            assert!(made(&[wrong]).is_none(), "{wrong:?}");
        }
        let named = |end: &str| {
            let at = |old: &str| text.find(old).expect("it is there") as u32;
            let edits = vec![
                Edit::replace(Span::new(at("b x"), at("b x") + 1), "strong"),
                Edit::replace(Span::new(at("</b>") + 2, at("</b>") + 3), end),
            ];
            let fix = Fix {
                title: String::new(),
                safety: Safety::Unsafe,
                change: Change::Element,
                says: String::new(),
                edits: Edits::new(edits).expect("disjoint"),
            };
            verified("a.html", text, &[fix]).0 == [Fate::Made]
        };
        assert!(named("strong") && !named("em"));
    }

    #[test]
    fn in_markdown_a_block_of_html_does_not_become_a_paragraph() {
        let inline = "a <font color=red>b</font> c\n";
        let tags = [("<font color=red>", ""), ("</font>", "")];
        let made = in_tags("a.md", inline, Change::Element, &tags);
        assert_eq!(made.as_deref(), Some("a b c\n"));
        let block = "<font color=red>b</font>\n\n<center>\nc\n</center>\n";
        let tags = [("<center>", ""), ("</center>", "")];
        assert_eq!(in_tags("a.md", block, Change::Element, &tags), None);
    }

    #[test]
    fn no_fix_drops_an_address() {
        let text = "<img alt=x srcset=\"https://a.b/,https://c.d/ 2x\"><a href=e>f</a>";
        let holds = |old: &str, new: &str| holds(text, old, new, Change::AttributeValue);
        assert!(holds(
            "https://a.b/,https://c.d/",
            "https://a.b/, https://c.d/"
        ));
        assert!(!holds("https://a.b/,https://c.d/", "https://a.b/"));
        assert!(!holds(",https://c.d/ 2x", "") && !holds("e", ""));
    }

    #[test]
    fn a_comment_goes_if_it_tells_copydesk_something_and_nothing_goes_with_it() {
        let ours = "<!-- copydesk-disable a, b -->";
        let text = format!("<p>c</p>\n  {ours}\n<p>d<!-- e --></p>");
        let holds = |old: &str, new: &str| holds(&text, old, new, Change::Comment);
        assert!(holds(ours, "") && holds(&format!("  {ours}\n"), "") && holds(", b", ""));
        assert!(!holds(&format!("{ours}\n<p>"), "") && !holds("<!-- e -->", ""));
        assert!(!holds(&format!("</p>\n  {ours}\n"), "") && !holds(ours, "f"));
        assert!(!holds("copydesk", "") && !holds(" e ", "") && !holds("a, b -->", "a --><b>"));
        assert!(!holds("c", ""));
    }

    #[test]
    fn an_empty_element_goes_with_its_line_in_markdown_too() {
        let holds = |text: &str| {
            let at = text.find("<p></p>").expect("it is there");
            let edit = Edit::delete(Span::from(at..at + "<p></p>".len()));
            let fix = Fix {
                title: String::new(),
                safety: Safety::Safe,
                change: Change::EmptyElement,
                says: String::new(),
                edits: Edits::new(vec![edit]).expect("one"),
            };
            verified("a.md", text, &[fix]).0 == [Fate::Made]
        };
        assert!(holds("a\n\n<p></p>\n\nb\nc *d* e\n"));
        assert!(holds("<div>\n</div>\n\n<p></p>\n<p>a</p>\n"));
        // What it kept apart would become one paragraph, or something else.
        assert!(!holds("a <p></p> b\n"));
    }

    #[test]
    fn white_space_at_the_end_and_the_last_text_change_together() {
        let text = "a b  \n\n";
        let fix = |change, start: u32, end: u32, new: &str| Fix {
            title: String::new(),
            safety: Safety::Safe,
            change,
            says: new.into(),
            edits: Edits::new(vec![Edit::replace(Span::new(start, end), new)]).expect("one"),
        };
        let fixes = [
            fix(Change::Text, 0, 1, "c"),
            fix(Change::WhiteSpace, 3, 7, "\n"),
        ];
        let (fates, after) = verified("a.md", text, &fixes);
        assert_eq!((fates, &*after), (vec![Fate::Made; 2], "c b\n"));
        let within = [
            fix(Change::Text, 0, 1, "c"),
            fix(Change::WhiteSpace, 1, 2, "\n"),
        ];
        let (fates, after) = verified("a.md", text, &within);
        assert_eq!(fates, [Fate::Made, Fate::Dropped], "{after}");
    }

    #[test]
    fn an_element_goes_from_a_text_that_is_changed_as_well_and_no_text_with_it() {
        let text = "<div>a <p></p>bc d</div>";
        let fix = |change, start: u32, end: u32, new: &str| Fix {
            title: String::new(),
            safety: Safety::Safe,
            change,
            says: new.into(),
            edits: Edits::new(vec![Edit::replace(Span::new(start, end), new)]).expect("one"),
        };
        for (end, wanted) in [
            (14, "<div>x bc y</div>"),
            (15, "<div>x <p></p>bc y</div>"),
            (11, "<div>x <p></p>bc y</div>"),
        ] {
            let fixes = [
                fix(Change::Text, 5, 6, "x"),
                fix(Change::EmptyElement, 7, end, ""),
                fix(Change::Text, 17, 18, "y"),
            ];
            assert_eq!(verified("a.html", text, &fixes).1, wanted, "{end}");
        }
        let fixes = [
            fix(Change::Text, 5, 6, "x"),
            fix(Change::EmptyElement, 15, 16, ""),
        ];
        assert_eq!(verified("a.html", text, &fixes).0[1], Fate::Dropped);
    }

    #[test]
    fn one_that_does_not_hold_takes_no_other_with_it() {
        let text = "<img src=a><img src=b><img src=c><img src=d>";
        let fix = |at: usize, new: &str| Fix {
            title: String::new(),
            safety: Safety::Safe,
            change: Change::AttributeValue,
            says: new.into(),
            edits: Edits::new(vec![Edit::replace(Span::from(at..at + 1), new)]).expect("one"),
        };
        let fixes = [fix(9, "1"), fix(20, "2 x"), fix(31, "3"), fix(42, "4>")];
        let (fates, after) = verified("a.html", text, &fixes);
        assert_eq!(after, "<img src=1><img src=b><img src=3><img src=d>");
        assert_eq!(fates, [Fate::Made, Fate::Dropped].repeat(2));
    }

    /// Takes the empty paragraphs of `text` away.
    fn empties(text: &str, safety: Safety) -> Vec<Fix> {
        let places = text.match_indices("<p></p>");
        let fixes = places.map(|(at, element)| Fix {
            title: String::new(),
            safety,
            change: Change::EmptyElement,
            says: String::new(),
            edits: Edits::new(vec![Edit::delete(Span::from(at..at + element.len()))]).expect("one"),
        });
        fixes.collect()
    }

    #[test]
    fn many_empty_elements_and_new_attributes_hold_together() {
        let text = "<p></p><p></p>\n<p>a</p><p></p>b <p></p> c<img src=d><img><p></p>\n";
        let mut fixes = empties(text, Safety::Safe);
        let at = text.find("><img>").expect("it is there") as u32;
        for (at, new) in [(at, " alt=\"\" x=\"y\""), (at + 5, " alt=\"e\"")] {
            fixes.push(Fix {
                change: Change::AddedAttribute,
                edits: Edits::new(vec![Edit::insert(at, new)]).expect("one"),
                ..fixes[0].clone()
            });
        }
        let (fates, after) = verified("a.html", text, &fixes);
        assert_eq!(fates, [Fate::Made; 7]);
        assert_eq!(
            after,
            "\n<p>a</p>b  c<img src=d alt=\"\" x=\"y\"><img alt=\"e\">\n"
        );
        let two = "<p>a</p>\n\n<p></p>\n<p></p>\n\nb\n";
        assert_eq!(
            verified("a.md", two, &empties(two, Safety::Safe)).0,
            [Fate::Made; 2]
        );
    }

    #[test]
    fn those_that_do_not_hold_leave_the_others_the_readings_that_they_need() {
        let mut text = "a <p></p> b\n\n".repeat(400);
        let fixes = empties(&text, Safety::Unsafe);
        text += &"x".repeat(MOST_BYTES / FEWEST_READINGS);
        text += "\n\n<img src=c>\n";
        let at = text.len() as u32 - 3;
        let safe = Fix {
            title: String::new(),
            safety: Safety::Safe,
            change: Change::AttributeValue,
            says: "d".into(),
            edits: Edits::new(vec![Edit::replace(Span::new(at, at + 1), "d")]).expect("one"),
        };
        let fixes = [fixes, vec![safe]].concat();
        let (fates, after) = verified("a.md", &text, &fixes);
        assert!(after.ends_with("<img src=d>\n") && after.len() == text.len());
        assert_eq!(fates.last(), Some(&Fate::Made));
        let count = |fate| fates.iter().filter(|one| **one == fate).count();
        assert_eq!(count(Fate::Made), 1);
        assert!(count(Fate::Dropped) > 0 && count(Fate::Untried) > 0);
    }
}
