//! Where tokens stand, seen by html5ever, which shares no code with us.

use copydesk::html::entity::{Context, decode};
use copydesk::html::stream::{Attribute, Reader, StartTag, Token as OurToken, read};
use copydesk::html::tag::Tag;
use copydesk::text::span::Span;
use html5ever::tokenizer::states::{RawKind, State};
use html5ever::tokenizer::{
    BufferQueue, Doctype, Tag as SeenTag, TagKind, Token, TokenSink, TokenSinkResult,
    Tokenizer as Witness, TokenizerOpts,
};
use proptest::prelude::*;
use std::cell::RefCell;

/// A token as a reader of the page takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Start(String, Vec<(String, String)>, bool),
    End(String),
    Text(String),
    Comment,
    Doctype,
}

fn push(seen: &mut Vec<Seen>, next: Seen) {
    match (seen.last_mut(), next) {
        (_, Seen::Text(more)) if more.is_empty() => {}
        (Some(Seen::Text(text)), Seen::Text(more)) => text.push_str(&more),
        (_, next) => seen.push(next),
    }
}

/// How the text behind a start tag of this name is read.
fn content_of(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" => TokenSinkResult::RawData(RawKind::Rcdata),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

struct Sink {
    seen: RefCell<Vec<Seen>>,
    foreign: bool,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut seen = self.seen.borrow_mut();
        match token {
            Token::TagToken(SeenTag {
                kind: TagKind::EndTag,
                name,
                ..
            }) => {
                push(&mut seen, Seen::End(name.to_string()));
            }
            Token::TagToken(tag) => {
                let attributes = tag.attrs.iter();
                let attributes =
                    attributes.map(|a| (a.name.local.to_string(), a.value.to_string()));
                let start =
                    Seen::Start(tag.name.to_string(), attributes.collect(), tag.self_closing);
                push(&mut seen, start);
                return content_of(&tag.name);
            }
            Token::CharacterTokens(text) => push(&mut seen, Seen::Text(text.to_string())),
            Token::CommentToken(_) => push(&mut seen, Seen::Comment),
            Token::DoctypeToken(Doctype { .. }) => push(&mut seen, Seen::Doctype),
            Token::NullCharacterToken | Token::ParseError(_) | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.foreign
    }
}

fn witnessed(html: &str, foreign: bool) -> Vec<Seen> {
    let input = BufferQueue::default();
    input.push_back(html.into());
    let sink = Sink {
        seen: RefCell::default(),
        foreign,
    };
    let options = TokenizerOpts {
        initial_state: Some(State::Data),
        discard_bom: false,
        ..TokenizerOpts::default()
    };
    let tokenizer = Witness::new(sink, options);
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.seen.into_inner()
}

/// What a reader is told that takes all elements for HTML's, in foreign content or not.
struct Ours<'h> {
    html: &'h str,
    foreign: bool,
    seen: Vec<Seen>,
    /// The first byte that is in no token.
    at: u32,
    /// The next text is that of a script, or of another element of raw text.
    in_raw: bool,
}

impl Ours<'_> {
    fn lower(&self, span: Span) -> String {
        span.of(self.html).to_ascii_lowercase()
    }

    fn passes(&mut self, span: Span) {
        assert_eq!(self.at, span.start, "each byte is in one token");
        assert!(!span.is_empty(), "a token is somewhere");
        self.at = span.end;
    }
}

