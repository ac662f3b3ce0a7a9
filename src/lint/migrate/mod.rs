//! migrate: a post of one generator → the post that another reads alike: its fields, its dates, its address, its
//! tags, and the name of its file.

mod pair;
mod place;
mod entries;
mod fields;
mod lists;
mod tags;
mod correspond;

pub use pair::Pair;
pub use place::Index;

use crate::lint::fix::{Endless, Fixed};
use crate::post::Post;
use crate::post::fence::Format;
use crate::post::front_matter::FrontMatter;
use crate::text::edit::{Change, Edit, Edits, Fix};
use crate::text::finding::{Finding, Severity};
use crate::text::span::Span;
use entries::Entries;
use fields::Fields;
use std::collections::BTreeMap;
use std::sync::Arc;
use tags::Tags;

/// What is told of each part of a post, by the id that stands for it.
const FIELD: &str = "migrate-field";
const DATE: &str = "migrate-date";
const ADDRESS: &str = "migrate-address";
const NAME: &str = "migrate-name";
const TAG: &str = "migrate-tag";

/// What one post comes to.
#[derive(Debug, Default)]
pub struct Migrated {
    /// What changes, and what is left to a person.
    pub findings: Vec<Finding>,
    /// The text on the other site, where it is another.
    text: Option<String>,
    changes: Edits,
    /// What the file is called there, from the top of the site, where it is called otherwise.
    pub to: Option<String>,
    /// Where it is published there, if that is known and it is.
    pub address: Option<String>,
}

/// What is told of the parts of a post: what the findings are called, what they are about, and what is done.
pub const PARTS: [(&str, &str, &str); 5] = [
    (
        FIELD,
        "a field that the other generator calls or reads otherwise",
        "Names of fields, lists of tags and categories, drafts: each is written as the other\n\
         generator reads it. A field that it has no counterpart for is left as it is, and the\n\
         finding has no fix.",
    ),
    (
        DATE,
        "a date that the other generator would read otherwise, or not at all",
        "It is written so that it is the same moment there, with the offset of the site's clocks.\n\
         A day that is only in the name of the file becomes a field where the other generator\n\
         does not look at names.",
    ),
    (
        ADDRESS,
        "an address that the other generator would not make",
        "The address that the post has today is written into its front matter, so that no link to\n\
         it breaks. Where the other generator has no field for that, lead from the old address to\n\
         the new one yourself.",
    ),
    (
        NAME,
        "a file that the other generator has under another name",
        "The file is moved, never over another one; `copydesk undo` restores the old name.",
    ),
    (
        TAG,
        "a template tag that means nothing to the other generator, or something else",
        "Tags for code, links to posts and films are written as the other generator has them. Any\n\
         other one is left as it is, and the finding has no fix.",
    ),
];

/// Something that is told of a post.
struct Told {
    rule: &'static str,
    span: Span,
    message: String,
    help: Option<String>,
    change: Change,
    /// `None` where it is left to a person.
    edits: Option<Vec<Edit>>,
}

impl Told {
    fn done(
        rule: &'static str,
        span: Span,
        message: String,
        change: Change,
        edits: Vec<Edit>,
    ) -> Self {
        Self {
            rule,
            span,
            message,
            help: None,
            change,
            edits: Some(edits),
        }
    }

    fn left(rule: &'static str, span: Span, message: String, help: String) -> Self {
        Self {
            rule,
            span,
            message,
            help: Some(help),
            change: Change::Text,
            edits: None,
        }
    }

    fn finding(self, pair: &Pair, moves: Option<String>) -> Finding {
        let fix = self.edits.and_then(|edits| {
            let edits = Edits::new(edits)?;
            let says = edits.as_slice().first().map_or("", |edit| &edit.text);
            let line = says.trim().lines().next();
            let title = match (line, &moves) {
                (_, Some(to)) => format!("move it to `{to}`"),
                (Some(line), None) => format!("write `{line}`"),
                (None, None) => "remove it".to_owned(),
            };
            Some(Fix {
                title,
                safety: pair.safety(),
                change: self.change,
                says: says.to_owned(),
                edits,
            })
        });
        Finding {
            rule: Arc::from(self.rule),
            severity: Severity::Warning,
            span: self.span,
            message: self.message,
            help: self.help,
            fix,
            related: None,
            refused: None,
            moves,
            host: None,
        }
    }
}

