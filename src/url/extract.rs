//! Site: a place where a URL is, wherever that is, and how another would be written there.

use crate::data::value::{Scalar, ScalarStyle, Step, Value};
use crate::generator::Bare;
use crate::html::document::{Attribute, Element, Event, Page};
use crate::html::entity::{self, Context};
use crate::html::escape::Written;
use crate::html::tag::Tag;
use crate::post::Post;
use crate::post::body::noscripts;
use crate::post::parse::is_markdown;
use crate::text::span::Span;
use crate::url::bare::bare;
use crate::url::fields::{UrlFields, holder, is_in_brackets, keys};
use crate::url::lazy;
use crate::url::parts::Address;
use crate::url::sponsor::is_sponsor;
use crate::url::values::{PLAYED, begins_another, candidates, css_urls, means_image, trimmed};
pub use crate::url::values::{holds_another, is_filled_in, names_image};
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;

/// One URL in a post.
#[derive(Clone, Debug)]
pub struct Site<'p> {
    /// What a reader's browser does with it.
    pub kind: Kind,
    /// The bytes of the URL itself.
    pub span: Span,
    /// The URL, with the references and escapes of its place read.
    pub address: Cow<'p, str>,
    /// How a URL is written there.
    pub written: Written,
    /// The element it belongs to; `None` in front matter.
    pub element: Option<Element<'p>>,
    /// A browser shows it as an image, as far as can be told.
    pub is_image: bool,
    /// It is in a field that is named after a sponsor, or below one.
    pub is_in_sponsor: bool,
    /// Its text, where the element is not lent out.
    pub text: Option<Shown<'p>>,
}

/// The text of a link that is an address.
#[derive(Clone, Debug)]
pub struct Shown<'p> {
    /// Its bytes.
    pub span: Span,
    /// What a reader reads.
    pub says: Cow<'p, str>,
    /// How it is written, where it can be written anew.
    pub written: Option<Written>,
}

/// The addresses that may be another form of a site's own.
#[derive(Debug, Default)]
pub struct Beside<'p> {
    /// Where a lazy loader finds the image itself.
    pub lazy: Vec<Cow<'p, str>>,
    /// In the element's other attributes, and in the link that it is in.
    pub near: Vec<Cow<'p, str>>,
}

/// How many attributes of an element are looked at for another form of an address.
const MOST_BESIDE: usize = 64;

impl<'p> Site<'p> {
    /// The addresses with a space behind each comma, where several candidates of a `srcset` are one
    /// because it is missing. HTML, 4.8.4.3.6: an address ends at white space.
    pub fn together(&self) -> Option<String> {
        if !matches!(self.written, Written::Candidate(_)) || self.address.starts_with("data:") {
            return None;
        }
        let commas = self.address.match_indices(',').map(|(at, _)| at);
        let mut apart = String::new();
        let mut from = 0;
        let commas: Vec<usize> = commas
            .filter(|at| begins_another(&self.address[..*at], &self.address[at + 1..]))
            .collect();
        for comma in commas {
            apart.push_str(&self.address[from..=comma]);
            apart.push(' ');
            from = comma + 1;
        }
        apart.push_str(&self.address[from..]);
        (from > 0).then_some(apart)
    }

