//! fields: which front matter fields hold addresses.

use crate::data::json_schema;
use crate::post::suppression;

/// The front matter fields that hold URLs, as a configuration names them; all, where it names none.
#[derive(Clone, Debug, Default)]
pub struct UrlFields(pub Option<Vec<String>>);

impl UrlFields {
    /// Whether the front matter field at the end of this way may hold a URL. A name in the
    /// configuration is a key, or the whole way with `*` for any step: `gallery.*.src`.
    pub fn hold(&self, way: &[&str]) -> bool {
        // The address of a schema is its name: by another scheme it is another schema. What we are
        // told is no part of the post.
        if way == [json_schema::KEY] || way.first() == Some(&suppression::KEY) {
            return false;
        }
        self.0.as_ref().is_none_or(|fields| {
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
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_by_its_key_or_its_way() {
        let fields = UrlFields(Some(vec!["cover".into(), "gallery.*.src".into()]));
        assert!(fields.hold(&["cover"]) && fields.hold(&["a", "cover"]));
        assert!(fields.hold(&["gallery", "0", "src"]));
        assert!(!fields.hold(&["gallery", "src"]) && !fields.hold(&["link"]));
        assert!(UrlFields::default().hold(&["link"]));
    }
}
