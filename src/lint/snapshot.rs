//! Atom: something in a post that cannot change without a reader or a program noticing.

use crate::data::value::{Node, Value};
use crate::html::document::{Attribute, End, Event, Page};
use crate::html::entity::{self, Context};
use crate::post::Post;
use crate::post::body::noscripts;
use crate::post::fence::Format;
use crate::post::suppression;
use crate::text::span::Span;
use crate::url::extract::sites_on;
use std::borrow::Cow;

/// A post taken apart, each part in the order of its bytes.
#[derive(Debug, Default)]
pub(crate) struct Atoms<'s> {
    pub(crate) front: Vec<Atom<'s>>,
    /// How much is wrong in the front matter: each fault, and each line around it that is missing or
    /// damaged.
    pub(crate) faults: usize,
    /// What is between these lines, where it is YAML.
    pub(crate) yaml: Option<&'s str>,
    pub(crate) page: Vec<Atom<'s>>,
    /// How many addresses there are on the page.
    pub(crate) addresses: usize,
}

/// Something that cannot change without a reader or a program noticing.
#[derive(Debug)]
pub(crate) struct Atom<'s> {
    pub(crate) kind: AtomKind,
    /// The bytes that an edit of it is in.
    pub(crate) span: Span,
    /// What it says, references and escapes read.
    pub(crate) says: Cow<'s, str>,
    /// What a program takes a scalar for: text, a number, a truth value, nothing.
    pub(crate) form: &'static str,
    /// The white space that it ends in is that of the post: nobody's text.
    pub(crate) is_last: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtomKind {
    Key,
    Scalar,
    /// A list, a group of keys, or an alias for something that is an atom elsewhere.
    Collection,
    /// Where the front matter ends.
    FrontMatterEnd,
    Open,
    Close,
    AttributeName,
    AttributeValue,
    /// The value of an attribute that Markdown means.
    Destination,
    /// The same, with nothing escaped in it.
    Literal,
    Text,
    Comment,
    /// The content of a script, a doctype.
    Other,
}

impl Atom<'_> {
    /// The same, without a text of its own.
    pub(crate) fn lent(&self) -> Atom<'_> {
        Atom {
            says: Cow::Borrowed(&*self.says),
            ..*self
        }
    }
}

pub(crate) fn atoms<'s>(post: &Post<'s>) -> Atoms<'s> {
    let text = post.text();
    let mut atoms = Atoms::default();
    if let Some(front) = post.front_matter {
        match &post.fields.value {
            Some(value) => of_value(value, &mut atoms.front),
            // What cannot be read is held to its bytes.
            None => atoms.front.push(Atom {
                kind: AtomKind::Other,
                span: front.content,
                says: front.content.of(text).into(),
                form: "",
                is_last: false,
            }),
        }
        let damage = front.damage;
        let lines = [
            front.closing.is_none(),
            damage.opening,
            damage.closing,
            damage.behind,
        ];
        let lines = lines.iter().filter(|is_wrong| **is_wrong).count();
        atoms.faults = post.fields.problems.len() + lines;
        let is_yaml = front.format == Format::Yaml;
        atoms.yaml = is_yaml.then(|| front.content.of(text));
        atoms.front.push(Atom {
            kind: AtomKind::FrontMatterEnd,
            span: Span::empty(front.content.end),
            says: format!("{:?}", front.format).into(),
            form: "",
            is_last: false,
        });
    }
    of_page(&post.page, &mut atoms.page);
    sites_on(&post.page, &mut |site| atoms.addresses += site.count());
    trim_last(&mut atoms.page, text.trim_ascii_end().len() as u32);
    atoms
}

/// The white space that a post ends in, from byte `end` on, is nobody's text.
pub(crate) fn trim_last(page: &mut Vec<Atom<'_>>, end: u32) {
    if let Some(last) = page.iter().rposition(|atom| atom.kind == AtomKind::Text)
        && page[last].span.end >= end
    {
        let says = page[last].says.trim_end().to_owned();
        if says.is_empty() {
            page.remove(last);
        } else {
            page[last].says = says.into();
            page[last].is_last = true;
        }
    }
}

