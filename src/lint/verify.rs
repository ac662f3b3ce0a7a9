//! prove: before, after, fixes → nothing else changed, or the fix is dropped.
//!
//! Both versions are read again and taken apart into atoms: tags, the names and values of
//! attributes, text, comments, front matter keys and values. Atoms are compared in order. One that
//! differs must be one that a fix declared to change, in the way it declared.

use crate::html::entity::{self, Context};
use crate::lint::snapshot::{Atom, AtomKind, Atoms, atoms, trim_last};
use crate::post::suppression;
use crate::text::edit::{Change, Edit, Edits, Fix};
use crate::text::source::Source;
use crate::text::span::Span;
use std::borrow::Cow;

/// How often a file is read to find the fixes that do not hold. A few do not in a few files; a file
/// of thousands is one that something is wrong with, and must not take an evening.
const MOST_READINGS: usize = 64;

/// What became of a text and its fixes.
#[derive(Debug)]
pub struct Verified {
    /// The text after the fixes that hold.
    pub text: String,
    /// Which of the fixes do not hold, by their place in what was given, in no order.
    pub dropped: Vec<usize>,
}

/// Applies `fixes`, and leaves out those that change more than they declare.
pub fn verify(source: &Source, fixes: &[&Fix]) -> Verified {
    let proof = Proof {
        source,
        before: atoms(source),
        fixes,
    };
    let mut kept = Vec::new();
    let mut dropped = Vec::new();
    let all: Vec<usize> = (0..fixes.len()).collect();
    let mut readings = MOST_READINGS;
    proof.sort(&all, &mut kept, &mut dropped, &mut readings);
    let edits = proof.edits(&kept).unwrap_or_default();
    Verified {
        text: edits.apply(source.text()),
        dropped,
    }
}

struct Proof<'a> {
    source: &'a Source,
    before: Atoms<'a>,
    fixes: &'a [&'a Fix],
}

impl Proof<'_> {
    /// Sorts `some` into those that hold with what is kept, and those that do not, by halves. What
    /// is not proved after `readings` more readings of the file is dropped.
    fn sort(
        &self,
        some: &[usize],
        kept: &mut Vec<usize>,
        dropped: &mut Vec<usize>,
        readings: &mut usize,
    ) {
        if *readings == 0 {
            dropped.extend(some);
            return;
        }
        *readings -= 1;
        let together: Vec<usize> = kept.iter().chain(some).copied().collect();
        if self.holds(&together) {
            *kept = together;
        } else if let [one] = some {
            dropped.push(*one);
        } else {
            let (first, second) = some.split_at(some.len() / 2);
            self.sort(first, kept, dropped, readings);
            self.sort(second, kept, dropped, readings);
        }
    }

    fn edits(&self, some: &[usize]) -> Option<Edits> {
        let edits = some.iter().flat_map(|at| self.fixes[*at].edits.as_slice());
        Edits::new(edits.cloned().collect())
    }

    /// Whether these fixes together change what they declare and nothing else.
    fn holds(&self, some: &[usize]) -> bool {
        let text = self.source.text();
        let Some(edits) = self.edits(some) else {
            return false;
        };
        let after = self.source.with_bytes(edits.apply(text).into_bytes());
        let fixes = some.iter().map(|at| self.fixes[*at]);
        let mut declared: Vec<(&Fix, &Edit)> = fixes
            .flat_map(|fix| fix.edits.as_slice().iter().map(move |edit| (fix, edit)))
            .collect();
        declared.sort_by_key(|(_, edit)| edit.span);
        // White space outside of text is no atom: such an edit is held to what it takes and writes.
        let white = declared
            .iter()
            .all(|(fix, edit)| fix.change != Change::WhiteSpace || is_white(edit, text));
        let after = atoms(&after);
        white
            && self.before.front_matter_becomes(&after, &declared)
            && self.before.page_becomes(&after, &declared, text)
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
            // Disjoint edits are in the order of their ends as well. Atoms are not all in order: a
            // Markdown link may have its address at the end of the file.
            let first = declared.partition_point(|(_, edit)| edit.span.end < old.span.start);
            let mine: Vec<_> = declared[first..]
                .iter()
                .take_while(|(_, edit)| edit.span.start <= old.span.end)
                .filter(|(_, edit)| old.span.contains(edit.span))
                .collect();
            let is_same = old.says == new.says && old.form == new.form;
            old.kind == new.kind && (is_same || old.may_become(new, &mine, text))
        })
}

