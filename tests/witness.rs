//! What a fix did, seen by html5ever, which shares no code with us.

use copydesk::config::load;
use copydesk::lint::fix::fix;
use copydesk::post::parse::parse;
use copydesk::rule::index::Rules;
use copydesk::rule::policy::Policy;
use copydesk::text::edit::{Change, Safety};
use copydesk::text::source::Source;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use proptest::prelude::*;
use std::cell::RefCell;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    // Its fix takes tokens away; a test of its own says which.
    rules.retain(|rule| &*rule.id != "empty-paragraph");
    Rules::new(rules, Policy::default())
});

/// A token without its place.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    /// A tag, `/` before the name of one that ends, and its attributes.
    Tag(String, Vec<(String, String)>),
    Text(String),
    Other(String),
}

#[derive(Default)]
struct Witness(RefCell<Vec<Seen>>);

impl TokenSink for Witness {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut seen = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                let next = content_of(&tag);
                let is_end = tag.kind == TagKind::EndTag;
                let name = format!("{}{}", if is_end { "/" } else { "" }, tag.name);
                let attributes = tag.attrs.iter();
                let attributes =
                    attributes.map(|a| (a.name.local.to_string(), a.value.to_string()));
                seen.push(Seen::Tag(name, attributes.collect()));
                return next;
            }
            Token::CharacterTokens(more) => match seen.last_mut() {
                Some(Seen::Text(text)) => text.push_str(&more),
                _ => seen.push(Seen::Text(more.to_string())),
            },
            Token::EOFToken | Token::ParseError(_) => {}
            other => seen.push(Seen::Other(format!("{other:?}"))),
        }
        TokenSinkResult::Continue
    }
}

