//! redirects: the addresses that a site's rules of redirection lead on, each known once they are read.

use std::collections::HashSet;

/// The addresses that rules of redirection name.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    whole: HashSet<String>,
    /// What the addresses begin with that one rule is for.
    begins: HashSet<String>,
}

impl Redirects {
    /// Those in `rules`, as they are written.
    pub(super) fn of(rules: &str) -> Self {
        let mut redirects = Self::default();
        for word in rules.split(|c: char| c.is_whitespace() || "\"',^$=(){}[]".contains(c)) {
            let word = word.trim_end_matches('/');
            let open = word.find(['*', ':']).filter(|_| word.starts_with('/'));
            if let Some(at) = open.filter(|at| *at > 1) {
                redirects.begins.insert(word[..at].to_owned());
            }
            redirects.whole.insert(word.to_owned());
        }
        redirects
    }

    /// Whether one of them is for the path.
    pub(super) fn holds(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let mut begins = (2..=path.len()).filter_map(|at| path.get(..at));
        self.whole.contains(path)
            || (!self.begins.is_empty() && begins.any(|begin| self.begins.contains(begin)))
    }
}
