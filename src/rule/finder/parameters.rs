//! parameters: those of an address that say where a reader comes from.

use crate::rule::hit::Hit;
use crate::url::extract::Site;
use crate::url::parts::Address;
use crate::url::proxy::without;

/// Which parameters.
#[derive(Clone, Debug)]
pub(super) struct Parameters {
    /// Their names; `utm_*` is every name that begins so.
    pub(super) names: Vec<String>,
    /// Values that leave an address alone, or what these begin with.
    pub(super) except: Vec<String>,
    /// The names of campaigns, which an author writes into more than one address of a host.
    pub(super) campaigns: Vec<String>,
    /// The names of parameters that leave an address alone.
    pub(super) with: Vec<String>,
}

impl Parameters {
    /// What there is to say of `address`, which is that of `site`.
    pub(super) fn find(&self, site: &Site<'_>, address: &Address<'_>) -> Option<Hit> {
        let is_known = |name: &str| self.is_known(name);
        let rest = without(&site.address, is_known)?;
        let found = || address.parameters().filter(|(name, _)| is_known(name));
        let is_own = |value: &str| self.except.iter().any(|own| begins_with_word(value, own));
        let has_other = |name: &str| self.with.iter().any(|with| with == name);
        if found().any(|(_, value)| value.is_some_and(is_own))
            || address.parameters().any(|(name, _)| has_other(name))
        {
            return None;
        }
        let mut campaigns = found().filter(|(name, _)| self.campaigns.iter().any(|it| it == name));
        let is_agreed = |name, value: &str| site.is_of_campaign(address, name, value);
        if campaigns.any(|(name, value)| value.is_some_and(|value| is_agreed(name, value))) {
            return None;
        }
        let names: Vec<&str> = found().map(|(name, _)| name).collect();
        let hit = Hit::new(site.span)
            .with("host", address.host())
            .with("parameters", format!("`{}`", names.join("`, `")))
            .with("direct", rest);
        Some(hit.written_at(site))
    }

    fn is_known(&self, name: &str) -> bool {
        let first = name.bytes().next();
        // Most begin otherwise.
        let mut alike = self.names.iter().filter(|known| {
            let begin = known.bytes().next();
            begin == first || begin == Some(b'*')
        });
        alike.any(|known| match known.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == known,
        })
    }
}

/// Whether `text` begins with `word`, and that ends there.
fn begins_with_word(text: &str, word: &str) -> bool {
    let head = text.get(..word.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(word))
        && !text[word.len()..].starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_where_no_letter_follows() {
        for text in ["docs", "docs-start", "Docs_x", "docs%20x"] {
            assert!(begins_with_word(text, "docs"), "{text}");
        }
        for text in ["docsearch", "doc", "my-docs", "docs2"] {
            assert!(!begins_with_word(text, "docs"), "{text}");
        }
    }
}
