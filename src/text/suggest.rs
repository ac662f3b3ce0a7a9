//! suggest: a word that is not known → the one that was probably meant. The only file that knows `strsim`.

use std::borrow::Cow;

/// How much of a word that is not known is looked at, and shown, in bytes.
const LONGEST: usize = 100;

/// A word of someone else's as it may be in a message.
pub fn shortened(word: &str) -> Cow<'_, str> {
    if word.len() <= LONGEST {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("{}…", &word[..word.floor_char_boundary(LONGEST)]))
}

/// The word of `known` that `word` is a slip of.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // What is much longer than any word is a slip of none, and costs the square of its length.
    if word.len() > LONGEST {
        return None;
    }
    let score = |k: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &k.to_lowercase());
    known
        .into_iter()
        .map(|k| (score(k), k))
        .min()
        .filter(|(distance, k)| *distance <= 1 + k.chars().count().min(word.chars().count()) / 4)
        .map(|(_, k)| k)
}
