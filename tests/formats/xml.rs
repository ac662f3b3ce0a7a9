//! xml: what XML holds of a text, and what is in an element.

/// What XML can hold of a text; the rest is written out.
pub(super) fn in_xml(text: &str) -> String {
    let shown = text.chars().map(|c| match c {
        '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => c.to_string(),
        _ => format!("\\u{{{:x}}}", u32::from(c)),
    });
    shown.collect()
}

pub(super) fn elements<'n>(
    node: roxmltree::Node<'n, 'n>,
    name: &str,
) -> Vec<roxmltree::Node<'n, 'n>> {
    let elements: Vec<_> = node
        .children()
        .filter(roxmltree::Node::is_element)
        .collect();
    assert!(elements.iter().all(|element| element.has_tag_name(name)));
    elements
}
