//! selector: a CSS selector → which elements of a page it means. The only file that knows the CSS
//! crates.

use crate::html::document::{Element, Initials};
use crate::html::tag::Tag;
use cssparser::{CowRcStr, ParseError, Parser, ParserInput, SourceLocation, ToCss};
use precomputed_hash::PrecomputedHash;
use selectors::OpaqueElement;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode,
    SelectorCaches,
};
use selectors::matching::{ElementSelectorFlags, matches_selector};
use selectors::parser::{
    Component, NonTSPseudoClass, ParseRelative, PseudoElement, SelectorImpl, SelectorList,
    SelectorParseErrorKind,
};
use selectors::relative_selector::filter::RelativeSelectorFilterMap;
use std::borrow::Borrow;
use std::fmt;

/// A list of CSS selectors (Selectors Level 4 without pseudo-elements and states of a live page).
#[derive(Clone, Debug)]
pub struct Selector {
    list: SelectorList<Grammar>,
    needs: Box<Needs>,
}

/// What the selectors of a list cannot do without.
#[derive(Clone, Debug)]
struct Needs {
    each: Vec<Need>,
    /// The tags that some of them can mean, a bit each.
    tags: [u64; TAGS],
    /// How the attributes begin that those need which can mean any tag, and how long they are.
    initials: Initials,
}

/// So many words have a bit for each tag.
const TAGS: usize = Tag::Other as usize / 64 + 1;

/// What an element must have before a selector is worth a closer look.
#[derive(Clone, Debug, Default)]
struct Need {
    tag: Option<Tag>,
    /// The name of a component, letter for letter.
    component: Option<Word>,
    attribute: Option<Word>,
    /// The attributes that it must not have.
    lacks: Vec<Word>,
}

/// Selectors being matched on one page: keeps what `:nth-child` and `:has` remember.
#[derive(Default)]
pub struct Matcher(SelectorCaches);

impl Selector {
    /// Reads `text`. The error says what cannot be read.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut input = ParserInput::new(text);
        let mut parser = Parser::new(&mut input);
        let list = SelectorList::parse(&Grammar, &mut parser, ParseRelative::No)
            .map_err(|error| says(&error))?;
        if !is_closed(text, &list) {
            return Err("a bracket, a quote or a comment is not closed".to_owned());
        }
        let needs = Box::new(Needs::of(list.slice().iter().map(Need::of).collect()));
        Ok(Self { list, needs })
    }

    /// Whether `element` has what it cannot do without: if not, it does not mean it.
    pub fn may_mean(&self, element: Element<'_>) -> bool {
        let Needs {
            each,
            tags,
            initials,
        } = &*self.needs;
        let tag = element.tag() as usize;
        // Told at a glance for most.
        let may_be = tags[tag / 64] & 1 << (tag % 64) != 0;
        (may_be || element.may_have(*initials)) && each.iter().any(|need| need.is_met_by(element))
    }

    /// The tags that it can mean; `None` where any may be meant.
    pub fn tags(&self) -> Option<Vec<Tag>> {
        self.needs.each.iter().map(|need| need.tag).collect()
    }

    /// Whether it means `element`.
    pub fn matches(&self, element: Element<'_>, matcher: &mut Matcher) -> bool {
        if !self.may_mean(element) {
            return false;
        }
        let list = self.list.slice().iter().zip(&self.needs.each);
        let mut worth = list.filter(|(_, need)| need.is_met_by(element));
        let mut context = MatchingContext::new(
            MatchingMode::Normal,
            None,
            &mut matcher.0,
            QuirksMode::NoQuirks,
            NeedsSelectorFlags::No,
            MatchingForInvalidation::No,
        );
        let is_meant = worth.any(|(selector, _)| {
            matches_selector(selector, 0, None, &Asked(element), &mut context)
        });
        // It has 4 KB for an element, and is of use to who asks of the same one again and again.
        matcher.0.relative_selector_filter_map = RelativeSelectorFilterMap::default();
        is_meant
    }
}

impl Needs {
    fn of(each: Vec<Need>) -> Self {
        let (mut tags, mut initials) = ([0; TAGS], Initials::default());
        for need in &each {
            match (need.tag, &need.attribute) {
                (Some(tag), _) => tags[tag as usize / 64] |= 1 << (tag as usize % 64),
                (None, Some(name)) => initials = initials.and(Initials::of(name.as_str())),
                (None, None) => tags = [u64::MAX; TAGS],
            }
        }
        Self {
            each,
            tags,
            initials,
        }
    }
}

