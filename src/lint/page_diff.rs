//! Page differences: whether a built page differs from what it was by what fixes declare, and by nothing else.

use crate::lint::declarations::Declarations;
use crate::lint::declared::{is_delimiter, same_start};
use crate::text::diff::replaced;
use std::collections::BTreeSet;
use std::ops::Range;

/// How much of a page is shown where it differs, in bytes to either side.
const SHOWN: usize = 40;
/// A page with more stretches that change from build to build, or longer ones (in bytes), is made anew in
/// another order: what a fix changes there cannot be told.
const MOST_VOLATILE: (usize, usize) = (16, 64);
/// How many bytes behind a stretch that changes from build to build say where it ends: fewer where a fix
/// changes what is there.
const ANCHORS: [usize; 3] = [24, 12, 6];
/// How an excerpt ends that is cut off.
const CUT: [&str; 8] = [
    "...",
    "…",
    "&hellip;",
    "&#8230;",
    "[...]",
    "[…]",
    "[&hellip;]",
    "[&#8230;]",
];

/// The stretches of a page that differ between two builds of the same site, in bytes and in order: a
/// date of the build, a name by chance.
#[derive(Clone, Debug, Default)]
pub struct Volatile(Vec<Range<usize>>);

impl Volatile {
    /// Those of a page that was built twice.
    pub fn new(first: &str, second: &str) -> Self {
        if first == second {
            return Self::default();
        }
        let (before, after) = (pieces(first), pieces(second));
        let mut starts: Vec<usize> = before
            .iter()
            .scan(0, |at, piece| {
                let start = *at;
                *at += piece.len();
                Some(start)
            })
            .collect();
        starts.push(first.len());
        let mut found: Vec<Range<usize>> = Vec::new();
        for stretch in replaced(&before, &after) {
            let whole = whole_time(&before, stretch);
            match found
                .last_mut()
                .filter(|last| last.end >= starts[whole.start])
            {
                Some(last) => last.end = starts[whole.end],
                None => found.push(starts[whole.start]..starts[whole.end]),
            }
        }
        Self(found)
    }

    /// Whether so little changes that the rest of the page can be compared.
    pub fn is_little(&self) -> bool {
        let (most, longest) = MOST_VOLATILE;
        self.0.len() <= most && self.0.iter().all(|stretch| stretch.len() <= longest)
    }

    /// The last stretch that begins at `at` or before.
    fn near(&self, at: usize) -> Option<(Range<usize>, Option<usize>)> {
        let next = self.0.partition_point(|stretch| stretch.start <= at);
        let stretch = self.0.get(next.checked_sub(1)?)?;
        Some((stretch.clone(), self.0.get(next).map(|next| next.start)))
    }
}

/// A page in pieces that are compared as wholes: what is between blanks, quotes and tags.
fn pieces(text: &str) -> Vec<&str> {
    text.split_inclusive(|c: char| is_delimiter(c) || matches!(c, '/' | '?' | '='))
        .collect()
}

/// A stretch that is a part of a date or a time, with the rest of that: it changes at midnight.
fn whole_time(pieces: &[&str], stretch: Range<usize>) -> Range<usize> {
    let is_time = |piece: &&&str| {
        let mut known = piece.trim_end_matches(is_delimiter).chars();
        known.all(|c| c.is_ascii_digit() || "-:./,+TZ".contains(c))
            && piece.contains(|c: char| c.is_ascii_digit())
    };
    if !pieces[stretch.clone()].iter().any(|piece| is_time(&piece)) {
        return stretch;
    }
    let before = pieces[..stretch.start].iter().rev();
    let behind = pieces[stretch.end..].iter();
    let start = stretch.start - before.take_while(is_time).count();
    start..stretch.end + behind.take_while(is_time).count()
}

/// What came of two versions of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The fixes whose change is on the page, as far as it was read.
    pub seen: BTreeSet<usize>,
    /// The first difference that no fix declares: what was there, and what is there now.
    pub unexplained: Option<(String, String)>,
}

/// Compares a page with what it was.
pub fn compare(
    before: &str,
    after: &str,
    volatile: &Volatile,
    declared: &Declarations,
) -> Compared {
    let mut walk = Walk {
        before,
        after,
        volatile,
        declared,
        at: (0, 0),
        since: (0, 0),
        grown: Vec::new(),
        seen: BTreeSet::new(),
    };
    let explained = walk.run();
    Compared {
        seen: std::mem::take(&mut walk.seen),
        unexplained: (!explained).then(|| walk.shown()),
    }
}

