//! about: the front matter of a post → what its address is made from.

use super::place::Place;
use super::setup::Setup;
use crate::data::date::{Shown, offset};
use crate::data::value::{Node, ScalarStyle, Value};
use crate::generator::site::{Meaning, TextList};
use serde_json::Value as Json;

/// What the address of a post is made from, beside its path.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// When it was published, as the clocks of the site show it.
    pub date: Option<Shown>,
    /// When it may have been published instead: its date names a zone and the site none, so that the day turns on the
    /// machine that builds it; or its date is in a form that is not known.
    pub other_date: Option<Shown>,
    /// The title.
    pub title: String,
    /// The last part of the address.
    pub slug: Option<String>,
    /// Categories, in their order.
    pub categories: Vec<String>,
    /// What its front matter says of its address.
    pub own: Option<String>,
    /// Addresses that lead to it too.
    pub aliases: Vec<String>,
    /// Why it is not published.
    pub hidden: Option<&'static str>,
    /// All of its front matter.
    pub fields: Json,
}

/// The front matter of one file.
struct Reader<'a, 'p> {
    setup: &'a Setup,
    path: &'a str,
    kind: &'a str,
    whole: Option<&'a Value<'p>>,
}

impl<'a, 'p> Reader<'a, 'p> {
    /// The value of the field for `meaning`, if that is not empty.
    fn value(&self, meaning: Meaning) -> Option<&'a Value<'p>> {
        let names = self.names(meaning);
        names.iter().find_map(|name| {
            let value = self.whole?.get(name)?;
            let is_null = matches!(&value.node, Node::Scalar(s) if s.to_json().is_null());
            (!is_null).then_some(value)
        })
    }

    /// What the fields for `meaning` are called.
    fn names(&self, meaning: Meaning) -> &'static [&'static str] {
        const PLAIN: [(Meaning, &[&str]); 7] = [
            (Meaning::Title, &["title"]),
            (Meaning::Date, &["date"]),
            (Meaning::Tags, &["tags"]),
            (Meaning::Slug, &["slug"]),
            (Meaning::Address, &["permalink"]),
            (Meaning::Redirects, &[]),
            (Meaning::Draft, &["draft"]),
        ];
        let fields = self.setup.facts().map_or(&PLAIN[..], |facts| facts.fields);
        let mut fields = fields.iter();
        let found = fields.find(|(known, _)| *known == meaning);
        found.map_or(&[], |(_, names)| *names)
    }

    fn default(&self, meaning: Meaning) -> Option<&'a Json> {
        self.setup.default(meaning, self.path, self.kind)
    }

    fn text(&self, meaning: Meaning) -> Option<String> {
        let text = self.value(meaning).and_then(Value::as_str);
        text.map(str::to_owned)
            .or_else(|| Some(self.default(meaning)?.as_str()?.to_owned()))
    }

    fn truth(&self, meaning: Meaning) -> Option<bool> {
        match self.value(meaning) {
            Some(value) => value.to_json().as_bool(),
            None => self.default(meaning)?.as_bool(),
        }
    }

    fn categories(&self, above: &[String]) -> Vec<String> {
        let mut all = above.to_vec();
        let mut add = |text: &str| {
            if !text.is_empty() && !all.iter().any(|known| known == text) {
                all.push(text.to_owned());
            }
        };
        let of_words = self
            .setup
            .facts()
            .is_some_and(|facts| facts.text == TextList::Words);
        for meaning in [Meaning::Categories, Meaning::Category] {
            match self.default(meaning) {
                Some(Json::String(text)) if of_words => {
                    text.split_whitespace().for_each(&mut add);
                }
                Some(Json::Array(items)) => {
                    items.iter().filter_map(Json::as_str).for_each(&mut add);
                }
                _ => {}
            }
        }
        for meaning in [Meaning::Categories, Meaning::Category] {
            let Some(value) = self.value(meaning) else {
                continue;
            };
            let is_split = of_words && meaning == Meaning::Categories;
            match texts(value) {
                Some(texts) if is_split && !matches!(value.node, Node::List(_)) => {
                    for text in texts {
                        text.split_whitespace().for_each(&mut add);
                    }
                }
                Some(texts) => texts.iter().for_each(|text| add(text)),
                // Several ways of categories, of which Hexo takes the last.
                None => {
                    if let Some(last) = value.items().last().and_then(texts) {
                        all.clear();
                        all.extend(last);
                        return all;
                    }
                }
            }
        }
        all
    }
}