impl Need {
    fn of(selector: &selectors::parser::Selector<Grammar>) -> Self {
        let mut need = Self::default();
        for part in selector.iter() {
            match part {
                Component::LocalName(name) => {
                    let is_component = name
                        .name
                        .as_str()
                        .starts_with(|c: char| c.is_ascii_uppercase());
                    need.component = is_component.then(|| name.name.clone());
                    need.tag = Some(match need.component {
                        Some(_) => Tag::Other,
                        None => Tag::new(name.lower_name.as_str()),
                    });
                }
                Component::AttributeInNoNamespaceExists {
                    local_name_lower: name,
                    ..
                }
                | Component::AttributeInNoNamespace {
                    local_name: name, ..
                } => {
                    need.attribute = Some(name.clone());
                }
                Component::Negation(list) => {
                    let attribute = |one: &selectors::parser::Selector<Grammar>| match one
                        .iter_raw_match_order()
                        .as_slice()
                    {
                        [
                            Component::AttributeInNoNamespaceExists {
                                local_name_lower, ..
                            },
                        ] => Some(local_name_lower.clone()),
                        _ => None,
                    };
                    need.lacks.extend(list.slice().iter().filter_map(attribute));
                }
                _ => {}
            }
        }
        need
    }

    fn is_met_by(&self, element: Element<'_>) -> bool {
        let has = |name: &Word| element.attribute(name.as_str()).is_some();
        let is_component = |name: &Word| element.is_component() && element.name() == name.as_str();
        self.tag.is_none_or(|tag| tag == element.tag())
            && self.component.as_ref().is_none_or(is_component)
            && self.attribute.as_ref().is_none_or(has)
            && !self.lacks.iter().any(has)
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Matcher")
    }
}

/// Whether everything that begins in `text` ends in it: CSS closes at the end what is still open there.
fn is_closed(text: &str, list: &SelectorList<Grammar>) -> bool {
    let longer = format!("{text},a");
    let mut input = ParserInput::new(&longer);
    let mut parser = Parser::new(&mut input);
    SelectorList::parse(&Grammar, &mut parser, ParseRelative::No)
        .is_ok_and(|longer| longer.slice().len() > list.slice().len())
}

fn says(error: &ParseError<'_, SelectorParseErrorKind<'_>>) -> String {
    use SelectorParseErrorKind as Kind;
    match &error.kind {
        cssparser::ParseErrorKind::Custom(kind) => match kind {
            Kind::UnsupportedPseudoClassOrElement(name) => {
                format!("`:{name}` is not supported, because a post has nothing of that kind")
            }
            Kind::EmptySelector => "a selector is missing".to_owned(),
            Kind::DanglingCombinator => "something must follow the last combinator".to_owned(),
            _ => "this is not a CSS selector".to_owned(),
        },
        cssparser::ParseErrorKind::Basic(_) => "this is not a CSS selector".to_owned(),
    }
}

/// What the parser needs to know: nothing beyond standard CSS.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Grammar;

impl<'i> selectors::parser::Parser<'i> for Grammar {
    type Impl = Self;
    type Error = SelectorParseErrorKind<'i>;

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    fn parse_non_ts_pseudo_class(
        &self,
        location: SourceLocation,
        name: CowRcStr<'i>,
    ) -> Result<Never, ParseError<'i, Self::Error>> {
        Err(location.new_custom_error(Self::Error::UnsupportedPseudoClassOrElement(name)))
    }

    fn parse_pseudo_element(
        &self,
        location: SourceLocation,
        name: CowRcStr<'i>,
    ) -> Result<Never, ParseError<'i, Self::Error>> {
        let written = CowRcStr::from(format!(":{name}"));
        Err(location.new_custom_error(Self::Error::UnsupportedPseudoClassOrElement(written)))
    }
}

impl SelectorImpl for Grammar {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Word;
    type Identifier = Word;
    type LocalName = Word;
    type NamespaceUrl = Word;
    type NamespacePrefix = Word;
    type BorrowedNamespaceUrl = str;
    type BorrowedLocalName = str;
    type NonTSPseudoClass = Never;
    type PseudoElement = Never;
}

/// A name or a value in a selector.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Word(Box<str>);

