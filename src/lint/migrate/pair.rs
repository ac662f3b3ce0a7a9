//! pair: the generator that posts come from, with what its site says of itself, and the one that they go to.

use crate::generator::site::{DateForm, Meaning, Site};
use crate::generator::{GENERATORS, Generator};
use crate::lint::site::Setup;
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
    setup: Setup,
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
            setup: Setup::new(Some(from), Json::Null)?,
        })
    }

    /// The same for a site whose configuration says this. The error says what of it is wrong.
    pub fn of_site(self, config: Json) -> Result<Self, String> {
        let setup = Setup::new(Some(self.from), config)?;
        Ok(Self { setup, ..self })
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
        self.setup.has_zone()
    }

    /// The zone that the configuration of the new site has to name, where dates are written by its clocks.
    pub fn zone_to_name(&self) -> Option<&str> {
        let zone = self.setup.zone_name()?;
        (self.new.date == DateForm::Local).then_some(zone)
    }

    /// Where the collections of the site are whose documents are published, from its top: they are not moved.
    pub fn collections(&self) -> Vec<String> {
        let Some(Json::Object(all)) = self.setup.said("collections") else {
            return Vec::new();
        };
        let folder = self.setup.folder("collections_dir", "");
        let folder = if folder.is_empty() {
            folder
        } else {
            format!("{folder}/")
        };
        let shown = all.iter().filter(|(label, said)| {
            said.get("output") == Some(&Json::Bool(true)) && *label != "posts"
        });
        shown
            .map(|(label, _)| format!("{folder}_{label}"))
            .collect()
    }

    /// The site that posts come from.
    pub(super) fn setup(&self) -> &Setup {
        &self.setup
    }

    /// What its configuration says of a key, by `.` between the keys on the way.
    pub(super) fn said(&self, key: &str) -> Option<&Json> {
        self.setup.said(key)
    }

    /// What the front matter of the file at `path` has for a field that it does not write.
    pub(super) fn default(&self, meaning: Meaning, path: &str, is_post: bool) -> Option<&Json> {
        let kind = if is_post { "posts" } else { "pages" };
        self.setup.default(meaning, path, kind)
    }
}
