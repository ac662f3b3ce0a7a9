//! file: a fault of the file as a whole.

use super::query::{Finder, Query, Seen};
use crate::data::typed::route::Mistake;
use crate::html::document::Event;
use crate::html::escape::Written;
use crate::post::Post;
use crate::rule::hit::Hit;
use crate::rule::policy::Policy;
use crate::text::edit::Change;
use crate::text::span::Span;
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8};
use schemars::JsonSchema;
use serde::Deserialize;

/// The values of a hit: what is wrong, and the file's own line ending.
pub const VALUES: &[&str] = &["problem", "newline"];

/// Which fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum File {
    /// White space or blank lines after the last line.
    EndsInWhiteSpace,
    /// The last line is not ended.
    LacksFinalNewline,
    /// Not all of it is UTF-8.
    NotUtf8,
    /// It begins with a byte-order mark, and not with front matter behind that.
    ByteOrderMark,
    /// Some lines end with CRLF, some with LF.
    MixedLineEndings,
    /// A control character that is no white space.
    ControlCharacter,
    /// Git's marks around two versions.
    MergeConflictMarker,
    /// Elements are nested deeper than they are read.
    NestedTooDeep,
    /// It could not be read at all. The core never sees such a file; a run reports it.
    Unreadable,
}

impl File {
    fn in_post(self, post: &Post<'_>, emit: &mut dyn FnMut(Hit)) {
        let text = post.text();
        let whole = post.source.not_text().is_empty();
        let hit = match self {
            Self::EndsInWhiteSpace if whole => ends_in_white_space(text),
            Self::LacksFinalNewline if whole => lacks_final_newline(text),
            Self::NotUtf8 if !whole => Some(not_utf8(post)),
            Self::ByteOrderMark if whole => byte_order_mark(post),
            Self::MixedLineEndings if whole => mixed_line_endings(text),
            Self::ControlCharacter => control_character(text),
            Self::MergeConflictMarker => merge_conflict(post),
            Self::NestedTooDeep => post.page.too_deep().map(Hit::new),
            _ => None,
        };
        if let Some(hit) = hit {
            let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
            emit(hit.with("newline", newline));
        }
    }
}

/// A non-breaking or an ideographic space is a character that someone wrote: it stays.
const WHITE_SPACE: &[char] = &[' ', '\t', '\n', '\r', '\u{c}'];

fn ends_in_white_space(text: &str) -> Option<Hit> {
    let last = text.trim_end_matches(WHITE_SPACE).len();
    let tail = &text[last..];
    if matches!(tail, "" | "\n" | "\r\n") {
        return None;
    }
    let span = Span::from(last..text.len());
    Some(Hit::new(span).at(span, Written::Plainly, Change::WhiteSpace))
}

fn lacks_final_newline(text: &str) -> Option<Hit> {
    if text.is_empty() || text.ends_with(WHITE_SPACE) {
        return None;
    }
    let end = text.len() as u32;
    let last = text.chars().next_back().map_or(0, char::len_utf8) as u32;
    let span = Span::new(end - last, end);
    Some(Hit::new(span).at(Span::empty(end), Written::Plainly, Change::WhiteSpace))
}

fn not_utf8(post: &Post<'_>) -> Hit {
    let at = post.text().len();
    let rest = post.source.not_text();
    let bytes: Vec<_> = rest.iter().take(4).map(|b| format!("{b:02x}")).collect();
    let all = [post.text().as_bytes(), rest].concat();
    let named = encoding(&all).map_or(String::new(), |name| format!("; all of it reads as {name}"));
    let problem = format!("byte {at} ({}) is not UTF-8{named}", bytes.join(" "));
    Hit::new(Span::empty(at as u32)).with("problem", problem)
}

/// The encoding in which all of `bytes` can be read: by its mark, or without a fault and with as
/// little that is rare as can be.
fn encoding(bytes: &[u8]) -> Option<&'static str> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8)
    {
        return Some(encoding.name());
    }
    let candidates = [GBK, BIG5, SHIFT_JIS, EUC_JP, EUC_KR];
    let read = candidates.iter().filter_map(|encoding| {
        let (text, _, had_errors) = encoding.decode(bytes);
        // Bytes of one encoding often mean something in another, but rarely common words.
        let rare = text
            .chars()
            .filter(|c| !c.is_ascii() && !is_common(*c))
            .count();
        (!had_errors).then_some((rare, encoding.name()))
    });
    let best = read.min_by_key(|(rare, _)| *rare);
    best.map(|(_, name)| name)
}

