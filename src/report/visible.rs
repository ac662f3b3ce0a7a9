//! quote: a post, or a part of one, as a person reads it, with what nobody sees made visible.

use super::written_out;
use crate::rule::Rule;
use crate::text::diff::NO_END;
use crate::text::invisible::is_invisible;
use std::collections::HashMap;

/// How the posts of one rule are shown.
#[derive(Clone, Copy, Debug)]
pub struct Quotes {
    /// Whether the last line has an end. Most examples are parts of a post, of which that says nothing.
    tells_end: bool,
}

impl Quotes {
    /// Where two posts in the examples of `rule` differ in that alone, it is shown for all of them.
    pub fn of(rule: &Rule) -> Self {
        let posts = rule.examples().iter().flat_map(|example| {
            let fixed = example.bad.as_ref().and_then(|bad| bad.fixed.as_ref());
            std::iter::once(&example.post).chain(fixed)
        });
        let mut known = HashMap::new();
        let mut posts = posts.map(|post| (lines(post), post));
        let tells_end = posts.any(|(shown, post)| *known.entry(shown).or_insert(post) != post);
        Self { tells_end }
    }

    /// The lines of a post.
    pub fn lines(self, post: &str) -> Vec<String> {
        let mut shown = lines(post);
        if self.tells_end && !post.is_empty() && !post.ends_with('\n') {
            shown.push(NO_END.to_owned());
        }
        shown
    }
}

fn lines(post: &str) -> Vec<String> {
    if post.is_empty() {
        return vec!["(nothing)".to_owned()];
    }
    let lines = post.split_inclusive('\n').map(|line| {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let kept = line.trim_end_matches([' ', '\t', '\r']);
        let behind = line[kept.len()..].replace(' ', "·").replace('\r', "␍");
        let seen = written_out(kept, |c| c != '\t' && is_invisible(c));
        format!("{seen}{}", behind.replace('\t', "\\t"))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::compile::compile;
    use crate::text::source::Source;
    use std::fmt::Write as _;

    fn shown(examples: &[&str]) -> Vec<String> {
        let mut text =
            "summary: a\nwhy: b\nfind: { file: control-character }\nexamples:\n".to_owned();
        for example in examples {
            let _ = writeln!(text, "  - good: {example}");
        }
        let rule = compile("a", &Source::new("a.yml", text.into_bytes())).expect("a rule");
        let quotes = Quotes::of(&rule);
        let posts = rule.examples().iter();
        posts
            .map(|example| quotes.lines(&example.post).join("|"))
            .collect()
    }

    #[test]
    fn what_nobody_sees_is_shown() {
        let posts = [
            r#""a\u0008\tb \t \r\n\n""#,
            r#""\uFEFFa\u200B👩\u200D🚀\e[0m""#,
            "''",
        ];
        let seen = [
            "a\\u{8}\tb·\\t·␍|",
            "\\u{feff}a\\u{200b}👩\u{200D}🚀\\u{1b}[0m",
            "(nothing)",
        ];
        assert_eq!(shown(&posts), seen);
    }

    #[test]
    fn the_end_of_the_last_line_is_told_where_two_posts_differ_in_it() {
        assert_eq!(shown(&["a", r#""b\n""#]), ["a", "b"]);
        let ends = ["a", "b|\\ No newline at end of file", "b", "(nothing)"];
        assert_eq!(shown(&[r#""a\n""#, "b", r#""b\n""#, "''"]), ends);
    }
}
