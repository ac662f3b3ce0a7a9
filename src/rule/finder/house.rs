//! house: how a post ends its own paragraphs, which tells what a mark that is missing means in it.

use crate::post::Post;
use crate::post::prose::language::{Language, is_han, is_kana};

/// How a block of running text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With a mark, or with something that needs none.
    Marked,
    /// With a word that wants this mark.
    Unmarked(char),
    /// With a word that wants this mark, if the block, which is one sentence, is running text.
    Alone(char),
    /// With another mark than this, which belongs there.
    Wrong(char),
    /// It is no sentence, or nobody can say.
    Unknown,
}

/// Fewer paragraphs without their mark are no habit.
const HABIT: usize = 3;

/// Of a hundred paragraphs, this many end with a mark where one sentence alone is expected to.
const STRICT: usize = 70;
/// The same in Japanese: polite forms are at the end of lists and captions too, unless a clause is
/// before them; a sentence of English is told by its words.
const STRICTER: usize = 80;
const WITH_CLAUSE: usize = 50;

/// How many blocks of the running text of a post end in each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct House {
    marked: usize,
    /// Sentences that lack their mark.
    unmarked: usize,
    /// Whatever else ends in a word.
    other: usize,
}

impl House {
    /// Counts a block; `is_word` is true where it ends in a word.
    pub fn count(&mut self, end: End, is_word: bool) {
        match end {
            End::Marked | End::Wrong(_) => self.marked += 1,
            End::Unmarked(_) => self.unmarked += 1,
            End::Alone(_) => self.other += 1,
            End::Unknown => self.other += usize::from(is_word),
        }
    }

    /// Whether the other blocks of the post show that `text`, which ends like this, lacks its mark.
    pub fn wants(&self, end: End, language: impl Fn() -> Option<Language>, text: &str) -> bool {
        match end {
            // Where most of the others lack it too, the author leaves it out.
            End::Unmarked(_) => self.unmarked < HABIT || self.marked + 1 >= self.unmarked,
            End::Alone(_) => {
                let language = language();
                let others = self.marked + self.unmarked + self.other - 1;
                let least = match language {
                    Some(Language::En) => WITH_CLAUSE,
                    Some(Language::Ja) if text.contains('、') => WITH_CLAUSE,
                    Some(Language::Ja) => STRICTER,
                    _ => STRICT,
                };
                let is_strict = self.marked * 100 >= others * least;
                is_strict && (others > 0 || language == Some(Language::En))
            }
            End::Marked | End::Wrong(_) | End::Unknown => true,
        }
    }
}

/// The mark that most blocks of the post end with: `。`, or what stands for it in this post.
pub(super) fn habit(post: &Post<'_>) -> char {
    let mut counts = [('。', 0), ('．', 0), ('.', 0)];
    for block in post.prose.blocks().filter(|block| block.kind.is_running()) {
        let mut chars = block.text[block.words()].chars().rev();
        let last = chars.next();
        if chars.next().is_some_and(|c| is_han(c) || is_kana(c))
            && let Some((_, count)) = counts.iter_mut().find(|(mark, _)| Some(*mark) == last)
        {
            *count += 1;
        }
    }
    let rival = counts[1..].iter().max_by_key(|(_, count)| *count);
    rival
        .filter(|(_, count)| *count > counts[0].1)
        .map_or('。', |(mark, _)| *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(ends: &[(End, usize)]) -> House {
        let mut house = House::default();
        for (end, times) in ends {
            (0..*times).for_each(|_| house.count(*end, true));
        }
        house
    }

    #[test]
    fn a_post_that_hardly_ever_marks_its_ends_wants_no_mark() {
        let few = house(&[(End::Marked, 2), (End::Unmarked('。'), 8)]);
        assert!(!few.wants(End::Unmarked('。'), || Some(Language::Zh), ""));
        let most = house(&[(End::Marked, 8), (End::Unmarked('。'), 2)]);
        assert!(most.wants(End::Unmarked('。'), || Some(Language::Zh), ""));
        let one = house(&[(End::Unmarked('。'), 1)]);
        assert!(one.wants(End::Unmarked('。'), || Some(Language::Zh), ""));
    }

    #[test]
    fn one_sentence_is_judged_by_a_strict_house() {
        let post = house(&[(End::Marked, 3), (End::Alone('。'), 1), (End::Unknown, 1)]);
        assert!(post.wants(End::Alone('。'), || Some(Language::Zh), ""));
        assert!(!post.wants(End::Alone('。'), || Some(Language::Ja), ""));
        let alone = house(&[(End::Alone('。'), 1)]);
        assert!(!alone.wants(End::Alone('。'), || Some(Language::Zh), ""));
    }
}
