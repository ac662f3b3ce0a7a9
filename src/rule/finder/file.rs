//! file: a fault of the file as a whole.

use super::query::{Finder, Query, Seen};
use crate::data::typed::route::Mistake;
use crate::html::document::Event;
use crate::html::escape::Written;
use crate::html::tag::Tag;
use crate::post::Post;
use crate::post::parse::is_markdown;
use crate::rule::hit::{Hit, Place};
use crate::rule::policy::Policy;
use crate::text::edit::{Change, Safety};
use crate::text::source::line_break;
use crate::text::span::Span;
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8};
use schemars::JsonSchema;
use serde::Deserialize;

/// The values of a hit: what is wrong, the file's own line ending, and what a fix writes.
pub const VALUES: &[&str] = &["problem", "newline", "written"];

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

/// A non-breaking or an ideographic space is a character that someone wrote: it stays.
const WHITE_SPACE: &[char] = &[' ', '\t', '\n', '\r', '\u{c}'];

fn ends_in_white_space(text: &str) -> Option<Hit> {
    let last = text.trim_end_matches(WHITE_SPACE).len();
    let tail = &text[last..];
    if matches!(tail, "" | "\n" | "\r\n") || (tail == "\r" && line_break(text) == tail) {
        return None;
    }
    let span = Span::from(last..text.len());
    let mut hit = Hit::new(span).at(span, Written::Plainly, Change::WhiteSpace);
    let line = text[..last].rsplit(['\n', '\r']).next().unwrap_or_default();
    if tail.starts_with([' ', '\t']) && is_marker(line.trim_start_matches(WHITE_SPACE)) {
        hit.most = Safety::Unsafe;
    }
    Some(hit)
}

/// Whether a line is nothing but the mark of an item or a heading. Old renderers (marked 0.3) begin one only where a
/// space is behind the mark.
fn is_marker(line: &str) -> bool {
    let number = line.trim_end_matches(['.', ')']);
    let is_number = number.len() + 1 == line.len() && number.bytes().all(|b| b.is_ascii_digit());
    let is_mark = matches!(line, "-" | "*" | "+") || line.bytes().all(|b| b == b'#');
    !line.is_empty() && (is_mark || (is_number && !number.is_empty()))
}

