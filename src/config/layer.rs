//! layer: what one configuration, or one of its overrides, says.

use crate::config::level::Level;
use crate::config::provenance::{ConfigPlace, Said};
use crate::config::spec::FrontMatterSpec;
use crate::data::date::{Form, Zone};
use crate::data::json_schema::Schema;
use crate::data::typed::route::Mistake;
use crate::generator::{self, Generator, Version};
use crate::post::prose::language::Language;
use crate::rule::compile::known_generator;
use crate::rule::finder::Find;
use crate::rule::policy::{Https, Policy};
use crate::url::fields::UrlFields;
use crate::url::hosts::Hosts;
use std::sync::Arc;

/// Settings, where something is said.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) said: Said,
    pub(super) rules: Vec<Setting>,
    pub(super) https: Option<Https>,
    pub(super) hosts: Option<Hosts>,
    pub(super) url_fields: Option<Vec<String>>,
    pub(super) schema: Option<Arc<Schema>>,
    pub(super) zone: Option<Zone>,
    pub(super) date_form: Option<Form>,
    /// The generator that reads the posts, and whether it is named, or only its schema is.
    pub(super) generator: Option<(&'static Generator, bool)>,
    pub(super) version: Option<Version>,
    pub(super) language: Option<Language>,
}

/// Finds the schema that a configuration names.
pub(super) type FindSchema<'f> = &'f dyn Fn(&str) -> Result<Arc<Schema>, Mistake>;

/// What is said of one rule, or of all with one tag.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) name: String,
    pub(super) place: ConfigPlace,
    pub(super) level: Option<Level>,
    /// What it looks for with its options.
    pub(super) find: Option<Find>,
}

impl Layer {
    /// Lays what is said of front matter over this. Tells `wrong` what is wrong with it.
    pub(super) fn lay(
        &mut self,
        spec: FrontMatterSpec,
        schema: FindSchema<'_>,
        wrong: &mut Vec<Mistake>,
    ) {
        let mut wrong = |mistake: Mistake, key| {
            wrong.push(mistake.under(key).under("front-matter"));
        };
        if let Some(name) = &spec.schema {
            match schema(name) {
                Ok(schema) => self.schema = Some(schema),
                Err(mistake) => wrong(mistake, "schema"),
            }
            // Whose schema a site has, reads it, unless it is said that another does.
            let is_named = self.generator.is_some_and(|(_, is_named)| is_named);
            if let Some(generator) = generator::of_schema(name).filter(|_| !is_named) {
                self.generator = Some((generator, false));
            }
        }
        if let Some(name) = &spec.generator {
            match known_generator(name) {
                Ok(generator) => self.generator = Some((generator, true)),
                Err(mistake) => wrong(mistake, "generator"),
            }
        }
        if let Some(text) = &spec.version {
            self.version = Version::read(text).or(self.version);
            if Version::read(text).is_none() {
                let mistake = Mistake::new(format!("`{text}` is no version"));
                let help = "write numbers between dots, in quotes: `'0.151'`";
                wrong(mistake.helped(help), "version");
            }
        }
        if let Some(name) = &spec.time_zone {
            match Zone::new(name) {
                Ok(zone) => self.zone = Some(zone),
                Err(message) => wrong(Mistake::new(message), "time-zone"),
            }
        }
        self.url_fields = spec.urls.or(self.url_fields.take());
        self.date_form = spec.date_form.or(self.date_form);
    }

    /// Lays all but the rules over `policy`.
    pub(super) fn lay_over(&self, policy: &mut Policy) {
        policy.https = self.https.unwrap_or(policy.https);
        policy.language = self.language.or(policy.language);
        if let Some(hosts) = &self.hosts {
            policy.hosts.clone_from(hosts);
        }
        if let Some(schema) = &self.schema {
            policy.schema = Some(Arc::clone(schema));
        }
        if let Some(zone) = &self.zone {
            policy.dates.zone = Some(zone.clone());
        }
        policy.dates.form = self.date_form.unwrap_or(policy.dates.form);
        if let Some(fields) = &self.url_fields {
            policy.url_fields = UrlFields(Some(fields.clone()));
        }
    }
}
