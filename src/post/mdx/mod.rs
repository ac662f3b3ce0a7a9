//! mdx: a body of MDX → the Markdown in it, and where its tags, expressions and modules are.
//!
//! MDX has no HTML and no code by indentation, a tag is in the place of a block wherever nothing else is
//! in its lines, and Markdown is in every element (MDX, "What is MDX?"; micromark-extension-mdx-jsx,
//! -mdx-expression, -mdxjs-esm). So what is no Markdown is taken out of the text, and what is deeper than
//! its place in lists and quotations is moved to it. What is left is Markdown as any reader of it
//! understands it, with the way back to its bytes.
//!
//! Why no crate reads it: `markdown` 1.0 refuses a whole file for one tag (of 213 files of one site 17, of
//! which `@mdx-js/mdx` refuses one), takes 25 times as long as pulldown-cmark and tells no places of
//! attributes; `satteri-pulldown-cmark` 0.6 reads all, but needs a parser of JavaScript that not each
//! post lets live, and has no limit of time. `.ci/mdx-witness` compares this
//! module with `@mdx-js/mdx`.

mod script;
mod tag;
mod inline;
mod line;
mod blocks;

use crate::post::mark::Markdown;
use crate::post::markdown::placed;
use crate::post::mdx::blocks::Blocks;
use crate::post::mdx::inline::{Inline, Kind};
use crate::post::mdx::script::Group;
use crate::post::mdx::tag::elements;
use crate::text::placed::Placed;
use crate::text::span::Span;
use std::ops::Range;

/// Reads the bytes of `body` in `text`: what Markdown means, where tags are, and what is JavaScript, in order.
pub fn mdx(text: &str, body: Span) -> (Markdown, Vec<Span>) {
    let found = Blocks::new(body.of(text)).read();
    let spans = |ranges: Vec<Range<usize>>| {
        let spans = ranges.into_iter().filter(|range| !range.is_empty());
        let spans = spans.map(|range| Span::from(range).shifted(body.start));
        spans.collect::<Vec<_>>()
    };
    let mut markdown = placed(&found.markdown, body.start);
    markdown.html = spans(found.html);
    markdown.blanks = angles(text, body, &markdown.html);
    markdown.blanks.extend(spans(found.blanks));
    markdown.blanks.sort_unstable_by_key(|span| span.start);
    let names = found.names.into_iter();
    markdown.jsx = Some(names.map(|name| body.start + name as u32).collect());
    (markdown, spans(found.raw))
}

/// Each `<` of `body` that is in none of `html`, which are in order.
fn angles(text: &str, body: Span, html: &[Span]) -> Vec<Span> {
    let mut next = 0;
    let angles = memchr::memchr_iter(b'<', body.of(text).as_bytes());
    let angles = angles.map(|at| Span::from(at..at + 1).shifted(body.start));
    let is_text = |angle: &Span| {
        while html.get(next).is_some_and(|html| html.end <= angle.start) {
            next += 1;
        }
        html.get(next).is_none_or(|html| angle.start < html.start)
    };
    angles.filter(is_text).collect()
}

/// What has been found so far, by its bytes in the body.
#[derive(Debug, Default)]
struct Found {
    markdown: Placed,
    html: Vec<Range<usize>>,
    raw: Vec<Range<usize>>,
    names: Vec<usize>,
    blanks: Vec<Range<usize>>,
}

impl Found {
    /// What is found in `text`, whose bytes come from where `place` says.
    fn inline(&mut self, text: &str, one: &Inline, place: &Placed) {
        let all = place.start(one.range.start)..place.end(one.range.end);
        let from = |range: Range<usize>| {
            place.start(one.range.start + range.start)..place.end(one.range.start + range.end)
        };
        match &one.kind {
            Kind::Tag(tag) => {
                if tag.name.is_empty() {
                    return;
                }
                self.html.push(all.clone());
                self.names.push(from(tag.name.clone()).start);
                self.raw.extend(tag.code.iter().cloned().map(from));
            }
            Kind::Expression(group) => {
                self.html.push(all.clone());
                self.script(&text[one.range.clone()], group, all.clone(), from);
            }
            Kind::Comment => self.html.push(all.clone()),
            Kind::Angle => return,
        }
        self.gaps(&text[one.range.clone()], one.range.start, place);
    }

    /// What is between the lines of something and does not belong to it.
    fn gaps(&mut self, text: &str, at: usize, place: &Placed) {
        for end in memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| at + end + 1) {
            let gap = place.end(end)..place.start(end);
            if gap.start < gap.end && end < at + text.len() {
                self.blanks.push(gap);
            }
        }
    }

    /// A module, which begins at byte `start` of `text`, the body.
    fn module(&mut self, text: &str, start: usize, module: &Group) {
        let all = start..start + module.len;
        self.html.push(all.clone());
        let from = |range: Range<usize>| start + range.start..start + range.end;
        self.script(&text[all.clone()], module, all, from);
    }

    /// JavaScript, which is at `all`: the elements in it are elements, the rest is raw. `from` says where the
    /// bytes of `text` come from.
    fn script(
        &mut self,
        text: &str,
        group: &Group,
        all: Range<usize>,
        from: impl Fn(Range<usize>) -> Range<usize>,
    ) {
        let mut at = all.start;
        for (start, tag) in elements(text.as_bytes(), group) {
            let whole = from(start..start + tag.len);
            self.raw.push(at..whole.start);
            self.names
                .push(from(start + tag.name.start..start + tag.name.end).start);
            let code = tag.code.iter();
            self.raw
                .extend(code.map(|code| from(start + code.start..start + code.end)));
            at = whole.end;
        }
        self.raw.push(at..all.end);
    }
}