impl Atoms<'_> {
    /// Whether the page of `after` is this one, but for what is declared.
    fn page_becomes(&self, after: &Self, declared: &[(&Fix, &Edit)], text: &str) -> bool {
        let shapes = |change| {
            matches!(
                change,
                Change::EmptyElement | Change::AddedAttribute | Change::Comment
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
        let page = self.page.iter().map(Atom::lent).collect();
        let comments = declared
            .iter()
            .filter_map(|(fix, edit)| comment_in(fix, edit, text));
        let comments: Vec<(Span, Span)> = comments.collect();
        let mut page = without_comments(page, &comments, text)?;
        for (fix, edit) in declared {
            let is_held = match fix.change {
                Change::EmptyElement => take_empty(&mut page, edit, ends_go),
                Change::AddedAttribute => add_attributes(&mut page, edit),
                _ => true,
            };
            if !is_held {
                return None;
            }
        }
        Some(page)
    }

    /// Whether the front matter of `after` is this one, but for what is declared.
    fn front_matter_becomes(&self, after: &Self, declared: &[(&Fix, &Edit)]) -> bool {
        if last_cure(declared).is_some() && !self.faults.is_empty() {
            // What could not be read cannot be compared; outside of the edits its bytes are the same.
            // A parser gives up at the first fault: the next one may only come to light behind it.
            return after.faults.len() < self.faults.len()
                || after.faults.iter().min() > last_cure(declared).as_ref();
        }
        // A value that becomes a list of one: the list is new, and the value is in it.
        let mut before = Vec::with_capacity(self.front.len());
        for atom in &self.front {
            let is_listed = atom.kind == AtomKind::Scalar
                && declared.iter().any(|(fix, edit)| {
                    fix.change == Change::FrontMatterForm
                        && edit.span == atom.span
                        && edit.text.starts_with('[')
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
        self.faults.len() == after.faults.len() && all_become(&before, &after.front, declared, "")
    }
}

/// Where the last cure of front matter ends, in bytes of the new text.
fn last_cure(declared: &[(&Fix, &Edit)]) -> Option<u32> {
    let (mut added, mut removed) = (0, 0);
    let ends = declared.iter().map(|(fix, edit)| {
        added += edit.text.len() as u32;
        removed += edit.span.len();
        let end = edit.span.end - removed + added;
        (fix.change == Change::FrontMatterSyntax).then_some(end)
    });
    ends.flatten().last()
}

/// Takes what stands in the edit away, if that is tags and white space.
fn take_empty(atoms: &mut Vec<Atom<'_>>, edit: &Edit, ends_go: bool) -> bool {
    let is_inside =
        |atom: &Atom<'_>| edit.span.contains(atom.span) && atom.span.start < edit.span.end;
    let is_nothing = |atom: &Atom<'_>| match atom.kind {
        AtomKind::Open | AtomKind::Close => true,
        AtomKind::Text => atom.says.trim().is_empty(),
        _ => false,
    };
    let held = edit.text.is_empty() && atoms.iter().filter(|atom| is_inside(atom)).all(is_nothing);
    let place = atoms.iter().position(is_inside);
    atoms.retain(|atom| !is_inside(atom));
    if let Some(at) = place.filter(|at| *at > 0 && *at < atoms.len()) {
        let next = atoms.remove(at);
        let is_end = next.kind == AtomKind::Text && matches!(&*next.says, "\n" | "\r\n");
        if !(is_end && ends_go || joined(&mut atoms[at - 1], &next)) {
            atoms.insert(at, next);
        }
    }
    held
}

/// What stood before something and what stood behind are one text where it is gone.
fn joined(last: &mut Atom<'_>, next: &Atom<'_>) -> bool {
    let meet = last.kind == AtomKind::Text && next.kind == AtomKind::Text;
    if meet {
        last.says = format!("{}{}", last.says, next.says).into();
        last.span.end = next.span.end;
        last.is_last = next.is_last;
    }
    meet
}

/// The atoms without the comments that these edits take away, each one that tells copydesk something,
/// and without the white space beside it that they take too; `None` where they take more.
fn without_comments<'t>(
    atoms: Vec<Atom<'t>>,
    edits: &[(Span, Span)],
    text: &str,
) -> Option<Vec<Atom<'t>>> {
    let mut left: Vec<Atom<'_>> = Vec::with_capacity(atoms.len());
    let mut taken = 0;
    let mut is_behind_one = false;
    for mut atom in atoms {
        let first = edits.partition_point(|(edit, _)| edit.end <= atom.span.start);
        let is_text = atom.kind == AtomKind::Text;
        let whole = atom.span;
        let near = edits[first..].iter();
        let near = near.take_while(|(edit, _)| edit.start < whole.end);
        for (edit, comment) in near {
            if atom.kind == AtomKind::Comment && whole == *comment {
                taken += 1;
                is_behind_one = true;
            } else if is_text && whole.start < comment.start {
                let cut = Span::new(edit.start.max(whole.start), whole.end);
                atom.says = atom.says.strip_suffix(cut.of(text))?.to_owned().into();
                atom.span.end = cut.start;
            } else if is_text {
                let cut = Span::new(whole.start, edit.end.min(whole.end));
                atom.says = atom.says.strip_prefix(cut.of(text))?.to_owned().into();
                atom.span.start = cut.end;
            } else if !whole.is_empty() {
                return None;
            }
        }
        let is_gone = match atom.kind {
            AtomKind::Comment => edits
                .get(first)
                .is_some_and(|(_, comment)| whole == *comment),
            AtomKind::Text => atom.span != whole && atom.says.is_empty(),
            _ => false,
        };
        let last = left.last_mut().filter(|_| is_behind_one);
        if !is_gone && !last.is_some_and(|last| joined(last, &atom)) {
            is_behind_one = false;
            left.push(atom);
        }
    }
    let mut end = text.len();
    for (edit, _) in edits.iter().rev() {
        if text[edit.end as usize..end].trim_ascii().is_empty() {
            end = edit.start as usize;
        }
    }
    trim_last(&mut left, text[..end].trim_ascii_end().len() as u32);
    (taken == edits.len()).then_some(left)
}

/// The comment that an edit takes away with white space beside it, where it is one that tells copydesk
/// something. An edit of a word of one is held to by the atom.
fn comment_in(fix: &Fix, edit: &Edit, text: &str) -> Option<(Span, Span)> {
    let taken = edit.span.of(text);
    let comment = taken.trim_ascii();
    let start = edit.span.start + (taken.len() - taken.trim_ascii_start().len()) as u32;
    let is_meant = fix.change == Change::Comment && edit.text.is_empty();
    (is_meant && suppression::is_ours(comment))
        .then(|| (edit.span, Span::new(start, start + comment.len() as u32)))
}

/// Puts the attributes that the edit writes (` a="b" c="d"`) behind those of the tag that it stands in.
fn add_attributes(atoms: &mut Vec<Atom<'_>>, edit: &Edit) -> bool {
    let is_of_tag = |atom: &Atom<'_>| {
        matches!(
            atom.kind,
            AtomKind::Open | AtomKind::AttributeName | AtomKind::AttributeValue
        ) && atom.span.end <= edit.span.start
    };
    let Some(mut at) = atoms.iter().rposition(is_of_tag) else {
        return false;
    };
    let mut rest = edit.text.as_str();
    while !rest.is_empty() {
        let pair = rest
            .strip_prefix(' ')
            .and_then(|rest| rest.split_once("=\""));
        let Some((name, (value, behind))) =
            pair.and_then(|(name, rest)| Some((name, rest.split_once('"')?)))
        else {
            return false;
        };
        rest = behind;
        let value = entity::decode(value, Context::Attribute);
        for (kind, says) in [
            (AtomKind::AttributeName, name),
            (AtomKind::AttributeValue, &*value),
        ] {
            at += 1;
            atoms.insert(
                at,
                Atom {
                    kind,
                    span: edit.span,
                    says: says.to_owned().into(),
                    form: "",
                    is_last: false,
                },
            );
        }
    }
    edit.span.is_empty()
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
                let [(fix, _)] = mine else { return false };
                let is_said = new.says.trim() == fix.says;
                return match fix.change {
                    Change::FrontMatterValue => is_said && self.form == new.form,
                    Change::FrontMatterForm => is_said || self.says == new.says,
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
        let mut says = String::new();
        for (fix, edit) in mine {
            if !self.admits(fix.change, edit) {
                return false;
            }
            says.push_str(&read(Span::new(at, edit.span.start).of(text)));
            says.push_str(&fix.says);
            at = edit.span.end;
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
        says == new.says || (self.is_last && says.trim_end() == new.says)
    }

    fn admits(&self, change: Change, edit: &Edit) -> bool {
        match (change, self.kind) {
            (
                Change::AttributeValue,
                AtomKind::AttributeValue | AtomKind::Destination | AtomKind::Literal,
            )
            | (Change::Text, AtomKind::Text) => true,
            (Change::AppendedText, AtomKind::Text) => edit.span.is_empty(),
            // In Markdown `<https://a.example/>` is a link and its text.
            (Change::AttributeValue, AtomKind::Text) => edit.span == self.span,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::edit::Safety;

    /// Whether a fix that writes `new` in the place of `old` keeps to what it declares.
    fn holds(text: &str, old: &str, new: &str, change: Change) -> bool {
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
        let proved = verify(&Source::new("a.html", text.into()), &[&fix]);
        assert_eq!(proved.dropped.is_empty(), proved.text != text);
        proved.dropped.is_empty()
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
            let source = Source::new("a.md", text.into());
            verify(&source, &[&fix]).dropped.is_empty()
        };
        assert!(holds("a\n\n<p></p>\n\nb\nc *d* e\n"));
        assert!(holds("<div>\n</div>\n\n<p></p>\n<p>a</p>\n"));
        // What it kept apart would become one paragraph, or something else.
        assert!(!holds("a <p></p> b\n"));
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
        let proved = verify(
            &Source::new("a.html", text.into()),
            &fixes.iter().collect::<Vec<_>>(),
        );
        assert_eq!(proved.text, "<img src=1><img src=b><img src=3><img src=d>");
        assert_eq!(proved.dropped, [1, 3]);
    }
}