    /// What the link that this is the address of shows of it: an address at the same host, or this one.
    pub fn shown(&self) -> Option<Shown<'p>> {
        if let Some(text) = &self.text {
            return Some(text.clone());
        }
        let element = self.element.filter(|element| element.tag() == Tag::A)?;
        let text = element.page().text();
        let mut pieces: Vec<Span> = Vec::new();
        for event in element.content() {
            if let Event::Text(span) | Event::Raw(span) = event {
                match pieces.last_mut() {
                    Some(last) if last.end == span.start => last.end = span.end,
                    _ => pieces.push(*span),
                }
            }
        }
        pieces.retain(|piece| !piece.of(text).trim().is_empty());
        let whole = Span::new(pieces.first()?.start, pieces.last()?.end);
        let (from, to) = trimmed(whole.of(text));
        let span = Span::from(from..to).shifted(whole.start);
        let says = if pieces.len() == 1 {
            entity::decode(span.of(text), Context::Text)
        } else {
            let all = pieces.iter().map(|piece| piece.of(text));
            let all = all.map(|piece| entity::decode(piece, Context::Text));
            Cow::Owned(all.collect::<String>().trim().to_owned())
        };
        let has_scheme = self.address.contains([':', '：']) || self.address.contains("//");
        let is_of_host = || {
            let host = Address::new(&self.address)?.host();
            let other = Address::new(&says)?;
            Some(!other.scheme.is_empty() && other.host() == host)
        };
        let is_shown = (has_scheme && says.contains(&*self.address)) || is_of_host() == Some(true);
        if span == self.span || !is_shown {
            return None;
        }
        let written = if span.of(text).contains("&amp;") {
            Written::Text
        } else {
            Written::Plainly
        };
        let is_whole = says == self.address && pieces.len() == 1;
        Some(Shown {
            span,
            says,
            written: is_whole.then_some(written),
        })
    }

    /// How many addresses there are.
    pub fn count(&self) -> usize {
        let together = self.together();
        together.map_or(1, |apart| apart.split(' ').count())
    }

    /// What is beside it.
    pub fn beside(&self) -> Beside<'p> {
        let mut beside = Beside::default();
        let Some(element) = self.element else {
            return beside;
        };
        let value = |attribute: Attribute<'p>| {
            if attribute.is_markdown {
                return attribute.value();
            }
            let raw = attribute.raw.unwrap_or_default();
            let (from, to) = trimmed(raw);
            read(&raw[from..to])
        };
        // Who has a hundred attributes is no image.
        for attribute in element.attributes().take(MOST_BESIDE) {
            let is_other = !attribute.span.contains(self.span);
            let form = holds_address(element, &attribute);
            if is_other && matches!(form, Some((_, Form::Address))) {
                if lazy::is_lazy(attribute.name) {
                    beside.lazy.push(value(attribute));
                } else {
                    beside.near.push(value(attribute));
                }
            }
        }
        let mut ancestors = element.ancestors();
        let link = ancestors.find(|around| around.tag() == Tag::A);
        let around = link.and_then(|link| link.attribute("href")).map(value);
        beside.near.extend(around);
        beside
    }
}

/// What a URL is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An image is loaded from it.
    Image,
    /// Sound, a video, a frame or an object is loaded from it.
    Media,
    /// A reader may follow it.
    Link,
    /// A style sheet, a script or another part of the page is loaded from it.
    Resource,
    /// It is in the front matter; what it is for the theme decides.
    Field,
}

/// What an attribute holds.
enum Form {
    Address,
    Candidates,
    Style,
}

/// Shows every URL of a post to `see`, in the order of the page and then of the front matter. `how` says
/// which addresses in the text of Markdown are links.
pub fn sites<'p>(
    post: &'p Post<'_>,
    fields: &UrlFields,
    how: Bare,
    see: &mut impl FnMut(Site<'p>),
) {
    sites_on(&post.page, see);
    if is_markdown(post.source.name()) {
        bare(&post.page, how, &mut |span| {
            see(Site {
                kind: Kind::Link,
                span,
                address: entity::decode(span.of(post.text()), Context::Text),
                written: Written::Bare,
                element: None,
                is_image: false,
                is_in_sponsor: false,
                text: None,
            });
        });
    }
    if let Some(whole) = &post.fields.value {
        whole.scalars(&mut |way, value, scalar| {
            let beside = |key: &str| holder(whole, way).is_some_and(|of| of.get(key).is_some());
            if let Some(mut site) = in_scalar(post.text(), way, value, scalar)
                && fields.hold(&keys(way), &beside)
            {
                if scalar.style == ScalarStyle::Plain && is_in_brackets(post.text(), whole, way) {
                    site.written = Written::InFlow;
                }
                see(site);
            }
        });
    }
}

