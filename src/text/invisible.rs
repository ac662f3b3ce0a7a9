//! invisible: the characters that nobody sees.

/// Whether `c` shows nothing and takes no room, or moves what is beside it. Joiners (U+200C,
/// U+200D) do neither: they are letters of some scripts and parts of emoji.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}'
        )
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

/// Whether `c` commands a terminal, or what is on its line: controls (C0, DEL, C1) and what sets the
/// direction of the text beside it (Unicode UAX 9, 2.1 to 2.4). To a reader of Arabic or Hebrew the marks
/// U+200E, U+200F and U+061C are text.
pub fn is_command(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// White space as a reader sees it: nothing, whatever its width.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}'
        )
}
