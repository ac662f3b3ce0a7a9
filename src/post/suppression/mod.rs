//! Suppression: what a post says that it does not want to be told, in comments and in front matter.

mod directive;
mod front;

use crate::data::date::Day;
use crate::html::document::{Element, ElementId, End, Event};
use crate::html::tag::Tag;
use crate::post::parse::Post;
use crate::text::finding::Finding;
use crate::text::problem::Problem;
use crate::text::span::Span;
use crate::text::suggest::nearest;
use directive::{Directive, DirectiveKind, directive};
use memchr::memmem;
use std::collections::HashMap;
use std::sync::Arc;

/// The key of front matter below which it is said, and the word that each such comment begins with.
pub const KEY: &str = "copydesk";

/// What a run knows, by which suppressions are judged.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The day that it is; where that is not said, nothing expires.
    pub today: Option<Day>,
    /// The ids and tags of every rule, on or off; where there are none, any name is taken for one.
    pub names: Arc<[String]>,
    /// Rules are left out that are on otherwise: what a tag would suppress is not known.
    pub is_narrowed: bool,
}

/// Everything that a post says of this.
#[derive(Debug, Default)]
pub struct Suppressions {
    /// By where they begin to hold.
    pub each: Vec<Suppression>,
    /// The comments that end nothing.
    pub idle: Vec<Span>,
    /// What cannot be read.
    pub mistakes: Vec<Problem>,
}

/// One rule, or all with one tag, that a stretch of the post does not want to be told of.
#[derive(Debug)]
pub struct Suppression {
    /// The id or the tag.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// What begins in here is not told.
    pub over: Span,
    /// The last day on which it holds.
    pub until: Option<Day>,
    /// That day is over, so it does not hold.
    pub is_expired: bool,
    /// The comment that it is in; `None` in front matter.
    pub comment: Option<Span>,
    /// There is such a rule or tag.
    pub is_known: bool,
    /// It has left something out.
    pub is_used: bool,
}

/// All of a file, what is behind its last byte included.
const WHOLE: Span = Span::new(0, u32::MAX);
/// More comments and end tags than this are not passed over on the way to what comes next.
const MOST_PASSED: usize = 64;

impl Suppressions {
    /// What `post` says; `None` where it says nothing, which costs one search.
    pub fn of(post: &Post<'_>, known: &Known) -> Option<Self> {
        memmem::find(post.text().as_bytes(), KEY.as_bytes())?;
        let mut said = Self::default();
        front::read(post, &mut said);
        said.comments(post);
        said.judge(known);
        Some(said)
    }

    /// What is said in comments.
    fn comments(&mut self, post: &Post<'_>) {
        let page = &post.page;
        let mut code = 0usize;
        // The elements around, the innermost last.
        let mut around: Vec<ElementId> = Vec::new();
        // The stretches that nothing has ended yet, by name.
        let mut open = HashMap::new();
        for (at, event) in page.events().iter().enumerate() {
            match *event {
                Event::Open(id) if page.element(id).end() != End::Void => around.push(id),
                Event::Close(id, _) if around.last() == Some(&id) => drop(around.pop()),
                _ => {}
            }
            let span = match *event {
                Event::Open(id) if shows_source(page.element(id)) => {
                    code += 1;
                    continue;
                }
                Event::Close(id, _) if shows_source(page.element(id)) => {
                    code -= 1;
                    continue;
                }
                Event::Comment(span) | Event::Raw(span) if code == 0 => span,
                _ => continue,
            };
            match directive(page.text(), span) {
                Some(Ok(directive)) => {
                    let around = around.last().map(|id| page.element(*id));
                    let over = || next(post, at, directive.comment, around);
                    self.add(post.text(), &directive, over, &mut open);
                }
                Some(Err(mistake)) => self.mistakes.push(mistake),
                None => {}
            }
        }
        // The sort is stable: what one comment names stays together.
        self.each.sort_by_key(|one| one.over.start);
    }

