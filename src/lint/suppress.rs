//! hush: findings → comments that suppress them, each proved to be nothing but a comment.

use crate::data::date::Day;
use crate::html::document::Element;
use crate::lint::fix::{Endless, Fixed};
use crate::lint::verify::{Fate, verify};
use crate::lint::version::Versions;
use crate::post::Post;
use crate::post::parse::{is_mdx, parse};
use crate::rule::index::Rules;
use crate::text::edit::{Change, Edit, Edits, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::source::{Source, line_break};
use crate::text::span::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many places are tried for one finding.
const MOST_PLACES: usize = 8;

/// What each comment says beside the rules.
#[derive(Debug, Default)]
pub struct Words {
    /// Why.
    pub reason: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Day>,
    /// The one line, from 1, whose findings are meant; `None` where all are.
    pub line: Option<u32>,
}

/// Adds a comment for each finding of `rules`, at the nearest place where it changes nothing else:
/// before the element, before what is around that, or for the whole file. What is left is reported.
pub fn suppress(post: &Post<'_>, rules: &Rules, words: &Words) -> Fixed {
    let versions = Versions::default();
    let mut later: Option<Post<'_>> = None;
    let mut changes = Edits::default();
    let mut count = 0;
    let mut all = rules.findings(post);
    let last = post.source.position(post.text().len() as u32).line;
    let mut start = words.line.map(|line| match line {
        line if line == 0 || line > last => u32::MAX,
        line => post.source.line_span(line).start,
    });
    for attempt in 0..MOST_PLACES {
        let now = later.as_ref().unwrap_or(post);
        if !post.source.not_text().is_empty() {
            break;
        }
        let is_open = |finding: &&Finding| {
            !rules.is_about_suppression(finding) && is_in_line(now, start, finding)
        };
        let findings: Vec<&Finding> = all.iter().filter(is_open).collect();
        if findings.is_empty() {
            break;
        }
        let comments = comments(now, &findings, attempt, words);
        if let Some((after, edits)) = added(now, rules, comments, &versions) {
            count += edits.as_slice().len();
            changes = changes.then(&edits);
            start = start.map(|start| start + grown(&edits, start));
            all = rules.findings(&after);
            later = Some(after);
        }
    }
    for finding in &mut all {
        if !rules.is_about_suppression(finding) {
            finding.help = Some(why_left(post, &finding.rule));
        }
    }
    let edits = BTreeMap::from([(Change::Comment, count)]);
    let last = later.as_ref().unwrap_or(post);
    all.retain(|finding| is_in_line(last, start, finding));
    Fixed {
        text: later.map(|post| post.text().to_owned()),
        changes,
        edits: edits.into_iter().filter(|(_, count)| *count > 0).collect(),
        made: BTreeMap::new(),
        findings: all,
        endless: Endless::default(),
        unchecked: BTreeMap::new(),
        unforeseen: 0,
    }
}

/// The comment that suppresses what `rule` finds behind it in a post like `source`.
pub fn comment_before(source: &Source, rule: &Arc<str>) -> String {
    let names = BTreeSet::from([Arc::clone(rule)]);
    Words::default().comment(Place::Before(0), &names, is_mdx(source))
}

/// Whether a finding is in the line that begins at byte `start`; any is, where no line is meant.
fn is_in_line(post: &Post<'_>, start: Option<u32>, finding: &Finding) -> bool {
    let at = finding.span.start;
    start.is_none_or(|start| start <= at && at <= post.source.line_end(start))
}

/// By how many bytes what is at byte `at` moves.
fn grown(edits: &Edits, at: u32) -> u32 {
    let before = edits.as_slice().iter().filter(|edit| edit.span.start <= at);
    before.map(|edit| edit.text.len() as u32).sum()
}

/// Why a finding is left, and what suppresses it all the same.
fn why_left(post: &Post<'_>, rule: &str) -> String {
    if !post.source.not_text().is_empty() {
        return "no comment is written into a file that is not UTF-8".to_owned();
    }
    format!(
        "no comment here suppresses it and changes nothing else: \
         `copydesk: {{ disable: [{rule}] }}` in the front matter does"
    )
}

/// Where a comment can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// On a line of its own before the one that begins here.
    Line(u32),
    /// In the line, before this byte.
    Before(u32),
    /// On a line of its own at the end of the file, for all of it.
    End,
}

/// Where comments are to stand, and the rules that each names.
type Overrides = BTreeMap<u32, (Place, BTreeSet<Arc<str>>)>;

/// The comments to try: each finding has one at the place of this attempt, and findings at one place
/// have one together.
fn comments(post: &Post<'_>, findings: &[&Finding], attempt: usize, words: &Words) -> Vec<Edit> {
    let text = post.text();
    let mut wanted = Overrides::new();
    let has_line = |wanted: &Overrides, line| {
        let place = wanted.get(&line).map(|(place, _)| *place);
        place == Some(Place::Line(line))
    };
    let line_of = |at| post.source.line_start(at);
    let elements: Vec<Element<'_>> = post.page.elements().collect();
    for finding in findings {
        let place = places(post, &elements, finding.span.start)
            .into_iter()
            .nth(attempt);
        let Some(place) = place else { continue };
        let at = match place {
            // One on a line of its own speaks for the whole line.
            Place::Before(at) if has_line(&wanted, line_of(at)) => line_of(at),
            Place::Line(at) | Place::Before(at) => at,
            // The file ends as it did: how may be what is found.
            Place::End => text.trim_ascii_end().len() as u32,
        };
        let (_, names) = wanted.entry(at).or_insert((place, BTreeSet::new()));
        names.insert(Arc::clone(&finding.rule));
    }
    let newline = line_break(text);
    let comments = wanted.into_iter().map(|(at, (place, names))| {
        let comment = words.comment(place, &names, is_mdx(post.source));
        Edit::insert(
            at,
            match place {
                Place::Line(_) => format!("{}{comment}{newline}", indentation(text, at)),
                Place::Before(_) => comment,
                // A line that follows a table or a list may be taken for a part of it.
                Place::End => format!("{newline}{newline}{comment}"),
            },
        )
    });
    comments.collect()
}

