//! Tag: the name of an HTML element, and what the HTML standard says of it.

macro_rules! tags {
    ($($variant:ident $name:literal)*) => {
        /// An element's name. What HTML does not know is `Other`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each variant is the name it is spelled as")]
        pub enum Tag { $($variant,)* Other }

        impl Tag {
            #[expect(non_upper_case_globals, reason = "each constant is named after its variant")]
            fn from_key(name: u128) -> Self {
                $(const $variant: u128 = key($name.as_bytes());)*
                match name { $($variant => Self::$variant,)* _ => Self::Other }
            }

            /// How it is spelled; empty where HTML does not know it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* Self::Other => "" }
            }
        }
    };
}

tags! {
    A "a" Abbr "abbr" Acronym "acronym" Address "address" Applet "applet" Area "area"
    Article "article" Aside "aside" Audio "audio" B "b" Base "base" Basefont "basefont"
    Bdi "bdi" Bdo "bdo" Bgsound "bgsound" Big "big" Blink "blink" Blockquote "blockquote"
    Body "body" Br "br" Button "button" Canvas "canvas" Caption "caption" Center "center"
    Cite "cite" Code "code" Col "col" Colgroup "colgroup" Data "data" Datalist "datalist"
    Dd "dd" Del "del" Details "details" Dfn "dfn" Dialog "dialog" Dir "dir" Div "div"
    Dl "dl" Dt "dt" Em "em" Embed "embed" Fieldset "fieldset" Figcaption "figcaption"
    Figure "figure" Font "font" Footer "footer" Form "form" Frame "frame"
    Frameset "frameset" H1 "h1" H2 "h2" H3 "h3" H4 "h4" H5 "h5" H6 "h6" Head "head"
    Header "header" Hgroup "hgroup" Hr "hr" Html "html" I "i" Iframe "iframe" Img "img"
    Input "input" Ins "ins" Kbd "kbd" Label "label" Legend "legend" Li "li" Link "link"
    Listing "listing" Main "main" Map "map" Mark "mark" Marquee "marquee" Math "math"
    Menu "menu" Meta "meta" Meter "meter" Nav "nav" Nobr "nobr" Noembed "noembed"
    Noframes "noframes" Noscript "noscript" Object "object" Ol "ol" Optgroup "optgroup"
    Option "option" Output "output" P "p" Param "param" Picture "picture"
    Plaintext "plaintext" Pre "pre" Progress "progress" Q "q" Rb "rb" Rp "rp" Rt "rt"
    Rtc "rtc" Ruby "ruby" S "s" Samp "samp" Script "script" Search "search"
    Section "section" Select "select" Slot "slot" Small "small" Source "source" Span "span"
    Strike "strike" Strong "strong" Style "style" Sub "sub" Summary "summary" Sup "sup"
    Svg "svg" Table "table" Tbody "tbody" Td "td" Template "template" Textarea "textarea"
    Tfoot "tfoot" Th "th" Thead "thead" Time "time" Title "title" Tr "tr" Track "track"
    Tt "tt" U "u" Ul "ul" Var "var" Video "video" Wbr "wbr" Xmp "xmp"
}

/// The longest name in the table is `blockquote`, `figcaption`; what is longer is no HTML name.
const LONGEST: usize = 10;

/// A name in lower case as a number, which a `match` finds in a few steps; names are compared one
/// after the other.
const fn key(name: &[u8]) -> u128 {
    // The one in front tells names apart that begin with zeros.
    let mut key = 1;
    let mut at = 0;
    while at < name.len() {
        key = key << 8 | name[at].to_ascii_lowercase() as u128;
        at += 1;
    }
    key
}

impl Tag {
    /// The tag that `name` spells, in any case.
    pub fn new(name: &str) -> Self {
        if name.len() > LONGEST {
            return Self::Other;
        }
        Self::from_key(key(name.as_bytes()))
    }

    /// Has no content and no end tag. HTML, 13.1.2 "Void elements", with the obsolete ones.
    pub const fn is_void(self) -> bool {
        matches!(
            self,
            Self::Area
                | Self::Base
                | Self::Basefont
                | Self::Bgsound
                | Self::Br
                | Self::Col
                | Self::Embed
                | Self::Frame
                | Self::Hr
                | Self::Img
                | Self::Input
                | Self::Link
                | Self::Meta
                | Self::Param
                | Self::Source
                | Self::Track
                | Self::Wbr
        )
    }

    /// Its start tag closes an open `<p>`. HTML, 13.2.6.4.7 "in body".
    pub const fn closes_paragraph(self) -> bool {
        matches!(
            self,
            Self::Address
                | Self::Article
                | Self::Aside
                | Self::Blockquote
                | Self::Center
                | Self::Dd
                | Self::Details
                | Self::Dialog
                | Self::Dir
                | Self::Div
                | Self::Dl
                | Self::Dt
                | Self::Fieldset
                | Self::Figcaption
                | Self::Figure
                | Self::Footer
                | Self::Form
                | Self::Header
                | Self::Hgroup
                | Self::Hr
                | Self::Li
                | Self::Listing
                | Self::Main
                | Self::Menu
                | Self::Nav
                | Self::Ol
                | Self::P
                | Self::Plaintext
                | Self::Pre
                | Self::Search
                | Self::Section
                | Self::Summary
                | Self::Table
                | Self::Ul
                | Self::Xmp
        ) || self.is_heading()
    }