    /// Adds what a comment says; `next` is what comes behind it.
    fn add<'p>(
        &mut self,
        text: &'p str,
        directive: &Directive,
        next: impl FnOnce() -> Span,
        open: &mut HashMap<&'p str, Vec<usize>>,
    ) {
        let comment = directive.comment;
        let over = match directive.kind {
            DirectiveKind::Next => next(),
            DirectiveKind::File => WHOLE,
            DirectiveKind::Stretch => Span::new(comment.end, WHOLE.end),
            DirectiveKind::End => return self.end(text, directive, open),
        };
        for span in &directive.names {
            let name = span.of(text);
            if directive.kind == DirectiveKind::Stretch {
                open.entry(name).or_default().push(self.each.len());
            }
            self.each.push(Suppression {
                name: name.to_owned(),
                span: *span,
                over,
                until: directive.until,
                is_expired: false,
                is_known: true,
                comment: Some(comment),
                is_used: false,
            });
        }
    }

    /// Ends the stretches of the names in an `enable`, or all where it has none.
    fn end<'p>(
        &mut self,
        text: &'p str,
        directive: &Directive,
        open: &mut HashMap<&'p str, Vec<usize>>,
    ) {
        let names = directive.names.iter().map(|name| name.of(text));
        let ended: Vec<usize> = if directive.names.is_empty() {
            open.drain().flat_map(|(_, each)| each).collect()
        } else {
            names
                .filter_map(|name| open.remove(name))
                .flatten()
                .collect()
        };
        for one in &ended {
            self.each[*one].over.end = directive.comment.start;
        }
        if ended.is_empty() {
            self.idle.push(directive.comment);
        }
    }

    /// Notes what has expired, and names that no rule has: of each comment the first, which is often
    /// the first word of a reason.
    fn judge(&mut self, known: &Known) {
        let mut last = None;
        for one in &mut self.each {
            one.is_expired = one
                .until
                .zip(known.today)
                .is_some_and(|(until, now)| until < now);
            one.is_known = known.names.is_empty() || known.names.contains(&one.name);
            let is_told = one.comment.is_some() && last == Some(one.comment);
            if one.is_known || is_told {
                continue;
            }
            last = Some(one.comment);
            let help = match nearest(&one.name, known.names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`copydesk rules` lists them; a reason follows ` -- `".to_owned(),
            };
            let message = format!("no rule and no tag is called `{}`", one.name);
            self.mistakes
                .push(Problem::with_help(one.span, message, help));
        }
    }

    /// Leaves out of `findings`, which are in order, what is not to be told. `names` gives the id and
    /// the tags of the rule of one.
    ///
    /// Of two that hold, the one that begins last is used: without the other nothing comes back.
    pub fn apply<'r, N: Iterator<Item = &'r str>>(
        &mut self,
        findings: &mut Vec<Finding>,
        names: impl Fn(&Finding) -> N,
    ) {
        let each = &mut self.each;
        let mut begun: HashMap<String, Vec<usize>> = HashMap::new();
        let mut at = 0;
        findings.retain(|finding| {
            let place = finding.span.start;
            while let Some(one) = each.get(at).filter(|one| one.over.start <= place) {
                if !one.is_expired {
                    begun.entry(one.name.clone()).or_default().push(at);
                }
                at += 1;
            }
            let holding = names(finding).filter_map(|name| {
                let begun = begun.get_mut(name)?;
                while begun.pop_if(|last| each[*last].over.end <= place).is_some() {}
                begun.last().copied()
            });
            match holding.max() {
                Some(last) => each[last].is_used = true,
                None => return true,
            }
            false
        });
    }
}

/// Whether a comment of HTML or MDX is one that tells copydesk something.
pub fn is_ours(comment: &str) -> bool {
    let said = comment
        .strip_prefix("<!--")
        .or_else(|| mdx_comment(comment)?.strip_prefix("{/*"))
        .map(str::trim_start);
    said.and_then(|said| said.strip_prefix(KEY))
        .is_some_and(|said| said.starts_with('-'))
}

/// An expression of MDX that is one comment and nothing else.
fn mdx_comment(expression: &str) -> Option<&str> {
    let inner = expression.strip_prefix("{/*")?.strip_suffix("*/}")?;
    (!inner.contains("*/")).then_some(expression)
}

/// An element in which a comment is shown to readers, or is none.
fn shows_source(element: Element<'_>) -> bool {
    let is_code = matches!(
        element.tag(),
        Tag::Pre
            | Tag::Code
            | Tag::Listing
            | Tag::Xmp
            | Tag::Script
            | Tag::Style
            | Tag::Textarea
            | Tag::Title
            | Tag::Iframe
            | Tag::Noembed
            | Tag::Noframes
            | Tag::Plaintext
    );
    is_code && element.end() != End::Void
}

/// What comes next behind the comment at `at`, white space, end tags and other comments passed over.
///
/// On the line of the comment: the element that begins there, or the text up to the end of the line
/// or of the element `around` it. Elsewhere: the line, and all of the element or block that begins it.
fn next(post: &Post<'_>, at: usize, comment: Span, around: Option<Element<'_>>) -> Span {
    let (page, text) = (&post.page, post.source.by_lines());
    let behind = &page.events()[at + 1..];
    let mut start = comment.end;
    let mut is_same_line = true;
    let mut passed = behind.iter().filter_map(|event| match *event {
        Event::Comment(span) | Event::StrayEndTag(span) | Event::Close(_, span) => Some(span),
        Event::Raw(span) => mdx_comment(span.of(page.text())).map(|_| span),
        _ => None,
    });
    for _ in 0..MOST_PASSED {
        let rest = &text[start as usize..];
        let white = rest.len() - rest.trim_start().len();
        is_same_line &= !rest[..white].contains('\n');
        start += white as u32;
        let here = passed.find(|span| !span.is_empty() && span.start >= start);
        match here.filter(|span| span.start == start) {
            Some(span) => start = span.end,
            None => break,
        }
    }
    let mut near = behind
        .iter()
        .take_while(|event| page.start_of(event) <= start);
    let element = near.find_map(|event| match *event {
        Event::Open(id) => Some(page.element(id)),
        _ => None,
    });
    let line = post.source.line_end(start);
    let end = match element {
        Some(element) if is_same_line => element.whole().end,
        Some(element) => line.max(element.whole().end),
        None if is_same_line => around.map_or(line, |around| line.min(end_inside(around))),
        None => line,
    };
    Span::new(start, end.max(start))
}

/// The byte behind what is in an element: its end tag is not.
fn end_inside(element: Element<'_>) -> u32 {
    match element.end() {
        End::Tag(span) => span.start,
        End::Implied(_) | End::Unclosed(_) | End::Void => element.whole().end,
    }
}
