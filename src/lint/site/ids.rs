//! ids: a page → the ids in it, as the renderer of its generator makes them.

use super::setup::Setup;
use super::slug;
use crate::generator::renderer::HeadingIds;
use crate::html::document::{Element, Event};
use crate::html::entity::{self, Context};
use crate::html::tag::Tag;
use crate::post::Post;
use crate::post::parse::{is_markdown, is_mdx};
use crate::text::suggest::nearest;
use crate::url::percent::decoded_whole;
use std::collections::{HashMap, HashSet};

/// The ids in a page that are known in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// In the order of the page.
    pub all: Vec<String>,
}

/// An id that is not there.
#[derive(Debug)]
pub(super) struct Missing<'i> {
    /// The one that was probably meant.
    pub meant: Option<&'i str>,
}

impl Ids {
    /// That none of them is `fragment`; `None` where it is there, or may be.
    pub(super) fn missing(&self, fragment: &str) -> Option<Missing<'_>> {
        let own = decoded_whole(fragment);
        let is_there = |id: &String| *id == own || id == fragment;
        if self.all.iter().any(is_there) || is_of_theme(&own) {
            return None;
        }
        let lower = own.to_lowercase();
        let all = || self.all.iter().map(String::as_str);
        let alike = all().find(|id| id.to_lowercase() == lower);
        let near = || nearest(&own, all().filter(|id| id.chars().count() > 3));
        let meant = alike.or_else(near);
        // A word alone may be an id of the theme.
        let is_word = own.bytes().all(|b| b.is_ascii_lowercase());
        (meant.is_some() || !is_word).then_some(Missing { meant })
    }
}

/// The ids in a post; `None` where they turn on a template, a component, a plugin, or settings that are not known.
pub fn ids(setup: &Setup, post: &Post<'_>) -> Option<Ids> {
    let how = headings(setup)?;
    if setup.around.changes_pages {
        return None;
    }
    let text = post.text();
    let has_tags = ["{{", "{%", "<%"].iter().any(|mark| text.contains(mark));
    let has_component = || post.page.elements().any(Element::is_component);
    if has_tags && !is_mdx(post.source) && setup.generator.is_some() || has_component() {
        return None;
    }
    let mut ids = Ids::default();
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut seen = HashSet::new();
    let is_markdown = is_markdown(post.source.name());
    for element in post.page.elements() {
        if let Some(id) = element.attribute("id") {
            seen.insert(id.value().into_owned());
            ids.all.push(id.value().into_owned());
            continue;
        }
        if element.tag() == Tag::A
            && let Some(name) = element.attribute("name")
        {
            ids.all.push(name.value().into_owned());
        }
        if !element.tag().is_heading() || !is_markdown || element.name_span().is_some() {
            continue;
        }
        let (said, own) = said(element, how);
        if let Some(own) = own {
            seen.insert(own.clone());
            ids.all.push(own);
            continue;
        }
        let id = match how {
            HeadingIds::Marked => slug::hexo(&said)?,
            HeadingIds::Github | HeadingIds::Slugger => slug::github(&said),
            HeadingIds::Kramdown => slug::github(&without_marks(&said)),
            HeadingIds::None => return None,
        };
        let id = match setup
            .said("marked.modifyanchors")
            .and_then(serde_json::Value::as_u64)
        {
            Some(1) => id.to_lowercase(),
            Some(2) => id.to_uppercase(),
            _ => id,
        };
        if id.is_empty() {
            continue;
        }
        let mut made = id.clone();
        loop {
            let times = taken.entry(id.clone()).or_default();
            if *times > 0 {
                made = format!("{id}-{times}");
            }
            *times += 1;
            if matches!(how, HeadingIds::Marked | HeadingIds::Kramdown) || seen.insert(made.clone())
            {
                break;
            }
        }
        ids.all.push(made);
    }
    // Lists of attributes give ids to anything.
    if how == HeadingIds::Kramdown {
        let lists = text
            .split("{:")
            .skip(1)
            .filter_map(|rest| rest.split_once('}'));
        for (list, _) in lists {
            let words = list.split_whitespace();
            let own = words.filter_map(|word| word.strip_prefix('#'));
            ids.all.extend(own.map(str::to_owned));
        }
    }
    Some(ids)
}

