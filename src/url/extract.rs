//! Site: a place where a URL stands, wherever that is, and how another would be written there.

use crate::data::json_schema;
use crate::data::value::{Scalar, ScalarStyle, Step, Value};
use crate::html::document::{Attribute, Element};
use crate::html::entity::{self, Context};
use crate::html::escape::{Quote, Written};
use crate::html::tag::Tag;
use crate::post::Post;
use crate::post::suppression;
use crate::text::span::Span;
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
}

/// The addresses that may be another form of a site's own.
#[derive(Debug, Default)]
pub struct Beside<'p> {
    /// Where a lazy loader finds the image itself.
    pub lazy: Vec<Cow<'p, str>>,
    /// In the element's other attributes, and in the link that it stands in.
    pub near: Vec<Cow<'p, str>>,
}

/// Whether a part of `address` is what a generator fills in: what it comes to is not known.
pub fn is_filled_in(address: &str) -> bool {
    memchr::memchr2(b'{', b'<', address.as_bytes()).is_some()
        && ["{{", "{%", "${", "<%"]
            .iter()
            .any(|mark| address.contains(mark))
}

/// How many attributes of an element are looked at for another form of an address.
const MOST_BESIDE: usize = 64;

impl<'p> Site<'p> {
    /// What stands beside it.
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
                if attribute.name.len() > 5 && attribute.name[..5].eq_ignore_ascii_case("data-") {
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
    /// It stands in the front matter; what it is for the theme decides.
    Field,
}

/// What an attribute holds.
enum Form {
    Address,
    Candidates,
    Style,
}

/// The front matter fields that hold URLs, as a configuration names them; all, where it names none.
#[derive(Clone, Debug, Default)]
pub struct UrlFields(pub Option<Vec<String>>);

impl UrlFields {
    /// Whether the front matter field at the end of this way may hold a URL. A name in the
    /// configuration is a key, or the whole way with `*` for any step: `gallery.*.src`.
    pub fn hold(&self, way: &[&str]) -> bool {
        // The address of a schema is its name: by another scheme it is another schema. What we are
        // told is no part of the post.
        if way == [json_schema::KEY] || way.first() == Some(&suppression::KEY) {
            return false;
        }
        self.0.as_ref().is_none_or(|fields| {
            fields.iter().any(|field| {
                let steps: Vec<&str> = field.split('.').collect();
                match steps.as_slice() {
                    [key] => way.contains(key),
                    steps => {
                        let same = |(step, at): (&&str, &&str)| *step == "*" || step == at;
                        steps.len() == way.len() && steps.iter().zip(way).all(same)
                    }
                }
            })
        })
    }
}

/// Shows every URL of a post to `see`, in the order of the page and then of the front matter.
pub fn sites<'p>(post: &'p Post<'_>, fields: &UrlFields, see: &mut impl FnMut(Site<'p>)) {
    for element in post.page.elements() {
        for attribute in element.attributes() {
            if let Some((kind, form)) = holds_address(element, &attribute) {
                in_attribute(kind, &form, element, &attribute, see);
            }
        }
    }
    if let Some(value) = &post.fields.value {
        value.scalars(&mut |way, value, scalar| {
            if let Some(site) = in_scalar(post.text(), way, value, scalar)
                && fields.hold(&keys(way))
            {
                see(site);
            }
        });
    }
}

/// Where lazy loaders put the address of the image until it is seen.
const LAZY: [&[u8]; 5] = [
    b"data-src",
    b"data-original",
    b"data-lazy-src",
    b"data-avatar",
    b"data-poster",
];

/// The elements whose `src` is played or framed.
const PLAYED: [Tag; 7] = [
    Tag::Video,
    Tag::Audio,
    Tag::Source,
    Tag::Track,
    Tag::Embed,
    Tag::Iframe,
    Tag::Frame,
];

