//! added text: front matter with one more text: in a list of a field of its own, or in a list that is there.

use crate::lint::snapshot::{Atom, AtomKind};
use crate::text::edit::Edit;
use crate::text::span::Span;

/// Adds what `edit` says that it adds; `None` where it says another thing.
pub(crate) fn with_added_text(front: &mut Vec<Atom<'_>>, edit: &Edit) -> Option<()> {
    if !edit.span.is_empty() || front.first()?.kind != AtomKind::Collection {
        return None;
    }
    let written = edit.text.trim();
    let quoted = &written[written.find('"')?..];
    let text: String = serde_json::from_str(quoted.trim_end_matches(']')).ok()?;
    let before = &written[..written.len() - quoted.len()];
    let at = edit.span.start;
    let place = front
        .iter()
        .skip(1)
        .position(|atom| atom.span.start >= at)?
        + 1;
    let atom = |kind, says: String, form| Atom {
        kind,
        span: Span::empty(at),
        says: says.into(),
        form,
        is_last: false,
    };
    let scalar = atom(AtomKind::Scalar, text, "text");
    if matches!(before, ", " | "- ") {
        let texts = front[..place]
            .iter()
            .rev()
            .take_while(|atom| atom.kind == AtomKind::Scalar);
        let count = texts.count();
        let list = front.get_mut(place.checked_sub(count + 1)?)?;
        if list.says != format!("[{count}]") {
            return None;
        }
        list.says = format!("[{}]", count + 1).into();
        front.insert(place, scalar);
        return Some(());
    }
    let key = before
        .strip_suffix(": [")
        .or_else(|| before.strip_suffix(" = ["))?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.chars().all(is_name) || !quoted.ends_with(']') {
        return None;
    }
    let count: usize = front[0]
        .says
        .strip_prefix('{')?
        .strip_suffix('}')?
        .parse()
        .ok()?;
    front[0].says = format!("{{{}}}", count + 1).into();
    let added = [
        atom(AtomKind::Key, key.to_owned(), ""),
        atom(AtomKind::Collection, "[1]".to_owned(), ""),
        scalar,
    ];
    front.splice(place..place, added);
    Some(())
}
