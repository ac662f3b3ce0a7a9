//! signs: what tells a credit, a heading, a lead-in or a laugh from a sentence.

use crate::html::document::Element;
use crate::post::prose::language::is_han;
use crate::text::invisible::is_blank;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// What points at the next thing on the page, so that a block which says it leads in.
const FORWARD: [&str; 26] = [
    "如下",
    "如图",
    "如上图",
    "如下图",
    "下图",
    "下表",
    "见图",
    "以下",
    "下面",
    "下列",
    "次の",
    "以下の",
    "下記",
    "下の",
    "のような",
    "のように",
    "as follows",
    "like so",
    "like this",
    "following",
    "below",
    "shown here",
    "looks like",
    "look like",
    "this is how",
    "here is how",
];

/// All of these, looked for in one go.
static FORWARD_WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut words = AhoCorasick::builder();
    words.ascii_case_insensitive(true).build(FORWARD).ok()
});

/// Faces that are typed where an emoji would be.
const FACES: [&str; 51] = [
    ":p", ":-p", ":d", ":-d", "xd", ";p", ";d", ";-p", ";-d", "=p", "=d", ":o", ":-o", ":3", "<3",
    ":)", ":-)", ":(", ":-(", ";)", ";-)", "=)", ":/", ":-/", "^^", "^_^", ":s", ":-s", "=s", ":x",
    ":-x", ":b", ":-b", ":c", ":-c", "=o", "8d", "8-d", "x-d", "o_o", "t_t", "q_q", "u_u", "qaq",
    "qwq", "tat", "otl", "orz", "lol", "rofl", "lmao",
];

/// What is said again and again by who laughs.
const HA: [&str; 8] = ["ha", "he", "hi", "ho", "ja", "je", "xa", "ah"];

/// Characters that are laughed with at the end of a sentence.
const LAUGHS: [char; 7] = ['哈', '呵', '嘿', '嘻', '笑', 'w', 'ｗ'];

