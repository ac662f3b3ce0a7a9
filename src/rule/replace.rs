//! replace: what a rule's fix writes, and how far it may be trusted.

use crate::data::typed::route::Mistake;
use crate::html::document::{Attribute, Element, End, Page};
use crate::html::entity::encode_attribute;
use crate::rule::finder::Find;
use crate::rule::finder::query::Part;
use crate::rule::hit::{Hit, Place, TagPlace, Values, place_behind_attributes};
use crate::rule::message::Template;
use crate::rule::spec::{FixSpec, Removed};
use crate::text::edit::{Change, Edit, Edits, Fix, Safety};
use crate::text::span::Span;

/// Behind the title of a fix that writes an address of a host that nobody has asked.
const UNCHECKED: &str = " (unchecked)";

/// What a fix writes, and how far it may be trusted.
#[derive(Clone, Debug)]
pub struct Replace {
    /// How far.
    pub safety: Safety,
    title: Template,
    act: Act,
}

/// What it does.
#[derive(Clone, Debug)]
enum Act {
    /// Writes a text in the place of what was found.
    Write(Template),
    /// Gives the element these attributes, whatever it has of that name.
    Set(Vec<(String, Template)>),
    /// Gives what was found another name.
    Rename(String),
    /// Removes what was found.
    Remove(Removed),
}

impl Replace {
    /// Checks what an author wrote.
    pub fn new(spec: &FixSpec, find: &Find) -> Result<Self, Mistake> {
        let read = |text: &str| Template::new(text, find.values());
        let title = read(&spec.title).map_err(|mistake| mistake.under("title"))?;
        let FixSpec {
            replace,
            set,
            rename,
            remove,
            ..
        } = spec;
        let act = match (replace, set, rename, remove) {
            (Some(text), None, None, None) if find.has_place() => {
                Act::Write(read(text).map_err(|mistake| mistake.under("replace"))?)
            }
            (Some(_), None, None, None) => return Err(no_place(find)),
            (None, Some(set), None, None) => {
                let found = of_tag(find).and_then(|_| {
                    let set = set.iter().map(|(name, value)| {
                        let value = read(value).map_err(|mistake| mistake.under(name))?;
                        Ok((attribute_name(name)?, value))
                    });
                    set.collect()
                });
                Act::Set(found.map_err(|mistake| mistake.under("set"))?)
            }
            (None, None, Some(name), None) => {
                let found = of_tag(find).and_then(|part| match part {
                    Part::Attribute => attribute_name(name),
                    Part::Element => element_name(name),
                });
                Act::Rename(found.map_err(|mistake| mistake.under("rename"))?)
            }
            (None, None, None, Some(what)) => {
                let found = of_tag(find).and_then(|part| removed(part, *what));
                Act::Remove(found.map_err(|mistake| mistake.under("remove"))?)
            }
            _ => {
                let mistake = Mistake::new("a fix does one thing");
                let help = "write one of `replace`, `set`, `rename`, `remove`";
                return Err(mistake.helped(help));
            }
        };
        Ok(Self {
            safety: spec.safety,
            title,
            act,
        })
    }

    /// What to do about a hit, which is on `page`: where its tag is written anew, and where what is written
    /// keeps the bytes of what it is written for.
    pub fn fix(&self, hit: &Hit, page: Option<&Page<'_>>) -> Option<Fix> {
        let title = || self.title.fill(&hit.values);
        let mut title = hit.title.clone().or_else(title)?;
        if hit.is_unchecked {
            title.push_str(UNCHECKED);
        }
        Some(Fix {
            title,
            ..self.untitled(hit, page)?
        })
    }

    /// The same without a title. A hit that lacks what the title says has no fix either way.
    pub fn untitled(&self, hit: &Hit, page: Option<&Page<'_>>) -> Option<Fix> {
        self.title.is_filled_by(&hit.values).then_some(())?;
        let (change, says, edits) = match &self.act {
            Act::Write(text) => written(text, hit, page.map(Page::text))?,
            act => {
                let tag = hit.tag?;
                let element = page?.element(tag.element);
                let (change, edits) = act.in_tag(element, tag, &hit.values)?;
                (change, String::new(), edits)
            }
        };
        Some(Fix {
            title: String::new(),
            safety: self.safety.min(hit.most),
            change,
            says,
            edits: Edits::new(edits).filter(|edits| !edits.as_slice().is_empty())?,
        })
    }
}

fn no_place(find: &Find) -> Mistake {
    let mistake = format!("`{}` finds nothing that a fix could replace", find.word());
    match find.part() {
        Some(_) => Mistake::new(mistake).helped("write `set`, `rename` or `remove`"),
        None => Mistake::new(mistake),
    }
}

/// What of a tag `find` finds.
fn of_tag(find: &Find) -> Result<Part, Mistake> {
    let mistake = || format!("`{}` finds no tag that a fix could write anew", find.word());
    find.part()
        .ok_or_else(|| Mistake::new(mistake()).helped("write `replace`"))
}

