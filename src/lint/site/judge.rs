//! judge: a post of a site → what in it leads nowhere.

use super::ids::{Ids, Missing, ids};
use super::index::{Entry, Index, Target, is_asset, joined};
use super::known::KnownSite;
use super::routes::ending;
use super::tags::{self, Kind};
use crate::generator::Bare;
use crate::post::Post;
use crate::rule::hit::Hit;
use crate::rule::site::Fault;
use crate::text::span::Span;
use crate::url::extract::{self, Kind as Use, Site, names_image, sites};
use crate::url::fields::UrlFields;
use crate::url::parts::Address;
use crate::url::percent::decoded_whole;
use std::cell::OnceCell;

/// One post, as it is looked at.
pub(super) struct Judge<'a, 'e> {
    known: &'a KnownSite,
    post: &'a Post<'a>,
    path: &'a str,
    place: usize,
    entry: &'a Entry,
    own_ids: OnceCell<Option<Ids>>,
    emit: &'e mut dyn FnMut(Fault, Hit),
}

/// A link as it is written, taken apart.
struct Link<'l> {
    written: &'l str,
    path: &'l str,
    fragment: Option<&'l str>,
    /// It is a whole address.
    is_whole: bool,
}

impl<'a, 'e> Judge<'a, 'e> {
    /// The post whose page is the one at `place`.
    pub(super) fn new(
        known: &'a KnownSite,
        post: &'a Post<'a>,
        place: usize,
        emit: &'e mut dyn FnMut(Fault, Hit),
    ) -> Self {
        let entry = &known.index.entries[place];
        Self {
            known,
            post,
            path: &entry.path,
            place,
            entry,
            own_ids: OnceCell::new(),
            emit,
        }
    }

    /// Shows each fault in it.
    pub(super) fn all(&mut self, (fields, bare): (&UrlFields, Bare)) {
        self.twice();
        sites(self.post, fields, bare, &mut |site| self.site(&site));
        self.tags();
    }

    fn index(&self) -> &Index {
        &self.known.index
    }

    /// Another post with the same address, or the same title.
    fn twice(&mut self) {
        let Some(address) = self.entry.address() else {
            return;
        };
        let span = self
            .post
            .front_matter
            .map_or(Span::empty(0), |front| front.beginning());
        let index = &self.known.index;
        let mut others = index.published_at(address).filter(|at| *at != self.place);
        if let Some(other) = others.next() {
            let other = &index.entries[other].path;
            let problem = format!("`{other}` is published at `{address}` too");
            let hit = Hit::new(span)
                .with("address", address)
                .with("problem", problem)
                .with("cure", "give one of them another address");
            (self.emit)(Fault::DuplicatePermalink, hit);
        }
        let titled = index.titled(&self.entry.page.title);
        if titled.contains(&self.place)
            && let Some(other) = titled.iter().find(|at| **at != self.place)
        {
            let other = &index.entries[*other].path;
            let problem = format!("`{other}` has the title `{}` too", self.entry.page.title);
            let title = self.post.fields.value.as_ref();
            let title = title.and_then(|whole| whole.get("title"));
            let hit = Hit::new(title.map_or(span, |title| title.span))
                .with("address", address)
                .with("problem", problem)
                .with("cure", "give one of them another title");
            (self.emit)(Fault::DuplicateTitle, hit);
        }
    }

