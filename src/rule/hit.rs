//! Hit: what a kind of rule found at one place, before it has words.

use crate::generator::Outcome;
use crate::html::document::{Element, ElementId};
use crate::html::escape::Written;
use crate::text::edit::{Change, Safety};
use crate::text::finding::{Related, Severity};
use crate::text::span::Span;
use crate::url::extract::Site;

/// One place where a rule holds.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Where.
    pub span: Span,
    /// What a message or a fix may say of it.
    pub values: Values,
    /// What a fix would replace; `None` where there is nothing to replace.
    pub place: Option<Place>,
    /// Where the same fix writes the same again.
    pub again: Vec<Place>,
    /// The most that a fix may be trusted here, whatever the rule declares.
    pub most: Safety,
    /// How bad it is here, where that is another thing than the rule says of all.
    pub severity: Option<Severity>,
    /// What becomes of the post by it, where the generator that reads it is known.
    pub outcome: Option<Outcome>,
    /// What a value there comes to in YAML 1.1.
    pub read: String,
    /// What a person should know of this place, beside the rule's own help.
    pub note: Option<String>,
    /// The tag that a fix may write anew.
    pub tag: Option<TagPlace>,
    /// The other place that it is about.
    pub related: Option<Related>,
    /// A fix writes an address of a host that nobody has asked.
    pub is_unchecked: bool,
    /// What its fix is called here, where that is another thing than the rule says of all.
    pub title: Option<String>,
}

/// An element of a page, or one of its attributes, as it is written in a tag.
#[derive(Clone, Copy, Debug)]
pub struct TagPlace {
    /// The element.
    pub element: ElementId,
    /// Where the name of the attribute is written; `None` where the element itself was found.
    pub attribute: Option<Span>,
}

/// What a fix may replace.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Which bytes.
    pub span: Span,
    /// How text is written there.
    pub written: Written,
    /// What kind of change it is.
    pub change: Change,
}

/// The values of a hit by name.
#[derive(Clone, Debug, Default)]
pub struct Values(Vec<(&'static str, String)>);

impl Values {
    /// Gives `name` a value.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push((name, value.into()));
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Where a tag can be given more attributes: behind the last one, its quote included. In Markdown an
/// element has no tag.
pub fn place_behind_attributes(element: Element<'_>) -> Option<Span> {
    let name = element.name_span()?;
    let last = element.attributes().last();
    Some(Span::empty(last.map_or(name.end, |last| last.whole().end)))
}

impl Hit {
    /// A hit with nothing to say but where it is.
    pub fn new(span: Span) -> Self {
        Self {
            span,
            values: Values::default(),
            place: None,
            again: Vec::new(),
            most: Safety::Safe,
            severity: None,
            outcome: None,
            read: String::new(),
            note: None,
            tag: None,
            related: None,
            is_unchecked: false,
            title: None,
        }
    }

    /// With a value.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.set(name, value);
        self
    }

    /// With the other place that it is about.
    pub const fn related(mut self, span: Span, message: &'static str) -> Self {
        self.related = Some(Related { span, message });
        self
    }

    /// With how bad it is here.
    pub const fn so_bad(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// With what becomes of the post by it.
    pub const fn comes_to(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// With what a value there comes to in YAML 1.1.
    pub fn reads(mut self, value: String) -> Self {
        self.read = value;
        self
    }

    /// With the address at `site` as what a fix may replace by the value `direct`. Where it is a link's
    /// and the link shows it to readers, the text changes with it, or nothing does.
    pub fn written_at(mut self, site: &Site<'_>) -> Self {
        if let Some(shown) = site.shown() {
            let direct = self.values.get("direct").unwrap_or_default();
            if let Some(written) = shown.written {
                self.again.push(Place {
                    span: shown.span,
                    written,
                    change: Change::AttributeValue,
                });
            } else if shown.says != direct {
                let says = &shown.says;
                self.note = Some(format!(
                    "the link shows `{says}`: change its text and its address together"
                ));
                return self;
            }
        }
        let change = match site.written {
            Written::Scalar(_) | Written::InFlow => Change::FrontMatterValue,
            Written::Bare => Change::Text,
            _ => Change::AttributeValue,
        };
        self.at(site.span, site.written, change)
    }

    /// With a tag that a fix may write anew.
    pub const fn in_tag(mut self, element: ElementId, attribute: Option<Span>) -> Self {
        self.tag = Some(TagPlace { element, attribute });
        self
    }

    /// With a place where a fix may write.
    pub fn at(mut self, span: Span, written: Written, change: Change) -> Self {
        self.place = Some(Place {
            span,
            written,
            change,
        });
        self
    }
}