impl Word {
    fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Borrow<str> for Word {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Word {
    fn to_css<W: fmt::Write>(&self, dest: &mut W) -> fmt::Result {
        cssparser::serialize_identifier(&self.0, dest)
    }
}

impl PrecomputedHash for Word {
    fn precomputed_hash(&self) -> u32 {
        // FNV-1a. Only `:has` caches and style engines look at it.
        self.0.bytes().fold(0x811c_9dc5, |hash: u32, b| {
            (hash ^ u32::from(b)).wrapping_mul(0x0100_0193)
        })
    }
}

/// The pseudo-classes and pseudo-elements of a post: there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Never {}

impl ToCss for Never {
    fn to_css<W: fmt::Write>(&self, _dest: &mut W) -> fmt::Result {
        match *self {}
    }
}

impl PseudoElement for Never {
    type Impl = Grammar;
}

impl NonTSPseudoClass for Never {
    type Impl = Grammar;

    fn is_active_or_hover(&self) -> bool {
        match *self {}
    }

    fn is_user_action_state(&self) -> bool {
        match *self {}
    }
}

/// An element as the CSS crates ask about it.
#[derive(Clone, Copy, Debug)]
struct Asked<'p>(Element<'p>);

impl selectors::Element for Asked<'_> {
    type Impl = Grammar;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(self.0.identity())
    }

    fn parent_element(&self) -> Option<Self> {
        self.0.parent().map(Asked)
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.previous().map(Asked)
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.0.next().map(Asked)
    }

    fn first_element_child(&self) -> Option<Self> {
        self.0.first_child().map(Asked)
    }

    fn is_html_element_in_html_document(&self) -> bool {
        !self.0.is_component()
    }

    fn has_local_name(&self, name: &str) -> bool {
        if self.0.is_component() {
            return self.0.name() == name;
        }
        self.0.name().eq_ignore_ascii_case(name)
    }

    fn has_namespace(&self, _namespace: &str) -> bool {
        true
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.0.name().eq_ignore_ascii_case(other.0.name())
    }

    fn attr_matches(
        &self,
        _namespace: &NamespaceConstraint<&Word>,
        name: &Word,
        operation: &AttrSelectorOperation<&Word>,
    ) -> bool {
        self.0
            .attribute(name.as_str())
            .is_some_and(|attribute| operation.eval_str(&attribute.value()))
    }

    fn match_non_ts_pseudo_class(
        &self,
        class: &Never,
        _: &mut MatchingContext<'_, Grammar>,
    ) -> bool {
        match *class {}
    }

    fn match_pseudo_element(&self, element: &Never, _: &mut MatchingContext<'_, Grammar>) -> bool {
        match *element {}
    }

    fn apply_selector_flags(&self, _flags: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        matches!(self.0.tag(), Tag::A | Tag::Area) && self.0.attribute("href").is_some()
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &Word, case: CaseSensitivity) -> bool {
        self.0
            .attribute("id")
            .is_some_and(|attribute| case.eq(attribute.value().as_bytes(), id.as_str().as_bytes()))
    }

    fn has_class(&self, name: &Word, case: CaseSensitivity) -> bool {
        self.0.attribute("class").is_some_and(|attribute| {
            attribute
                .value()
                .split_ascii_whitespace()
                .any(|class| case.eq(class.as_bytes(), name.as_str().as_bytes()))
        })
    }

    fn has_custom_state(&self, _name: &Word) -> bool {
        false
    }

    fn imported_part(&self, _name: &Word) -> Option<Word> {
        None
    }

    fn is_part(&self, _name: &Word) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        self.0.has_no_content()
    }

    fn is_root(&self) -> bool {
        self.0.parent().is_none()
    }

    fn add_element_unique_hashes(&self, _filter: &mut BloomFilter) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::body::stream;
    use crate::post::mask::Mask;
    use crate::post::parse::parse;
    use crate::text::source::Source;
    use crate::text::span::Span;

    fn matched(selector: &str, html: &str) -> Vec<String> {
        let page = stream(Mask::new(html, Span::from(0..html.len()), Vec::new()), None);
        let selector = Selector::new(selector).expect("valid");
        let mut matcher = Matcher::default();
        page.elements()
            .filter(|element| selector.matches(*element, &mut matcher))
            .map(|element| element.span().of(html).to_owned())
            .collect()
    }

    #[test]
    fn it_means_what_css_says() {
        let html =
            "<p id=a class='x y'>t<b></b></p><P id=b><i>t</i></P><div hidden><IMG ALT=''></div>";
        assert_eq!(matched("p.y", html), ["<p id=a class='x y'>"]);
        assert_eq!(matched("#a + p > i", html), ["<i>"]);
        assert_eq!(matched("p:not(:has(b))", html), ["<P id=b>"]);
        assert_eq!(matched("b:empty, i:empty", html), ["<b>"]);
        assert_eq!(matched("img[alt='']", html), ["<IMG ALT=''>"]);
        assert!(matched("img:not([hidden] *)", html).is_empty());
        assert_eq!(matched("p:nth-of-type(2)", html), ["<P id=b>"]);
    }

    #[test]
    fn the_case_of_a_name_is_nothing_in_markdown_either() {
        let source = Source::new("a.md", b"![b](a.jpg)".to_vec());
        let post = parse(&source);
        let image = post.page.elements().last().expect("an image");
        let means = |text| {
            let selector = Selector::new(text).expect("valid");
            selector.matches(image, &mut Matcher::default())
        };
        assert!(means("img[ALT]") && !means("img:not([ALT])"));
    }

    #[test]
    fn it_knows_the_tags_it_can_mean() {
        let tags = |text| Selector::new(text).expect("valid").tags();
        assert_eq!(tags("div > img[alt], a"), Some(vec![Tag::Img, Tag::A]));
        assert_eq!(tags("img, .x"), None);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let wrong = |text| Selector::new(text).expect_err("no selector");
        assert!(wrong("p:hover").contains("`:hover` is not supported"));
        assert_eq!(wrong("p >"), "something must follow the last combinator");
        assert!(wrong("p::before").contains("`::before` is not supported"));
        assert_eq!(wrong("p["), "this is not a CSS selector");
        for open in ["p[a", "p:is(a", "p[a='b", "p/* a"] {
            assert!(wrong(open).ends_with("is not closed"), "{open}");
        }
    }
}
