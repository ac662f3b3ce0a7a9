//! fence: a line that front matter is between, and what hands and editors make of one.

/// The language of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Between `---` and `---` (or `...`).
    Yaml,
    /// Between `+++` and `+++`.
    Toml,
    /// In braces at the top of the file, or above `;;;`.
    Json,
}

/// What is wrong with the lines that front matter is between. A line that was meant for one of them
/// is it, whatever an editor made of its marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    /// The opening line opens nothing, or what it opens ends with another line.
    pub opening: bool,
    /// The closing line closes nothing.
    pub closing: bool,
    /// The closing line begins with `---` and has more behind it. Hexo, Hugo, Astro and Eleventy end
    /// the front matter there, and what is behind the three marks begins the text; Jekyll does not.
    pub behind: bool,
}

impl Damage {
    /// Whether anything is wrong.
    pub const fn is_any(self) -> bool {
        self.opening || self.closing || self.behind
    }
}

/// A line that front matter may be between.
#[derive(Clone, Copy)]
pub(super) struct Fence<'t> {
    pub(super) line: &'t str,
    pub(super) format: Format,
}

impl<'t> Fence<'t> {
    pub(super) const YAML: Fence<'static> = Fence {
        line: "---",
        format: Format::Yaml,
    };

    pub(super) fn new(line: &'t str) -> Option<Self> {
        let line = line.trim_ascii_end();
        let format = match line.as_bytes() {
            [b'-', b'-', b'-', rest @ ..] if rest.iter().all(|b| *b == b'-') => Format::Yaml,
            [b';', b';', b';', rest @ ..] if rest.iter().all(|b| *b == b';') => Format::Json,
            b"+++" => Format::Toml,
            _ => return None,
        };
        Some(Self { line, format })
    }

    /// Whether `line` closes what this opens. YAML has an end of its own.
    pub(super) fn closes(self, line: &str) -> bool {
        let line = line.trim_ascii_end();
        line == self.line || (self.line == "---" && line == "...")
    }

    /// What is wrong with `line`, if it was meant to close what this opens.
    pub(super) fn damage(self, line: &str) -> Option<Damage> {
        if self.format == Format::Json || self.closes(line) {
            return None;
        }
        // The longer line that opens is the odd one of the two.
        let opening = self.line.len() > 3 && line.trim_ascii_end() == "---";
        let behind = self.line == "---" && line.starts_with("---");
        let closing = !opening && !behind;
        // What is indented belongs to the value above.
        let is_at_margin = !line.starts_with(' ');
        ((is_like_fence(line) && is_at_margin) || behind).then_some(Damage {
            opening,
            closing,
            behind,
        })
    }
}

/// `---`, `--`, `—-`, `–––`, `\---`, ` ---`, `+++`: marks and nothing else, as editors and hands write
/// them. One `-` alone is an item of a list with nothing in it.
pub(super) fn is_like_fence(line: &str) -> bool {
    const DASHES: &[char] = &['-', '–', '—', '―', '‒', '−', '－'];
    let indent = line.len() - line.trim_start_matches(' ').len();
    let marks = line.trim();
    let dashes = marks.trim_start_matches('\\');
    let is_dashes = !dashes.is_empty() && dashes.chars().all(|c| DASHES.contains(&c));
    indent < 4 && ((is_dashes && dashes != "-") || marks == "+++")
}