/// The way of `post`, which is at `path` from the top of its site, to the other one; nothing where it is neither a
/// post nor a page there.
pub fn migrate(post: &Post<'_>, path: &str, pair: &Pair, index: &Index) -> Migrated {
    let Some((place, target)) = index.get(path) else {
        return Migrated::default();
    };
    let top = Span::new(
        0,
        post.text().chars().next().map_or(0, char::len_utf8) as u32,
    );
    let stop = |span: Span, message: String, help: &str| Migrated {
        findings: vec![Told::left(NAME, span, message, help.to_owned()).finding(pair, None)],
        ..Migrated::default()
    };
    let (from, to) = (pair.from.title, pair.to.title);
    let Some(front) = post.front_matter else {
        // Without front matter it is copied as it is, or not read at all.
        let is_seen = place.is_post();
        return if is_seen {
            let message = format!("it has no front matter, so {from} does not take it for a post");
            stop(top, message, "give it front matter, or move it yourself")
        } else {
            Migrated::default()
        };
    };
    if let Some((span, why, help)) = refused(post, &front) {
        return stop(span, format!("not moved: {why}"), help);
    }
    let target = match target {
        Ok(target) => target,
        Err(why) => {
            let message = format!("{to} has no name for this file: {why}");
            return stop(front.beginning(), message, "move it yourself");
        }
    };
    let text = post.text();
    let entries = match Entries::new(text, front.content, post.fields.value.as_ref()) {
        Ok(entries) => entries,
        Err(why) => {
            let message = format!("not moved: {why}");
            return stop(front.beginning(), message, "write a key a line first");
        }
    };
    let mut fields = Fields {
        pair,
        path,
        place,
        target,
        entries,
        beginning: front.beginning(),
        told: Vec::new(),
        address: None,
    };
    fields.change();
    let Fields {
        entries,
        mut told,
        address,
        ..
    } = fields;
    let mut edits = match entries.finish() {
        Ok(edits) => edits,
        Err(why) => {
            let message = format!("not moved: {why}");
            return stop(front.beginning(), message, "move it yourself");
        }
    };
    let body = Span::from(front.closing.map_or(text.len(), |end| end.end as usize)..text.len());
    let mut tags = Tags::new(pair, index, post, body);
    tags.change();
    for tag in &tags.told {
        edits.extend(tag.edits.iter().flatten().cloned());
    }
    told.append(&mut tags.told);
    let Some(changes) = Edits::new(edits) else {
        let message = "not moved: two of its changes touch each other".to_owned();
        return stop(front.beginning(), message, "move it yourself");
    };
    let mut findings: Vec<Finding> = told
        .into_iter()
        .map(|told| told.finding(pair, None))
        .collect();
    let moves = (target != path).then(|| target.to_owned());
    if let Some(target) = &moves {
        let message = format!("{to} has it at `{target}`");
        let told = Told::done(NAME, top, message, Change::Name, Vec::new());
        findings.push(told.finding(pair, Some(target.clone())));
    }
    findings.sort_by(Finding::cmp_position);
    Migrated {
        findings,
        text: (!changes.as_slice().is_empty()).then(|| changes.apply(text)),
        changes,
        to: moves,
        address,
    }
}

/// Why the front matter of a post is not changed, where, and what to do about it.
fn refused(post: &Post<'_>, front: &FrontMatter) -> Option<(Span, String, &'static str)> {
    if let Some(problem) = post.fields.problems.first() {
        let why = format!("its front matter cannot be read: {}", problem.message);
        return Some((problem.span, why, "`copydesk check` says how to repair it"));
    }
    if front.format != Format::Yaml || front.damage.is_any() || front.closing.is_none() {
        let why = "its front matter is not between two lines of `---`".to_owned();
        return Some((front.beginning(), why, "write it in YAML first"));
    }
    (post.source.by_lines() != post.text()).then(|| {
        let why = "its lines end in CR alone".to_owned();
        let help = "`copydesk fix --select mixed-line-endings` first";
        (front.beginning(), why, help)
    })
}

impl Migrated {
    /// What was done, and what is left.
    pub fn fixed(self, text: &str) -> Fixed {
        let (mut edits, mut made) = (BTreeMap::new(), BTreeMap::new());
        let mut left = Vec::new();
        for finding in self.findings {
            let Some(fix) = &finding.fix else {
                left.push(finding);
                continue;
            };
            *edits.entry(fix.change).or_default() += fix.edits.as_slice().len().max(1);
            *made.entry(Arc::clone(&finding.rule)).or_default() += 1;
        }
        // Where they are in the text as it is then.
        for finding in &mut left {
            finding.span = moved(&self.changes, finding.span);
        }
        let is_changed = self.text.is_some() || self.to.is_some();
        Fixed {
            text: self.text.or_else(|| is_changed.then(|| text.to_owned())),
            changes: self.changes,
            edits,
            made,
            findings: left,
            endless: Endless::default(),
            unchecked: BTreeMap::new(),
            unforeseen: 0,
        }
    }
}

