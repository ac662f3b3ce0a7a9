//! fields: the front matter of a post → what changes in it, and what it says of its address.

use super::entries::{Entries, Written};
use super::pair::Pair;
use super::{ADDRESS, DATE, FIELD, Told};
use crate::data::date::{Shown, offset as offset_of};
use crate::data::date_shape::shape;
use crate::data::value::{Node, Value};
use crate::generator::Outcome;
use crate::generator::site::{DateForm, Meaning};
use crate::lint::site::about::{About, is_quoted, texts};
use crate::lint::site::address::{by_default, published};
use crate::lint::site::place::Place;
use crate::text::edit::{Change, Edit};
use crate::text::span::Span;
use serde_json::Value as Json;

/// The front matter of one file on its way.
pub(super) struct Fields<'a, 'p> {
    pub(super) pair: &'a Pair,
    pub(super) path: &'a str,
    pub(super) place: &'a Place,
    /// What the file is called on the site that it goes to.
    pub(super) target: &'a str,
    pub(super) entries: Entries<'p>,
    /// What stands for front matter as a whole.
    pub(super) beginning: Span,
    pub(super) told: Vec<Told>,
    /// Where it is published on that site.
    pub(super) address: Option<String>,
}

impl<'p> Fields<'_, 'p> {
    /// What changes.
    pub(super) fn change(&mut self) {
        let about = self.about();
        self.title(&about);
        self.date(&about);
        self.updated();
        self.state();
        let categories = self.lists();
        self.address(&About {
            categories,
            ..about
        });
        self.others();
    }

    /// The field for `meaning` as it is written: its name, and its value if that is not empty.
    pub(super) fn old(&self, meaning: Meaning) -> Option<(&'static str, &'p Value<'p>)> {
        let mut fields = self.pair.old.fields.iter();
        let (_, names) = fields.find(|(known, _)| *known == meaning)?;
        names.iter().find_map(|name| {
            let value = self.entries.get(name)?;
            let is_null = matches!(&value.node, Node::Scalar(s) if s.to_json().is_null());
            (!is_null).then_some((*name, value))
        })
    }

    /// What the site has for a field that is not written.
    pub(super) fn default(&self, meaning: Meaning) -> Option<&Json> {
        let is_post = self.place.is_post();
        self.pair.default(meaning, self.path, is_post)
    }

    fn about(&self) -> About {
        let kind = if self.place.is_post() {
            "posts"
        } else {
            "pages"
        };
        let whole = self.entries.whole();
        About::read(
            self.pair.setup(),
            (self.path, kind),
            Some(self.place),
            whole,
        )
    }

    pub(super) fn tell(
        &mut self,
        rule: &'static str,
        span: Span,
        message: String,
        edits: Vec<Edit>,
    ) {
        let change = if rule == FIELD {
            Change::FrontMatterForm
        } else {
            Change::FrontMatterValue
        };
        self.told
            .push(Told::done(rule, span, message, change, edits));
    }

    pub(super) fn left(&mut self, rule: &'static str, span: Span, message: String, help: String) {
        self.told.push(Told::left(rule, span, message, help));
    }

    pub(super) fn span(&self, name: &str) -> Span {
        self.entries
            .entry(name)
            .map_or(self.beginning, |(key, _)| key.span)
    }

    /// Jekyll names a post after its file.
    fn title(&mut self, about: &About) {
        let Place::Post(post) = self.place else {
            return;
        };
        let is_named = self.pair.old.is_titled_by_name && !self.pair.new.is_titled_by_name;
        if !is_named || !about.title.is_empty() || self.entries.has("title") {
            return;
        }
        let words = post.stem.split('-').map(|word| {
            let mut letters = word.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first
                .chain(letters.flat_map(char::to_lowercase))
                .collect::<String>()
        });
        let title = words.collect::<Vec<_>>().join(" ");
        let Some(name) = self.pair.new.field(Meaning::Title) else {
            return;
        };
        let edits = self.entries.add(name, &Written::text(&title));
        let (from, to) = (self.pair.from.title, self.pair.to.title);
        let message =
            format!("no title: {from} makes `{title}` of the file's name, {to} makes none");
        self.tell(FIELD, self.beginning, message, edits);
    }

    fn date(&mut self, about: &About) {
        let (old, new) = (self.pair.old, self.pair.new);
        let (from, to) = (self.pair.from.title, self.pair.to.title);
        let Some(name) = new.field(Meaning::Date) else {
            return;
        };
        let form = about.date.as_ref().map(|date| self.form(date));
        match (self.old(Meaning::Date), form) {
            (None, Some(form)) if !new.is_dated => {
                let edits = self.entries.add(name, &form);
                let message = format!("the day is in the file's name, where {to} does not look");
                self.tell(DATE, self.beginning, message, edits);
            }
            (None, _) => {}
            (Some((_, value)), None) => {
                let text = value.as_str().unwrap_or_default();
                let message = format!("no date that can be read: `{text}`");
                let help = format!("write it as {to} reads it: `2021-11-30T08:11:20+08:00`");
                self.left(DATE, value.span, message, help);
            }
            (Some((own, value)), Some(form)) => {
                let text = value.as_str().unwrap_or_default();
                let is_read = matches!(self.pair.to.date(shape(text)), Outcome::Read);
                // The same clocks show it, so that its day is the same for readers.
                let shown = about.date.as_ref();
                let offset = shown.map(|date| date.part("%:z")).unwrap_or_default();
                let has_offset = offset_of(text);
                let is_same = match &has_offset {
                    // Hexo takes the time of an instant by other clocks than those that it names.
                    Some(_) if !self.is_moment(text, is_quoted(value), shown) => false,
                    Some(written) => *written == offset || !self.pair.has_zone(),
                    None => {
                        !self.pair.has_zone() || offset == "+00:00" || old.zoneless == new.zoneless
                    }
                };
                if is_read && is_same && (own == name || !is_quoted(value) || has_offset.is_some())
                {
                    if own != name {
                        let edits = self.entries.rename(own, name);
                        let message = format!("`{own}` is called `{name}` in {to}");
                        self.tell(FIELD, self.span(own), message, edits);
                    }
                    return;
                }
                let message = if is_read {
                    format!(
                        "`{text}` is {offset} in {from}, by the site's clocks; in {to} by others"
                    )
                } else {
                    format!("{to} does not read the date `{text}` as {from} does")
                };
                let edits = self.entries.replace(own, name, &form);
                self.tell(DATE, value.span, message, edits);
            }
        }
    }

    /// When it was changed.
    fn updated(&mut self) {
        let to = self.pair.to.title;
        let (Some((own, value)), Some(name)) = (
            self.old(Meaning::Updated),
            self.pair.new.field(Meaning::Updated),
        ) else {
            return;
        };
        let text = value.as_str().unwrap_or_default();
        let shown = self.pair.setup().date(text, is_quoted(value));
        let is_read = matches!(self.pair.to.date(shape(text)), Outcome::Read);
        if is_read && self.is_moment(text, is_quoted(value), shown.as_ref()) {
            if own != name {
                let edits = self.entries.rename(own, name);
                let message = format!("`{own}` is called `{name}` in {to}");
                self.tell(FIELD, self.span(own), message, edits);
            }
        } else if let Some(shown) = shown {
            let form = self.form(&shown);
            let message = format!(
                "{to} does not read the date `{text}` as {} does",
                self.pair.from.title
            );
            let edits = self.entries.replace(own, name, &form);
            self.tell(DATE, value.span, message, edits);
        } else {
            let message = format!("no date that can be read: `{text}`");
            let help = format!("write `{name}` as {to} reads it");
            self.left(DATE, value.span, message, help);
        }
    }

    /// A date as the generator that it goes to has it.
    fn form(&self, date: &Shown) -> Written {
        let text = match self.pair.new.date {
            _ if date.is_day() => date.part("%Y-%m-%d"),
            DateForm::Rfc3339 => date.part("%Y-%m-%dT%H:%M:%S%:z"),
            DateForm::Space => date.part("%Y-%m-%d %H:%M:%S %z"),
            DateForm::Local => date.part("%Y-%m-%d %H:%M:%S"),
        };
        Written::date(&text)
    }

    /// Whether the generator that it goes to reads the date as this moment.
    fn is_moment(&self, text: &str, is_quoted: bool, shown: Option<&Shown>) -> bool {
        let zoneless = self.pair.new.zoneless;
        let there = self.pair.setup().date_by(zoneless, text, is_quoted);
        matches!((there, shown), (Some(there), Some(shown)) if there.is_moment_of(shown))
    }

    /// Whether it is published.
    fn state(&mut self) {
        let (old, new) = (self.pair.old, self.pair.new);
        let (from, to) = (self.pair.from.title, self.pair.to.title);
        let truth = |value: &Value<'_>| match &value.node {
            Node::Scalar(scalar) if !is_quoted(value) => match scalar.to_json() {
                Json::Bool(is) => Some(is),
                _ => None,
            },
            _ => None,
        };
        let mut is_draft = matches!(self.place, Place::Post(post) if post.is_draft);
        is_draft &= new.drafts.is_none();
        let mut own = None;
        for (meaning, hides) in [(Meaning::Published, false), (Meaning::Draft, true)] {
            let Some((name, value)) = self.old(meaning) else {
                if let Some(Json::Bool(is)) = self.default(meaning) {
                    is_draft |= *is == hides;
                }
                continue;
            };
            let Some(is) = truth(value) else {
                let text = value.as_str().unwrap_or_default();
                let message = format!("`{name}: {text}` is neither true nor false");
                let help = "write `true` or `false`".to_owned();
                self.left(FIELD, value.span, message, help);
                return;
            };
            is_draft |= is == hides;
            own = Some((name, is));
        }
        let written = match (new.field(Meaning::Draft), new.field(Meaning::Published)) {
            (Some(name), _) => Some((name, is_draft)),
            (None, Some(name)) => Some((name, !is_draft)),
            (None, None) => None,
        };
        let Some((name, value)) = written else {
            if is_draft {
                let message = format!("it is not published, and {to} has no field that says so");
                let help = "take it out of the folder of posts, or publish it".to_owned();
                self.left(
                    FIELD,
                    own.map_or(self.beginning, |(own, _)| self.span(own)),
                    message,
                    help,
                );
            }
            return;
        };
        match own {
            None if !is_draft => {}
            None => {
                let folder = old.drafts.unwrap_or_default();
                let message = match self.place {
                    Place::Post(post) if post.is_draft => {
                        format!("a draft by its folder `{folder}`; in {to} `{name}` says so")
                    }
                    _ => format!("a draft by the site's configuration; in {to} `{name}` says so"),
                };
                let edits = self.entries.add(name, &Written::truth(value));
                self.tell(FIELD, self.beginning, message, edits);
            }
            Some((own, is)) if own == name && is == value => {}
            Some((own, _)) if !is_draft => {
                let edits = self.entries.remove(own);
                let message =
                    format!("`{own}` says what holds anyhow, and {to} does not read it so");
                self.tell(FIELD, self.span(own), message, edits);
            }
            Some((own, _)) => {
                let edits = self.entries.replace(own, name, &Written::truth(value));
                let message = format!("`{own}` of {from} is `{name}: {value}` in {to}");
                self.tell(FIELD, self.span(own), message, edits);
            }
        }
    }

    /// Where it is published.
    fn address(&mut self, about: &About) {
        let (new, to) = (self.pair.new, self.pair.to.title);
        let own = self.old(Meaning::Address);
        let span = own.map_or(self.beginning, |(_, value)| value.span);
        // What has no date is not published yet.
        let is_unborn =
            matches!(self.place, Place::Post(post) if post.is_draft) && about.date.is_none();
        if is_unborn && own.is_none() {
            return;
        }
        let found = published(self.pair.setup(), self.path, Some(self.place), about);
        let address = match found {
            Ok(found) => found.address,
            Err(why) => {
                let message = format!("where it is published is not known: {why}");
                let help = "write its address yourself".to_owned();
                return self.left(ADDRESS, span, message, help);
            }
        };
        let is_shown = about.hidden.is_none();
        if let Some(name) = new.field(Meaning::Address) {
            self.keep_address(name, &address);
            self.address = is_shown.then_some(address);
        } else {
            let there = by_default(new, self.target);
            self.address = there.clone().filter(|_| is_shown);
            if there.as_deref() != Some(&*address) {
                let there = there.unwrap_or_else(|| "another one".to_owned());
                let message = format!("its address is `{address}`, and {to} makes it `{there}`");
                let help = "lead from the old address to the new one".to_owned();
                self.left(ADDRESS, span, message, help);
            }
        }
        self.redirects();
    }

    /// Writes the address into the field `name`.
    fn keep_address(&mut self, name: &str, address: &str) {
        let (new, to) = (self.pair.new, self.pair.to.title);
        let own = self.old(Meaning::Address);
        let span = own.map_or(self.beginning, |(_, value)| value.span);
        let value = match new.address.colon {
            _ if !address.contains(':') => Some(address.to_owned()),
            colon => colon.map(|colon| address.replace(':', colon)),
        };
        let Some(value) = value else {
            let message = format!("{to} cannot be told the address `{address}`, for its colon");
            let help = "give the page another address, and lead from the old one to it".to_owned();
            return self.left(ADDRESS, span, message, help);
        };
        let value = Written::text(&value);
        match own {
            Some((before, is)) if before == name && is.as_str() == Some(address) => {}
            Some((before, _)) => {
                let edits = self.entries.replace(before, name, &value);
                self.tell(
                    ADDRESS,
                    span,
                    format!("its address stays `{address}`"),
                    edits,
                );
            }
            None => {
                let edits = self.entries.add(name, &value);
                let message = format!("its address stays `{address}`, which {to} would not make");
                self.tell(ADDRESS, span, message, edits);
            }
        }
    }

    fn redirects(&mut self) {
        let to = self.pair.to.title;
        let Some((own, value)) = self.old(Meaning::Redirects) else {
            return;
        };
        let Some(name) = self.pair.new.field(Meaning::Redirects) else {
            let message = format!("{to} has no field for addresses that lead here (`{own}`)");
            let help = format!("lead from them in the configuration of {to}");
            return self.left(ADDRESS, self.span(own), message, help);
        };
        let Some(all) = texts(value) else { return };
        let is_list = matches!(value.node, Node::List(_));
        let edits = if is_list {
            self.entries.rename(own, name)
        } else {
            self.entries.replace(own, name, &Written::list(&all))
        };
        let message = format!("`{own}` is called `{name}` in {to}");
        self.tell(ADDRESS, self.span(own), message, edits);
    }

    /// Fields that mean something else there.
    fn others(&mut self) {
        let to = self.pair.to.title;
        for (name, what) in self.pair.new.reserved {
            let is_known = self.pair.old.meaning(name).is_some();
            if self.entries.entry(name).is_some() && !is_known {
                let message = format!("`{name}` means {what} in {to}");
                let help = "give it another name, here and in the templates".to_owned();
                self.left(FIELD, self.span(name), message, help);
            }
        }
    }
}
