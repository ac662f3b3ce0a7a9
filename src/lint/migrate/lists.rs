//! lists: the tags and categories of a post, as the one site has them and as the other does.

use super::FIELD;
use super::entries::Written;
use super::fields::Fields;
use crate::data::value::Node;
use crate::generator::site::{Meaning, TextList};
use crate::lint::site::about::texts;
use crate::lint::site::place::Place;
use serde_json::Value as Json;

impl Fields<'_, '_> {
    /// Tags and categories, of which the categories are given back.
    pub(super) fn lists(&mut self) -> Vec<String> {
        self.list(Meaning::Tags, Meaning::Tag, Vec::new());
        let above = match self.place {
            Place::Post(post) => post.above.clone(),
            Place::Page(_) => Vec::new(),
        };
        self.list(Meaning::Categories, Meaning::Category, above)
    }

    /// What the site's configuration says where the post says nothing.
    fn defaults(&self, many: Meaning, one: Meaning) -> Vec<String> {
        let both = self.default(many).into_iter().chain(self.default(one));
        both.flat_map(|value| match value {
            Json::String(text) if self.pair.old.text == TextList::Words => {
                text.split_whitespace().map(str::to_owned).collect()
            }
            Json::Array(items) => {
                let texts = items.iter().filter_map(Json::as_str);
                texts.map(str::to_owned).collect()
            }
            _ => Vec::new(),
        })
        .collect()
    }

    fn list(&mut self, many: Meaning, one: Meaning, mut all: Vec<String>) -> Vec<String> {
        let (old, new) = (self.pair.old, self.pair.new);
        let (from, to) = (self.pair.from.title, self.pair.to.title);
        let single = self.old(one);
        // In Jekyll tags are those of the single field, if it is there, and categories those of both.
        let plural = self
            .old(many)
            .filter(|_| single.is_none() || many == Meaning::Categories);
        let mut is_text = false;
        let mut add = |text: String| {
            if !all.contains(&text) {
                all.push(text);
            }
        };
        // Jekyll adds the categories of its configuration to those of the post.
        let is_unsaid = self.old(many).is_none() && single.is_none();
        if is_unsaid || many == Meaning::Categories {
            self.defaults(many, one).into_iter().for_each(&mut add);
        }
        for (name, value) in plural.into_iter().chain(single) {
            let Some(texts) = texts(value) else {
                let message = format!("`{name}` is no list of texts");
                let help = format!("write the {name} of {to} as `{name}: [a, b]`");
                self.left(FIELD, self.span(name), message, help);
                return all;
            };
            let is_list = matches!(value.node, Node::List(_));
            is_text |= !is_list;
            let is_split =
                !is_list && old.text == TextList::Words && plural.map(|(own, _)| own) == Some(name);
            for text in texts {
                if is_split {
                    text.split_whitespace()
                        .for_each(|word| add(word.to_owned()));
                } else {
                    add(text);
                }
            }
        }
        let written = plural.or(single);
        if all.is_empty() {
            return all;
        }
        let Some(name) = new.field(many) else {
            if let Some((own, value)) = written {
                let message = format!("{to} has no field for `{own}`");
                let help = "it is left as it is, and means what the site makes of it".to_owned();
                self.left(FIELD, value.span, message, help);
            }
            return all;
        };
        let before = written
            .and_then(|(_, value)| texts(value))
            .unwrap_or_default();
        // Templates go through a list. What they made of a text before is no measure: those of Hexo never saw it.
        let is_alike = !is_text;
        let is_same = before == all && is_alike && written.is_some_and(|(own, _)| own == name);
        let is_same = is_same && !(plural.is_some() && single.is_some());
        if !is_same {
            let value = Written::list(&all);
            let (span, edits) = match written {
                Some((own, _)) if before == all && is_alike => {
                    (self.span(own), self.entries.rename(own, name))
                }
                Some((own, value_before)) => {
                    (value_before.span, self.entries.replace(own, name, &value))
                }
                None => (self.beginning, self.entries.add(name, &value)),
            };
            let mut edits = edits;
            if let (Some((own, _)), Some(_)) = (single, plural) {
                edits.extend(self.entries.remove(own));
            }
            let list = all.join(", ");
            let message = match written {
                Some((own, _)) if own != name && before == all => {
                    format!("`{own}` is called `{name}` in {to}")
                }
                _ => format!("what {from} takes for the {name} {list} is another list in {to}"),
            };
            self.tell(FIELD, span, message, edits);
        }
        if new.has_nested_categories
            && !old.has_nested_categories
            && many == Meaning::Categories
            && all.len() > 1
        {
            let span = written.map_or(self.beginning, |(_, value)| value.span);
            let message = format!("{to} takes the second category for one below the first");
            let help = "write `categories: [[a], [b]]` where they are side by side".to_owned();
            self.left(FIELD, span, message, help);
        }
        all
    }
}
