//! reshape: the atoms of a page, without the elements, attributes and comments that edits declare to
//! remove, and with the attributes and the names that they declare to write.

use crate::html::entity::{self, Context};
use crate::lint::snapshot::{Atom, AtomKind, trim_last};
use crate::post::suppression;
use crate::text::edit::{Change, Edit, Fix};
use crate::text::span::Span;
use std::collections::BTreeMap;

/// The atoms without what is in the edits that remove an element, a tag or an attribute, and with those
/// that are `added` behind others; `None` where more than that would go, and of an empty element more than
/// tags and white space. `ends_go` where the line that held an element goes with it.
pub(crate) fn without_elements<'t>(
    atoms: Vec<Atom<'t>>,
    declared: &[(&Fix, &Edit)],
    mut added: BTreeMap<usize, Vec<Atom<'t>>>,
    ends_go: bool,
) -> Option<Vec<Atom<'t>>> {
    let gone = declared.iter().filter(|(fix, edit)| match fix.change {
        Change::EmptyElement | Change::Attributes => true,
        Change::Element => edit.text.is_empty(),
        _ => false,
    });
    let gone: Vec<&(&Fix, &Edit)> = gone.collect();
    if gone
        .iter()
        .any(|(fix, edit)| fix.change == Change::EmptyElement && !edit.text.is_empty())
    {
        return None;
    }
    let gone_by = |atom: &Atom<'_>| {
        let at = gone.partition_point(|(_, edit)| edit.span.end <= atom.span.start);
        let (fix, _) = gone
            .get(at)
            .filter(|(_, edit)| edit.span.contains(atom.span))?;
        Some(fix.change)
    };
    let mut left: Vec<Atom<'_>> = Vec::with_capacity(atoms.len());
    let mut is_behind_one = false;
    for (at, atom) in atoms.into_iter().enumerate() {
        if let Some(change) = gone_by(&atom) {
            let is_meant = match (change, atom.kind) {
                (Change::EmptyElement, AtomKind::Text) => atom.says.trim().is_empty(),
                (Change::Element, _)
                | (Change::Attributes, AtomKind::AttributeName | AtomKind::AttributeValue)
                | (Change::EmptyElement, AtomKind::Open | AtomKind::Close) => true,
                _ => false,
            };
            if !is_meant {
                return None;
            }
            is_behind_one |= change != Change::Attributes;
        } else {
            let is_end = atom.kind == AtomKind::Text && matches!(&*atom.says, "\n" | "\r\n");
            let last = left.last_mut().filter(|_| is_behind_one);
            is_behind_one = false;
            let is_joined = last.is_some_and(|last| is_end && ends_go || joined(last, &atom));
            if !is_joined {
                left.push(atom);
            }
        }
        left.extend(added.remove(&at).unwrap_or_default());
    }
    Some(left)
}

/// Whether an edit removes an element or a comment: the texts before and behind it become one.
pub(crate) fn goes(fix: &Fix, edit: &Edit) -> bool {
    let is_whole = matches!(
        fix.change,
        Change::EmptyElement | Change::Element | Change::Comment
    );
    is_whole && edit.text.is_empty()
}

/// The atoms without the attributes that edits remove, each one that its tag has before; `None` where one
/// removes more.
pub(crate) fn without_repeated<'t>(
    atoms: impl Iterator<Item = Atom<'t>>,
    declared: &[(&Fix, &Edit)],
) -> Option<Vec<Atom<'t>>> {
    let gone = declared.iter().map(|(fix, edit)| (fix.change, *edit));
    let gone = gone.filter(|(change, _)| *change == Change::RemovedAttribute);
    let gone: Vec<&Edit> = gone.map(|(_, edit)| edit).collect();
    let mut left: Vec<Atom<'_>> = Vec::new();
    let mut removed = 0;
    for atom in atoms {
        let at = gone.partition_point(|edit| edit.span.end <= atom.span.start);
        let edit = gone.get(at).filter(|edit| {
            edit.text.is_empty() && !atom.span.is_empty() && edit.span.contains(atom.span)
        });
        match atom.kind {
            AtomKind::AttributeName if edit.is_some() => {
                let of_tag = left
                    .iter()
                    .rev()
                    .take_while(|before| before.kind != AtomKind::Open);
                let mut names = of_tag.filter(|before| before.kind == AtomKind::AttributeName);
                if !names.any(|name| name.says.eq_ignore_ascii_case(&atom.says)) {
                    return None;
                }
                removed += 1;
            }
            AtomKind::AttributeValue if edit.is_some() => {}
            _ => left.push(atom),
        }
    }
    (removed == gone.len()).then_some(left)
}