/// Shows every URL of a page to `see`, in its order.
pub fn sites_on<'p>(page: &'p Page<'_>, see: &mut dyn FnMut(Site<'p>)) {
    for element in page.elements() {
        for attribute in element.attributes() {
            if let Some((kind, form)) = holds_address(element, &attribute) {
                in_attribute(kind, &form, element, &attribute, see);
            }
        }
    }
    for (_, markup) in noscripts(page) {
        sites_on(&markup, &mut |site| {
            let text = site.shown().map(|shown| Shown {
                says: Cow::Owned(shown.says.into_owned()),
                ..shown
            });
            see(Site {
                address: Cow::Owned(site.address.into_owned()),
                element: None,
                text,
                ..site
            });
        });
    }
}

/// The elements of AMP that are an image, and those that play or frame something.
const AMP_IMAGES: [&str; 2] = ["amp-img", "amp-anim"];
const AMP_MEDIA: [&str; 3] = ["amp-video", "amp-audio", "amp-iframe"];

/// HTML, "Attributes" (the index of attributes whose value is a URL), and the names that lazy
/// loaders give to the real image.
fn holds_address(element: Element<'_>, attribute: &Attribute<'_>) -> Option<(Kind, Form)> {
    attribute.raw?;
    if attribute.is_code() {
        return None;
    }
    let mut lower = [0; 24];
    let lower = lower.get_mut(..attribute.name.len())?;
    lower.copy_from_slice(attribute.name.as_bytes());
    lower.make_ascii_lowercase();
    if element.is_component() {
        return component_kind(element, lower, attribute.raw?);
    }
    let is_named = |names: &[&str]| {
        let name = element.name();
        names.iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    let lazy = |names: &[&str], name: &[u8]| names.iter().any(|known| known.as_bytes() == name);
    let kind = match (&*lower, element.tag()) {
        (b"style", _) => return Some((Kind::Image, Form::Style)),
        (b"srcset", Tag::Img | Tag::Source) | (b"imagesrcset", Tag::Link) => {
            return Some((Kind::Image, Form::Candidates));
        }
        (b"srcset", Tag::Other) if is_named(&AMP_IMAGES) => {
            return Some((Kind::Image, Form::Candidates));
        }
        (name, _) if lazy(&lazy::SETS, name) => return Some((Kind::Image, Form::Candidates)),
        (b"src", Tag::Img | Tag::Input) | (b"poster", Tag::Video) | (b"background", _) => {
            Kind::Image
        }
        // On anything else `file` may be a path of the author's machine, and `data-url` the page to share.
        (b"file" | b"data-url", tag) if tag != Tag::Img => return None,
        (name, _) if lazy(&lazy::SOURCES, name) || lazy(&lazy::OTHERS, name) => Kind::Image,
        (b"href" | b"xlink:href", Tag::Other) if is_named(&["image"]) => Kind::Image,
        (b"src", Tag::Other) if is_named(&AMP_IMAGES) => Kind::Image,
        (b"poster", Tag::Other) if is_named(&AMP_MEDIA) => Kind::Image,
        (b"src", Tag::Other) if is_named(&AMP_MEDIA) => Kind::Media,
        (b"data", Tag::Object) => Kind::Media,
        (b"src", tag) if PLAYED.contains(&tag) => Kind::Media,
        (b"src", Tag::Script) => Kind::Resource,
        (b"href", Tag::A | Tag::Area | Tag::Base)
        | (b"xlink:href", Tag::A)
        | (b"action", Tag::Form)
        | (b"formaction", Tag::Button | Tag::Input)
        | (b"cite", _) => Kind::Link,
        (b"href", Tag::Link) => link_kind(element),
        _ => return None,
    };
    Some((kind, Form::Address))
}

/// What a component of JSX does with an attribute, by the names that are usual. What has another name than in
/// HTML counts where it is a whole address.
fn component_kind(element: Element<'_>, name: &[u8], value: &str) -> Option<(Kind, Form)> {
    let image = ["Image", "Img", "Picture", "Photo", "Figure", "Avatar"];
    let is_whole = value.starts_with("http://") || value.starts_with("https://");
    let kind = match name {
        b"srcset" => return Some((Kind::Image, Form::Candidates)),
        b"src" if image.iter().any(|word| element.name().contains(word)) => Kind::Image,
        b"src" => Kind::Media,
        b"poster" => Kind::Image,
        b"href" => Kind::Link,
        b"image" | b"img" | b"thumbnail" | b"cover" | b"avatar" | b"logo" if is_whole => {
            Kind::Image
        }
        b"url" | b"link" | b"to" if is_whole => Kind::Link,
        _ => return None,
    };
    Some((kind, Form::Address))
}

/// What `<link rel>` loads.
fn link_kind(element: Element<'_>) -> Kind {
    let has = |name: &str, word: &str| {
        element.attribute(name).is_some_and(|attribute| {
            let value = attribute.value();
            value
                .split_ascii_whitespace()
                .any(|w| w.eq_ignore_ascii_case(word))
        })
    };
    let icon = ["icon", "apple-touch-icon", "image_src"];
    if icon.iter().any(|word| has("rel", word)) || has("as", "image") {
        Kind::Image
    } else if has("rel", "stylesheet") || has("rel", "preload") || has("rel", "modulepreload") {
        Kind::Resource
    } else {
        Kind::Link
    }
}

fn in_attribute<'p>(
    kind: Kind,
    form: &Form,
    element: Element<'p>,
    attribute: &Attribute<'p>,
    see: &mut dyn FnMut(Site<'p>),
) {
    let Some(raw) = attribute.raw else { return };
    let quote = attribute.quoting();
    let mut at = |from: usize, to: usize, written| {
        let address = if attribute.is_markdown {
            attribute.value()
        } else {
            read(&raw[from..to])
        };
        if !address.is_empty() {
            see(Site {
                kind,
                span: Span::from(from..to).shifted(attribute.span.start),
                address,
                written,
                element: Some(element),
                is_image: kind == Kind::Image,
                is_in_sponsor: false,
                text: None,
            });
        }
    };
    match form {
        Form::Address if attribute.is_literal => at(0, raw.len(), Written::Autolink),
        Form::Address if attribute.is_markdown => {
            let before = &element.page().text()[..attribute.span.start as usize];
            at(0, raw.len(), Written::Destination(before.ends_with('<')));
        }
        Form::Address => {
            let (from, to) = trimmed(raw);
            at(from, to, Written::Attribute(quote));
        }
        Form::Candidates => {
            for (from, to) in candidates(raw) {
                at(from, to, Written::Candidate(quote));
            }
        }
        Form::Style => {
            for (from, to) in css_urls(raw) {
                at(from, to, Written::Css(quote));
            }
        }
    }
}

/// A URL as a browser reads it: references, and line breaks and tabs inside it left out.
/// URL Standard, 4.4 "basic URL parser", step 3.
fn read(raw: &str) -> Cow<'_, str> {
    let text = entity::decode(raw, Context::Attribute);
    if memchr::memchr3(b'\t', b'\n', b'\r', text.as_bytes()).is_some() {
        Cow::Owned(text.replace(['\t', '\n', '\r'], ""))
    } else {
        text
    }
}

