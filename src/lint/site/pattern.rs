//! pattern: a pattern of addresses, filled in for one post.

use super::about::About;
use super::place::{Place, PostPlace};
use super::slug;
use crate::generator::site::{Part, Site, Slugs};
use serde_json::Value as Json;

/// What a pattern is filled in for.
pub(super) struct Filled<'a> {
    /// What its generator does.
    pub site: &'a Site,
    /// The post, or `None` where it has no parts of a post.
    pub place: Option<&'a Place>,
    /// What its front matter says.
    pub about: &'a About,
    /// The folders around it, from that of all contents.
    pub sections: &'a [&'a str],
    /// What a category is where a post has none.
    pub no_category: &'a str,
    /// Whether the pattern may name any field.
    pub has_fields: bool,
}

impl Filled<'_> {
    /// The pattern with its tokens filled in. The error says why that cannot be.
    pub(super) fn expanded(&self, pattern: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = pattern;
        while let Some((before, behind)) = rest.split_once(':') {
            out += before;
            let is_other = |c: char| !(c.is_ascii_lowercase() || c == '_');
            let name = &behind[..behind.find(is_other).unwrap_or(behind.len())];
            if name.is_empty() {
                out.push(':');
                rest = behind;
                continue;
            }
            // In `:month_:day` the `_` is none of the name's.
            let mut names = [name, name.trim_end_matches('_')].into_iter();
            let tokens = self.site.address.tokens;
            let token = |name: &str| tokens.iter().find(|(token, _)| *token == name);
            if let Some((token, part)) = names.clone().find_map(token) {
                let value = self.value(*part);
                out += &value.map_err(|why| format!("{why} (`{pattern}`)"))?;
                rest = &behind[token.len()..];
                continue;
            }
            let field = |name: &'_ str| {
                let value = self.about.fields.get(name).filter(|_| self.has_fields)?;
                let text = match value {
                    Json::String(text) => text.clone(),
                    Json::Number(number) => number.to_string(),
                    _ => return None,
                };
                Some((name.len(), text))
            };
            let Some((length, text)) = names.find_map(field) else {
                return Err(format!("`:{name}` of its pattern `{pattern}` is not known"));
            };
            out += &text;
            rest = &behind[length..];
        }
        out += rest;
        Ok(out)
    }

    fn slug(&self, text: &str) -> Result<String, String> {
        match self.site.address.slugs {
            Slugs::Jekyll => Ok(slug::jekyll(text, false, false)),
            Slugs::Hugo => Ok(slug::hugo(text)),
            Slugs::Hexo => slug::hexo(text)
                .map(|slug| slug.to_lowercase())
                .ok_or_else(|| format!("`{text}` has letters with accents")),
        }
    }

    fn value(&self, part: Part) -> Result<String, String> {
        let about = self.about;
        let post = match self.place {
            Some(Place::Post(post)) => Ok(post),
            _ => Err("a page has no such part in its address"),
        };
        let named = |post: &PostPlace| match &about.slug {
            Some(slug) => slug.clone(),
            None => post.stem.trim_end_matches('.').to_owned(),
        };
        Ok(match part {
            Part::Date(form) => {
                let date = about.date.as_ref().ok_or("it has no date")?;
                date.part(form)
            }
            Part::Title => slug::jekyll(&named(post?), true, true),
            Part::Slug => slug::jekyll(&named(post?), false, false),
            Part::SlugOrTitle => {
                let text = about.slug.as_deref().unwrap_or(&about.title);
                if text.is_empty() {
                    return Err("it has neither slug nor title".to_owned());
                }
                self.slug(text)?
            }
            Part::SlugOrName => self.slug(&named(post?))?,
            Part::Name if self.site.address.slugs == Slugs::Hugo => self.slug(&post?.name())?,
            Part::Name => {
                let way = &post?.way;
                way.rsplit('/').next().unwrap_or(way).to_owned()
            }
            Part::Path => post?.way.clone(),
            Part::Categories | Part::CategorySlugs => {
                let mut categories: Vec<String> = Vec::new();
                for category in &about.categories {
                    let category = match part {
                        Part::Categories => category.to_lowercase(),
                        _ if self.site.address.slugs == Slugs::Hexo => slug::hexo(category)
                            .ok_or_else(|| format!("`{category}` has letters with accents"))?,
                        _ => slug::jekyll(category, false, false),
                    };
                    if !categories.contains(&category) {
                        categories.push(category);
                    }
                }
                if categories.is_empty() {
                    self.no_category.to_owned()
                } else {
                    categories.join("/")
                }
            }
            Part::Ending => ".html".to_owned(),
            Part::PostTitle => self.slug(&about.title)?,
            Part::Section => self
                .sections
                .first()
                .map_or("posts", |first| first)
                .to_owned(),
            Part::Sections => self.sections.join("/"),
        })
    }
}
