//! unseen: the characters that nobody sees.

/// Whether `c` shows nothing and takes no room, or moves what stands beside it. Joiners (U+200C,
/// U+200D) do neither: they are letters of some scripts and parts of emoji.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}'
        )
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}