    /// Its start tag ends the SVG or MathML that it is in. HTML, 13.2.6.5 "in foreign content";
    /// `<font>` does with some attributes.
    pub const fn is_not_foreign(self) -> bool {
        matches!(
            self,
            Self::B
                | Self::Big
                | Self::Blockquote
                | Self::Body
                | Self::Br
                | Self::Center
                | Self::Code
                | Self::Dd
                | Self::Div
                | Self::Dl
                | Self::Dt
                | Self::Em
                | Self::Embed
                | Self::Head
                | Self::Hr
                | Self::I
                | Self::Img
                | Self::Li
                | Self::Listing
                | Self::Menu
                | Self::Meta
                | Self::Nobr
                | Self::Ol
                | Self::P
                | Self::Pre
                | Self::Ruby
                | Self::S
                | Self::Small
                | Self::Span
                | Self::Strong
                | Self::Strike
                | Self::Sub
                | Self::Sup
                | Self::Table
                | Self::Tt
                | Self::U
                | Self::Ul
                | Self::Var
        ) || self.is_heading()
    }

    /// Stands on lines of its own: text before it and text after it are not one paragraph.
    pub const fn is_block(self) -> bool {
        self.closes_paragraph()
            || matches!(
                self,
                Self::Body
                    | Self::Caption
                    | Self::Col
                    | Self::Colgroup
                    | Self::Head
                    | Self::Html
                    | Self::Legend
                    | Self::Noframes
                    | Self::Optgroup
                    | Self::Option
                    | Self::Tbody
                    | Self::Td
                    | Self::Tfoot
                    | Self::Th
                    | Self::Thead
                    | Self::Tr
            )
    }

    /// `<h1>` to `<h6>`.
    pub const fn is_heading(self) -> bool {
        matches!(
            self,
            Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6
        )
    }

    /// Nothing in it is prose that a reader reads in the flow of the text.
    pub const fn hides_text(self) -> bool {
        matches!(
            self,
            Self::Applet
                | Self::Audio
                | Self::Canvas
                | Self::Datalist
                | Self::Head
                | Self::Iframe
                | Self::Listing
                | Self::Math
                | Self::Noembed
                | Self::Noframes
                | Self::Noscript
                | Self::Object
                | Self::Plaintext
                | Self::Pre
                | Self::Script
                | Self::Select
                | Self::Style
                | Self::Svg
                | Self::Template
                | Self::Textarea
                | Self::Title
                | Self::Video
                | Self::Xmp
        )
    }

    /// Where the search for an open element ends. HTML, 13.2.4.2 "has an element in scope".
    pub const fn bounds_scope(self) -> bool {
        matches!(
            self,
            Self::Applet
                | Self::Caption
                | Self::Html
                | Self::Marquee
                | Self::Object
                | Self::Select
                | Self::Table
                | Self::Td
                | Self::Template
                | Self::Th
        )
    }

    /// Whether an open `self` ends where `next` begins. `None`: it stays open and hides what is
    /// further out. HTML, 13.1.2.4 "Optional tags", and 13.2.6.4.
    pub const fn ends_before(self, next: Self) -> Option<bool> {
        let ends = match next {
            Self::Li => matches!(self, Self::Li),
            Self::Dd | Self::Dt => matches!(self, Self::Dd | Self::Dt),
            Self::Td | Self::Th => matches!(self, Self::Td | Self::Th),
            Self::Tr => matches!(self, Self::Td | Self::Th | Self::Tr),
            Self::Tbody | Self::Thead | Self::Tfoot => matches!(
                self,
                Self::Td | Self::Th | Self::Tr | Self::Tbody | Self::Thead | Self::Tfoot
            ),
            Self::Option => matches!(self, Self::Option),
            Self::Optgroup => matches!(self, Self::Option | Self::Optgroup),
            Self::Rb | Self::Rp | Self::Rt | Self::Rtc => {
                matches!(self, Self::Rb | Self::Rp | Self::Rt | Self::Rtc)
            }
            _ => false,
        };
        if ends {
            return Some(true);
        }
        let hides = match next {
            // A list or a definition may hold the item's own paragraphs, addresses and divisions.
            Self::Li | Self::Dd | Self::Dt => {
                self.is_block() && !matches!(self, Self::Address | Self::Div | Self::P)
            }
            Self::Td | Self::Th | Self::Tr | Self::Tbody | Self::Thead | Self::Tfoot => {
                matches!(self, Self::Table | Self::Template)
            }
            _ => true,
        };
        if hides { None } else { Some(false) }
    }

    /// May be left open: HTML supplies the end tag.
    pub const fn end_tag_is_optional(self) -> bool {
        matches!(
            self,
            Self::Body
                | Self::Caption
                | Self::Colgroup
                | Self::Dd
                | Self::Dt
                | Self::Head
                | Self::Html
                | Self::Li
                | Self::Optgroup
                | Self::Option
                | Self::P
                | Self::Rb
                | Self::Rp
                | Self::Rt
                | Self::Rtc
                | Self::Tbody
                | Self::Td
                | Self::Tfoot
                | Self::Th
                | Self::Thead
                | Self::Tr
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_any_case() {
        assert_eq!(Tag::new("BlockQuote"), Tag::Blockquote);
        assert_eq!(Tag::new("figcaption"), Tag::Figcaption);
        assert_eq!(Tag::new("figcaptions"), Tag::Other);
        assert_eq!(Tag::new("my-tag"), Tag::Other);
        assert_eq!(Tag::new(""), Tag::Other);
        assert_eq!(Tag::new("\0a"), Tag::Other);
        assert_eq!(Tag::new("h\u{11}"), Tag::Other);
    }
}
