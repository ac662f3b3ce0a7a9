//! Where tokens stand, seen by html5ever, which shares no code with us.

use copydesk::html::entity::{Context, decode};
use copydesk::html::stream::{self, Content, Tokenizer};
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

/// How the text behind a start tag of this name is read, by both.
fn content_of(name: &str) -> Content {
    match name {
        "script" => Content::ScriptData,
        "style" => Content::RawText,
        "title" => Content::RcData,
        "plaintext" => Content::PlainText,
        _ => Content::Data,
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
                return match content_of(&tag.name) {
                    Content::Data => TokenSinkResult::Continue,
                    Content::RcData => TokenSinkResult::RawData(RawKind::Rcdata),
                    Content::RawText => TokenSinkResult::RawData(RawKind::Rawtext),
                    Content::ScriptData => TokenSinkResult::RawData(RawKind::ScriptData),
                    Content::PlainText => TokenSinkResult::Plaintext,
                };
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

fn ours(html: &str, foreign: bool) -> Vec<Seen> {
    let mut tokens = Tokenizer::new(html.as_bytes(), 0);
    let mut seen = Vec::new();
    let lower = |span: Span| span.of(html).to_ascii_lowercase();
    let mut at = 0;
    let mut content = Content::Data;
    while let Some((token, span)) = tokens.next(foreign) {
        assert_eq!(at, span.start, "{token:?}: each byte is in one token");
        assert!(!span.is_empty(), "{token:?} is somewhere");
        at = span.end;
        let written = span.of(html);
        // What a script begins with is no CDATA.
        let may_be_cdata = foreign && std::mem::take(&mut content) == Content::Data;
        let next = match token {
            stream::Token::StartTag { name, self_closing } => {
                let mut attributes: Vec<(String, String)> = Vec::new();
                for attribute in tokens.attributes() {
                    let value = attribute.value.map_or("", |value| value.of(html));
                    let value = decode(value, Context::Attribute).into_owned();
                    let name = lower(attribute.name);
                    if attributes.iter().all(|(known, _)| *known != name) {
                        attributes.push((name, value));
                    }
                }
                let name = lower(name);
                content = content_of(&name);
                tokens.expect(content);
                Seen::Start(name, attributes, self_closing)
            }
            stream::Token::EndTag { name } => Seen::End(lower(name)),
            stream::Token::Text => Seen::Text(decode(written, Context::Text).into_owned()),
            stream::Token::Raw if written.starts_with("<![CDATA[") && may_be_cdata => {
                let inside = &written["<![CDATA[".len()..];
                Seen::Text(inside.strip_suffix("]]>").unwrap_or(inside).to_owned())
            }
            stream::Token::Raw => Seen::Text(written.to_owned()),
            stream::Token::Comment => Seen::Comment,
            stream::Token::Other if written.starts_with("<!") => Seen::Doctype,
            stream::Token::Other => continue,
        };
        push(&mut seen, next);
    }
    assert_eq!(at as usize, html.len(), "nothing is left");
    seen
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
    ] {
        assert_eq!(ours(html, false), witnessed(html, false), "{html}");
    }
}
