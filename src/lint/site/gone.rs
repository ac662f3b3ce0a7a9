//! gone: addresses at which something was published, and is not any more.

use super::about::texts;
use super::index::{Entry, Index, Target};
use super::setup::Setup;
use crate::data::value::{Node, Value};
use crate::html::escape::Written;
use crate::post::Post;
use crate::post::fence::Format;
use crate::rule::hit::Hit;
use crate::text::edit::Change;
use crate::text::source::line_break;
use crate::text::span::Span;
use std::collections::HashMap;

/// An address of a page that was published, and is not any more.
#[derive(Clone, Debug)]
pub(super) struct Gone {
    /// Without what all addresses of the site begin with.
    address: String,
    /// When it was published: a revision, as it is called.
    since: String,
}

impl Index {
    /// Whether nothing is published at an address of the site as it was before, as far as can be known.
    fn lacks(&self, before: &Self, address: &str) -> bool {
        // The folder of a site on its host may have changed, and with it all of its addresses.
        let inner = address.strip_prefix(&*before.root).unwrap_or(address);
        let path = format!("{}{inner}", self.root);
        match self.target(&path) {
            Target::Page(_) | Target::There => false,
            Target::Hidden(..) => !self.redirects.holds(&path),
            Target::Nothing => !self.may_be(&path),
        }
    }

    /// The pages of the site as it was before that have left their addresses: their paths, what these addresses were
    /// without the root, and the paths of the files that they are now. `moved` says where a file has gone.
    pub(super) fn gone_from(
        &self,
        before: &Self,
        moved: impl Fn(&str) -> Option<String>,
    ) -> Vec<(String, String, Option<String>)> {
        let mut all = Vec::new();
        for entry in &before.entries {
            let Some(address) = entry.address() else {
                continue;
            };
            let mut others = entry.page.maybe.iter();
            if !self.lacks(before, address) || others.any(|other| !self.lacks(before, other)) {
                continue;
            }
            let inner = address.strip_prefix(&*before.root).unwrap_or(address);
            let path = &entry.path;
            let now = self
                .at(path)
                .map(|_| path.clone())
                .or_else(|| moved(path).filter(|new| self.at(new).is_some()))
                .or_else(|| self.renamed(before, entry));
            all.push((path.clone(), inner.to_owned(), now));
        }
        all
    }

    /// The file that is new and has the title of one that is gone.
    fn renamed(&self, before: &Self, old: &Entry) -> Option<String> {
        if old.page.title.is_empty() {
            return None;
        }
        let paths = self
            .titled(&old.page.title)
            .iter()
            .map(|at| &self.entries[*at].path);
        let mut new = paths.filter(|path| before.at(path).is_none());
        new.next().filter(|_| new.next().is_none()).cloned()
    }

    /// Whether links that led somewhere before may lead nowhere now: a file or an address is gone, or what a page is
    /// known by.
    pub fn may_break(&self, before: &Self) -> bool {
        let has_gone = |entry: &Entry| {
            let Some(at) = self.at(&entry.path) else {
                return true;
            };
            let now = &self.entries[at].page;
            let was = &entry.page;
            was.address != now.address
                || was.hidden != now.hidden
                || was.title != now.title
                || was.aliases.iter().any(|one| !now.aliases.contains(one))
        };
        self.root != before.root
            || before.entries.iter().any(has_gone)
            || before.files().any(|path| !self.has_file(path))
    }
}

/// Addresses that were left, by the names of posts: of the post that was there, or of the file that is gone.
#[derive(Debug, Default)]
pub(super) struct AllGone(HashMap<String, Vec<Gone>>);

impl AllGone {
    /// Adds an address.
    pub(super) fn add(&mut self, name: String, address: String, since: &str) {
        let since = since.to_owned();
        let all = self.0.entry(name).or_default();
        all.push(Gone { address, since });
    }

    /// What there is to say of a post, which is published at an address now or hidden for a reason.
    pub(super) fn hits(&self, post: &Post<'_>, now: Option<(&Setup, &Entry)>) -> Vec<Hit> {
        let all = self.0.get(post.source.name()).into_iter().flatten();
        all.filter(|gone| !gone.is_redirected(post, now))
            .map(|gone| gone.hit(post, now))
            .collect()
    }
}

impl Gone {
    /// Whether the post says that it is at that address too: it may have been fixed since its site was read.
    fn is_redirected(&self, post: &Post<'_>, now: Option<(&Setup, &Entry)>) -> bool {
        let field = now.and_then(|(setup, _)| redirect_field(setup));
        let whole = post.fields.value.as_ref();
        let said = field
            .zip(whole)
            .and_then(|(field, whole)| texts(whole.get(field)?));
        said.is_some_and(|all| all.contains(&self.address))
    }

