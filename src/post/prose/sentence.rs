//! sentence: where the sentences of a text end, and whether what is left over is one.
//!
//! No grammar is known here. What is asked for are signs that running text has and a label, a credit
//! or a heading in disguise has not; where they are missing, the answer is no.

use crate::post::prose::language::{Language, is_han, is_kana};
use crate::text::invisible::is_blank;

/// Marks that end a sentence in any of the languages.
const FULL: [char; 5] = ['。', '！', '？', '．', '…'];

/// Brackets and quotes in pairs. What ends in a title or an aside does not end the sentence around.
const PAIRS: [(char, char); 11] = [
    ('《', '》'),
    ('〈', '〉'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
    ('（', '）'),
    ('(', ')'),
    ('[', ']'),
    ('“', '”'),
    ('‘', '’'),
    ('〔', '〕'),
];

/// What a full stop is behind without ending anything.
const ABBREVIATIONS: [&str; 40] = [
    "al", "approx", "apr", "art", "aug", "bros", "cf", "ch", "co", "corp", "dec", "dept", "dr",
    "ed", "e.g", "est", "etc", "feb", "fig", "gen", "i.e", "inc", "jan", "jr", "ltd", "mr", "mrs",
    "ms", "no", "nov", "oct", "prof", "rev", "sec", "sept", "sr", "st", "vol", "vs", "u.s",
];

/// Words that a clause has and a label rarely: forms of the commonest verbs, and pronouns that are
/// subjects.
const CLAUSE_WORDS: [&str; 58] = [
    "am", "are", "be", "been", "can", "can't", "could", "did", "didn't", "do", "does", "doesn't",
    "don't", "get", "gets", "had", "has", "have", "he", "i", "i'm", "is", "isn't", "it", "it's",
    "let's", "lets", "made", "makes", "may", "means", "might", "must", "need", "needs", "said",
    "says", "see", "she", "should", "there", "they", "took", "use", "uses", "want", "was", "we",
    "went", "were", "will", "won't", "would", "you", "you'll", "you're", "became", "came",
];

/// A question, or the name of a guide: no sentence that lacks its full stop.
const HEADING_WORDS: [&str; 9] = [
    "how", "what", "why", "when", "where", "who", "which", "about", "step",
];

/// The byte behind the last sentence of `text` that ends before its last word, and how many end.
pub fn last_end(text: &str, language: Language) -> (usize, usize) {
    let (mut last, mut count, is_closed) = scan(text, language, true);
    if !is_closed {
        // A bracket that never closes is none.
        (last, count, _) = scan(text, language, false);
    }
    let rest = text[last..].trim_start_matches(['"', '\'', '”', '’', '」', '』', ')', '）']);
    (text.len() - rest.len(), count)
}

/// Whether a text of Chinese or Japanese is broken into lines that need no mark: another line than the last
/// ends with a word, and marks are at the ends of lines only.
pub fn is_in_lines(text: &str, language: Language, is_ended: impl Fn(&str) -> bool) -> bool {
    let is_east = matches!(language, Language::Zh | Language::Ja);
    let lines = text.split('\n').map(|line| line.trim_matches(is_blank));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let before = &lines[..lines.len().saturating_sub(1)];
    is_east
        && before.iter().any(|line| !is_ended(line))
        && lines.iter().all(|line| last_end(line, language).1 == 0)
}

fn scan(text: &str, language: Language, with_brackets: bool) -> (usize, usize, bool) {
    // What is behind the last word, and the last quote, ends nothing more.
    let end = text.trim_end_matches(is_blank).len();
    let last_quote = text.rfind('’').unwrap_or_default();
    let mut open: Vec<char> = Vec::new();
    let (mut last, mut count) = (0, 0);
    let mut before = None;
    for (at, c) in text.char_indices() {
        let behind = at + c.len_utf8();
        let rest = &text[behind..];
        if with_brackets {
            if let Some((_, close)) = PAIRS.iter().find(|(start, _)| *start == c) {
                // An apostrophe is no quote.
                if c != '‘' || behind <= last_quote {
                    open.push(*close);
                }
            } else if open.last() == Some(&c) {
                open.pop();
                // `“…。”` ends the sentence where nothing else goes on around it.
                let is_speech = matches!(c, '”' | '」' | '』');
                if is_speech
                    && open.is_empty()
                    && before.is_some_and(|b| FULL.contains(&b))
                    && begins_anew(rest)
                {
                    (last, count) = (behind, count + 1);
                }
            }
        }
        let is_end = open.is_empty() && behind < end && ends_sentence(text, at, c, rest, language);
        if is_end {
            (last, count) = (behind, count + 1);
        }
        before = Some(c);
    }
    (last, count, open.is_empty())
}

/// Whether a sentence follows behind a quotation, and no mark or word that continues the one around it:
/// `「……。」って言った`, `“……。”的口号`.
fn begins_anew(rest: &str) -> bool {
    let next = rest.trim_start_matches(is_blank).chars().next();
    let is_hiragana = |c: char| matches!(c, '\u{3041}'..='\u{3096}');
    next.is_some_and(|c| c.is_alphanumeric() && !is_hiragana(c) && !"的之等".contains(c))
}

/// What follows a noun in Japanese, so that a mark before it is a part of a name.
fn is_particle(c: char) -> bool {
    matches!(c, 'の' | 'が' | 'を' | 'は' | 'も' | 'に' | 'と' | 'で')
}

/// Whether what is before is said or thought: `という`, `と思う`, `って`.
fn quotes(rest: &str) -> bool {
    ["という", "といった", "と思", "と言", "と聞", "と書", "って"]
        .iter()
        .any(|said| rest.starts_with(said))
}

fn ends_sentence(text: &str, at: usize, c: char, rest: &str, language: Language) -> bool {
    let next = rest.chars().next();
    match c {
        // `……`: the last one counts. `モーニング娘。の新曲`: a particle follows a name.
        '…' => next.is_some_and(is_blank),
        '。' if language == Language::Ja => !next.is_some_and(is_particle),
        // `良い日！という目標`: what was said goes on.
        '！' | '？' | '!' | '?' if language == Language::Ja && quotes(rest) => false,
        '。' | '！' | '？' | '．' => true,
        '.' | '!' | '?' => {
            let after = rest.trim_start_matches(['"', '\'', '”', '’', ')']);
            let mut words = after.trim_start_matches(is_blank).chars();
            let is_spaced = after.starts_with(is_blank);
            let begins = words.next().is_some_and(|w| {
                w.is_uppercase()
                    || w.is_ascii_digit()
                    || matches!(w, '"' | '“' | '‘' | '(')
                    || is_han(w)
                    || is_kana(w)
            });
            is_spaced && begins && !(c == '.' && is_abbreviated(&text[..at]))
        }
        _ => false,
    }
}

/// Whether the word that `text` ends in is cut short, a letter or a number: `Dr`, `J`, `3`.
fn is_abbreviated(text: &str) -> bool {
    let word = text
        .rsplit(|c: char| is_blank(c) || c == '(')
        .next()
        .unwrap_or_default();
    let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let is_number = word.chars().all(|c| c.is_ascii_digit());
    let lower = word.to_lowercase();
    is_letter || is_number || ABBREVIATIONS.contains(&&*lower)
}

/// Whether `sentence`, which lacks its mark, is one. `alone` is true where no other ends before it.
pub fn is_sentence(sentence: &str, language: Language, alone: bool) -> bool {
    let letters = sentence.chars().filter(|c| c.is_alphabetic()).count();
    let last = sentence.chars().next_back();
    match language {
        Language::Zh => {
            let ends_in_word = last.is_some_and(is_han);
            let enough = if alone {
                has_predicate(sentence) && letters >= 12
            } else {
                letters >= 8
            };
            ends_in_word && enough && !is_question(sentence)
        }
        Language::Ja => {
            let in_kana = last.is_some_and(|c| matches!(c, '\u{3041}'..='\u{3096}'));
            let has_clause = sentence.contains('、');
            let is_noun = [
                "こと", "もの", "とき", "ため", "など", "まで", "から", "のみ", "だけ", "ほか",
            ]
            .iter()
            .any(|noun| sentence.ends_with(noun));
            if alone {
                is_polite(sentence) || (in_kana && !is_noun && has_clause && letters >= 15)
            } else {
                letters >= 8
                    && !is_noun
                    && (in_kana || (has_clause && last.is_some_and(|c| is_han(c) || is_kana(c))))
            }
        }
        Language::En => {
            let words: Vec<&str> = sentence.split_whitespace().collect();
            let small = words
                .iter()
                .filter(|word| word.starts_with(char::is_lowercase))
                .count();
            if !alone {
                let is_question = is_asked(&words);
                return words.len() >= 5 && small * 2 > words.len() && !is_question;
            }
            let lower: Vec<String> = words
                .iter()
                .map(|word| {
                    word.trim_matches(|c: char| !c.is_alphanumeric())
                        .to_lowercase()
                        .replace('’', "'")
                })
                .collect();
            let begins = sentence.starts_with(char::is_uppercase);
            let is_heading = lower
                .first()
                .is_some_and(|word| HEADING_WORDS.contains(&&**word));
            let has_verb = lower
                .iter()
                .skip(1)
                .any(|word| CLAUSE_WORDS.contains(&&**word));
            words.len() >= 8 && small * 10 >= words.len() * 7 && begins && !is_heading && has_verb
        }
        Language::Ko => false,
    }
}

/// Whether a sentence of Chinese asks, so that another mark than a full stop belongs behind it.
fn is_question(sentence: &str) -> bool {
    let begins = ["为什么", "为何", "怎么", "如何", "难道", "什么", "谁"];
    let ends = ["吗", "呢", "什么", "怎么"];
    ends.iter().any(|word| sentence.ends_with(word))
        || begins.iter().any(|word| sentence.starts_with(word))
}

/// Whether a sentence of English asks: `Why does it`, `Do you`.
fn is_asked(words: &[&str]) -> bool {
    let [first, second, ..] = words else {
        return false;
    };
    let verbs = [
        "is", "are", "was", "were", "do", "does", "did", "can", "could", "should", "would", "will",
        "has", "have",
    ];
    let subjects = [
        "you", "it", "they", "he", "she", "we", "i", "this", "that", "there",
    ];
    let is =
        |known: &[&str], word: &str| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    (is(&HEADING_WORDS, first) && is(&verbs, second))
        || (is(&verbs, first) && is(&subjects, second))
}

/// Whether a sentence of Chinese has one of the verbs and particles that make a predicate.
fn has_predicate(sentence: &str) -> bool {
    // `大会`, `会议`: as a part of a noun it is none.
    let mut meetings = sentence.match_indices('会').map(|(at, word)| {
        let before = sentence[..at].chars().next_back();
        let after = sentence[at + word.len()..].chars().next();
        (before, after)
    });
    let is_verb = |(before, after): (Option<char>, Option<char>)| {
        !before.is_some_and(|c| "大布社机协员年晚聚峰宴展盛开工学商集都议理董运博音".contains(c))
            && after.is_some_and(|c| is_han(c) && !"议员场上计长谈面客馆徽员".contains(c))
    };
    // Between two clauses, lesser words say as much.
    let has_clause = sentence.contains(['，', '；']);
    let is_told = || {
        let words = [
            "成为", "需要", "已经", "能够", "使", "让", "把", "就", "都", "也", "还",
        ];
        words.iter().any(|word| sentence.contains(word))
    };
    sentence.contains(['了', '是', '将', '被'])
        || sentence.contains("可以")
        || (has_clause && is_told())
        || meetings.any(is_verb)
}

/// Whether a sentence of Japanese ends in a polite verb, as no label does.
fn is_polite(sentence: &str) -> bool {
    [
        "です",
        "ます",
        "ました",
        "ません",
        "ください",
        "でした",
        "でしょう",
        "ましょう",
    ]
    .iter()
    .any(|end| sentence.ends_with(end))
}

/// Whether `text` ends in an address, a path or the name of a file: a mark behind it would be a part
/// of it.
pub fn ends_in_address(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_graphic();
    let start = text.trim_end_matches(is_part).len();
    let last = &text[start..];
    let inner = last.trim_start_matches(['(', '"', '\'', '*', '_', '~']);
    inner.contains(['/', '@', '\\', '_', '#', '=']) || inner.trim_end_matches('.').contains('.')
}

/// `text` without what may stand behind the mark of its last sentence: notes (`[5]`, `①`, `*`),
/// emoji, blanks.
pub fn without_notes(text: &str) -> &str {
    let mut rest = text;
    loop {
        let before = rest;
        rest = rest.trim_end_matches(|c| is_blank(c) || is_ornament(c));
        // `[5]`, `[^5]`, `(1)`, `注2`.
        if let Some(inner) = rest.strip_suffix([']', '］']) {
            let open = inner
                .trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '^' || c == '注');
            rest = open.strip_suffix(['[', '［']).unwrap_or(rest);
        }
        if rest.len() == before.len() {
            return rest;
        }
    }
}

