//! renderer: what makes HTML of Markdown, where these differ. Each was run over the cases that its fields
//! name, by `.ci/generators render`.

use crate::text::source::Dialect;

/// One program that makes HTML of Markdown, as a generator uses it.
#[derive(Debug)]
pub struct Renderer {
    /// What people call it.
    pub name: &'static str,
    /// `**年龄：**八岁` is no emphasis: asterisks open and close by the letters and marks beside them, as
    /// CommonMark 6.2 has it.
    pub by_flanking: bool,
    /// Where an address without any mark around it is a link.
    pub bare: Bare,
    /// `![](a.png)` is written with `alt=""`.
    pub writes_empty_alt: bool,
    /// A paragraph whose first line has a `|` in it is a table.
    pub bar_is_table: bool,
    /// What a fence is that nothing ends.
    pub open_fence: OpenFence,
    /// What it takes for a block.
    pub dialect: Dialect,
    /// How headings get their ids.
    pub heading_ids: HeadingIds,
}

/// How headings get their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadingIds {
    /// hexo-renderer-marked: `slugize`.
    Marked,
    /// goldmark, as on GitHub; an id of their own is written behind them.
    Github,
    /// github-slugger.
    Slugger,
    /// kramdown-parser-gfm.
    Kramdown,
    /// They have none, or one that is not known.
    None,
}

/// What a fence is that nothing ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenFence {
    /// Code up to the end.
    Code,
    /// Text.
    Text,
}

/// Where an address without any mark around it is a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bare {
    /// Nowhere.
    Text,
    /// Behind white space, up to the first character that is not ASCII.
    Ascii,
    /// Wherever it begins no word, up to the next space.
    #[default]
    ToSpace,
}

/// marked 15.0.12, by hexo-renderer-marked 7.0.1.
pub(super) static MARKED: Renderer = Renderer {
    name: "marked",
    by_flanking: true,
    bare: Bare::ToSpace,
    writes_empty_alt: false,
    bar_is_table: false,
    open_fence: OpenFence::Code,
    dialect: Dialect::Named,
    heading_ids: HeadingIds::Marked,
};

/// goldmark, in Hugo 0.168.0 with its own settings.
pub(super) static GOLDMARK: Renderer = Renderer {
    name: "goldmark",
    by_flanking: true,
    bare: Bare::Ascii,
    writes_empty_alt: true,
    bar_is_table: false,
    open_fence: OpenFence::Code,
    dialect: Dialect::Named,
    heading_ids: HeadingIds::Github,
};

/// kramdown 2.4.0 with kramdown-parser-gfm 1.1.0, in Jekyll 4.
pub(super) static KRAMDOWN: Renderer = Renderer {
    name: "kramdown",
    by_flanking: false,
    bare: Bare::Text,
    writes_empty_alt: true,
    bar_is_table: true,
    open_fence: OpenFence::Text,
    dialect: Dialect::Kramdown,
    heading_ids: HeadingIds::Kramdown,
};

/// remark, by @astrojs/markdown-remark 6.3.11. Docusaurus 3.10.2, which reads MDX by it, was run over the same cases.
pub(super) static REMARK: Renderer = Renderer {
    name: "remark",
    by_flanking: true,
    bare: Bare::ToSpace,
    writes_empty_alt: true,
    bar_is_table: false,
    open_fence: OpenFence::Code,
    dialect: Dialect::Named,
    heading_ids: HeadingIds::Slugger,
};

/// markdown-it 14.3.3 as Eleventy 3.1.8 sets it: with HTML, and no links without marks.
pub(super) static MARKDOWN_IT: Renderer = Renderer {
    name: "markdown-it",
    by_flanking: true,
    bare: Bare::Text,
    writes_empty_alt: true,
    bar_is_table: false,
    open_fence: OpenFence::Code,
    dialect: Dialect::Named,
    heading_ids: HeadingIds::None,
};

/// The same as VitePress 1.6.4 sets it: with `linkify`.
pub(super) static MARKDOWN_IT_LINKING: Renderer = Renderer {
    name: "markdown-it",
    by_flanking: true,
    bare: Bare::ToSpace,
    writes_empty_alt: true,
    bar_is_table: false,
    open_fence: OpenFence::Code,
    dialect: Dialect::Named,
    heading_ids: HeadingIds::None,
};

/// Python-Markdown 3.11.3 with `extra`, by Pelican 4.12.0; MkDocs 1.6.1 and Nikola 8.3.3 were run over the same cases.
pub(super) static PYTHON_MARKDOWN: Renderer = Renderer {
    name: "Python-Markdown",
    by_flanking: false,
    bare: Bare::Text,
    writes_empty_alt: true,
    bar_is_table: false,
    open_fence: OpenFence::Text,
    dialect: Dialect::Named,
    heading_ids: HeadingIds::None,
};