    fn hit(&self, post: &Post<'_>, now: Option<(&Setup, &Entry)>) -> Hit {
        let Self { address, since } = self;
        let front = post.front_matter;
        let span = front.map_or(Span::empty(0), |front| front.beginning());
        let gone = format!("`{address}` was published at {since} and is gone");
        let hit = Hit::new(span).with("address", address);
        let Some((setup, entry)) = now else {
            let cure = "redirect from it to another page, or restore it";
            return hit.with("problem", gone).with("cure", cure);
        };
        if let Some(why) = entry.page.hidden {
            let cure = "publish it again, or redirect from its address to another page";
            return hit
                .with("problem", format!("{gone}: {why}"))
                .with("cure", cure);
        }
        let hit = match entry.address() {
            Some(new) => hit.with("problem", format!("{gone}: it is at `{new}` now")),
            None => hit.with("problem", gone),
        };
        let Some(field) = redirect_field(setup) else {
            return hit.with("cure", "give it its old address, or redirect from that");
        };
        let cure = format!("give it its old address, or add that to `{field}` to redirect from it");
        let hit = hit.with("cure", cure);
        match added(post, field, address) {
            Some((at, text)) => hit.with("direct", text).at(
                Span::empty(at),
                Written::Plainly,
                Change::FrontMatterField,
            ),
            None => hit,
        }
    }
}

/// The field that redirects to a post from other addresses, where the site has what reads it.
fn redirect_field(setup: &Setup) -> Option<&'static str> {
    let asks = |name: &str| {
        let lists = ["plugins", "gems"].map(|key| setup.said(key).and_then(|all| all.as_array()));
        let mut said = lists.into_iter().flatten().flatten();
        setup.asks_for(|package| package == name) || said.any(|one| one == name)
    };
    match setup.generator?.name {
        "hugo" => Some("aliases"),
        "jekyll" if asks("jekyll-redirect-from") => Some("redirect_from"),
        "hexo" if asks("hexo-generator-alias") => Some("alias"),
        _ => None,
    }
}

/// Where in the front matter an address is added to a list, and what is written there; `None` where that is for a person
/// to do.
fn added(post: &Post<'_>, field: &str, address: &str) -> Option<(u32, String)> {
    let front = post.front_matter.filter(|front| front.closing.is_some())?;
    let text = post.text();
    let content = front.content.of(text);
    let whole = post.fields.value.as_ref()?;
    let Node::Map(entries) = &whole.node else {
        return None;
    };
    if !post.fields.problems.is_empty() || entries.is_empty() || !content.ends_with('\n') {
        return None;
    }
    let quoted = serde_json::to_string(address).ok()?;
    let end = line_break(text);
    if let Some((_, list)) = whole.entry(field) {
        return in_list(text, list, &quoted);
    }
    match front.format {
        Format::Yaml => {
            let is_at_start = |at: u32| at == 0 || text[..at as usize].ends_with('\n');
            let is_block = entries.iter().all(|(key, _)| is_at_start(key.span.start));
            let line = format!("{field}: [{quoted}]{end}");
            is_block.then_some((front.content.end, line))
        }
        // Behind the name of a table it would be a key of that.
        Format::Toml => Some((front.content.start, format!("{field} = [{quoted}]{end}"))),
        Format::Json => None,
    }
}

/// The same in a list that is there.
fn in_list(text: &str, list: &Value<'_>, quoted: &str) -> Option<(u32, String)> {
    let Node::List(items) = &list.node else {
        return None;
    };
    let end_item = items.last().filter(|_| !list.aliased)?;
    let is_plain = items
        .iter()
        .all(|item| matches!(item.node, Node::Scalar(_)) && !item.aliased);
    if !is_plain || end_item.span.of(text).contains('\n') {
        return None;
    }
    let written = list.span.of(text);
    if written.starts_with('[') {
        let inner = written.strip_suffix(']')?.trim_end();
        let behind = end_item.span.end as usize..list.span.start as usize + inner.len();
        let is_bare = matches!(text.get(behind)?, "" | "\"" | "'");
        let at = list.span.start + inner.len() as u32;
        return is_bare.then(|| (at, format!(", {quoted}")));
    }
    let start = text[..end_item.span.start as usize].rfind('\n')? + 1;
    let indent = &text[start..end_item.span.start as usize];
    let mark = indent.find('-')?;
    let is_item = indent[..mark].trim().is_empty();
    let line = text[start..].find('\n')? + 1;
    let end = line_break(text);
    is_item.then(|| {
        let at = (start + line) as u32;
        (at, format!("{}- {quoted}{end}", &indent[..mark]))
    })
}
