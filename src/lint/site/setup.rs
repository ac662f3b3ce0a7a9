//! setup: what a site says of itself, beside its posts.

use crate::data::date::{Shown, Zone};
use crate::data::toml;
use crate::data::yaml;
use crate::generator::Generator;
use crate::generator::site::{Meaning, Site, Zoneless};
use crate::text::span::Span;
use crate::url::parts::Address;
use serde_json::Value as Json;

/// A site: its generator, and what its configuration says.
#[derive(Clone, Debug)]
pub struct Setup {
    /// `None` where files are read as they are, by their paths.
    pub generator: Option<&'static Generator>,
    /// What its configuration says.
    config: Json,
    /// Its time zone, where it names one.
    zone: Option<Zone>,
    /// What else is known of it.
    pub around: Around,
}

/// What lies around the posts of a site.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// What `package.json` or `Gemfile` asks for.
    pub packages: Vec<String>,
    /// Its configuration, where that is a program.
    pub program: String,
    /// Collections of Astro of which each file has a page, and what is before the addresses of these.
    pub collections: Vec<(String, String)>,
    /// Folders in which programs or data say what the addresses are; empty is all.
    pub open: Vec<String>,
    /// A program of the site's own makes pages.
    pub makes_pages: bool,
    /// A program of the site's own changes what is on pages.
    pub changes_pages: bool,
    /// What leads from addresses to others, as it is written.
    pub redirects: String,
    /// A template of the site's own makes what links become.
    pub has_link_hook: bool,
    /// The host that it is published at, where a file of its own says so.
    pub host: Option<String>,
}

impl Setup {
    /// A site of `generator` whose configuration says this. The error says what of it is wrong.
    pub fn new(generator: Option<&'static Generator>, config: Json) -> Result<Self, String> {
        let zone = ["timezone", "timeZone"]
            .iter()
            .find_map(|key| config.get(key)?.as_str())
            .filter(|zone| !zone.is_empty());
        let zone = zone.map(Zone::new).transpose()?;
        Ok(Self {
            generator,
            config,
            zone,
            around: Around::default(),
        })
    }

    /// With what lies around its posts.
    pub fn with(mut self, around: Around) -> Self {
        self.around = around;
        self
    }

    /// Whether it is a site of the generator of this name.
    pub fn is(&self, name: &str) -> bool {
        self.generator.is_some_and(|known| known.name == name)
    }

