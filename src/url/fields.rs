//! fields: which front matter fields hold addresses.

use crate::data::json_schema;
use crate::data::value::{Step, Value};
use crate::post::suppression;

/// The front matter fields that hold URLs, as a configuration names them; all, where it names none.
#[derive(Clone, Debug, Default)]
pub struct UrlFields(pub Option<Vec<String>>);

/// Keys, without case, `_` and `-`, under which a page is named and not linked: a thread of comments
/// (Disqus, "JavaScript configuration variables"), an item of a feed, the page that jekyll-import read
/// the post from, a node of JSON-LD. Another scheme makes it the name of nothing.
const NAMES: [&str; 10] = [
    "disqusurl",
    "disqusidentifier",
    "guid",
    "atomid",
    "wordpressurl",
    "bloggerorigurl",
    "tumblrurl",
    "@context",
    "@id",
    "@type",
];

/// Whether the field at the end of this way names a page: `disqus_url`, `disqusUrl`, `disqus.url`.
fn is_name(way: &[&str]) -> bool {
    let bare = |key: &str| key.replace(['_', '-'], "").to_ascii_lowercase();
    let [.., key] = way else { return false };
    let below = |above: &&str| NAMES.contains(&&*(bare(above) + &bare(key)));
    NAMES.contains(&&*bare(key)) || way.iter().rev().nth(1).is_some_and(below)
}

/// Whether the field at the end of this way is what jekyll-import keeps of who wrote a post or a comment:
/// `author_url` beside their login, which no theme asks for.
fn is_imported(way: &[&str], beside: &dyn Fn(&str) -> bool) -> bool {
    match way {
        [.., "author", "url"] => beside("login"),
        [.., "author_url"] => {
            let of_post = ["author_login", "wordpress_id", "wordpress_url"];
            of_post.iter().any(|key| beside(key)) || (beside("author_email") && beside("content"))
        }
        _ => false,
    }
}

impl UrlFields {
    /// Whether the front matter field at the end of this way may hold a URL; `beside` says whether the
    /// map that it is in has another key. A name in the configuration is a key, or the whole way with
    /// `*` for any step: `gallery.*.src`. What it names counts, whatever the name.
    pub fn hold(&self, way: &[&str], beside: &dyn Fn(&str) -> bool) -> bool {
        // The address of a schema is its name: by another scheme it is another schema. What we are
        // told is no part of the post.
        if way == [json_schema::KEY] || way.first() == Some(&suppression::KEY) {
            return false;
        }
        let Some(fields) = &self.0 else {
            return !is_name(way) && !is_imported(way, beside);
        };
        fields.iter().any(|field| {
            let steps: Vec<&str> = field.split('.').collect();
            match steps.as_slice() {
                [key] => way.contains(key),
                steps => {
                    let same = |(step, at): (&&str, &&str)| *step == "*" || step == at;
                    steps.len() == way.len() && steps.iter().zip(way).all(same)
                }
            }
        })
    }
}

/// The map that the field at the end of a way is in.
pub(super) fn holder<'v>(whole: &'v Value<'v>, way: &[Step<'_>]) -> Option<&'v Value<'v>> {
    let (_, above) = way.split_last()?;
    above.iter().try_fold(whole, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(at) => value.items().get(*at),
    })
}

/// Whether what is at `way` in the front matter is between brackets.
pub(super) fn is_in_brackets(text: &str, whole: &Value<'_>, way: &[Step<'_>]) -> bool {
    let is_open = |value: &Value<'_>| text[value.span.start as usize..].starts_with(['[', '{']);
    (1..=way.len()).any(|len| holder(whole, &way[..len]).is_some_and(is_open))
}

/// The keys on a way; a place in a list has none.
pub(super) fn keys<'v>(way: &[Step<'v>]) -> Vec<&'v str> {
    let key = |step: &Step<'v>| match step {
        Step::Key(key) => *key,
        Step::Index(_) => "",
    };
    way.iter().map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_by_its_key_or_its_way() {
        let fields = UrlFields(Some(vec!["cover".into(), "gallery.*.src".into()]));
        let hold = |way: &[&str]| fields.hold(way, &|_| false);
        assert!(hold(&["cover"]) && hold(&["a", "cover"]));
        assert!(hold(&["gallery", "0", "src"]));
        assert!(!hold(&["gallery", "src"]) && !hold(&["link"]));
        assert!(UrlFields::default().hold(&["link"], &|_| false));
    }

    #[test]
    fn a_name_is_no_address_but_where_a_configuration_says_so() {
        let alone = |way: &[&str]| UrlFields::default().hold(way, &|_| false);
        for way in [
            &["disqus_url"][..],
            &["disqusUrl"],
            &["params", "disqus", "url"],
            &["guid"],
            &["wordpress_url"],
            &["@context"],
        ] {
            assert!(!alone(way), "{way:?}");
        }
        assert!(alone(&["author_url"]) && alone(&["author", "url"]) && alone(&["url"]));
        let named = UrlFields(Some(vec!["guid".into()]));
        assert!(named.hold(&["guid"], &|_| false));
    }

    #[test]
    fn who_wrote_it_is_told_from_a_link_by_what_the_importer_writes_beside() {
        let beside = |way: &[&str], keys: &[&str]| {
            UrlFields::default().hold(way, &|key| keys.contains(&key))
        };
        assert!(!beside(&["author_url"], &["author_login"]));
        assert!(!beside(&["author", "url"], &["login"]));
        assert!(!beside(
            &["comments", "", "author_url"],
            &["author_email", "content"]
        ));
        assert!(beside(&["author_url"], &["author_email"]));
    }
}
