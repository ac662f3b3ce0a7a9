//! spec: a configuration as it is written.

use crate::data::date::Form;
use crate::data::typed::forms;
use crate::post::prose::language::Language;
use crate::rule::policy::Https;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// A configuration as it is written. Paths and globs are relative to its folder.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ConfigSpec {
    /// Another configuration, whose settings hold where this one says nothing: a file, or
    /// `preset:hexo-blog`, `preset:docs` or `preset:archive`.
    pub extends: Option<String>,
    /// Rule files of the user's own, or folders of them.
    #[serde(deserialize_with = "forms::list")]
    pub rule_files: Vec<String>,
    /// A file that says what is known of hosts.
    pub hosts: Option<String>,
    /// When an address may be written with `https`.
    pub(super) https: Option<Https>,
    /// Which site the posts are: `files`, where they are read by their paths, without a generator; `off`, where
    /// rules about a site as a whole do not run. Where it is left out, that of the generator that is found.
    pub(super) site: Option<SiteKind>,
    /// Globs of files that are passed over in folders.
    #[serde(deserialize_with = "forms::list")]
    pub(super) ignore: Vec<String>,
    /// Globs of files named `.md` that are MDX, as in Docusaurus.
    #[serde(deserialize_with = "forms::list")]
    pub(super) mdx: Vec<String>,
    /// What holds for some files only. Of two that match, the later one wins.
    #[serde(deserialize_with = "forms::list")]
    pub(super) overrides: Vec<OverrideSpec>,
    /// What is known of front matter.
    pub(super) front_matter: FrontMatterSpec,
    /// The language of text whose script does not tell it.
    pub(super) language: Option<Language>,
    /// By rule or tag: `off`, `on`, a severity, or options, which are the rule's own.
    #[serde(deserialize_with = "forms::raw")]
    pub(super) rules: Option<Value>,
}

/// Which site the posts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SiteKind {
    /// Files that are read by their paths.
    Files,
    /// None.
    Off,
}

/// What holds for the files that match.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OverrideSpec {
    /// Globs of those files.
    #[serde(deserialize_with = "forms::list")]
    pub(super) files: Vec<String>,
    /// What is known of their front matter.
    #[serde(default)]
    pub(super) front_matter: FrontMatterSpec,
    /// The language of text whose script does not tell it.
    pub(super) language: Option<Language>,
    /// By rule or tag, as above.
    #[serde(default, deserialize_with = "forms::raw")]
    pub(super) rules: Option<Value>,
}

/// What is known of front matter.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct FrontMatterSpec {
    /// The fields that hold URLs; all, where this is left out.
    #[serde(deserialize_with = "forms::list")]
    pub(super) urls: Option<Vec<String>>,
    /// The site generator that reads it: `hexo`, `hugo`, `jekyll`, `astro`, `eleventy`, `vitepress`,
    /// `docusaurus`, `pelican`, `mkdocs`, `nikola`. Where it is left out, that of `schema`, and else the one
    /// that the files around the post show.
    pub(super) generator: Option<String>,
    /// The version of the generator, in quotes: `'0.151'`. The newest, where it is left out.
    #[serde(deserialize_with = "forms::version")]
    #[schemars(schema_with = "forms::version_schema")]
    pub(super) version: Option<String>,
    /// What it must fit: `hexo`, `hugo`, `jekyll`, `astro`, or a file with a JSON Schema.
    pub(super) schema: Option<String>,
    /// The time zone that the site is for: `Asia/Shanghai`.
    pub(super) time_zone: Option<String>,
    /// How a date is to be written.
    pub(super) date_form: Option<Form>,
}