/// Whether `sentence` points at what comes next: `如下图所示`, `like so`.
pub fn points_forward(sentence: &str) -> bool {
    let Some(words) = &*FORWARD_WORDS else {
        return false;
    };
    words.find_overlapping_iter(sentence).any(|found| {
        let word = FORWARD[found.pattern().as_usize()];
        // `10以下`: no more than ten.
        let is_limit = word == "以下"
            && sentence[..found.start()]
                .trim_end_matches(['℃', '度', '%', '％', '岁', '歳', ' '])
                .ends_with(|c: char| c.is_numeric());
        let is_word = !word.is_ascii()
            || !sentence[found.end()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        is_word && !is_limit
    })
}

/// Words of English that hardly any sentence ends with: something is to come, or was left out.
const HANGING: [&str; 22] = [
    "a", "an", "the", "and", "or", "but", "of", "to", "from", "with", "for", "at", "by", "into",
    "is", "are", "was", "were", "your", "my", "our", "their",
];

/// Forms of verbs in Japanese behind which the sentence goes on: `調べていたら`.
const CONDITIONS: [&str; 4] = ["たら", "れば", "ながら", "つつ"];

/// Whether the last word of `text` wants another one behind it.
pub fn ends_in_the_middle(text: &str) -> bool {
    if CONDITIONS.iter().any(|form| text.ends_with(form)) || ends_in_particle(text) {
        return true;
    }
    if !text.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let word = text.rsplit(is_blank).next().unwrap_or_default();
    HANGING
        .iter()
        .any(|hanging| word.eq_ignore_ascii_case(hanging))
}

/// Whether `text` ends in a particle of Japanese behind which the sentence goes on, below an image or code:
/// `メソッドを`, `表示も`, `クリックすると`. `こと`, `あと` and `かも` are words.
fn ends_in_particle(text: &str) -> bool {
    let Some(last) = text.chars().next_back() else {
        return false;
    };
    let before = text[..text.len() - last.len_utf8()].chars().next_back();
    let Some(before) = before else {
        return false;
    };
    match last {
        'を' | 'へ' => true,
        // A word in Chinese characters, in katakana or in Latin letters, and what it is in the sentence.
        'は' | 'が' | 'も' | 'に' | 'で' | 'の' => {
            is_han(before) || matches!(before, 'ァ'..='ヺ' | 'ー') || before.is_ascii_alphanumeric()
        }
        // The form of a verb that says when, or whether.
        'と' => "うくぐすつぬぶむる".contains(before),
        _ => false,
    }
}

/// Whether `text` ends in who said it: `-- name, who he is` on a line of its own, or ` — J. Smith`
/// behind the mark of the last sentence.
pub fn ends_in_attribution(text: &str, is_mark: impl Fn(char) -> bool) -> bool {
    let line = text.rsplit('\n').next().unwrap_or_default();
    if is_dashed(line) || is_dashed(text) {
        return true;
    }
    let dash = ["—", "–", "―", "--"]
        .iter()
        .filter_map(|dash| text.rfind(dash))
        .max();
    dash.is_some_and(|at| {
        let before =
            text[..at].trim_end_matches(|c: char| is_blank(c) || "-—–―”’\"'」』)）*".contains(c));
        (before.ends_with(&is_mark) || ends_in_laugh(before)) && text[at..].chars().count() <= 80
    }) || ends_in_name(text, is_mark)
}

/// Whether `text` ends in a name behind a hyphen and the mark of the last sentence: `We learn. - A. Smith`.
fn ends_in_name(text: &str, is_mark: impl Fn(char) -> bool) -> bool {
    let quotes = |c: char| is_blank(c) || "”’\"'".contains(c);
    text.rsplit_once(" - ").is_some_and(|(before, name)| {
        let is_name = |word: &str| word.starts_with(char::is_uppercase);
        let mut words = name.split_whitespace();
        before.trim_end_matches(quotes).ends_with(is_mark)
            && words.clone().count() <= 4
            && words.all(is_name)
    })
}

/// Whether `text` begins with a dash that is no bullet.
fn is_dashed(text: &str) -> bool {
    let text = text.trim_start_matches(is_blank);
    text.starts_with(['—', '–', '―', '─']) || text.starts_with("--")
}

/// `text` without the number that it begins with, and whether there is one: `1．`, `（一）．`, `3.2．`,
/// `第一步：`, `Step 2:`, `手順1`. The number's mark ends no sentence.
pub fn without_number(text: &str) -> (&str, bool) {
    let text = text.trim_start_matches(is_blank);
    let is_number = |c: char| c.is_numeric() || "一二三四五六七八九十百零〇".contains(c);
    let is_mark = |c: char| "．.、。:：)）]】, ,，".contains(c) || is_blank(c);
    let (inner, is_named) = if let Some(rest) = text.strip_prefix('第') {
        let rest = rest.trim_start_matches(is_number);
        match rest.strip_prefix(['步', '章', '节', '條', '条', '部', '阶', '回', '点', '篇'])
        {
            Some(rest) => (rest.trim_start_matches(['骤', '分', '段']), true),
            None => return (text, false),
        }
    } else {
        let word = text
            .get(..4)
            .filter(|word| word.eq_ignore_ascii_case("step"));
        let steps = ["步骤", "手順", "ステップ"];
        let step = steps.iter().find_map(|step| text.strip_prefix(step));
        match word.map(|_| &text[4..]).or(step) {
            Some(rest) => (rest.trim_start_matches(is_blank), true),
            None => (text.trim_start_matches(['(', '（', '[', '【', '〔']), false),
        }
    };
    let is_bracketed = !is_named && inner.len() < text.len();
    // `3.2`: numbers with full stops between, the last of which may end the number.
    let rest = inner.trim_start_matches(|c: char| is_number(c) || c == '.' || c == '．');
    let is_counted = rest.len() < inner.len() || is_named;
    let number = &inner[..inner.len() - rest.len()];
    let first = number.chars().next();
    let begins = is_named || first.is_some_and(is_number);
    let ends = number.ends_with(['.', '．']) || rest.starts_with(is_mark);
    // `三 个人来了`, `2022 年`: a count is no number of a heading.
    let is_count = !is_bracketed && !number.ends_with(['.', '．']) && rest.starts_with(is_blank);
    // `3.2`: what has digits right behind its stop is a value.
    let is_number_of = is_counted && begins && ends && (!is_count || is_named);
    if is_number_of {
        (rest.trim_start_matches(is_mark), true)
    } else {
        (text, false)
    }
}

/// Whether `text` ends in a face or a laugh, which says what a mark would: `:P`, `哈哈哈`, `（笑`.
pub fn ends_in_laugh(text: &str) -> bool {
    // Those end in ASCII, all of them.
    if text.ends_with(|c: char| c.is_ascii()) && ends_in_typed_laugh(text) {
        return true;
    }
    let bare = text.trim_end_matches(['.', '~', '～', '!', '！', ')', '）']);
    let behind = bare.trim_end_matches(|c| LAUGHS.contains(&c));
    let laugh = bare[behind.len()..].chars();
    match bare[behind.len()..].chars().next() {
        // One letter may end a word.
        Some('w') => {
            laugh.count() > 1 && !behind.ends_with(|c: char| c.is_ascii_alphanumeric())
                || behind.ends_with(|c: char| !c.is_ascii() && c.is_alphabetic())
        }
        // `去笑`: a word; `いく笑`: a laugh.
        Some('笑') => behind.ends_with(|c: char| !is_han(c)),
        Some(_) => laugh.count() > 1,
        None => false,
    }
}

/// Whether the last word of `text` is a face, ends in one, or is a laugh in Latin letters.
fn ends_in_typed_laugh(text: &str) -> bool {
    let last = text.rsplit(is_blank).next().unwrap_or_default();
    let last = last.to_lowercase();
    // `!:P`, `走了:D`: a face may follow without a space.
    let is_face = FACES.iter().any(|face| {
        last.strip_suffix(face).is_some_and(|before| {
            !before.ends_with(|c: char| c.is_ascii_alphanumeric()) || before.is_empty()
        })
    });
    let is_laughed = HA
        .iter()
        .any(|ha| last.len() > ha.len() && last.trim_start_matches(ha).is_empty());
    is_face || is_laughed
}

/// Whether `text` is written for a program of Markdown and no sentence: an abbreviation that is defined
/// (`*[HTML]: …`; kramdown, "Abbreviations"; Python-Markdown, "Abbreviations").
pub fn is_markup(text: &str) -> bool {
    let is_definition = |line: &str| {
        line.trim_start()
            .strip_prefix("*[")
            .is_some_and(|rest| rest.contains("]:"))
    };
    // The asterisk is read as text, or as a bullet whose text is the rest.
    text.lines().any(is_definition)
}

/// `: what it means` below a name: kramdown, Goldmark and PHP Markdown Extra make a list of these.
pub fn is_definition(text: &str) -> bool {
    text.lines()
        .skip(1)
        .any(|line| line.trim_start().starts_with(": "))
}

/// Whether a mark behind `text` would be read as a part of the address that its last word is.
pub fn ends_in_open_address(text: &str) -> bool {
    let is_open = |text: &str| text.contains("://") || text.contains("www.");
    is_open(text) && text.rsplit(is_blank).next().is_some_and(is_open)
}

/// Whether `text` is nothing but an address.
pub fn is_address(text: &str) -> bool {
    let text = text.trim_matches(is_blank);
    (text.contains("://") || text.starts_with("www.")) && !text.contains(is_blank)
}

/// Whether `element`, or one of the two around it, is in the middle of the page, where captions and notes are.
pub fn is_centred(element: Element<'_>) -> bool {
    let value = |element: Element<'_>, name: &str| {
        let attribute = element.attribute(name);
        attribute.map_or_else(String::new, |it| it.value().to_ascii_lowercase())
    };
    let is = |element: Element<'_>| {
        let class = ["class", "className"].map(|name| value(element, name));
        let mut words = class.iter().flat_map(|class| class.split_whitespace());
        let style = value(element, "style").replace(' ', "");
        words.any(|word| matches!(word, "text-center" | "center" | "centered" | "aligncenter"))
            || style.contains("text-align:center")
            || value(element, "align") == "center"
            || element.name().eq_ignore_ascii_case("center")
    };
    let around = std::iter::successors(Some(element), |element| element.parent());
    around.take(3).any(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_points_forward_leads_in() {
        for text in [
            "弹出的对话框如下图所示",
            "完整的步骤如图3",
            "次のような画面が表示されます",
            "The dialog will pop up like so",
            "which gives us the following options",
        ] {
            assert!(points_forward(text), "{text}");
        }
        for text in [
            "气温在10以下",
            "18 岁以下不能来",
            "他来了",
            "he came belowdecks",
        ] {
            assert!(!points_forward(text), "{text}");
        }
    }

    #[test]
    fn who_said_it_is_no_sentence() {
        let is_mark = |c| "。.!?".contains(c);
        for text in [
            "-- 老王，一家小公司的程序员",
            "真正难的不是写代码。\n——老王，程序员",
            "He was there. — J. Smith",
            "He was there :-P — J. Smith",
            "“He was there.” -- John Smith, who was there too",
            "We learn by doing. -  Aristotle",
            "“Just learn.” - J. Smith",
        ] {
            assert!(ends_in_attribution(text, is_mark), "{text}");
        }
        for text in [
            "He came -- and left",
            "他来了——然后走了",
            "- he came",
            "He came. - And he left again",
            "He came - J. Smith",
        ] {
            assert!(!ends_in_attribution(text, is_mark), "{text}");
        }
    }

    #[test]
    fn the_mark_of_a_number_ends_nothing() {
        for (text, rest) in [
            ("1． NoSQL数据", "NoSQL数据"),
            ("一．总体要求", "总体要求"),
            ("（1）．总体要求", "总体要求"),
            ("3.2．总体要求", "总体要求"),
            ("1。总体要求", "总体要求"),
            ("第一步：打开", "打开"),
            ("Step 2: open it", "open it"),
        ] {
            assert_eq!(without_number(text), (rest, true), "{text}");
        }
        for text in [
            "3.2 GHz are enough",
            "2022 年他来了",
            "三个人来了",
            "第一个人来了",
            "steps are",
        ] {
            assert_eq!(without_number(text), (text, false), "{text}");
        }
    }

    #[test]
    fn a_face_or_a_laugh_needs_no_mark() {
        for text in [
            "I saved a line! :P",
            "it works :D",
            "XD",
            "that nobody knows... :S",
            "and then it crashed o_O",
            "it works hahaha",
            "走了:-P",
            "他走了哈哈哈",
            "買いにいく笑",
        ] {
            assert!(ends_in_laugh(text), "{text}");
        }
        for text in [
            "he saw",
            "http",
            "他去看草",
            "开玩笑",
            "the map",
            "ha",
            "a tattoo",
            "habitat",
            "1280x",
        ] {
            assert!(!ends_in_laugh(text), "{text}");
        }
    }
}