fn lacks_final_newline(post: &Post<'_>) -> Option<Hit> {
    let text = post.text();
    // By such a file a service knows whose site it is, and may compare every byte of it.
    let is_token = !is_markdown(post.source.name()) && !text.contains(['<', '\n']);
    if text.is_empty() || is_token || text.ends_with(WHITE_SPACE) {
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
    // The lines that end as fewer do.
    let (first, right) = if crlf < lf {
        (first_crlf - 1..first_crlf + 1, "\n")
    } else {
        (first_lf..first_lf + 1, "\r\n")
    };
    let problem = format!("{crlf} lines end with CRLF, {lf} with LF");
    let ends = memchr::memchr_iter(b'\n', text.as_bytes());
    let wrong = ends.filter_map(|at| {
        let is_crlf = text[..at].ends_with('\r');
        let start = at - usize::from(is_crlf);
        (is_crlf != (right == "\r\n")).then(|| Span::from(start..at + 1))
    });
    let hit = Hit::new(Span::from(first)).with("problem", problem);
    Some(everywhere(
        hit.with("written", right),
        wrong.take(MOST_PLACES),
        Change::WhiteSpace,
    ))
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
    let places = text.bytes().enumerate().filter(|(_, b)| is_control(*b));
    let places = places
        .map(|(at, _)| Span::from(at..at + 1))
        .take(MOST_PLACES);
    let hit = Hit::new(Span::from(at..at + 1)).with("problem", problem);
    Some(everywhere(hit.with("written", ""), places, Change::Text))
}

/// A fix writes at no more places than these at once.
const MOST_PLACES: usize = 100_000;

/// The hit with all of these places as what a fix replaces.
fn everywhere(hit: Hit, places: impl Iterator<Item = Span>, change: Change) -> Hit {
    let mut hit = hit;
    for span in places {
        if hit.place.is_none() {
            hit = hit.at(span, Written::Plainly, change);
        } else {
            hit.again.push(Place {
                span,
                written: Written::Plainly,
                change,
            });
        }
    }
    hit
}

fn merge_conflict(post: &Post<'_>) -> Option<Hit> {
    let text = post.text();
    let begins = |from: usize, mark: &str| {
        let mut marks = memchr::memmem::find_iter(&text.as_bytes()[from..], mark);
        let at =
            from + marks.find(|at| from + at == 0 || text.as_bytes()[from + at - 1] == b'\n')?;
        let line = text[at..].lines().next().unwrap_or_default();
        Some(at..at + line.trim_end().len())
    };
    let mut from = 0;
    loop {
        let start = begins(from, "<<<<<<< ")?;
        let middle = begins(start.end, "=======")?;
        let end = begins(middle.end, ">>>>>>> ")?;
        let holds = |from: u32, to: u32| from as usize <= start.start && end.end <= to as usize;
        let mut samples = post
            .page
            .elements()
            .filter(|element| matches!(element.tag(), Tag::Pre | Tag::Code | Tag::Textarea));
        let is_sample = samples.any(|sample| holds(sample.span().start, sample.whole().end));
        if !is_sample && !is_template_code(post, start.start as u32, end.start as u32) {
            return Some(Hit::new(Span::from(start)));
        }
        from = end.end;
    }
}

/// Whether bytes `from` and `to`, and all between them, are the code that a template's tag holds: `{% highlight %}`,
/// `[code]`. No reader sees it as text, nor does a browser run it.
fn is_template_code(post: &Post<'_>, from: u32, to: u32) -> bool {
    let events = post.page.events();
    let is_raw = |at: u32| {
        let holds =
            |event: &Event| matches!(event, Event::Raw(span) if span.start <= at && at < span.end);
        events.iter().any(holds)
    };
    let is_read = events.iter().any(|event| match event {
        Event::Text(span) if span.start < to && from < span.end => {
            !span.of(post.text()).trim_ascii().is_empty()
        }
        _ => false,
    });
    let mut runs = post.page.elements().filter(|element| {
        matches!(element.tag(), Tag::Script | Tag::Style)
            && element.whole().contains(Span::empty(from))
    });
    is_raw(from) && is_raw(to) && !is_read && runs.next().is_none()
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

    fn find(&self, seen: &mut Seen<'_>, policy: &Policy, emit: &mut dyn FnMut(Hit)) {
        match seen {
            Seen::Post(post) => self.in_post(post, policy, emit),
            Seen::Unreadable(problem) => {
                emit(Hit::new(Span::default()).with("problem", *problem));
            }
            _ => {}
        }
    }

    fn in_post(&self, post: &Post<'_>, _: &Policy, emit: &mut dyn FnMut(Hit)) {
        let text = post.text();
        let whole = post.source.not_text().is_empty();
        let hit = match self {
            Self::EndsInWhiteSpace if whole => ends_in_white_space(text),
            Self::LacksFinalNewline if whole => lacks_final_newline(post),
            Self::NotUtf8 if !whole => Some(not_utf8(post)),
            Self::ByteOrderMark if whole => byte_order_mark(post),
            Self::MixedLineEndings if whole => mixed_line_endings(text),
            Self::ControlCharacter => control_character(text),
            Self::MergeConflictMarker => merge_conflict(post),
            Self::NestedTooDeep => post.page.too_deep().map(Hit::new),
            _ => None,
        };
        if let Some(hit) = hit {
            emit(hit.with("newline", line_break(text)));
        }
    }

    fn has_place(&self) -> bool {
        matches!(
            self,
            Self::EndsInWhiteSpace
                | Self::LacksFinalNewline
                | Self::ByteOrderMark
                | Self::MixedLineEndings
                | Self::ControlCharacter
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_behind_the_mark_of_an_item_is_kept_in_doubt() {
        let most = |text: &str| ends_in_white_space(text).map(|hit| hit.most);
        for text in ["a\n1. \n", "a\n  - ", "a\r\n# \r\n", "12) \n"] {
            assert_eq!(most(text), Some(Safety::Unsafe), "{text:?}");
        }
        for text in ["a 1. \n", "a - ", "1.\n\n", "#a \n", " \n", "1 \n", ". \n"] {
            assert_eq!(most(text), Some(Safety::Safe), "{text:?}");
        }
    }
}