impl Words {
    fn comment(&self, place: Place, names: &BTreeSet<Arc<str>>, is_mdx: bool) -> String {
        let word = match place {
            Place::End => "copydesk-disable-file",
            Place::Line(_) | Place::Before(_) => "copydesk-disable-next",
        };
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        let until = self.until.map(|day| format!(" until={day}"));
        let reason = self.reason.as_ref().map(|reason| format!(" -- {reason}"));
        // To MDX a comment of HTML is a mistake that stops the build.
        let (opening, closing) = if is_mdx {
            ("{/*", "*/}")
        } else {
            ("<!--", "-->")
        };
        format!(
            "{opening} {word} {}{}{} {closing}",
            names.join(", "),
            until.unwrap_or_default(),
            reason.unwrap_or_default()
        )
    }
}

/// The places for a finding that begins at byte `at`, the nearest first.
fn places(post: &Post<'_>, elements: &[Element<'_>], at: u32) -> Vec<Place> {
    let text = post.text();
    let line_of = |at| post.source.line_start(at);
    let mut places = Vec::new();
    let body = post.front_matter.map_or(0, |front| {
        front.closing.map_or(u32::MAX, |closing| closing.end)
    });
    if at >= body {
        let begun = elements.partition_point(|element| element.span().start <= at);
        let last = elements[..begun].last().copied();
        // What is found in a tag, or in an image or a link of Markdown, is a matter of that element.
        let of_tag = last.filter(|element| at < element.span().end);
        let nearest = of_tag.or_else(|| {
            let last = last.into_iter();
            let mut around =
                last.flat_map(|element| std::iter::once(element).chain(element.ancestors()));
            around.find(|element| element.tag().is_block() && at < element.whole().end)
        });
        // In the midst of a text a line of it can have a comment of its own, but in no Markdown.
        let line = line_of(at);
        if of_tag.is_none() && nearest.is_none_or(|block| block.span().start < line) {
            places.push(Place::Line(line));
        }
        let around = nearest
            .into_iter()
            .flat_map(|element| std::iter::once(element).chain(element.ancestors()));
        for element in around.take(MOST_PLACES) {
            let start = element.span().start;
            let line = line_of(start);
            let is_first = Span::new(line, start).of(text).trim_end().is_empty();
            let before = Place::Before(start);
            places.push(if is_first { Place::Line(line) } else { before });
            places.push(before);
        }
        // An element in an expression of MDX: before all of that.
        if is_mdx(post.source) {
            places.push(Place::Line(line_of(at)));
        }
        places.truncate(MOST_PLACES - 1);
    }
    places.push(Place::End);
    places
}

fn indentation(text: &str, line: u32) -> &str {
    let rest = &text[line as usize..];
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}

/// The post with those of `comments` that change nothing else and suppress something, and their edits;
/// `None` where there is none.
fn added<'v>(
    before: &Post<'_>,
    rules: &Rules,
    mut comments: Vec<Edit>,
    versions: &'v Versions,
) -> Option<(Post<'v>, Edits)> {
    while !comments.is_empty() {
        let edits = Edits::new(comments.clone())?;
        let text = edits.apply(before.text());
        let after = parse(versions.keep(before.source.with_text(text)));
        let mut grown = 0;
        let places: Vec<Span> = comments
            .iter()
            .map(|comment| {
                let start = comment.span.start + grown;
                grown += comment.text.len() as u32;
                Span::new(start, start + comment.text.len() as u32)
            })
            .collect();
        let harmful = harmful(&after, &places);
        let useless = if harmful.is_empty() {
            useless(&after, rules, &places)
        } else {
            harmful
        };
        if useless.is_empty() {
            return Some((after, edits));
        }
        let mut at = 0..;
        comments.retain(|_| !at.next().is_some_and(|at| useless.contains(&at)));
    }
    None
}

/// Which of the comments in `places` cannot be taken away again without a change to anything else.
fn harmful(after: &Post<'_>, places: &[Span]) -> BTreeSet<usize> {
    let fix = |place: &Span| Fix {
        title: String::new(),
        safety: Safety::Safe,
        change: Change::Comment,
        says: String::new(),
        edits: Edits::new(vec![Edit::delete(*place)]).unwrap_or_default(),
    };
    let fixes: Vec<Fix> = places.iter().map(fix).collect();
    let fixes: Vec<&Fix> = fixes.iter().collect();
    let versions = Versions::default();
    let fates = verify(after, &fixes, &versions).fates.into_iter();
    let fates = fates.enumerate().filter(|(_, fate)| *fate != Fate::Made);
    fates.map(|(at, _)| at).collect()
}

/// Which of them suppress nothing.
fn useless(after: &Post<'_>, rules: &Rules, places: &[Span]) -> BTreeSet<usize> {
    let used = rules.suppressing(after).into_iter();
    let used: BTreeSet<u32> = used.map(|comment| comment.start).collect();
    let is_used = |place: &Span| used.range(place.start..place.end).next().is_some();
    let all = places.iter().enumerate();
    all.filter(|(_, place)| !is_used(place))
        .map(|(at, _)| at)
        .collect()
}