/// How the text behind a start tag is read: the tree builder's part of the bargain.
fn content_of(tag: &Tag) -> TokenSinkResult<()> {
    match (tag.kind, &*tag.name) {
        (TagKind::StartTag, "script") => TokenSinkResult::RawData(RawKind::ScriptData),
        (TagKind::StartTag, "style" | "noscript" | "xmp" | "iframe" | "noembed" | "noframes") => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        (TagKind::StartTag, "plaintext") => TokenSinkResult::Plaintext,
        (TagKind::StartTag, "textarea" | "title") => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

/// The tokens of a page, without the control characters that a fix removes; the white space that it ends
/// in is nobody's text.
fn seen(html: &str) -> Vec<Seen> {
    let input = BufferQueue::default();
    let is_kept = |c: &char| !c.is_ascii_control() || c.is_ascii_whitespace();
    let html: String = html.chars().filter(is_kept).collect();
    input.push_back(html.trim_ascii_end().into());
    let tokenizer = Tokenizer::new(Witness::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// The kinds of change between two versions, or what nobody declared.
fn changes(before: &[Seen], after: &[Seen]) -> Result<Vec<Change>, String> {
    if before.len() != after.len() {
        return Err(format!("{before:?}\nbecame\n{after:?}"));
    }
    let mut changes = Vec::new();
    for (old, new) in before.iter().zip(after) {
        match (old, new) {
            _ if old == new => {}
            (Seen::Tag(name, old), Seen::Tag(now, new)) if name == now => {
                for ((key, old), (now, new)) in old.iter().zip(new) {
                    if key != now || (old != new && !old.split(',').any(|one| unwraps(one, new))) {
                        return Err(format!("{key}={old:?} became {now}={new:?}"));
                    }
                    changes.extend((old != new).then_some(Change::AttributeValue));
                }
                if old.len() != new.len() {
                    return Err(format!("{old:?} became {new:?}"));
                }
            }
            (Seen::Text(old), Seen::Text(new)) if is_continued(old, new) => {
                changes.push(Change::AppendedText);
            }
            _ => return Err(format!("{old:?} became {new:?}")),
        }
    }
    Ok(changes)
}

/// Whether `new` has the address that is behind the proxy in `old`.
fn unwraps(old: &str, new: &str) -> bool {
    let origin = old.split_once('?').map(|(_, origin)| origin.trim());
    let rest = origin.and_then(|origin| origin.split_once("://"));
    rest.is_some_and(|(_, rest)| {
        new.contains(&format!("https://{}", rest.trim_end_matches([')', '\''])))
    })
}

/// Whether `new` is `old` with one mark in it.
fn is_continued(old: &str, new: &str) -> bool {
    let marks = new.char_indices().filter(|(_, c)| matches!(c, '。' | '.'));
    let mut without = marks.map(|(at, c)| format!("{}{}", &new[..at], &new[at + c.len_utf8()..]));
    without.any(|without| without == old)
}

fn piece() -> impl Strategy<Value = String> {
    let proxied = "https://cors.zfour.workers.dev/?http://a.example/x.jpg";
    prop::sample::select(vec![
        format!("<img src='{proxied}?a=1&amp;b=2'>"),
        format!("<IMG alt=x SRC={proxied}>"),
        format!("<img alt=\"\" srcset=\"b.jpg 1x, {proxied} 2x\">"),
        format!("<p style=\"background:url('{proxied}')\">"),
        format!("<img src='{proxied}' src='{proxied}#2'"),
        format!("<!-- <img src='{proxied}'> -->"),
        format!("<script>'<img src={proxied}>'</script>"),
        format!("<textarea><img src={proxied}></textarea>"),
        "<p>他来了。他看见了，然后他走了，再也没有回来".into(),
        "<p>He came early. He saw it all, and then he <b>left</b> &nbsp;".into(),
        "今日は晴れです。明日は雨が降るかもしれないそうで、傘を持っていく".into(),
        "</p>".into(),
        "<div>".into(),
        "</div>".into(),
        "<b>".into(),
        "</b>".into(),
        "<ul><li>".into(),
        "<br>".into(),
        "<table><td>".into(),
        "<pre>".into(),
        "&amp;".into(),
        "<".into(),
        ">".into(),
        "\"".into(),
        "=".into(),
        "\n  ".into(),
        "\u{a0}".into(),
        "</script>".into(),
        "<svg/>".into(),
        "<!DOCTYPE html>".into(),
        // The families of html5lib's tests: formatting that is misnested, tables with text in them,
        // elements that imply others, comments and doctypes that are cut off, references without
        // their end, attributes without names.
        "<a href=x><p></a>".into(),
        "<b><i></b></i>".into(),
        "<table>x<tr>y<td>z</table>".into(),
        "<table><caption><td>".into(),
        "<select><option>a<optgroup>b".into(),
        "</select>".into(),
        "<dl><dt>a<dd>b<dt>".into(),
        "<ruby>a<rt>b<rp>c".into(),
        "<form><form>".into(),
        "<button><p><button>".into(),
        "<h1>a<h2>b</h1>".into(),
        "<template><td>".into(),
        "</template>".into(),
        "<frameset><frame>".into(),
        "<head><body><html lang=x>".into(),
        "</br></p></body></html>".into(),
        "<xmp><b></xmp>".into(),
        "<iframe src=x><b></iframe>".into(),
        "<title><b>&amp;</title>".into(),
        "<style><!-- </style> --></style>".into(),
        "<script><!-- <script> </script> --></script>".into(),
        "<!-->".into(),
        "<!--->".into(),
        "<!-- a -- b --!>".into(),
        "<!-- -".into(),
        "<!doctype".into(),
        "<?php echo '<b>' ?>".into(),
        "<![CDATA[ <b> ]]>".into(),
        "</ a><//></>".into(),
        "<a =b c= d=\"e\"f>".into(),
        "<p a=1 A=2 onclick=x>".into(),
        "&copy &notit; &#0; &#x110000; &lt".into(),
        "<div id=a><div id=a>".into(),
        "<p></p><p>&nbsp;</p>".into(),
        "<center><font>a</center>".into(),
        "\u{c}\u{b}".into(),
        "\r\n".into(),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_fix_changes_what_it_declares_and_nothing_else(pieces in prop::collection::vec(piece(), 0..16)) {
        let html = pieces.concat();
        let source = Source::new("a.html", html.clone().into_bytes());
        let fixed = fix(&parse(&source), &RULES, Safety::Unsafe);
        prop_assert!(fixed.endless.is_empty());
        let after = fixed.text.unwrap_or(html.clone());
        let found = match changes(&seen(&html), &seen(&after)) {
            Ok(found) => found,
            Err(what) => return Err(TestCaseError::fail(what)),
        };
        // The tokenizer drops the second of two attributes with one name, so it may see fewer.
        for change in [Change::AttributeValue, Change::AppendedText] {
            let declared = fixed.edits.get(&change).copied().unwrap_or_default();
            let seen = found.iter().filter(|found| **found == change).count();
            prop_assert!(seen <= declared, "{change:?}: {seen} of {declared} in {html:?}");
        }
        let again = fix(&parse(&Source::new("a.html", after.into_bytes())), &RULES, Safety::Unsafe);
        prop_assert_eq!(again.text, None);
    }
}

#[test]
fn an_empty_paragraph_goes_and_nothing_with_it() {
    let mut rules = load::builtin().expect("the built-in rules are valid");
    rules.retain(|rule| &*rule.id == "empty-paragraph");
    let rules = Rules::new(rules, Policy::default());
    let html = "<div>a<p></p>b<P> </P><p>c</p><p id=x></p><p>&nbsp;</p>\n<p><b></b></p></div>";
    let fixed = fix(
        &parse(&Source::new("a.html", html.into())),
        &rules,
        Safety::Unsafe,
    );
    let after = fixed.text.expect("it is fixed");
    assert_eq!(
        seen(&after),
        seen("<div>ab<p>c</p><p id=x></p>\n<p><b></b></p></div>")
    );
}

#[test]
fn the_witness_sees_what_must_not_be() {
    let told = |before, after| changes(&seen(before), &seen(after));
    assert!(told("<p>a", "<p>b").is_err());
    assert!(told("<p class=a>a", "<p class=b>a").is_err());
    assert!(told("<p>a</p>", "<p>a").is_err());
    assert!(told("<!--a-->", "<!--b-->").is_err());
    assert_eq!(told("<p>a b", "<p>a. b"), Ok(vec![Change::AppendedText]));
    assert_eq!(told("<p>a\n \n", "<p>a\n"), Ok(vec![]));
}