fn of_value<'s>(value: &Value<'s>, atoms: &mut Vec<Atom<'s>>) {
    let mut push = |kind, says, form| {
        atoms.push(Atom {
            kind,
            span: value.span,
            says,
            form,
            is_last: false,
        });
    };
    if value.aliased {
        return push(AtomKind::Collection, "*".into(), "");
    }
    match &value.node {
        Node::Scalar(scalar) => {
            let form = match scalar.to_json() {
                serde_json::Value::Null => "nothing",
                serde_json::Value::Bool(_) => "truth",
                serde_json::Value::Number(_) => "number",
                _ => "text",
            };
            push(AtomKind::Scalar, scalar.text.clone(), form);
        }
        Node::List(items) => {
            push(
                AtomKind::Collection,
                format!("[{}]", items.len()).into(),
                "",
            );
            for item in items {
                of_value(item, atoms);
            }
        }
        Node::Map(entries) => {
            push(
                AtomKind::Collection,
                format!("{{{}}}", entries.len()).into(),
                "",
            );
            for (key, value) in entries {
                atoms.push(Atom {
                    kind: AtomKind::Key,
                    span: key.span,
                    says: key.as_str().unwrap_or_default().to_owned().into(),
                    form: "",
                    is_last: false,
                });
                of_value(value, atoms);
            }
        }
    }
}

fn of_page<'s>(page: &Page<'s>, atoms: &mut Vec<Atom<'s>>) {
    let text = page.text();
    let mut noscripts = noscripts(page).into_iter().peekable();
    for (at, event) in page.events().iter().enumerate() {
        noscripts.next_if(|(events, _)| events.end <= at);
        if let Some((events, markup)) = noscripts.peek()
            && events.contains(&at)
        {
            if at == events.start {
                of_page(markup, atoms);
            }
            continue;
        }
        let (kind, span, says) = match *event {
            Event::Open(id) => {
                let element = page.element(id);
                let start = element.span().start;
                atoms.push(Atom {
                    kind: AtomKind::Open,
                    span: Span::empty(start),
                    says: element.name().to_owned().into(),
                    form: "",
                    is_last: false,
                });
                for attribute in element.attributes() {
                    of_attribute(&attribute, atoms);
                }
                continue;
            }
            Event::Close(id, span) => match page.element(id).end() {
                End::Tag(_) => (AtomKind::Close, span, "tag".into()),
                End::Implied(_) | End::Void => (AtomKind::Close, span, "implied".into()),
                End::Unclosed(_) => (AtomKind::Close, span, "unclosed".into()),
            },
            Event::StrayEndTag(span) => (AtomKind::Close, span, span.of(text).into()),
            Event::Text(span) => {
                // Markdown tells of a line in pieces, and of its end without its CR; a reader reads one.
                if let Some(last) = continued(atoms, AtomKind::Text, span, text, &["", "\r"]) {
                    last.says = entity::decode(last.span.of(text), Context::Text);
                    continue;
                }
                let says = entity::decode(span.of(text), Context::Text);
                (AtomKind::Text, span, says)
            }
            Event::Raw(span) if suppression::is_ours(span.of(text)) => {
                (AtomKind::Comment, span, span.of(text).into())
            }
            Event::Raw(span) => {
                // The same in code.
                if let Some(last) = continued(atoms, AtomKind::Other, span, text, &["\r"]) {
                    last.says = last.span.of(text).into();
                    continue;
                }
                (AtomKind::Other, span, span.of(text).into())
            }
            Event::Comment(span) => (AtomKind::Comment, span, span.of(text).into()),
            Event::Other(span) => (AtomKind::Other, span, span.of(text).into()),
        };
        atoms.push(Atom {
            kind,
            span,
            says,
            form: "",
            is_last: false,
        });
    }
}

/// The last atom, made longer by `span`, where it is of this kind and one of `gaps` is between the two.
fn continued<'a, 's>(
    atoms: &'a mut [Atom<'s>],
    kind: AtomKind,
    span: Span,
    text: &str,
    gaps: &[&str],
) -> Option<&'a mut Atom<'s>> {
    let last = atoms.last_mut().filter(|last| last.kind == kind)?;
    let is_next = last.span.end <= span.start
        && gaps.contains(&Span::new(last.span.end, span.start).of(text));
    is_next.then(|| {
        last.span.end = span.end;
        last
    })
}

fn of_attribute(attribute: &Attribute<'_>, atoms: &mut Vec<Atom<'_>>) {
    atoms.push(Atom {
        kind: AtomKind::AttributeName,
        span: attribute.name_span,
        says: attribute.name.to_owned().into(),
        form: "",
        is_last: false,
    });
    if attribute.raw.is_some() {
        let kind = if attribute.is_literal {
            AtomKind::Literal
        } else if attribute.is_markdown {
            AtomKind::Destination
        } else {
            AtomKind::AttributeValue
        };
        atoms.push(Atom {
            kind,
            span: attribute.span,
            says: attribute.value().into_owned().into(),
            form: "",
            is_last: false,
        });
    }
}
