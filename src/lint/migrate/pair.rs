//! pair: the generator that posts come from, with what its site says of itself, and the one that they go to.

use crate::data::date::{Shown, Zone};
use crate::generator::site::{Meaning, Site, Zoneless};
use crate::generator::{GENERATORS, Generator};
use crate::text::edit::Safety;
use serde_json::Value as Json;

/// The ways whose pages were compared: what the one builds before and the other afterwards, address by address,
/// with dates, tags and categories (`.ci/migrate`: Jekyll 4.3.1, Hugo 0.168).
const PROVED: [(&str, &str); 1] = [("jekyll", "hugo")];

/// The way from one generator to another.
#[derive(Debug)]
pub struct Pair {
    /// Where posts come from.
    pub from: &'static Generator,
    /// Where they go to.
    pub to: &'static Generator,
    /// How each keeps its posts.
    pub(super) old: &'static Site,
    pub(super) new: &'static Site,
    /// What the site that they come from says of itself.
    config: Json,
    /// Its time zone, where it names one.
    zone: Option<Zone>,
}

impl Pair {
    /// The error says which generators there is a way between.
    pub fn new(from: &'static Generator, to: &'static Generator) -> Result<Self, String> {
        if from == to {
            return Err(format!("`--from` and `--to` both name {}", from.title));
        }
        let site = |generator: &'static Generator| match &generator.site {
            Ok(site) => Ok(site),
            Err(why) => {
                let known = GENERATORS.iter().filter(|known| known.site.is_ok());
                let known: Vec<&str> = known.map(|known| known.name).collect();
                Err(format!(
                    "posts cannot be moved from or to {}: {why}; copydesk moves posts between {}",
                    generator.title,
                    known.join(", ")
                ))
            }
        };
        Ok(Self {
            from,
            to,
            old: site(from)?,
            new: site(to)?,
            config: Json::Null,
            zone: None,
        })
    }

    /// The same for a site whose configuration says this. The error says what of it is wrong.
    pub fn of_site(self, config: Json) -> Result<Self, String> {
        let zone = ["timezone", "timeZone"]
            .iter()
            .find_map(|key| config.get(key)?.as_str())
            .filter(|zone| !zone.is_empty());
        let zone = zone.map(Zone::new).transpose()?;
        Ok(Self {
            config,
            zone,
            ..self
        })
    }

    /// How far what is changed may be trusted.
    pub fn safety(&self) -> Safety {
        if PROVED.contains(&(self.from.name, self.to.name)) {
            Safety::Safe
        } else {
            Safety::Unsafe
        }
    }

    /// Whether the site names its time zone.
    pub fn has_zone(&self) -> bool {
        self.zone.is_some()
    }

    /// What its configuration says of a key, by `.` between the keys on the way.
    pub(super) fn said(&self, key: &str) -> Option<&Json> {
        let mut way = key.split('.');
        way.try_fold(&self.config, |value, key| {
            let mut keys = value.as_object()?.iter();
            keys.find(|(known, _)| known.eq_ignore_ascii_case(key))
                .map(|(_, value)| value)
        })
    }

    /// What the front matter of the file at `path` has for a field that it does not write: Jekyll's `defaults`,
    /// of which the one with the longest path holds.
    pub(super) fn default(&self, meaning: Meaning, path: &str, is_post: bool) -> Option<&Json> {
        let mut best: Option<(usize, &Json)> = None;
        for one in self.said("defaults")?.as_array()? {
            let scope = one.get("scope")?;
            let folder = scope.get("path").and_then(Json::as_str).unwrap_or("");
            let folder = folder.trim_matches('/');
            let below = path.strip_prefix(folder);
            let is_below = below.is_some_and(|rest| folder.is_empty() || rest.starts_with(['/']));
            let kind = scope.get("type").and_then(Json::as_str);
            let is_kind = kind.is_none_or(|kind| {
                kind.is_empty() || (kind == "posts") == is_post && matches!(kind, "posts" | "pages")
            });
            let value = one.get("values")?.as_object()?.iter();
            let mut value = value.filter(|(key, _)| self.old.meaning(key) == Some(meaning));
            if let Some((_, value)) = value.next().filter(|_| is_below && is_kind)
                && best.is_none_or(|(length, _)| folder.len() >= length)
            {
                best = Some((folder.len(), value));
            }
        }
        best.map(|(_, value)| value)
    }

    /// The date that a post has by `text`, as the clocks of its site show it.
    pub(super) fn date(&self, text: &str, is_quoted: bool) -> Option<Shown> {
        // A time without seconds is text to YAML.
        let is_yaml = !is_quoted && text.matches(':').count() == 2;
        let is_utc = match self.old.zoneless {
            Zoneless::Site => false,
            Zoneless::YamlUtc => is_yaml,
        };
        Shown::read(text, is_utc, self.zone.as_ref())
    }
}
