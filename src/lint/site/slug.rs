//! slug: a text → what stands for it in an address, or as the id of a heading.

use crate::rule::regex::Pattern;
use std::sync::LazyLock;

/// A text as a part of an address (Jekyll, `Utils.slugify`): all but letters and digits is a hyphen, and if
/// `is_pretty` some marks stay too.
pub(super) fn jekyll(text: &str, is_pretty: bool, is_cased: bool) -> String {
    let is_kept = |c: char| is_letter(c) || (is_pretty && "._~!$&'()+,;=@".contains(c));
    let mut out = String::new();
    for c in text.chars() {
        if is_kept(c) {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let out = out.trim_matches('-');
    if is_cased {
        out.to_owned()
    } else {
        out.to_lowercase()
    }
}

/// The same in Hexo (hexo-util, `slugize`); `None` where it turns on a table of letters with accents.
pub(super) fn hexo(text: &str) -> Option<String> {
    let mut out = String::new();
    for c in text.chars() {
        let is_accented =
            matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}');
        if is_accented {
            return None;
        }
        if c.is_ascii_control() && !c.is_whitespace() {
            continue;
        }
        let is_mark = c.is_whitespace() || c.is_ascii_punctuation();
        if !is_mark {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    Some(out.trim_matches('-').to_owned())
}

/// A text in Hugo (`MakePathSanitized`): blanks between what stays are one hyphen.
pub(super) fn hugo(text: &str) -> String {
    let mut out = String::new();
    let mut has_blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            has_blank = !out.is_empty();
        } else if is_letter(c) || "./\\_#+~@-".contains(c) {
            if has_blank {
                out.push('-');
                has_blank = false;
            }
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// The name of a file in Hugo: each blank is a hyphen before that.
pub(super) fn hugo_name(text: &str) -> String {
    hugo(&text.replace(' ', "-"))
}

/// The id of a heading on GitHub, and in Hugo: small letters, digits, `-` and `_`; a blank is a hyphen.
pub(super) fn github(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars() {
        match c {
            ' ' | '\t' => out.push('-'),
            '-' | '_' => out.push(c),
            c if is_letter(c) => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

/// Letters, the marks that belong to them, and digits.
pub(super) fn is_letter(c: char) -> bool {
    static LETTER: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(r"[\p{M}\p{L}\p{Nd}]"));
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric(),
        c => LETTER.is_match(c.encode_utf8(&mut [0; 4])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_made_as_jekyll_makes_it() {
        for (text, pretty, plain) in [
            (
                "The _config.yml file",
                "The-_config.yml-file",
                "the-config-yml-file",
            ),
            ("C++ & Rust: a -- b!", "C++-&-Rust-a-b!", "c-rust-a-b"),
            ("第①章 é", "第-章-é", "第-章-é"),
        ] {
            assert_eq!(jekyll(text, true, true), pretty);
            assert_eq!(jekyll(text, false, false), plain);
        }
    }
}