/// Two versions of a page, read side by side.
struct Walk<'a> {
    before: &'a str,
    after: &'a str,
    volatile: &'a Volatile,
    declared: &'a Declarations,
    /// Up to here they agree, or differ as was declared.
    at: (usize, usize),
    /// From here on they are the same.
    since: (usize, usize),
    /// Where a declared change was found in the first version, and how many characters it adds.
    grown: Vec<(usize, isize)>,
    seen: BTreeSet<usize>,
}

impl Walk<'_> {
    /// Whether all that differs is explained.
    fn run(&mut self) -> bool {
        loop {
            let same = same_start(self.rest().0, self.rest().1);
            self.at = (self.at.0 + same, self.at.1 + same);
            if self.at == (self.before.len(), self.after.len()) {
                return true;
            }
            let was = self.at;
            let is_explained = self.changes_anyway()
                || self.word()
                || self.attribute()
                || self.written()
                || self.space()
                || self.excerpt();
            if !is_explained || self.at == was {
                return false;
            }
            self.since = self.at;
        }
    }

    fn rest(&self) -> (&str, &str) {
        (&self.before[self.at.0..], &self.after[self.at.1..])
    }

    /// What both versions have before this place, since they last differed.
    fn same(&self) -> &str {
        &self.before[self.since.0..self.at.0]
    }

    fn see(&mut self, declared: usize) {
        let fixes = self.declared.fixes(declared);
        self.seen.extend(fixes);
    }

    /// A stretch that differs from build to build: goes on where what comes behind it is.
    fn changes_anyway(&mut self) -> bool {
        let Some((stretch, next)) = self.volatile.near(self.at.0) else {
            return false;
        };
        if self.at.0 > stretch.end {
            return false;
        }
        let end = next.unwrap_or(self.before.len());
        // As much as both versions have of it was passed by already.
        let passed = self.at.0 - stretch.start;
        let Some(start) = self.at.1.checked_sub(passed) else {
            return false;
        };
        let start = self.after.ceil_char_boundary(start);
        let most = start + 4 * stretch.len() + 1024;
        let window = &self.after[start..self.after.floor_char_boundary(most)];
        let anchor = |len: &usize| {
            let end = end.min(self.before.floor_char_boundary(stretch.end + len));
            window.find(&self.before[stretch.end..end])
        };
        let found = if stretch.end == self.before.len() {
            Some(self.after.len() - start)
        } else {
            ANCHORS.iter().find_map(anchor)
        };
        match found {
            Some(found) if (stretch.end, start + found) != self.at => {
                self.at = (stretch.end, start + found);
                true
            }
            _ => false,
        }
    }

    /// A word in which what was declared is in the place of what was there, in whatever encoding.
    fn word(&mut self) -> bool {
        let same = self.same();
        let back = same.rfind(is_delimiter).map_or(same.len(), |at| {
            let len = same[at..].chars().next().map_or(0, char::len_utf8);
            same.len() - at - len
        });
        let start = (self.at.0 - back, self.at.1 - back);
        let end = |text: &str, at: usize| {
            let end = text[at..].find(is_delimiter);
            end.map_or(text.len(), |end| at + end)
        };
        let ends = (end(self.before, self.at.0), end(self.after, self.at.1));
        let word = &self.before[start.0..ends.0];
        let becomes = &self.after[start.1..ends.1];
        let place = (self.before, start.0);
        let Some(found) = self.declared.of_word(word, becomes, place) else {
            return false;
        };
        if let Some((before, after)) = &found.rest {
            let text = found
                .steps
                .iter()
                .filter(|(at, _)| self.declared.is_text(*at));
            let more: isize = text.map(|(_, more)| more).sum();
            let is_value = |text: &str, end: usize| text[end..].starts_with('"');
            let is_value = is_value(self.before, ends.0) && is_value(self.after, ends.1);
            if !is_cut((before, after), self.grown(start.0) + more, is_value) {
                return false;
            }
        }
        for (declared, more) in found.steps {
            self.see(declared);
            if self.declared.is_text(declared) {
                self.grown.push((start.0, more));
            }
        }
        self.at = ends;
        true
    }

    /// One attribute that a tag has more.
    fn attribute(&mut self) -> bool {
        let back = if self.rest().1.starts_with(char::is_whitespace) {
            0
        } else {
            let same = self.same();
            let Some(blank) = same.rfind(char::is_whitespace) else {
                return false;
            };
            same.len() - blank
        };
        let (before, after) = (self.at.0 - back, self.at.1 - back);
        let written = &self.after[after..];
        let name_at = written.len() - written.trim_start().len();
        let name = written[name_at..]
            .split(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '&' | '<'))
            .next()
            .unwrap_or_default();
        if name.is_empty() {
            return false;
        }
        let behind = &written[name_at + name.len()..];
        let (value, len) = value(behind);
        let Some(declared) = self.declared.attribute(name, value) else {
            return false;
        };
        self.see(declared);
        self.at = (before, after + name_at + name.len() + len);
        true
    }

    /// A change with blanks or tags in it, as it was declared.
    fn written(&mut self) -> bool {
        let step = self
            .declared
            .written((self.before, self.at.0), (self.after, self.at.1));
        let Some(step) = step else { return false };
        if step.before < self.at.0 || step.after < self.at.1 {
            return false;
        }
        self.see(step.declared);
        self.at = (step.before, step.after);
        true
    }

    /// White space that no reader sees, where a fix declares such a change.
    fn space(&mut self) -> bool {
        if !self.declared.has_space() {
            return false;
        }
        let same = self.same();
        let back = same.len() - same.trim_end().len();
        let run = |text: &str| text.len() - text.trim_start().len();
        let (before, after) = self.rest();
        let (more, less) = (run(before), run(after));
        let ends = (&before[more..], &after[less..]);
        let is_both = back > 0 || (more > 0 && less > 0);
        let starts =
            |text: &str| text.is_empty() || text.starts_with('<') || text.starts_with("&lt;");
        let seen = self.before[..self.at.0].trim_end();
        let is_between = seen.is_empty()
            || seen.ends_with('>')
            || seen.ends_with("&gt;")
            || starts(ends.0)
            || starts(ends.1);
        if more + less == 0 || !(is_both || is_between) {
            return false;
        }
        self.at = (self.at.0 + more, self.at.1 + less);
        true
    }

    /// How many characters were added to the text around byte `at` of the first version, before it.
    fn grown(&self, at: usize) -> isize {
        let start = self.before[..at].rfind(is_text_end).unwrap_or(0);
        let grown = self.grown.iter().rev();
        let here = grown.take_while(|(at, _)| *at >= start);
        here.map(|(_, more)| more).sum()
    }

    /// The end of an excerpt.
    fn excerpt(&mut self) -> bool {
        let (before, after) = self.rest();
        let end = |text: &str| text.find(is_text_end).unwrap_or(text.len());
        let ends = (end(before), end(after));
        let is_value = before[ends.0..].starts_with('"') && after[ends.1..].starts_with('"');
        let rest = (&before[..ends.0], &after[..ends.1]);
        let is_cut = is_cut(rest, self.grown(self.at.0), is_value);
        if is_cut {
            self.at = (self.at.0 + ends.0, self.at.1 + ends.1);
        }
        is_cut
    }

    /// What is at this place, for a person.
    fn shown(&self) -> (String, String) {
        let around = |text: &str, at: usize| {
            let start = text.ceil_char_boundary(at.saturating_sub(SHOWN));
            let end = text.floor_char_boundary(at + SHOWN);
            let words: Vec<&str> = text[start..end].split_whitespace().collect();
            words.join(" ")
        };
        (
            around(self.before, self.at.0),
            around(self.after, self.at.1),
        )
    }
}