/// What a rule that finds `part` may remove.
fn removed(part: Part, what: Removed) -> Result<Removed, Mistake> {
    match (part, what) {
        (Part::Attribute, Removed::Attribute)
        | (Part::Element, Removed::Element | Removed::Tags) => Ok(what),
        (Part::Attribute, _) => Err(Mistake::new(
            "a rule for attributes removes the `attribute`",
        )),
        (Part::Element, _) => {
            let message = "a rule for elements removes the `element`, or only its `tags`";
            Err(Mistake::new(message))
        }
    }
}

/// HTML, 13.1.2.3 "Attributes".
fn attribute_name(name: &str) -> Result<String, Mistake> {
    let is_wrong = |c: char| c.is_whitespace() || c.is_control() || "\"'<>/={}".contains(c);
    if name.is_empty() || name.contains(is_wrong) {
        return Err(Mistake::new(format!("`{name}` is no name of an attribute")));
    }
    Ok(name.to_owned())
}

fn element_name(name: &str) -> Result<String, Mistake> {
    let is_right = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_right) {
        return Ok(name.to_owned());
    }
    Err(Mistake::new(format!("`{name}` is no name of an element")))
}

/// `text` in the place of what was found in `source`.
fn written(
    text: &Template,
    hit: &Hit,
    source: Option<&str>,
) -> Option<(Change, String, Vec<Edit>)> {
    let place = hit.place?;
    let new = text.fill(&hit.values)?;
    let rewrite = |place: &Place| {
        let old = source.map(|source| place.span.of(source));
        place.written.rewrite(old, &new)
    };
    let first = rewrite(&place)?;
    let mut edits = vec![Edit::replace(place.span, first.text)];
    for again in &hit.again {
        edits.push(Edit::replace(again.span, rewrite(again)?.text));
    }
    Some((place.change, first.says, edits))
}

impl Act {
    /// The edits of the tag of `element`; `None` where it has none that could be written anew.
    fn in_tag(
        &self,
        element: Element<'_>,
        tag: TagPlace,
        values: &Values,
    ) -> Option<(Change, Vec<Edit>)> {
        let name = element.name_span()?;
        let own = || {
            let mut all = element.attributes();
            all.find(|own| Some(own.name_span) == tag.attribute)
        };
        let is_new = |name: &str| element.attribute(&name.to_ascii_lowercase()).is_none();
        Some(match self {
            Self::Set(set) => (Change::Attributes, set_all(element, set, values)?),
            Self::Rename(new) if tag.attribute.is_some() => {
                let edit = Edit::replace(own()?.name_span, new);
                (Change::Attributes, vec![is_new(new).then_some(edit)?])
            }
            Self::Rename(new) => {
                let mut edits = vec![Edit::replace(name, new)];
                if let End::Tag(end) = element.end() {
                    let start = end.start + "</".len() as u32;
                    let end = Span::new(start, start + name.len());
                    edits.push(Edit::replace(end, new));
                }
                (Change::Element, edits)
            }
            Self::Remove(Removed::Attribute) => {
                let whole = without(element, &own()?);
                (Change::Attributes, vec![Edit::delete(whole)])
            }
            Self::Remove(Removed::Element) => {
                (Change::Element, vec![Edit::delete(element.whole())])
            }
            Self::Remove(Removed::Tags) => {
                let mut edits = vec![Edit::delete(element.span())];
                if let End::Tag(end) = element.end() {
                    edits.push(Edit::delete(end));
                }
                (Change::Element, edits)
            }
            Self::Write(_) => return None,
        })
    }
}

/// Attributes in the place of those of their names, and behind the others.
fn set_all(element: Element<'_>, set: &[(String, Template)], values: &Values) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut added = String::new();
    // What code gives the element is not known.
    if element.has_unknown_attributes() {
        return None;
    }
    for (name, value) in set {
        let value = value.fill(values)?;
        let attribute = format!("{name}=\"{}\"", encode_attribute(&value, Some('"')));
        match element.attribute(&name.to_ascii_lowercase()) {
            Some(own) if own.is_code() => return None,
            Some(own) if own.raw.is_some() && own.value() == value => {}
            Some(own) => edits.push(Edit::replace(own.whole(), attribute)),
            None => {
                added.push(' ');
                added.push_str(&attribute);
            }
        }
    }
    if !added.is_empty() {
        edits.push(Edit::replace(place_behind_attributes(element)?, added));
    }
    Some(edits)
}

/// An attribute, and the white space before it where something else is behind it that ends a name.
fn without(element: Element<'_>, attribute: &Attribute<'_>) -> Span {
    let (text, whole) = (element.page().text(), attribute.whole());
    let before = &text[element.span().start as usize..whole.start as usize];
    let white = before.len() - before.trim_ascii_end().len();
    let behind = text[whole.end as usize..].chars().next();
    let is_ended = behind.is_none_or(|c| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
    let start = whole.start - if is_ended { white as u32 } else { 0 };
    Span::new(start, whole.end)
}