    /// How its generator keeps posts, where that is known.
    pub fn facts(&self) -> Option<&'static Site> {
        self.generator?.site.as_ref().ok()
    }

    /// Whether the site names its time zone.
    pub fn has_zone(&self) -> bool {
        self.zone.is_some()
    }

    /// What its configuration calls that zone.
    pub fn zone_name(&self) -> Option<&str> {
        self.zone.as_ref()?.name()
    }

    /// What its configuration says of a key, by `.` between the keys on the way.
    pub fn said(&self, key: &str) -> Option<&Json> {
        let mut way = key.split('.');
        way.try_fold(&self.config, |value, key| {
            let mut keys = value.as_object()?.iter();
            keys.find(|(known, _)| known.eq_ignore_ascii_case(key))
                .map(|(_, value)| value)
        })
    }

    /// The text that its configuration has for a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        let text = self.said(key)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Whether its configuration says `true` for a key.
    pub fn is_true(&self, key: &str) -> bool {
        self.said(key) == Some(&Json::Bool(true))
    }

    /// Whether the site asks for a package of this name.
    pub fn asks_for(&self, is: impl Fn(&str) -> bool) -> bool {
        self.around.packages.iter().any(|package| is(package))
    }

    /// What the front matter of the file at `path` has for a field that it does not write: Jekyll's `defaults`,
    /// of which the one with the longest path holds.
    pub fn default(&self, meaning: Meaning, path: &str, kind: &str) -> Option<&Json> {
        let facts = self.facts()?;
        let mut best: Option<(usize, &Json)> = None;
        for one in self.said("defaults")?.as_array()? {
            let scope = one.get("scope")?;
            let folder = scope.get("path").and_then(Json::as_str).unwrap_or("");
            let folder = folder.trim_matches('/');
            let below = path.strip_prefix(folder);
            let is_below = below
                .is_some_and(|rest| folder.is_empty() || rest.is_empty() || rest.starts_with('/'));
            let wanted = scope.get("type").and_then(Json::as_str);
            let is_kind = wanted.is_none_or(|wanted| wanted.is_empty() || wanted == kind);
            let value = one.get("values")?.as_object()?.iter();
            let mut value = value.filter(|(key, _)| facts.meaning(key) == Some(meaning));
            if let Some((_, value)) = value.next().filter(|_| is_below && is_kind)
                && best.is_none_or(|(length, _)| folder.len() >= length)
            {
                best = Some((folder.len(), value));
            }
        }
        best.map(|(_, value)| value)
    }

    /// The date that a post has by `text`, as the clocks of its site show it.
    pub fn date(&self, text: &str, is_quoted: bool) -> Option<Shown> {
        let zoneless = self.facts().map_or(Zoneless::Site, |facts| facts.zoneless);
        self.date_by(zoneless, text, is_quoted)
    }

    /// The same where zones are read so.
    pub fn date_by(&self, zoneless: Zoneless, text: &str, is_quoted: bool) -> Option<Shown> {
        // A time without seconds is text to YAML.
        let is_yaml = !is_quoted && text.matches(':').count() == 2;
        let is_utc = match zoneless {
            Zoneless::SiteAndInstants if !is_quoted && is_yaml_instant(text) => {
                return Shown::shifted(text, self.zone.as_ref());
            }
            Zoneless::Site | Zoneless::SiteAndInstants => false,
            Zoneless::YamlUtc => is_yaml,
        };
        Shown::read(text, is_utc, self.zone.as_ref())
    }

    /// The folder below which the files are that are published, from the top of the site, and what is before the
    /// addresses of all of them.
    pub fn folder(&self, key: &str, default: &str) -> String {
        let said = self.text(key).unwrap_or(default);
        said.trim_start_matches("./").trim_matches('/').to_owned()
    }

    /// What all addresses of the site begin with: empty, or `/blog`.
    pub fn root(&self) -> String {
        let of_url = |key: &str| {
            let url = self.text(key)?;
            let path = Address::new(url).map_or(url, |address| address.path);
            Some(path.trim_matches('/').to_owned())
        };
        let said = match self.generator.map_or("", |known| known.name) {
            "hexo" => self
                .text("root")
                .map(|root| root.trim_matches('/').to_owned())
                .or_else(|| of_url("url")),
            "hugo" | "jekyll" => of_url("baseurl"),
            "astro" => in_program(&self.around.program, "base")
                .map(|base| base.trim_matches('/').to_owned()),
            "eleventy" => in_program(&self.around.program, "pathPrefix")
                .map(|base| base.trim_matches('/').to_owned()),
            _ => None,
        };
        match said {
            Some(said) if !said.is_empty() => format!("/{said}"),
            _ => String::new(),
        }
    }

    /// The host that the site is published at.
    pub fn host(&self) -> Option<String> {
        let of_url = |url: &str| Some(Address::new(url)?.host().into_owned());
        let said = match self.generator.map_or("", |known| known.name) {
            "hexo" | "jekyll" => self.text("url").and_then(of_url),
            "hugo" => self.text("baseurl").and_then(of_url),
            "astro" => in_program(&self.around.program, "site").and_then(of_url),
            _ => None,
        };
        let example = ["example.com", "example.org", "example.net", "localhost"];
        let said = said.or_else(|| self.around.host.clone());
        said.filter(|host| !example.contains(&host.trim_start_matches("www.")))
    }
}

/// Whether YAML takes a plain scalar for an instant: a time with its seconds and `Z` or an offset, whose hours and
/// minutes have a colon between them.
fn is_yaml_instant(text: &str) -> bool {
    let Some(time) = text.trim().get("2021-11-30T".len()..) else {
        return false;
    };
    let Some(at) = time.find(['Z', '+', '-']) else {
        return false;
    };
    let zone = time[at..].trim_start_matches(['Z', '+', '-']);
    time[..at].matches(':').count() == 2 && (zone.len() <= 2 || zone.contains(':'))
}

/// The text that a program gives to a key: `base: '/docs'`.
pub fn in_program<'p>(program: &'p str, key: &str) -> Option<&'p str> {
    for (at, _) in program.match_indices(key) {
        let before = program[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
            continue;
        }
        let Some(rest) = program[at + key.len()..].trim_start().strip_prefix(':') else {
            continue;
        };
        let rest = rest.trim_start();
        let quote = rest
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let text = &rest[1..];
        return text.find(quote).map(|end| &text[..end]);
    }
    None
}

/// The collection of Jekyll that a document is in, and the way to it from there.
pub fn collection<'a>(setup: &'a Setup, path: &'a str) -> Option<(&'a str, &'a str)> {
    let all = setup.said("collections")?.as_object()?;
    let folder = setup.folder("collections_dir", "");
    let path = path.strip_prefix(&*folder)?.trim_start_matches('/');
    let (first, below) = path.strip_prefix('_')?.split_once('/')?;
    let (label, said) = all.get_key_value(first)?;
    let is_shown = said.get("output") == Some(&Json::Bool(true));
    (is_shown && label != "posts").then_some((label, below))
}

/// What a configuration file of this name says; `None` where it cannot be read.
pub fn read_config(name: &str, text: &str) -> Option<Json> {
    let span = Span::from(0..text.len());
    match name.rsplit_once('.')?.1 {
        "json" => serde_json::from_str(text).ok(),
        "toml" => Some(toml::parse(text, span).value?.to_json()),
        _ => Some(yaml::parse(text, span).value?.to_json()),
    }
}
