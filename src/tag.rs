//! Tag: the name of an HTML element, and what the HTML standard says of it.

macro_rules! tags {
    ($($variant:ident $name:literal)*) => {
        /// An element's name. What HTML does not know is `Other`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each variant is the name it is spelled as")]
        pub enum Tag { $($variant,)* Other }

        impl Tag {
            fn from_lower_case(name: &[u8]) -> Self {
                match name { $($name => Self::$variant,)* _ => Self::Other }
            }
        }
    };
}

tags! {
    A b"a" Abbr b"abbr" Acronym b"acronym" Address b"address" Applet b"applet" Area b"area"
    Article b"article" Aside b"aside" Audio b"audio" B b"b" Base b"base" Basefont b"basefont"
    Bdi b"bdi" Bdo b"bdo" Bgsound b"bgsound" Big b"big" Blink b"blink" Blockquote b"blockquote"
    Body b"body" Br b"br" Button b"button" Canvas b"canvas" Caption b"caption" Center b"center"
    Cite b"cite" Code b"code" Col b"col" Colgroup b"colgroup" Data b"data" Datalist b"datalist"
    Dd b"dd" Del b"del" Details b"details" Dfn b"dfn" Dialog b"dialog" Dir b"dir" Div b"div"
    Dl b"dl" Dt b"dt" Em b"em" Embed b"embed" Fieldset b"fieldset" Figcaption b"figcaption"
    Figure b"figure" Font b"font" Footer b"footer" Form b"form" Frame b"frame"
    Frameset b"frameset" H1 b"h1" H2 b"h2" H3 b"h3" H4 b"h4" H5 b"h5" H6 b"h6" Head b"head"
    Header b"header" Hgroup b"hgroup" Hr b"hr" Html b"html" I b"i" Iframe b"iframe" Img b"img"
    Input b"input" Ins b"ins" Kbd b"kbd" Label b"label" Legend b"legend" Li b"li" Link b"link"
    Listing b"listing" Main b"main" Map b"map" Mark b"mark" Marquee b"marquee" Math b"math"
    Menu b"menu" Meta b"meta" Meter b"meter" Nav b"nav" Nobr b"nobr" Noembed b"noembed"
    Noframes b"noframes" Noscript b"noscript" Object b"object" Ol b"ol" Optgroup b"optgroup"
    Option b"option" Output b"output" P b"p" Param b"param" Picture b"picture"
    Plaintext b"plaintext" Pre b"pre" Progress b"progress" Q b"q" Rb b"rb" Rp b"rp" Rt b"rt"
    Rtc b"rtc" Ruby b"ruby" S b"s" Samp b"samp" Script b"script" Search b"search"
    Section b"section" Select b"select" Slot b"slot" Small b"small" Source b"source" Span b"span"
    Strike b"strike" Strong b"strong" Style b"style" Sub b"sub" Summary b"summary" Sup b"sup"
    Svg b"svg" Table b"table" Tbody b"tbody" Td b"td" Template b"template" Textarea b"textarea"
    Tfoot b"tfoot" Th b"th" Thead b"thead" Time b"time" Title b"title" Tr b"tr" Track b"track"
    Tt b"tt" U b"u" Ul b"ul" Var b"var" Video b"video" Wbr b"wbr" Xmp b"xmp"
}

/// The longest name in the table is `blockquote`, `figcaption`; what is longer is no HTML name.
const LONGEST: usize = 10;

impl Tag {
    /// The tag that `name` spells, in any case.
    pub fn new(name: &str) -> Self {
        let name = name.as_bytes();
        let mut lower = [0; LONGEST];
        let Some(lower) = lower.get_mut(..name.len()) else {
            return Self::Other;
        };
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        Self::from_lower_case(lower)
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
    }
}