/// How headings get their ids; `None` where that is not known.
fn headings(setup: &Setup) -> Option<HeadingIds> {
    let Some(generator) = setup.generator else {
        return Some(HeadingIds::Github);
    };
    let is_plain = match generator.name {
        "hexo" => {
            let others = ["markdown", "pandoc", "kramed", "marky", "toc", "heading"];
            let is_other = |package: &str| others.iter().any(|other| package.contains(other));
            setup.asks_for(|package| package == "hexo-renderer-marked")
                && !setup.asks_for(is_other)
                && setup.said("marked.headerids") != Some(&false.into())
                && !setup.is_true("marked.anchoralias")
        }
        "jekyll" => {
            let markdown = setup.text("markdown").unwrap_or("kramdown");
            let input = setup.text("kramdown.input").unwrap_or("GFM");
            markdown.eq_ignore_ascii_case("kramdown")
                && input.eq_ignore_ascii_case("gfm")
                && setup.said("kramdown.auto_ids") != Some(&false.into())
                && setup.said("kramdown.auto_id_prefix").is_none()
                && !setup.is_true("kramdown.transliterated_header_ids")
        }
        "hugo" => {
            let key = "markup.goldmark.parser.autoheadingid";
            let kind = setup.text("markup.goldmark.parser.autoheadingidtype");
            let handler = setup.text("markup.defaultmarkdownhandler");
            setup.said(key) != Some(&false.into())
                && kind.is_none_or(|kind| kind == "github")
                && handler.is_none_or(|handler| handler == "goldmark")
        }
        "astro" => !setup.around.program.contains("rehype"),
        _ => false,
    };
    is_plain.then_some(generator.renderer.heading_ids)
}

/// What a heading says, and the id that is written behind it.
fn said(element: Element<'_>, how: HeadingIds) -> (String, Option<String>) {
    let text = element.page().text();
    let mut out = String::new();
    for event in element.content() {
        if let Event::Text(span) = event {
            let raw = span.of(text);
            let is_code = element
                .page()
                .element_at(span.start)
                .is_some_and(|around| around.tag() == Tag::Code);
            if is_code {
                out.push_str(&entity::decode(raw, Context::Text));
            } else {
                out.push_str(&entity::decode_markdown(raw));
            }
        }
    }
    let written = element.whole().of(text).trim_end();
    let list = match how {
        HeadingIds::Github | HeadingIds::Kramdown => written
            .strip_suffix('}')
            .and_then(|before| before.rsplit_once('{')),
        _ => None,
    };
    let own = list.and_then(|(_, list)| {
        let mut words = list.trim_start_matches(':').split_whitespace();
        words.find_map(|word| word.strip_prefix('#'))
    });
    (out, own.map(str::to_owned))
}

/// Without the marks of which kramdown makes others: dashes, and what it leaves out anyhow.
fn without_marks(text: &str) -> String {
    text.replace("---", "").replace("--", "")
}

/// Whether an id is one that themes and plugins make.
fn is_of_theme(id: &str) -> bool {
    const STARTS: [&str; 14] = [
        "fn", "_ftn", "footnote", "cite", "comment", "disqus", "respond", "toc", "ref-", ":~:",
        "ref", "tab-", "/", "!",
    ];
    const WHOLE: [&str; 8] = [
        "top", "content", "main", "more", "header", "footer", "search", "menu",
    ];
    let lower = id.to_ascii_lowercase();
    let is_line = lower
        .trim_start_matches(['l', '-', 'c'])
        .bytes()
        .all(|b| b.is_ascii_digit());
    is_line || WHOLE.contains(&&*lower) || STARTS.iter().any(|start| lower.starts_with(start))
}
