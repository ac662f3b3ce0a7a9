//! site: how posts are kept on a site of a generator, as far as moving them to another needs it.

/// How a generator keeps its posts.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a table of facts, each of its own"
)]
pub struct Site {
    /// The folders of posts; the first is the one that is written.
    pub posts: &'static [&'static str],
    /// How the names of posts may end.
    pub endings: &'static [&'static str],
    /// The folder of drafts, where a folder makes them so.
    pub drafts: Option<&'static str>,
    /// The folder of pages that are no posts, from the top; `None` where they are not moved.
    pub pages: Option<&'static str>,
    /// What the page of a folder is called, without its ending.
    pub folder_page: &'static str,
    /// Whether the name of a post begins with its day.
    pub is_dated: bool,
    /// The folder of posts may be in others, whose names are categories then.
    pub has_category_folders: bool,
    /// A post without a title is named after its file.
    pub is_titled_by_name: bool,
    /// What fields are called. The first name is what is written, the others are read too.
    pub fields: &'static [(Meaning, &'static [&'static str])],
    /// Fields that mean something of their own there, and what.
    pub reserved: &'static [(&'static str, &'static str)],
    /// What a text is where a list of tags is wanted.
    pub text: TextList,
    /// A list of categories is a way from the top one to the last.
    pub has_nested_categories: bool,
    /// The instant of a date that names no zone.
    pub zoneless: Zoneless,
    /// How a date with a time is written.
    pub date: DateForm,
    /// How the address of a post is made.
    pub address: Address,
    /// The language of the tags in a body.
    pub language: Language,
    /// Tags mean something in code between fences too.
    pub has_tags_in_code: bool,
    /// The tags that mean something elsewhere too.
    pub tags: &'static [(Tag, &'static str)],
}

/// What a field is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The title.
    Title,
    /// When it was published.
    Date,
    /// When it was changed.
    Updated,
    /// Tags, in a list.
    Tags,
    /// One tag.
    Tag,
    /// Categories, in a list.
    Categories,
    /// One category.
    Category,
    /// The last part of the address.
    Slug,
    /// The whole address.
    Address,
    /// Addresses that lead here too.
    Redirects,
    /// It is not published if true.
    Draft,
    /// It is not published if false.
    Published,
    /// What search engines show of it.
    Description,
}

/// What a text is where a list of tags is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextList {
    /// A tag a word.
    Words,
    /// One tag.
    One,
    /// It is none: a list is wanted.
    None,
}

/// The instant of a date that names no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoneless {
    /// That of the site's clocks.
    Site,
    /// With a time and no quotes that of UTC, as YAML has it; else that of the site's clocks.
    YamlUtc,
    /// That of the site's clocks. What YAML takes for an instant is its time in UTC, by the same clocks.
    SiteAndInstants,
}

/// How a date with a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// `2021-11-30T16:11:20+08:00`
    Rfc3339,
    /// `2021-11-30 16:11:20 +0800`
    Space,
    /// `2021-11-30 16:11:20`, by the site's clocks.
    Local,
}

/// How the address of a post is made.
#[derive(Debug)]
pub struct Address {
    /// The key of the configuration that says it, in lower case; what is behind `.` is a key below.
    pub key: Option<&'static str>,
    /// Its styles that have a name.
    pub styles: &'static [(&'static str, &'static str)],
    /// What holds where nothing is said.
    pub default: &'static str,
    /// What each token means, without its colon.
    pub tokens: &'static [(&'static str, Part)],
    /// What is said of the addresses of posts says of pages whether they are files or folders.
    pub is_for_pages: bool,
    /// What is put behind an address that ends in no `/` and has no extension, to name its file.
    pub ending: &'static str,
    /// A colon in the address of a post is written so; `None` where it cannot be.
    pub colon: Option<&'static str>,
    /// How a text becomes a part of an address.
    pub slugs: Slugs,
}

/// How a text becomes a part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slugs {
    /// Jekyll, `Utils.slugify`.
    Jekyll,
    /// hexo-util, `slugize`.
    Hexo,
    /// Hugo, `MakePathSanitized`.
    Hugo,
}

/// A part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The date, by this form of `strftime`.
    Date(&'static str),
    /// The field for it, else the name of the file, with its capitals.
    Title,
    /// The same in small letters and digits.
    Slug,
    /// The name of the file, as it is.
    Name,
    /// The way to the file below the folder of posts, without its ending.
    Path,
    /// The categories, in small letters.
    Categories,
    /// The categories, each as a slug.
    CategorySlugs,
    /// How the file of the page ends: `.html`.
    Ending,
    /// The title of the post, as a slug.
    PostTitle,
    /// The top folder below that of all contents, or the name of the collection.
    Section,
    /// All folders below that of all contents.
    Sections,
    /// The field for it, else the title, as a slug.
    SlugOrTitle,
    /// The field for it, else the name of the file, as a slug.
    SlugOrName,
}

/// The language of the tags in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `{% tag %}` and `{{ value }}` (Liquid, Nunjucks).
    Percent,
    /// `{{< tag >}}`.
    Shortcodes,
    /// None.
    None,
}

/// A tag that means something to more than one generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Code: the language, then what else is said of it.
    Code,
    /// What is in it is no template.
    Raw,
    /// The address of a post.
    PostAddress,
    /// A link to a post.
    PostLink,
    /// A film: its number.
    Youtube,
    /// The same.
    Vimeo,
}

impl Site {
    /// What the field `name` is about.
    pub fn meaning(&self, name: &str) -> Option<Meaning> {
        let mut fields = self.fields.iter();
        fields
            .find(|(_, names)| names.contains(&name))
            .map(|(meaning, _)| *meaning)
    }

    /// What the field for `meaning` is called where it is written.
    pub fn field(&self, meaning: Meaning) -> Option<&'static str> {
        let mut fields = self.fields.iter();
        let (_, names) = fields.find(|(known, _)| *known == meaning)?;
        names.first().copied()
    }

    /// What the tag is called.
    pub fn tag(&self, tag: Tag) -> Option<&'static str> {
        let mut tags = self.tags.iter();
        tags.find(|(known, _)| *known == tag).map(|(_, name)| *name)
    }
}