/// A front matter scalar that is one http(s) URL and nothing else.
fn in_scalar<'p>(
    text: &'p str,
    way: &[Step<'_>],
    value: &'p Value<'_>,
    scalar: &'p Scalar<'_>,
) -> Option<Site<'p>> {
    let address = scalar.text.trim();
    let is_address = ["http://", "https://", "//"].iter().any(|scheme| {
        address
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    if !is_address || address.len() < 4 || address.contains(char::is_whitespace) {
        return None;
    }
    let written = value.span.of(text);
    let span = match scalar.style {
        ScalarStyle::Plain => value.span,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted | ScalarStyle::Literal
            if written.len() >= 2 =>
        {
            let (from, to) = trimmed(&written[1..written.len() - 1]);
            Span::from(from..to).shifted(value.span.start + 1)
        }
        _ => {
            let at = written.find(address)?;
            Span::from(at..at + address.len()).shifted(value.span.start)
        }
    };
    Some(Site {
        kind: Kind::Field,
        span,
        address: Cow::Borrowed(address),
        written: Written::Scalar(scalar.style),
        element: None,
        is_image: names_image(address) || keys(way).iter().any(|key| means_image(key)),
        is_in_sponsor: keys(way).iter().any(|key| is_sponsor(key)),
        text: None,
    })
}