/// Where a span is after edits, as near as can be.
fn moved(edits: &Edits, span: Span) -> Span {
    let place = |at: u32| {
        let before = edits.as_slice().iter();
        let before = before.take_while(|edit| edit.span.start < at);
        let (added, cut) = before.fold((0, 0), |(added, cut), edit| {
            let gone = edit.span.end.min(at) - edit.span.start;
            (added + edit.text.len() as u32, cut + gone)
        });
        at + added - cut
    };
    Span::new(place(span.start), place(span.end).max(place(span.start)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::named;
    use crate::post::parse::parse;
    use crate::text::source::Source;
    use serde_json::{Value, json};

    /// What the front matter of a post comes to, and what of it is left to a person.
    fn moved(way: (&str, &str), config: &Value, path: &str, fields: &str) -> (String, Vec<String>) {
        let named = |name| named(name).expect("a generator");
        let pair = Pair::new(named(way.0), named(way.1)).expect("a way");
        let pair = pair.of_site(config.clone()).expect("a site");
        let index = Index::new(&pair, [(path.to_owned(), None)]);
        let text = format!("---\n{fields}---\nText.\n");
        let source = Source::from_text(path, text.clone());
        let migrated = migrate(&parse(&source), path, &pair, &index);
        let left = migrated.findings.iter().filter(|one| one.fix.is_none());
        let left = left.map(|one| one.message.clone()).collect();
        let after = migrated.text.unwrap_or(text);
        let after = after.strip_prefix("---\n").expect("front matter");
        let after = after.strip_suffix("---\nText.\n").expect("a body");
        (after.to_owned(), left)
    }

    #[test]
    fn fields_and_lists_are_what_the_other_generator_reads_alike() {
        const JEKYLL: &str = "_posts/2021-03-04-a.md";
        const HEXO: &str = "source/_posts/a.md";
        const HUGO: &str = "content/posts/a.md";
        let shanghai = json!({"timezone": "Asia/Shanghai", "permalink": "posts/:title/"});
        let blog = json!({"permalink": "blog/:title/"});
        let zone = json!({"timeZone": "Asia/Shanghai", "permalinks": {"posts": "/blog/:contentbasename/"}});
        let none = json!({});
        let cases = [
            // Words, a single field, a state, addresses that lead here.
            (
                ("jekyll", "hugo"),
                &none,
                JEKYLL,
                "title: A\ntags: lift stairs\ncategory: Long Read\npublished: true\nredirect_from: /old/\n",
                "title: A\ntags: [lift, stairs]\ncategories: ['Long Read']\naliases: [/old/]\ndate: 2021-03-04\nurl: '/long read/2021/03/04/a.html'\n",
            ),
            // A list says more than a text, which templates cannot go through.
            (
                ("hexo", "hugo"),
                &shanghai,
                HEXO,
                "title: A\ndate: 2021-03-04 10:00:00\ntags: one word\ncategory: news\n",
                "title: A\ndate: 2021-03-04T10:00:00+08:00\ntags: ['one word']\ncategories: [news]\nurl: /posts/a/\n",
            ),
            // Hexo takes the time of an instant in UTC by the clocks of the site, and so of the offset of these too.
            (
                ("hexo", "hugo"),
                &shanghai,
                HEXO,
                "title: A\ndate: 2021-03-04T10:00:00Z\ntags: [a]\n",
                "title: A\ndate: 2021-03-04T10:00:00+08:00\ntags: [a]\nurl: /posts/a/\n",
            ),
            (
                ("hexo", "hugo"),
                &shanghai,
                HEXO,
                "title: A\ndate: 2021-03-04 10:00:00 +08:00\n",
                "title: A\ndate: 2021-03-04T02:00:00+08:00\nurl: /posts/a/\n",
            ),
            // No instant to YAML: a text, which is one to Hexo.
            (
                ("hexo", "hugo"),
                &shanghai,
                HEXO,
                "title: A\ndate: '2021-03-04T10:00:00+08:00'\n",
                "title: A\ndate: '2021-03-04T10:00:00+08:00'\nurl: /posts/a/\n",
            ),
            (
                ("hexo", "astro"),
                &blog,
                HEXO,
                "title: A\ndate: 2021-03-04 10:00:00\nupdated: 2021-03-05\ntags: a\n",
                "title: A\npubDate: 2021-03-04 10:00:00\nupdatedDate: 2021-03-05\ntags: [a]\n",
            ),
            (
                ("hugo", "astro"),
                &zone,
                HUGO,
                "title: A\ndate: 2021-03-04T10:00:00+08:00\nlastmod: 2021-03-05\ndraft: true\ntags: [a, b]\n",
                "title: A\npubDate: 2021-03-04T10:00:00+08:00\nupdatedDate: 2021-03-05\ndraft: true\ntags: [a, b]\n",
            ),
        ];
        for (way, config, path, fields, after) in cases {
            let left = Vec::<String>::new();
            assert_eq!(
                moved(way, config, path, fields),
                (after.to_owned(), left),
                "{way:?}"
            );
        }
    }

    #[test]
    fn what_has_no_counterpart_is_told_and_left_as_it_is() {
        let fields = "title: A\ndate: 2021-03-04 10:00:00\ncategories: [a]\n";
        let config = json!({"permalink": "elsewhere/:title/"});
        let (after, left) = moved(("hexo", "astro"), &config, "source/_posts/a.md", fields);
        assert_eq!(after, fields.replace("date", "pubDate"));
        assert_eq!(
            left,
            [
                "its address is `/elsewhere/a/`, and Astro makes it `/blog/a/`",
                "Astro has no field for `categories`"
            ]
        );
    }
}
