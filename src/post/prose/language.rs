//! Language: what a stretch of prose is written in, told by its script.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language whose sentence ends are known.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese: Han characters without kana.
    Zh,
    /// Japanese: kana.
    Ja,
    /// Korean: Hangul.
    Ko,
    /// English, or another language in Latin letters.
    En,
}

impl Language {
    /// The tag for it (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::Ja => "ja",
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The language of `text`; `None` where no script, or one that is not known, prevails.
    ///
    /// A Han character or a syllable counts as two letters, about what it is worth in a word: a
    /// Chinese sentence full of product names stays Chinese.
    pub fn of(text: &str) -> Option<Self> {
        let (mut han, mut kana, mut hangul, mut latin, mut other) = (0, 0, 0, 0, 0);
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(first) = bytes.get(at) {
            // Nearly all characters are told by their first byte.
            match first {
                b'a'..=b'z' | b'A'..=b'Z' => {
                    latin += 1;
                    at += 1;
                    continue;
                }
                0..=0x7f => {
                    at += 1;
                    continue;
                }
                // U+5000 to U+9FFF.
                0xe5..=0xe9 => {
                    han += 2;
                    at += 3;
                    continue;
                }
                _ => {}
            }
            let Some(c) = text[at..].chars().next() else {
                break;
            };
            at += c.len_utf8();
            match c {
                c if is_han(c) => han += 2,
                c if is_kana(c) => kana += 2,
                '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' => hangul += 2,
                '\u{c0}'..='\u{24f}' => latin += 1,
                c if is_known_mark(c) => {}
                c if c.is_alphabetic() => other += 1,
                _ => {}
            }
        }
        let east = han + kana + hangul;
        // A word of Greek or Thai is a name; more is a text in it, with terms from elsewhere.
        if other * 4 > east + latin || east + latin == 0 {
            None
        } else if hangul > han + kana {
            Some(Self::Ko)
        } else if kana * 8 > han && kana > 0 && east * 4 >= latin {
            Some(Self::Ja)
        } else if east * 4 >= latin {
            Some(Self::Zh)
        } else {
            Some(Self::En)
        }
    }

    /// The language that a script and a `lang` agree on: Han characters may be Japanese, Latin
    /// letters may be of any language; `None` where it is one that is not known.
    pub fn agreed(self, lang: impl AsRef<str>) -> Option<Self> {
        let lang = lang.as_ref().to_ascii_lowercase();
        match (self, lang.split(['-', '_']).next().unwrap_or_default()) {
            (Self::Zh, "ja") => Some(Self::Ja),
            (Self::En, "en" | "zh" | "ja" | "") => Some(Self::En),
            (Self::En, _) => None,
            _ => Some(self),
        }
    }

    /// The same with a hint from outside: only Japanese looks like another language at times.
    pub fn or_japanese(self, hint: Self) -> Self {
        match (self, hint) {
            (Self::Zh, Self::Ja) => Self::Ja,
            _ => self,
        }
    }
}

/// A mark or a digit that texts in these languages are full of, and no letter: that takes long to look up.
fn is_known_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff20}')
}

/// A syllable of Japanese: hiragana or katakana, of full or half width.
pub fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}')
}

/// A Han character: Unicode's unified and compatibility ideographs, `々` and `〇`.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '々' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_no_letter() {
        let others = ('\0'..=char::MAX).filter(|c| is_known_mark(*c));
        assert!(others.clone().count() > 50 && !others.clone().any(char::is_alphabetic));
    }

    #[test]
    fn a_first_byte_tells_a_han_character() {
        let told = |c: &char| matches!(c.to_string().as_bytes()[0], 0xe5..=0xe9);
        assert!(('\0'..=char::MAX).filter(told).all(is_han));
    }

    #[test]
    fn the_script_tells_the_language() {
        assert_eq!(Language::of("今天天气很好"), Some(Language::Zh));
        assert_eq!(
            Language::of("使用 Kubernetes 部署 TensorFlow 模型"),
            Some(Language::Zh)
        );
        assert_eq!(Language::of("今日は天気がいい"), Some(Language::Ja));
        assert_eq!(Language::of("오늘 날씨가 좋다"), Some(Language::Ko));
        assert_eq!(
            Language::of("The word 漢 is one of many in this sentence."),
            Some(Language::En)
        );
        assert_eq!(Language::of("Сегодня"), None);
        assert_eq!(
            Language::of("หน้านี้สร้างได้ด้วย generator และ page variable ของ template"),
            None
        );
        assert_eq!(Language::of("123 …"), None);
    }
}