impl About {
    /// What the front matter `whole` of the file at `path` says. `kind` is what its configuration calls such
    /// files.
    pub fn read(
        setup: &Setup,
        (path, kind): (&str, &str),
        place: Option<&Place>,
        whole: Option<&Value<'_>>,
    ) -> Self {
        let reader = Reader {
            setup,
            path,
            kind,
            whole,
        };
        let (day, above) = match place {
            Some(Place::Post(post)) => (post.day.as_deref(), &post.above[..]),
            _ => (None, &[][..]),
        };
        let (mut date, mut other_date) = (None, None);
        if let Some(value) = reader.value(Meaning::Date) {
            let text = value.as_str().unwrap_or_default();
            date = setup.date(text, is_quoted(value));
            let own = offset(text).filter(|_| !setup.has_zone());
            if own.is_some_and(|own| own != "+00:00") {
                // By the clocks that it was written by.
                let civil = text.get(.."2021-11-30T16:11:20".len());
                other_date = civil.and_then(|civil| Shown::read(civil, true, None));
            }
            if date.is_none() {
                // Ruby and others read more forms than are known here, and most take the day that it begins with.
                let begins = text.get(.."2021-11-30".len());
                let begins = begins.and_then(|day| setup.date(day, true));
                other_date = begins.or_else(|| setup.date(day?, true));
            }
        } else if let Some(day) = day {
            date = setup.date(day, true);
        }
        let is_false = |meaning| reader.truth(meaning) == Some(false);
        let is_draft = matches!(place, Some(Place::Post(post)) if post.is_draft);
        let hidden = if is_draft || reader.truth(Meaning::Draft) == Some(true) {
            Some("it is a draft")
        } else if is_false(Meaning::Published) {
            Some("it is not published")
        } else {
            None
        };
        Self {
            date,
            other_date,
            title: reader.text(Meaning::Title).unwrap_or_default(),
            slug: reader.text(Meaning::Slug).filter(|slug| !slug.is_empty()),
            categories: reader.categories(above),
            own: reader
                .text(Meaning::Address)
                .filter(|own| !own.trim().is_empty()),
            aliases: reader
                .value(Meaning::Redirects)
                .and_then(texts)
                .unwrap_or_default(),
            hidden,
            fields: whole.map_or(Json::Null, Value::to_json),
        }
    }
}

/// The texts of a value where a list of texts is wanted; `None` where it holds something else.
pub fn texts(value: &Value<'_>) -> Option<Vec<String>> {
    let text = |value: &Value<'_>| match &value.node {
        Node::Scalar(scalar) if scalar.to_json().is_null() => Some(None),
        Node::Scalar(scalar) => Some(Some(scalar.text.clone().into_owned())),
        _ => None,
    };
    let all: Option<Vec<Option<String>>> = match &value.node {
        Node::List(items) => items.iter().map(text).collect(),
        Node::Scalar(_) => Some(vec![text(value)?]),
        Node::Map(_) => None,
    };
    Some(all?.into_iter().flatten().collect())
}

/// Whether a scalar is in quotes, or on lines of its own.
pub fn is_quoted(value: &Value<'_>) -> bool {
    matches!(&value.node, Node::Scalar(scalar) if scalar.style != ScalarStyle::Plain || scalar.is_tagged)
}
