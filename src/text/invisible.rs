//! invisible: the characters that nobody sees.

/// Whether `c` shows nothing and takes no room, or moves what stands beside it. Joiners (U+200C,
/// U+200D) do neither: they are letters of some scripts and parts of emoji.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}'
        )
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

/// White space as a reader sees it: nothing, whatever its width.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}'
        )
}