impl Reader for Ours<'_> {
    fn start_tag(&mut self, tag: StartTag, told: impl Iterator<Item = Attribute>) -> bool {
        self.passes(tag.span);
        let mut attributes: Vec<(String, String)> = Vec::new();
        for attribute in told {
            let value = attribute.value.map_or("", |value| value.of(self.html));
            let value = decode(value, Context::Attribute).into_owned();
            let name = self.lower(attribute.name);
            if attributes.iter().all(|(known, _)| *known != name) {
                attributes.push((name, value));
            }
        }
        let name = self.lower(tag.name);
        assert_eq!(tag.tag, Tag::new(&name));
        self.in_raw = !matches!(content_of(&name), TokenSinkResult::Continue);
        push(
            &mut self.seen,
            Seen::Start(name, attributes, tag.self_closing),
        );
        true
    }

    fn token(&mut self, token: OurToken, span: Span) {
        self.passes(span);
        let written = span.of(self.html);
        // What a script begins with is no CDATA.
        let may_be_cdata = !std::mem::take(&mut self.in_raw) && self.foreign;
        let next = match token {
            OurToken::EndTag { name } => Seen::End(self.lower(name)),
            OurToken::Text => Seen::Text(decode(written, Context::Text).into_owned()),
            OurToken::Raw if written.starts_with("<![CDATA[") && may_be_cdata => {
                let inside = &written["<![CDATA[".len()..];
                Seen::Text(inside.strip_suffix("]]>").unwrap_or(inside).to_owned())
            }
            OurToken::Raw => Seen::Text(written.to_owned()),
            OurToken::Comment => Seen::Comment,
            OurToken::Other if written.starts_with("<!") => Seen::Doctype,
            OurToken::Other => return,
        };
        push(&mut self.seen, next);
    }

    fn is_in_foreign(&self) -> bool {
        self.foreign
    }
}

fn ours(html: &str, foreign: bool) -> Vec<Seen> {
    let mut reader = Ours {
        html,
        foreign,
        seen: Vec::new(),
        at: 0,
        in_raw: false,
    };
    read(html.as_bytes(), Span::from(0..html.len()), &mut reader);
    assert_eq!(reader.at as usize, html.len(), "nothing is left");
    reader.seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn html5ever_sees_the_same_tokens(
        html in "(<p>|</p>|<b|<A |>|</|<|/|/>|</>|<!--|-->|--!>|-|!| |\n|=|\"|'|a|B|中|<script>|</script>|<script|<style>|</STYLE >|<title>|</title|&amp;|&lt|<!doctype|<\\?|<!|\\[CDATA\\[|\\]\\]>|x=1|x='|x=\"&lt;|<plaintext>){0,24}",
        foreign: bool,
    ) {

        prop_assert_eq!(ours(&html, foreign), witnessed(&html, foreign));
    }
}

#[test]
fn what_html5ever_and_the_standard_say_of_odd_places() {
    for html in [
        "<!-->a",
        "<!--->a",
        "<!---->a",
        "<!--a--!>b",
        "<!--a->b-->c",
        "<!---!>a-->b",
        "<!-- a",
        "<script><!--<script></script>--></script>a",
        "<script><!--></script>a",
        "<script><!--<script>--></script>a",
        "<script></scripts></script/>a",
        "<style></style",
        "<title>&amp;</TITLE x='>'>a",
        "<a/b/=c d=/>e",
        "<a b = 'c'd>e",
        "<a b=>c",
        "<a b=\"c",
        "a < b </ c> <3 &lt",
        "<!doctype a '>'>b",
        "<?php echo '?>' ?>",
        "</p",
        "</",
        "<",
        "<p",
        "<p/",
        "<plaintext></plaintext>",
        "<title></title/x=1",
        "<title>a</title b='",
        "<title>a</title",
        "<script><!--<script></script b=\"",
        "<script><!-- </script b",
        "<title></title </title=",
        "<script </title=><plaintext>",
        "<script a=></script>b",
        "<script a=>b",
        "<script a=>b<i>c<!--d</script>e<i>",
        "<title a=>b<i>c</title>d<i>",
        "<style a=>b<?c</style>d<i>",
        "<plaintext a=>b<i>c</plaintext>",
        "<style>a</style b= ",
        "<style>a</style b",
        "<style>a</style b=c",
        "<style>a</style b='c'",
        "<style>a</style b=\"c",
        "<style>a</style ",
        "<script>a<!--</script =",
    ] {
        assert_eq!(ours(html, false), witnessed(html, false), "{html}");
    }
}