fn is_text_end(c: char) -> bool {
    matches!(c, '<' | '>' | '"')
}

/// Whether two ends of a text are those of an excerpt that is cut off after so many characters: it loses
/// as many as were added before (`more`), or gains as many as are gone. It is the value of an attribute, or
/// says that it is cut off.
fn is_cut((before, after): (&str, &str), more: isize, is_value: bool) -> bool {
    let shown = |text: &'_ str| {
        let text = text.trim_end();
        let cut = CUT.iter().filter_map(|mark| text.strip_suffix(mark));
        let cut = cut.min_by_key(|cut| cut.len());
        let count = cut.unwrap_or(text).trim().chars().count().cast_signed();
        (cut.is_some(), count)
    };
    let ((is_short, lost), (is_still, gained)) = (shown(before), shown(after));
    (is_value || (is_short && is_still))
        && match more {
            1.. => gained == 0 && lost <= more,
            0 => false,
            ..0 => lost == 0 && gained <= -more,
        }
}

/// The value of an attribute behind its name, and how many bytes that takes with `=` and quotes.
fn value(behind: &str) -> (&str, usize) {
    let Some(rest) = behind.strip_prefix('=') else {
        return ("", 0);
    };
    for quote in ["\"", "'", "&quot;", "&#34;", "&#39;", "\\\""] {
        if let Some(inner) = rest.strip_prefix(quote)
            && let Some(end) = inner.find(quote)
        {
            return (&inner[..end], 1 + end + 2 * quote.len());
        }
    }
    let end = rest.find(|c: char| is_delimiter(c) || c == '&');
    let end = end.unwrap_or(rest.len());
    (&rest[..end], 1 + end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::declared::declared;
    use crate::text::edit::{Change, Edit, Edits, Fix, Safety};
    use crate::text::source::Source;
    use crate::text::span::Span;

    /// What a fix of the post `text` declares that writes `new` in the place of `old`.
    fn fix(text: &str, old: &str, new: &str, change: Change) -> Declarations {
        let at = text.find(old).expect("it is there");
        let span = if new.starts_with(old) {
            Span::from(at + old.len()..at + old.len())
        } else {
            Span::from(at..at + old.len())
        };
        let new = new.strip_prefix(old).unwrap_or(new);
        let fix = Fix {
            title: String::new(),
            safety: Safety::Safe,
            change,
            says: new.to_owned(),
            edits: Edits::new(vec![Edit::replace(span, new)]).expect("one"),
        };
        let source = Source::new("a.md", text.into());
        Declarations::new(declared(&source, &[(0, &fix)]))
    }

    fn is_explained(before: &str, after: &str, declared: &Declarations) -> bool {
        let compared = compare(before, after, &Volatile::default(), declared);
        compared.unexplained.is_none()
    }

    #[test]
    fn an_address_may_be_written_in_any_encoding_and_nothing_else_may_change() {
        let declared = fix(
            "a ![x](https://p.example/?u=http://a.example/图.jpg&w=1) b",
            "https://p.example/?u=http://a.example/图.jpg&w=1",
            "https://a.example/图.jpg?s=1&t=2",
            Change::AttributeValue,
        );
        for (before, after) in [
            (
                "<img src=\"https://p.example/?u=http://a.example/图.jpg&amp;w=1\" alt=x>",
                "<img src=\"https://a.example/图.jpg?s=1&amp;t=2\" alt=x>",
            ),
            (
                "<img srcset='https://p.example/?u=http://a.example/%E5%9B%BE.jpg&#38;w=1 2x'>",
                "<img srcset='https://a.example/%E5%9B%BE.jpg?s=1&#38;t=2 2x'>",
            ),
            (
                r#"{"image":"https:\/\/p.example\/?u=http:\/\/a.example\/\u56fe.jpg\u0026w=1"}"#,
                r#"{"image":"https:\/\/a.example\/\u56fe.jpg?s=1\u0026t=2"}"#,
            ),
            (
                "<content>&lt;img src=&quot;https://p.example/?u=http://a.example/图.jpg&amp;amp;w=1&quot;&gt;",
                "<content>&lt;img src=&quot;https://a.example/图.jpg?s=1&amp;amp;t=2&quot;&gt;",
            ),
            (
                "<a href='//s.example/?q=https%3A%2F%2Fp.example%2F%3Fu%3Dhttp%3A%2F%2Fa.example%2F%E5%9B%BE.jpg%26w%3D1'>",
                "<a href='//s.example/?q=https%3A%2F%2Fa.example%2F%E5%9B%BE.jpg%3Fs%3D1%26t%3D2'>",
            ),
        ] {
            assert!(is_explained(before, after, &declared), "{before}");
            for more in ["<b>", "y", " z"] {
                let changed = after.replacen('>', &format!("{more}>"), 1);
                let changed = if changed == after {
                    format!("{after}{more}")
                } else {
                    changed
                };
                assert!(!is_explained(before, &changed, &declared), "{changed}");
            }
        }
        assert!(!is_explained("<img src=b>", "<img src=c>", &declared));
        assert!(!is_explained(
            "<img src=https://p.example/?u=http://a.example/图.jpg&w=1>",
            "<img src=https://a.example/图.jpg?s=1>",
            &declared
        ));
    }

    #[test]
    fn a_mark_is_where_its_letters_are() {
        let text = "We came *home early* [today](/b)\n\n![x](c.jpg)\n";
        let declared = fix(text, "(/b)", "(/b).", Change::AppendedText);
        let page = "<h1>T</h1><p>We came <em>home early</em> <a href=\"/b\">today</a></p><p>no</p>";
        let with = |place: &str| page.replacen(place, &format!("{place}."), 1);
        assert!(is_explained(page, &with("</a>"), &declared));
        assert!(!is_explained(page, &with("no"), &declared));
        assert!(!is_explained(
            page,
            &page.replace("</a>", "</a>,"),
            &declared
        ));
        assert!(!is_explained(
            page,
            &page.replace("</a>", "</a>.<br>"),
            &declared
        ));
        // In a feed and in a description.
        assert!(is_explained(
            "&lt;em&gt;home early&lt;/em&gt; &lt;a&gt;today&lt;/a&gt;&lt;/p&gt;",
            "&lt;em&gt;home early&lt;/em&gt; &lt;a&gt;today&lt;/a&gt;.&lt;/p&gt;",
            &declared
        ));
        assert!(is_explained(
            "<meta content=\"We came home early today and l...\">",
            "<meta content=\"We came home early today. and...\">",
            &declared
        ));
        assert!(is_explained(
            "<i alt=\"early,today也是\">",
            "<i alt=\"early,today.也\">",
            &declared
        ));
        assert!(!is_explained(
            "<i alt=\"early,today也是\">",
            "<i alt=\"early,today.也不\">",
            &declared
        ));
        assert!(!is_explained(
            "<i>early,today也是</i>",
            "<i>early,today.也</i>",
            &declared
        ));
        assert!(!is_explained(
            "<meta content=\"We came home early today and left it...\">",
            "<meta content=\"We came home early today. and l...\">",
            &declared
        ));
    }

    #[test]
    fn an_attribute_white_space_and_an_empty_element_are_seen() {
        let more = fix(
            "<img src=a.jpg data-size=3x4>",
            " data-size",
            " width=\"3\" height=\"4\" data-size",
            Change::AddedAttribute,
        );
        let page = "<img src=\"a.jpg\" data-size=\"3x4\">";
        let with = |new: &str| page.replace(" data", &format!(" {new} data"));
        assert!(is_explained(page, &with("width=\"3\" height=\"4\""), &more));
        assert!(is_explained(
            page,
            "<img src=\"a.jpg\" data-size=\"3x4\" height='4' width=3>",
            &more
        ));
        assert!(!is_explained(page, &with("width=\"5\""), &more));
        assert!(!is_explained(page, &with("onclick=\"x\""), &more));

        let space = fix("a  \n", "  \n", "\n", Change::WhiteSpace);
        assert!(is_explained("<p>a  b</p>\n", "<p>a b</p>", &space));
        assert!(!is_explained("<p>a b</p>", "<p>ab</p>", &space));
        assert!(!is_explained("<p>a  b</p>", "<p>a b</p>", &more));

        let empty = fix(
            "b\n\n<p class='x'></p>\n\nc\n",
            "<p class='x'></p>",
            "",
            Change::EmptyElement,
        );
        assert!(is_explained(
            "<p>b</p>\n<p class='x'></p>\n\n<p>c",
            "<p>b</p>\n\n<p>c",
            &empty
        ));
        assert!(is_explained(
            "b&lt;p class='x'&gt;&lt;/p&gt;c",
            "bc",
            &empty
        ));
        assert!(!is_explained(
            "<p>b</p><p class='y'></p><p>c",
            "<p>b</p><p>c",
            &empty
        ));
    }

    #[test]
    fn what_is_before_a_block_in_the_post_is_no_part_of_a_change_in_it() {
        let comma = fix("first\n\n你好,世界\n", ",", "，", Change::Text);
        let page = |mark: &str| format!("<p>first</p><i>more</i><p>你好{mark}世界</p>");
        assert!(is_explained(&page(","), &page("，"), &comma));
        let other = |mark: &str| format!("<p>first</p><p>我好{mark}世界</p>");
        assert!(!is_explained(&other(","), &other("，"), &comma));
    }

    #[test]
    fn what_changes_from_build_to_build_is_passed_by() {
        let declared = fix(
            "http://a.example/b",
            "http://a",
            "https://a",
            Change::AttributeValue,
        );
        let page = |hash: &str, time: &str, address: &str| {
            format!("<link href=\"s.css?{hash}\"><a href=\"{address}/b\">b</a><i>{time}</i>\n")
        };
        let first = page("ab12", "2021-11-30 16:11:20", "http://a.example");
        let second = page("cd34", "2021-11-30 16:11:29", "http://a.example");
        let volatile = Volatile::new(&first, &second);
        let compare = |after: &str| compare(&first, after, &volatile, &declared);
        let fixed = page("ab77ef", "2021-12-01 00:00:00", "https://a.example");
        assert_eq!(compare(&fixed).seen, BTreeSet::from([0]));
        assert_eq!(compare(&fixed).unexplained, None);
        let (before, after) = compare(&fixed.replace(">b<", ">c<"))
            .unexplained
            .expect("text has changed");
        assert!(
            before.contains(">b<") && after.contains(">c<"),
            "{before} {after}"
        );
    }
}