    /// The path and the fragment of an address on this site; `None` where it leads elsewhere, or is filled in.
    fn link<'l>(&self, written: &'l str) -> Option<Link<'l>> {
        if written.contains(['{', '}', '<', '\\', '$']) || extract::is_filled_in(written) {
            return None;
        }
        let (inner, is_whole) = match Address::new(written) {
            Some(address) => {
                let host = self.index().host.as_deref()?;
                let plain = |host: &'_ str| host.trim_start_matches("www.").to_ascii_lowercase();
                if plain(&address.host()) != plain(host) || address.has_own_port() {
                    return None;
                }
                (address.rest(), true)
            }
            None if written.starts_with("//") => return None,
            None => (written, false),
        };
        let scheme = inner.split(['/', '?', '#']).next().unwrap_or_default();
        if !is_whole && scheme.contains(':') {
            return None;
        }
        let (path, fragment) = match inner.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (inner, None),
        };
        let path = path.split('?').next().unwrap_or_default();
        let path = if is_whole && path.is_empty() {
            "/"
        } else {
            path
        };
        Some(Link {
            written,
            path,
            fragment: fragment.filter(|fragment| !fragment.is_empty()),
            is_whole,
        })
    }

    fn site(&mut self, site: &Site<'_>) {
        if site.kind == Use::Resource || site.kind == Use::Field {
            return;
        }
        // The root that a template fills in.
        let written = &*site.address;
        let bare = [
            "{{ site.baseurl }}",
            "{{site.baseurl}}",
            "{{ site.url }}{{ site.baseurl }}",
        ];
        let below = bare.iter().find_map(|tag| written.strip_prefix(tag));
        let rooted = below
            .filter(|below| below.starts_with('/') && self.index().setup.is("jekyll"))
            .map(|below| format!("{}{below}", self.index().root));
        let Some(link) = self.link(rooted.as_deref().unwrap_or(written)) else {
            return;
        };
        if link.path.is_empty() {
            if let Some(fragment) = link.fragment {
                self.own_anchor(site, fragment);
            }
            return;
        }
        let own = self.entry.address().map(str::to_owned);
        let is_relative = !link.is_whole && !link.path.starts_with('/');
        let Some(own) = own else {
            return;
        };
        let path = joined(&own, link.path);
        if is_relative && self.entry.page.is_post && !self.index().is_source(self.path, link.path) {
            let problem = format!("`{}` is relative to the address of the post", link.written);
            let hit = Hit::new(site.span)
                .with("address", link.written)
                .with("problem", problem)
                .with("cure", format!("write `{path}`"));
            (self.emit)(Fault::RelativeLinkFromFeed, hit);
        }
        let root = &self.index().root;
        let is_inside = path
            .strip_prefix(&**root)
            .is_some_and(|rest| rest.starts_with('/'));
        if !is_inside && path != *root {
            return;
        }
        let target = self.index().target(&path);
        if link.is_whole && target != Target::Nothing && site.kind != Use::Resource {
            let rest = Address::new(link.written).map_or("", |address| address.rest());
            let direct = if rest.starts_with('/') {
                rest.to_owned()
            } else {
                format!("/{rest}")
            };
            let hit = Hit::new(site.span)
                .with("address", link.written)
                .with("problem", format!("`{}` is on this site", link.written))
                .with("cure", format!("write `{direct}`"))
                .with("direct", direct)
                .written_at(site);
            (self.emit)(Fault::AbsoluteLinkToOwnSite, hit);
        }
        match target {
            Target::There => {}
            Target::Page(at) => {
                if let Some(fragment) = link.fragment {
                    self.anchor(site, at, fragment);
                }
            }
            Target::Hidden(at, why) => {
                let file = self.index().entries[at].path.clone();
                let problem = format!("`{}` leads to `{file}`: {why}", link.written);
                let hit = Hit::new(site.span)
                    .with("address", link.written)
                    .with("problem", problem)
                    .with("cure", "publish it, or remove the link");
                (self.emit)(Fault::BrokenLink, hit);
            }
            Target::Nothing => self.missing(site, &link, &path),
        }
    }

    fn missing(&mut self, site: &Site<'_>, link: &Link<'_>, path: &str) {
        let index = self.index();
        if index.redirects.holds(path) || index.is_source(self.path, link.path) {
            return;
        }
        let is_relative = !link.is_whole && !link.path.starts_with('/');
        // A template may take it for whatever it likes: a word of a glossary.
        let has_hook = index.setup.around.has_link_hook
            || (index.setup.is("hugo") && index.setup.said("module.imports").is_some());
        let is_taken = || is_relative || index.leads(self.path, Kind::Page, link.path);
        if has_hook && site.kind == Use::Link && is_taken() {
            return;
        }
        let is_file = is_asset(path);
        let meant = index.meant(path);
        if is_file {
            // A folder of which nothing is known may be elsewhere, or filled by a program.
            let is_sure = meant.as_ref().is_some_and(|(_, is_case)| *is_case);
            let is_plugin = index.setup.asks_for(|package| {
                package.starts_with("hexo")
                    && (package.contains("asset") || package.contains("image"))
            });
            if !is_sure && (!index.knows_folder(path) || (is_plugin && is_relative)) {
                return;
            }
            let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
            let is_elsewhere = || index.files.named(&name).next().is_some();
            let makes = index.setup.is("eleventy") || index.setup.is("astro");
            if makes && !is_sure && is_elsewhere() {
                return;
            }
        } else {
            let is_page = matches!(&*ending(path), "html" | "htm" | "md" | "mdx" | "markdown")
                || !path.rsplit('/').next().unwrap_or_default().contains('.');
            if !is_page {
                return;
            }
            let is_case = meant.as_ref().is_some_and(|(_, is_case)| *is_case);
            if !is_case && (index.may_be(path) || !self.is_known_region(path)) {
                return;
            }
        }
        let fragment = link
            .fragment
            .map_or(String::new(), |fragment| format!("#{fragment}"));
        let what = if names_image(path) { "image" } else { "file" };
        let none = if is_file {
            format!("no {what} `{}` on the site", link.written)
        } else {
            format!("no page `{}` on the site", link.written)
        };
        let fault = if names_image(path) {
            Fault::MissingImageFile
        } else {
            Fault::BrokenLink
        };
        let hit = Hit::new(site.span).with("address", link.written);
        let hit = match meant {
            Some((direct, true)) => {
                let problem = format!("{none}: it is `{direct}`, in other letters");
                let cure = format!("write `{direct}`: servers tell capitals from small letters");
                let direct = format!("{direct}{fragment}");
                let hit = hit.with("problem", problem).with("cure", cure);
                hit.with("direct", direct).written_at(site)
            }
            Some((direct, false)) => {
                let cure = format!("did you mean `{direct}`?");
                let direct = format!("{direct}{fragment}");
                let hit = hit.with("problem", none).with("cure", cure);
                hit.with("direct", direct).written_at(site)
            }
            None => hit
                .with("problem", none)
                .with("cure", "correct the address, or remove the link"),
        };
        (self.emit)(fault, hit);
    }

    /// Whether what is at such a path would be the site's own: one host may have other sites beside it, of which
    /// nothing is known.
    fn is_known_region(&self, path: &str) -> bool {
        let index = self.index();
        let inner = path.strip_prefix(&*index.root).unwrap_or(path);
        let first = inner.trim_start_matches('/').split('/').next();
        let folder = format!("{}/{}/", index.root, first.unwrap_or_default());
        let is_year = first
            .is_some_and(|first| first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit()));
        index.target(&folder) != Target::Nothing
            || index.meant(path).is_some_and(|(_, is_case)| {
                let name = path.trim_end_matches('/').rsplit('/').next();
                let is_long = name.is_some_and(|name| name.chars().count() > 11);
                is_case || is_long || is_year || !inner.trim_matches('/').contains('/')
            })
    }

    /// A part of the page itself.
    fn own_anchor(&mut self, site: &Site<'_>, fragment: &str) {
        let index = self.index();
        let own = self.own_ids.get_or_init(|| {
            // Before, the page had the headings that it had then.
            if self.known.is_before {
                return self.known.ids(self.place).map(|ids| Ids::clone(&ids));
            }
            ids(&index.setup, self.post)
        });
        if let Some(ids) = own.clone() {
            self.in_ids(site, &ids, fragment, None);
        }
    }

    /// A part of another page.
    fn anchor(&mut self, site: &Site<'_>, at: usize, fragment: &str) {
        if at == self.place {
            self.own_anchor(site, fragment);
        } else if let Some(ids) = self.known.ids(at) {
            let file = self.index().entries[at].path.clone();
            self.in_ids(site, &ids, fragment, Some(&file));
        }
    }

    fn in_ids(&mut self, site: &Site<'_>, ids: &Ids, fragment: &str, file: Option<&str>) {
        let Some(Missing { meant }) = ids.missing(fragment) else {
            return;
        };
        let page = file.map_or("this page".to_owned(), |file| format!("`{file}`"));
        let problem = format!("no `#{}` in {page}", decoded_whole(fragment));
        let hit = Hit::new(site.span)
            .with("address", &*site.address)
            .with("problem", problem);
        let hit = match meant {
            Some(meant) => {
                let before = site.address.split('#').next().unwrap_or_default();
                let direct = format!("{before}#{meant}");
                let hit = hit.with("cure", format!("did you mean `#{meant}`?"));
                hit.with("direct", direct).written_at(site)
            }
            None => hit.with("cure", "link to an id that is there"),
        };
        (self.emit)(Fault::BrokenAnchor, hit);
    }

    /// What tags of templates lead to.
    fn tags(&mut self) {
        let setup = &self.known.index.setup;
        for tag in tags::tags(setup, self.post) {
            if self.index().leads(self.path, tag.kind, tag.target) {
                continue;
            }
            let (what, fault) = match tag.kind {
                Kind::Post => ("post", Fault::BrokenLink),
                Kind::Page => ("page", Fault::BrokenLink),
                Kind::File => ("file", Fault::BrokenLink),
                Kind::Asset => ("file beside the post", Fault::MissingImageFile),
            };
            let hit = Hit::new(tag.span)
                .with("address", tag.target)
                .with("problem", format!("no {what} `{}`", tag.target))
                .with("cure", "correct the name, or remove the tag");
            (self.emit)(fault, hit);
        }
    }
}