/// A character that texts in Chinese, Japanese and Korean are full of.
fn is_common(c: char) -> bool {
    matches!(c, '、' | '。' | '，' | '：' | '“' | '”' | '！' | '？' | '\u{3041}'..='\u{30fc}' | '\u{ac00}'..='\u{d7a3}')
        || "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出会三要于下得可你年生自那后能对着事其里所去行过家十用发天如然作方成者多日都小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从今回很已日本語私見出時間".contains(c)
}

fn byte_order_mark(post: &Post<'_>) -> Option<Hit> {
    let has_mark = post.text().starts_with('\u{feff}') && post.front_matter.is_none();
    let span = Span::new(0, 3);
    has_mark.then(|| Hit::new(span).at(span, Written::Plainly, Change::WhiteSpace))
}

fn mixed_line_endings(text: &str) -> Option<Hit> {
    let (mut crlf, mut lf) = (0, 0);
    let (mut first_crlf, mut first_lf) = (0, 0);
    for at in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let is_crlf = text[..at].ends_with('\r');
        let (count, first) = if is_crlf {
            (&mut crlf, &mut first_crlf)
        } else {
            (&mut lf, &mut first_lf)
        };
        if *count == 0 {
            *first = at;
        }
        *count += 1;
    }
    if crlf == 0 || lf == 0 {
        return None;
    }
    // The first line that ends as fewer do.
    let span = if crlf < lf {
        first_crlf - 1..first_crlf + 1
    } else {
        first_lf..first_lf + 1
    };
    let problem = format!("{crlf} lines end with CRLF, {lf} with LF");
    Some(Hit::new(Span::from(span)).with("problem", problem))
}

fn control_character(text: &str) -> Option<Hit> {
    let is_control = |b: u8| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r' | b'\x0c');
    // Nearly always there is nothing but the ends of lines, and that is told quickest without a way
    // out of the loop.
    let is_rare = |b: u8| (b < b' ' && b != b'\n') || b == 0x7f;
    if !text.bytes().fold(false, |any, b| any | is_rare(b)) {
        return None;
    }
    let at = text.bytes().position(is_control)?;
    let code = format!("U+{:04X}", u32::from(text.as_bytes()[at]));
    let more = text.bytes().skip(at + 1).filter(|b| is_control(*b)).count();
    let problem = if more == 0 {
        code
    } else {
        format!("{code} (and {more} more control characters)")
    };
    Some(Hit::new(Span::from(at..at + 1)).with("problem", problem))
}

/// A conflict that all is in one block of code is one that the post is about.
fn merge_conflict(post: &Post<'_>) -> Option<Hit> {
    let text = post.text();
    let begins = |text: &str, mark: &str| {
        let mut marks = memchr::memmem::find_iter(text.as_bytes(), mark);
        let at = marks.find(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n')?;
        let line = text[at..].lines().next().unwrap_or_default();
        Some(at..at + line.trim_end().len())
    };
    let start = begins(text, "<<<<<<< ")?;
    let rest = &text[start.end..];
    let middle = begins(rest, "=======")?;
    let end = begins(&rest[middle.end..], ">>>>>>> ")?;
    let whole = start.start as u32..(start.end + middle.end + end.end) as u32;
    let is_code = |event: &Event| matches!(event, Event::Raw(span) if span.start <= whole.start && whole.end <= span.end);
    let is_shown = post.page.events().iter().any(is_code);
    (!is_shown).then(|| Hit::new(Span::from(start)))
}

impl Finder for File {
    type Spec = Self;
    const VALUES: &'static [&'static str] = VALUES;

    fn new(spec: &Self) -> Result<Self, Mistake> {
        Ok(*spec)
    }

    fn query(&self) -> Query<'_> {
        if *self == Self::Unreadable {
            Query::Unreadable
        } else {
            Query::Post
        }
    }

    fn find(&self, seen: &mut Seen<'_>, _: &Policy, emit: &mut dyn FnMut(Hit)) {
        match seen {
            Seen::Post(post) => self.in_post(post, emit),
            Seen::Unreadable(problem) => {
                emit(Hit::new(Span::default()).with("problem", *problem));
            }
            _ => {}
        }
    }

    fn has_place(&self) -> bool {
        matches!(
            self,
            Self::EndsInWhiteSpace | Self::LacksFinalNewline | Self::ByteOrderMark
        )
    }
}