/// The atoms with what edits make emphasis of: `**a：**` in a text becomes `**a**：`, or `<strong>a：</strong>`.
/// `None` where an edit makes something else.
pub(crate) fn with_emphasis<'t>(
    atoms: Vec<Atom<'t>>,
    declared: &[(&Fix, &Edit)],
    text: &str,
) -> Option<Vec<Atom<'t>>> {
    let edits = declared.iter().map(|(fix, edit)| (fix.change, *edit));
    let edits = edits.filter(|(change, _)| *change == Change::Emphasis);
    let mut edits = edits.map(|(_, edit)| edit).peekable();
    if edits.peek().is_none() {
        return Some(atoms);
    }
    let mut left: Vec<Atom<'_>> = Vec::with_capacity(atoms.len());
    for atom in atoms {
        let mut start = atom.span.start;
        let piece = |span: Span| Atom {
            kind: AtomKind::Text,
            span,
            says: entity::decode(span.of(text), Context::Text)
                .into_owned()
                .into(),
            form: "",
            is_last: false,
        };
        while let Some(edit) = edits.next_if(|edit| {
            atom.kind == AtomKind::Text && atom.span.contains(edit.span) && edit.span.start >= start
        }) {
            let (inner, close) = emphasised(edit, text)?;
            let tag = |kind, says: &'static str| Atom {
                kind,
                says: says.into(),
                ..piece(Span::empty(inner.start))
            };
            let before = piece(Span::new(start, edit.span.start));
            let is_joined = start > atom.span.start
                && left.last_mut().is_some_and(|last| joined(last, &before));
            if !is_joined && !before.says.is_empty() {
                left.push(before);
            }
            left.push(tag(AtomKind::Open, "strong"));
            left.push(piece(inner));
            left.push(tag(AtomKind::Close, close));
            // The mark that is behind it now.
            let mark = Span::new(inner.end, edit.span.end - 2);
            left.extend((!mark.is_empty()).then(|| piece(mark)));
            start = edit.span.end;
        }
        if start == atom.span.start {
            left.push(atom);
            continue;
        }
        let mut rest = piece(Span::new(start, atom.span.end));
        rest.is_last = atom.is_last;
        if atom.is_last {
            rest.says = rest.says.trim_end().to_owned().into();
        }
        let is_joined = left.last_mut().is_some_and(|last| joined(last, &rest));
        if !is_joined && !rest.says.is_empty() {
            left.push(rest);
        }
    }
    edits.next().is_none().then_some(left)
}

/// What an edit writes between the tags of an emphasis, and how that ends.
fn emphasised(edit: &Edit, text: &str) -> Option<(Span, &'static str)> {
    let old = edit.span.of(text);
    let inner = old.strip_prefix("**")?.strip_suffix("**")?;
    let start = edit.span.start + 2;
    if edit.text == format!("<strong>{inner}</strong>") {
        return Some((Span::new(start, start + inner.len() as u32), "tag"));
    }
    let (word, mark) = edit.text.strip_prefix("**")?.rsplit_once("**")?;
    (format!("{word}{mark}") == inner)
        .then(|| (Span::new(start, start + word.len() as u32), "implied"))
}

/// The atoms with the names that edits give to elements.
pub(crate) fn renamed<'t>(mut atoms: Vec<Atom<'t>>, declared: &[(&Fix, &Edit)]) -> Vec<Atom<'t>> {
    let renames = |edit: &Edit, fix: &Fix| fix.change == Change::Element && !edit.text.is_empty();
    if declared.iter().any(|(fix, edit)| renames(edit, fix)) {
        for atom in atoms.iter_mut().filter(|atom| atom.kind == AtomKind::Open) {
            let name = atom.span.start + 1;
            let at = declared.partition_point(|(_, edit)| edit.span.start < name);
            let here = declared[at..].iter();
            let mut here = here.take_while(|(_, edit)| edit.span.start == name);
            if let Some((_, edit)) = here.find(|(fix, edit)| renames(edit, fix)) {
                atom.says = edit.text.clone().into();
            }
        }
    }
    atoms
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

/// Whether two texts say the same. HTML, 13.2.3.5: to a browser every line ends with LF.
pub(crate) fn says_same(a: &str, b: &str) -> bool {
    let normal = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    let has_cr = a.contains('\r') || b.contains('\r');
    a == b || (has_cr && normal(a) == normal(b))
}

