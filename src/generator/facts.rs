//! facts: what there is to know of a generator, field by field.

use super::renderer::Renderer;
use super::site::Site;
use super::version::Version;
use crate::data::date_shape::Shape;

/// One site generator.
#[derive(Debug)]
pub struct Generator {
    /// What it is called in a configuration and on the command line.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Which features of front matter it reads, beside that of all: `---`, YAML, `---`.
    pub reads: &'static [Feature],
    /// What becomes of a post whose front matter is not where it is looked for.
    pub unseen: Outcome,
    /// What becomes of a post whose front matter never ends for it.
    pub unclosed: Outcome,
    /// What becomes of a post whose front matter cannot be read.
    pub unreadable: Outcome,
    /// Its posts are in folders with these names; what is elsewhere is a page. Where none is named, all
    /// are posts.
    pub posts_in: &'static [&'static str],
    /// It stops where front matter does not fit the schema of its collection, which for a blog is that of its
    /// template.
    pub is_typed: bool,
    /// Its front matter is lines of `Key: value`, as Python-Markdown reads them, and no YAML.
    pub is_lines: bool,
    /// The fields that it reads as dates.
    pub date_fields: &'static [&'static str],
    /// It does not look at dates: those that YAML reads itself are read, and what is in quotes is text.
    pub leaves_dates_to_yaml: bool,
    /// The dates that it does not read as they are meant.
    pub dates: &'static [(Shape, Outcome)],
    /// What it takes in another way than it is written, and since which version, if not since ever.
    pub quirks: &'static [(Quirk, Outcome, Option<Version>)],
    /// What a field may not hold, and what becomes of the post then. `tags[]` is each item of `tags`.
    pub refuses: &'static [(&'static str, &'static [Kind], Outcome)],
    /// What makes HTML of Markdown.
    pub renderer: &'static Renderer,
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
    /// How it keeps its posts; the error says why none can be moved.
    pub site: Result<Site, &'static str>,
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
    /// The name of its language behind the marks that open it: `---yaml`.
    LanguageBehindOpening,
    /// A comment of YAML there.
    CommentBehindOpening,
    /// Keys in braces there, and nothing below.
    MapBehindOpening,
    /// An opening line of more than three marks.
    LongOpening,
    /// `...` as the line that closes it.
    ClosedByDots,
    /// No line that closes it, where the file ends with it.
    ClosedByEnd,
    /// No line end behind the line that closes it.
    NothingBehindClosing,
    /// Blanks behind the line that closes it.
    BlanksBehindClosing,
    /// More behind the three marks of the line that closes it, which is then text.
    TextBehindClosing,
    /// Nothing between the lines that open and close it.
    Empty,
    /// A title without a value, as if there were none: a post is named after its file.
    EmptyTitle,
    /// TOML.
    Toml,
    /// JSON in braces.
    Json,
    /// JSON whose braces are left out.
    BareJson,
    /// A key that is given twice: the last one holds.
    DoubleKeys,
    /// The same in JSON.
    DoubleKeysInJson,
    /// A tab in the indentation of YAML.
    TabIndent,
    /// Control characters in YAML.
    ControlCharacters,
    /// Lines that end in a carriage return alone.
    CrLines,
    /// Bytes that are not UTF-8, each read as U+FFFD.
    NotUtf8,
    /// Lines of `Key: value` that nothing opens.
    Lines,
    /// Keywords of Org, `#+title: a`.
    Org,
    /// Blanks before the line that opens it.
    IndentedOpening,
    /// A date between slashes, `2021/11/30`.
    DateWithSlashes,
    /// A date with a time behind it in whatever form: what is not known there is left out.
    DateAndMore,
}

/// What becomes of a post, or of a value in its front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is read as it is written.
    Read,
    /// It is read as something else. `{}` stands for what the value comes to in YAML 1.1.
    As(&'static str),
    /// It is read, and will not be by this program, which is the next to read it.
    Until(&'static str),
    /// The front matter is lost, and the post is built without it.
    Lost,
    /// Readers see the front matter as text.
    Text,
    /// The post is left out, and the build goes on.
    LeftOut,
    /// The build ends.
    Stops,
}

/// What a value is to who reads YAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The key is not there.
    Missing,
    /// Nothing, `~`.
    Null,
    /// A text, but for the next.
    Text,
    /// `"true"` and `"false"`, in quotes.
    QuotedTruth,
    /// A number.
    Number,
    /// `true` and `false`.
    Truth,
    /// A day, with or without a time, in no quotes.
    Date,
    /// A list.
    List,
    /// Keys and values.
    Map,
}

/// What generators read in different ways, though it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quirk {
    /// A list in the place of keys.
    List,
    /// A text in the place of keys.
    NoKeys,
    /// A number or a truth value in the place of keys.
    Number,
    /// `~` in the place of keys.
    Null,
    /// `published: false`, or any truth value there.
    PublishedTruth,
    /// `draft: yes` and `on`, without quotes.
    DraftWord,
    /// `draft: 1`.
    DraftNumber,
    /// `draft: "true"`.
    DraftQuoted,
    /// `!tag` before a value.
    LocalTag,
    /// `!!int` or `!!float` before what is no number.
    BadNumber,
    /// `=` alone, which has a meaning of its own in YAML 1.1.
    Equals,
    /// A key of more than 1,024 characters.
    LongKey,
    /// A name that two anchors have.
    AnchorTwice,
    /// A tab behind a colon, behind a value or before a comment.
    Tab,
    /// A tab behind the mark of a list's item.
    TabBehindDash,
    /// A group of keys, or a list, as a key: `{{ x }}`.
    MapKey,
    /// The key `__proto__` with keys below it.
    Proto,
    /// The key `__proto__` with a text.
    ProtoText,
    /// U+2028, U+2029 or U+0085 in a value without quotes.
    LineSeparator,
    /// `tags: a, b`.
    TagsWithComma,
    /// `1:30` in a text.
    Sexagesimal,
    /// `017` in a text.
    Octal,
    /// `yes` and `off` in a text.
    TruthWord,
    /// A quoted text that goes on at the margin.
    QuoteAtMargin,
    /// A character reference in a text: what the templates write is read by the browser.
    Reference,
}

impl Outcome {
    /// Whether it is read, be it as something else.
    pub const fn is_read(self) -> bool {
        matches!(self, Self::Read | Self::As(_) | Self::Until(_))
    }

    /// A word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::As(_) => "as",
            Self::Until(_) => "until",
            Self::Lost => "lost",
            Self::Text => "text",
            Self::LeftOut => "left out",
            Self::Stops => "stops",
        }
    }
}

impl Generator {
    /// Whether it reads front matter with this feature.
    pub fn reads(&self, form: Feature) -> bool {
        self.reads.contains(&form)
    }

    /// Whether it takes the file of this name for a page, and not for a post. What has no folder may be
    /// either.
    pub fn is_page(&self, name: &str) -> bool {
        let folders = name.rsplit(['/', '\\']).skip(1);
        let mut folders = folders.peekable();
        let is_somewhere = folders.peek().is_some() && !self.posts_in.is_empty();
        is_somewhere && !folders.any(|folder| self.posts_in.contains(&folder))
    }

    /// What becomes of a date that is written so. In TOML, and in quotes, it is text.
    pub fn date(&self, shape: Shape) -> Outcome {
        let known = self.dates.iter().find(|(known, _)| *known == shape);
        known.map_or(Outcome::Read, |(_, outcome)| *outcome)
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
    /// A line of the file with the first name begins with the second.
    Line(&'static str, &'static str),
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