/// HTML, "Attributes" (the index of attributes whose value is a URL), and the names that lazy
/// loaders give to the real image.
fn holds_address(element: Element<'_>, attribute: &Attribute<'_>) -> Option<(Kind, Form)> {
    attribute.raw?;
    if attribute.is_code() {
        return None;
    }
    let mut lower = [0; 16];
    let lower = lower.get_mut(..attribute.name.len())?;
    lower.copy_from_slice(attribute.name.as_bytes());
    lower.make_ascii_lowercase();
    if element.is_component() {
        return component_kind(element, lower, attribute.raw?);
    }
    let kind = match (&*lower, element.tag()) {
        (b"style", _) => return Some((Kind::Image, Form::Style)),
        (b"srcset", Tag::Img | Tag::Source) | (b"imagesrcset", Tag::Link) | (b"data-srcset", _) => {
            return Some((Kind::Image, Form::Candidates));
        }
        (b"src", Tag::Img | Tag::Input) | (b"poster", Tag::Video) | (b"background", _) => {
            Kind::Image
        }
        (name, _) if LAZY.contains(&name) => Kind::Image,
        (b"href" | b"xlink:href", Tag::Other) if is_svg_image(element) => Kind::Image,
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

fn is_svg_image(element: Element<'_>) -> bool {
    element.name().eq_ignore_ascii_case("image")
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
    see: &mut impl FnMut(Site<'p>),
) {
    let Some(raw) = attribute.raw else { return };
    let quote = Quote {
        mark: attribute.quote(),
        bare: raw.contains('&') && !raw.contains("&amp;"),
    };
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

fn trimmed(raw: &str) -> (usize, usize) {
    let is_space = |c: char| c.is_ascii_whitespace();
    let end = raw.trim_end_matches(is_space).len();
    let start = raw.len() - raw.trim_start_matches(is_space).len();
    (start.min(end), end)
}

/// The URLs of a `srcset`. HTML, 4.8.4.3.6 "Parsing a srcset attribute".
fn candidates(raw: &str) -> Vec<(usize, usize)> {
    let bytes = raw.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_whitespace() || bytes[at] == b',' {
            at += 1;
            continue;
        }
        let from = at;
        at += bytes[at..]
            .iter()
            .take_while(|b| !b.is_ascii_whitespace())
            .count();
        let url = raw[from..at].trim_end_matches(',');
        found.push((from, from + url.len()));
        if url.len() == at - from {
            let mut depth = 0u32;
            while at < bytes.len() && (depth > 0 || bytes[at] != b',') {
                match bytes[at] {
                    b'(' => depth += 1,
                    b')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                at += 1;
            }
        }
    }
    found
}

/// How a quote can be written in the `style` of an element.
const CSS_QUOTES: [&str; 8] = [
    "\"", "'", "&quot;", "&#34;", "&#39;", "&apos;", "&#x27;", "&#x22;",
];

/// What stands in each `url()` of a style, without its quotes. CSS Syntax, 4.3.6.
fn css_urls(raw: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'(', &raw.as_bytes()[at..]).map(|open| at + open) {
        at = open + 1;
        if !ends_with_url(&raw.as_bytes()[..open]) {
            continue;
        }
        let start = at + (raw[at..].len() - raw[at..].trim_start().len());
        let quote = CSS_QUOTES
            .iter()
            .find(|quote| raw[start..].starts_with(**quote));
        let from = start + quote.map_or(0, |quote| quote.len());
        let end = quote.map_or(")", |quote| quote);
        let Some(len) = raw[from..].find(end) else {
            break;
        };
        at = from + len + end.len();
        let to = from + raw[from..from + len].trim_end().len();
        // What is escaped in the way of CSS is not read, and so not written.
        if raw[from..to].contains('\\') {
            continue;
        }
        found.push((from, to));
    }
    found
}

/// `url`, and not the end of another name.
fn ends_with_url(before: &[u8]) -> bool {
    let Some((rest, name)) = before.split_last_chunk::<3>() else {
        return false;
    };
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    name.eq_ignore_ascii_case(b"url") && !rest.last().is_some_and(is_name)
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
            Span::new(value.span.start + 1, value.span.end - 1)
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
    })
}

/// The keys on a way; a place in a list has none.
fn keys<'v>(way: &[Step<'v>]) -> Vec<&'v str> {
    let key = |step: &Step<'v>| match step {
        Step::Key(key) => *key,
        Step::Index(_) => "",
    };
    way.iter().map(key).collect()
}

/// What themes of Hexo, Hugo, Jekyll and Astro call the field of an image, or a part of that name.
const IMAGE_KEYS: [&str; 13] = [
    "img", "image", "cover", "thumb", "banner", "photo", "pic", "avatar", "logo", "icon", "poster",
    "hero", "gallery",
];

fn means_image(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    IMAGE_KEYS.iter().any(|name| key.contains(name))
}

/// Whether an address ends in the name of an image file.
pub fn names_image(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    [path, address].iter().any(|name| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(raw: &'a str, found: &[(usize, usize)]) -> Vec<&'a str> {
        found.iter().map(|(from, to)| &raw[*from..*to]).collect()
    }

    #[test]
    fn a_srcset_has_one_url_a_candidate() {
        let raw = " a.png 1x,b,c.png 2x , data:image/png,x 3w, d.png,";
        let urls = ["a.png", "b,c.png", "data:image/png,x", "d.png"];
        assert_eq!(of(raw, &candidates(raw)), urls);
        assert_eq!(of("a, b", &candidates("a, b")), ["a", "b"]);
        assert!(candidates(" , ").is_empty());
    }

    #[test]
    fn a_style_may_have_several() {
        let raw = "background: URL( 'a.png' ), url(&quot;b.png&quot;), image-set(url(c.png) 1x); x: curl(d)";
        assert_eq!(of(raw, &css_urls(raw)), ["a.png", "b.png", "c.png"]);
        assert!(css_urls("url(").is_empty() && css_urls("url('a)").is_empty());
        assert_eq!(
            of("url('a(1).png')", &css_urls("url('a(1).png')")),
            ["a(1).png"]
        );
        assert!(css_urls("url(a\\).png)").is_empty());
    }

    #[test]
    fn a_field_is_named_by_its_key_or_its_way() {
        let fields = UrlFields(Some(vec!["cover".into(), "gallery.*.src".into()]));
        assert!(fields.hold(&["cover"]) && fields.hold(&["a", "cover"]));
        assert!(fields.hold(&["gallery", "0", "src"]));
        assert!(!fields.hold(&["gallery", "src"]) && !fields.hold(&["link"]));
        assert!(UrlFields::default().hold(&["link"]));
    }
}