/// An emoji, a sign of ornament, a raised digit, a mark of a note.
fn is_ornament(c: char) -> bool {
    matches!(c,
        '*' | '†' | '‡' | '※' | '～' | '~' | '♪' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}'
        | '\u{2460}'..='\u{2473}' | '\u{00b9}' | '\u{00b2}' | '\u{00b3}' | '\u{2070}'..='\u{2079}'
        | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::Language::*;
    use super::*;

    fn rest(text: &str, language: Language) -> &str {
        text[last_end(text, language).0..].trim_start_matches(is_blank)
    }

    #[test]
    fn a_mark_ends_a_sentence_where_it_stands_outside_of_titles() {
        assert_eq!(rest("他来了。他走了", Zh), "他走了");
        assert_eq!(rest("他来了。他走了。", Zh), "他走了。");
        assert_eq!(
            rest("《冲啊！皮卡丘》全集在线观看", Zh),
            "《冲啊！皮卡丘》全集在线观看"
        );
        assert_eq!(rest("他说：“我来了。”然后走了", Zh), "然后走了");
        assert_eq!(
            rest("「けいおん！」のキャラクター", Ja),
            "「けいおん！」のキャラクター"
        );
        assert_eq!(
            rest("モーニング娘。の新曲が来月リリース決定", Ja),
            "モーニング娘。の新曲が来月リリース決定"
        );
        assert_eq!(rest("他来了。（他走了", Zh), "（他走了");
        for text in [
            "『今起きた。』って書き込むんですよね",
            "「もう寝る！」とか言っていたのに",
            "「行く。」みたいな感じで言うんですよね",
        ] {
            assert_eq!(last_end(text, Ja).1, 0, "{text}");
        }
        assert_eq!(last_end("一路上都是“冲啊！”的喊声", Zh).1, 0);
        assert_eq!(rest("「行く。」彼は言った", Ja), "彼は言った");
    }

    #[test]
    fn a_stop_that_cuts_a_word_short_ends_nothing() {
        for text in [
            "By Dr. Smith of the university",
            "Apple vs. the people",
            "J. R. R. Tolkien and the ring",
            "Fig. 3 the view from the top",
            "1. Install the package",
            "Yahoo! and the web",
            "at 3.5 GHz or more",
            "the end...",
            "e.g. This one",
        ] {
            assert_eq!(last_end(text, En).1, 0, "{text}");
        }
        assert_eq!(rest("He came. He saw", En), "He saw");
        assert_eq!(rest("Really? \"Yes,\" he said", En), "\"Yes,\" he said");
        assert_eq!(rest("He said \"no.\" Then he left", En), "Then he left");
    }

    #[test]
    fn an_address_is_no_word() {
        for text in [
            "见 https://a.example/b",
            "at www.a.example",
            "配置文件 /etc/nginx/nginx.conf",
            "me@a.example",
            "see a_b",
            "网站：https://a.example",
        ] {
            assert!(ends_in_address(text), "{text}");
        }
        for text in ["He came", "他来了", "and so on.", "the end"] {
            assert!(!ends_in_address(text), "{text}");
        }
    }

    #[test]
    fn what_stands_behind_the_mark_is_no_part_of_it() {
        for text in [
            "走了。[5]",
            "走了。[^5]",
            "走了。😀",
            "走了。 ①",
            "走了。*",
            "走了。👨‍👩‍👧 ❤️",
        ] {
            assert_eq!(without_notes(text), "走了。", "{text}");
        }
        assert_eq!(without_notes("走了（完）"), "走了（完）");
    }
}