/// The atoms without the comments that these edits take away, each one that tells copydesk something,
/// and without the white space beside it that they take too; `None` where they take more.
pub(crate) fn without_comments<'t>(
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
                let at = atom.says.len().checked_sub(cut.len() as usize)?;
                let (rest, gone) = atom.says.split_at_checked(at)?;
                atom.says = says_same(gone, cut.of(text))
                    .then(|| rest.to_owned())?
                    .into();
                atom.span.end = cut.start;
            } else if is_text {
                let cut = Span::new(whole.start, edit.end.min(whole.end));
                let (gone, rest) = atom.says.split_at_checked(cut.len() as usize)?;
                atom.says = says_same(gone, cut.of(text))
                    .then(|| rest.to_owned())?
                    .into();
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
        if !text[edit.end as usize..end].trim_ascii().is_empty() {
            break;
        }
        end = edit.start as usize;
    }
    trim_last(&mut left, text[..end].trim_ascii_end().len() as u32);
    (taken == edits.len()).then_some(left)
}

/// The comment that an edit takes away with white space beside it, where it is one that tells copydesk
/// something. An edit of a word of one is held to by the atom.
pub(crate) fn comment_in(fix: &Fix, edit: &Edit, text: &str) -> Option<(Span, Span)> {
    let taken = edit.span.of(text);
    let comment = taken.trim_ascii();
    let start = edit.span.start + (taken.len() - taken.trim_ascii_start().len()) as u32;
    let is_meant = fix.change == Change::Comment && edit.text.is_empty();
    (is_meant && suppression::is_ours(comment))
        .then(|| (edit.span, Span::new(start, start + comment.len() as u32)))
}

/// The attributes that edits add, each by the place of the atom that it comes behind: the last of the
/// tag that the edit is in. `None` where one adds something else.
pub(crate) fn added_attributes<'t>(
    atoms: &[Atom<'_>],
    declared: &[(&Fix, &Edit)],
) -> Option<BTreeMap<usize, Vec<Atom<'t>>>> {
    let mut added: BTreeMap<usize, Vec<Atom<'_>>> = BTreeMap::new();
    let mut edits = declared
        .iter()
        .filter(|(fix, _)| matches!(fix.change, Change::AddedAttribute | Change::Attributes))
        .peekable();
    if edits.peek().is_none() {
        return Some(added);
    }
    let is_of_tag = |atom: &Atom<'_>| {
        matches!(
            atom.kind,
            AtomKind::Open | AtomKind::AttributeName | AtomKind::AttributeValue
        )
    };
    let tags = atoms.iter().enumerate().filter(|(_, atom)| is_of_tag(atom));
    let mut tags: Vec<(u32, usize)> = tags.map(|(at, atom)| (atom.span.end, at)).collect();
    tags.sort_unstable();
    let mut tags = tags.into_iter().peekable();
    let mut last = None;
    for (fix, edit) in edits {
        while let Some((_, at)) = tags.next_if(|(end, _)| *end <= edit.span.start) {
            last = last.max(Some(at));
        }
        let behind = added.entry(last?).or_default();
        let is_meant = edit.span.is_empty() || fix.change == Change::Attributes;
        behind.extend(attributes_in(edit).filter(|_| is_meant)?);
    }
    Some(added)
}

/// The attributes that an edit writes: ` a="b" c="d"`; or one in the place of another, or of its name.
fn attributes_in<'t>(edit: &Edit) -> Option<Vec<Atom<'t>>> {
    let mut atoms = Vec::new();
    let mut push = |kind, says: &str| {
        atoms.push(Atom {
            kind,
            span: edit.span,
            says: says.to_owned().into(),
            form: "",
            is_last: false,
        });
    };
    let is_name = |c: char| !c.is_whitespace() && !"\"'<>/=".contains(c);
    let mut rest = edit.text.as_str();
    if !edit.span.is_empty() && !rest.is_empty() && rest.chars().all(is_name) {
        push(AtomKind::AttributeName, rest);
        return Some(atoms);
    }
    while !rest.is_empty() {
        let is_first = rest.len() == edit.text.len() && !edit.span.is_empty();
        let attribute = rest.strip_prefix(' ').or(is_first.then_some(rest))?;
        let (name, behind) = attribute.split_once("=\"")?;
        let (value, behind) = behind.split_once('"')?;
        rest = behind;
        push(AtomKind::AttributeName, name);
        let value = entity::decode(value, Context::Attribute);
        push(AtomKind::AttributeValue, &value);
    }
    Some(atoms)
}
