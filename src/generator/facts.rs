//! facts: what there is to know of a generator, field by field.

/// One site generator.
#[derive(Debug)]
pub struct Generator {
    /// What it is called in a configuration and on the command line.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Which features of front matter it reads, beside that of all: `---`, YAML, `---`.
    pub reads: &'static [Feature],
    /// The fields that it reads as dates.
    pub date_fields: &'static [&'static str],
    /// What shows that a folder is one of its sites, and how much each sign says.
    pub signs: &'static [(usize, Sign)],
    /// The names of its own configuration, where that is data.
    pub configurations: &'static [&'static str],
    /// The key of its configuration that names the folder of the built site, in lower case.
    pub built_key: Option<&'static str>,
    /// That folder, where the configuration names none.
    pub built: &'static str,
    /// Folders that hold no posts.
    pub passed_over: &'static [PassedOver],
}

impl PartialEq for Generator {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// A feature of front matter that not every generator reads; the others print it, stop, or leave the post
/// out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// Something is before the line that opens it: a blank line.
    NotFirst,
    /// More than one blank line before the line that opens it.
    BlankLines,
    /// YAML without a line that opens it.
    Unopened,
    /// Blanks behind the line that opens it.
    BlanksBehindOpening,
    /// An opening line of more than three marks.
    LongOpening,
    /// `...` as the line that closes it.
    ClosedByDots,
    /// More behind the three marks of the line that closes it, which is then text.
    TextBehindClosing,
    /// Nothing between the lines that open and close it.
    Empty,
    /// TOML.
    Toml,
    /// JSON in braces.
    Json,
    /// JSON whose braces are left out.
    BareJson,
    /// A key that is given twice: the last one holds.
    DoubleKeys,
    /// A date between slashes, `2021/11/30`.
    DateWithSlashes,
}

impl Generator {
    /// Whether it reads front matter with this feature.
    pub fn reads(&self, form: Feature) -> bool {
        self.reads.contains(&form)
    }
}

/// One thing that may show which generator makes a site.
#[derive(Debug)]
pub enum Sign {
    /// A file or a folder of this name is there.
    There(&'static str),
    /// `package.json` asks for it.
    Package(&'static str),
    /// `Gemfile` asks for it.
    Gem(&'static str),
    /// Its configuration has one of these keys, in lower case.
    Key(&'static [&'static str]),
}

/// Signs that say less than this together are no more than a hint.
pub const ENOUGH: usize = 2;

/// A folder that holds no posts.
#[derive(Debug)]
pub struct PassedOver {
    /// From the top of the site: `/themes`.
    pub folder: &'static str,
    /// What is in it.
    pub what: &'static str,
}

/// Themes.
pub(super) const fn themes(folder: &'static str) -> PassedOver {
    PassedOver {
        folder,
        what: "themes",
    }
}

/// Templates.
pub(super) const fn templates(folder: &'static str) -> PassedOver {
    PassedOver {
        folder,
        what: "templates",
    }
}

/// Files that are copied to the site.
pub(super) const fn served(folder: &'static str) -> PassedOver {
    PassedOver {
        folder,
        what: "served as they are",
    }
}

/// What the generator copies when it makes a new post.
pub(super) const fn models(folder: &'static str) -> PassedOver {
    PassedOver {
        folder,
        what: "what new posts are made from",
    }
}
