//! suggest: a word that is not known → the one that was probably meant. The only file that knows `strsim`.

/// The word of `known` that `word` is a slip of.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let score = |k: &str| strsim::damerau_levenshtein(&word.to_lowercase(), &k.to_lowercase());
    known
        .into_iter()
        .map(|k| (score(k), k))
        .min()
        .filter(|(distance, k)| *distance <= 1 + k.chars().count().min(word.chars().count()) / 4)
        .map(|(_, k)| k)
}
