//! survey: a folder → what its configuration has to know: generator, files that are no posts, front
//! matter, sentence ends.

use crate::cli::output::Pointers;
use crate::config::detect::Signs;
use crate::data::value::Step;
use crate::generator::{GENERATORS, Generator};
use crate::lint::portability::Matrix;
use crate::lint::sentence_style::{Measured, Profile, measure};
use crate::post::Post;
use crate::post::parse::parse;
use crate::rule::index::Rules;
use crate::text::source::Source;
use crate::workspace::discover::discover;
use crate::workspace::files;
use crate::workspace::git::is_pointer;
use crate::workspace::parallel::run;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What was seen in a folder.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// What Git LFS keeps elsewhere, and nobody can look at.
    pub pointers: Pointers,
    /// Which generator makes the site.
    pub signs: Signs,
    /// What holds files that are no posts.
    pub passed_over: Vec<PassedOver>,
    /// The posts that have front matter.
    pub with_front_matter: usize,
    /// How many of those each generator reads, in the order of `GENERATORS`.
    pub reads: [usize; GENERATORS.len()],
    /// The fields that hold addresses, and in how many posts.
    pub url_fields: BTreeMap<String, usize>,
    /// How the posts end their sentences.
    pub profile: Profile,
}

/// A folder or a file that holds no posts.
#[derive(Debug)]
pub(super) struct PassedOver {
    /// The pattern that means it.
    pub glob: String,
    /// How many files are meant.
    pub files: usize,
    /// What they are.
    pub what: &'static str,
}

/// What is told of one post.
#[derive(Default)]
struct Seen {
    /// Its name, where Git LFS keeps it elsewhere.
    pointer: Option<String>,
    reads: Option<[bool; GENERATORS.len()]>,
    url_fields: BTreeSet<String>,
    measured: Measured,
}

/// At the top of a repository, for who works on it.
const GUIDES: [&str; 7] = [
    "README",
    "CHANGELOG",
    "CONTRIBUTING",
    "CODE_OF_CONDUCT",
    "SECURITY",
    "LICENSE",
    "AUTHORS",
];

impl Survey {
    /// Looks at all that is in `folder`; `step` hears of each post.
    pub(super) fn of(folder: &Path, rules: &Rules, limit: u64, mut step: impl FnMut()) -> Self {
        let mut survey = Self {
            signs: Signs::of(folder),
            ..Self::default()
        };
        let posts = survey.sort(folder);
        let matrix = Matrix::default();
        let style = |path: PathBuf| style(folder, &path, (rules, &matrix), limit);
        run(posts.into_iter(), 0, style, |seen| {
            step();
            survey.add(seen.unwrap_or_default());
            ControlFlow::Continue(())
        });
        survey
    }

    /// Takes what is no post out of the files of `folder`.
    fn sort(&mut self, folder: &Path) -> Vec<PathBuf> {
        let kinds = no_posts(&self.signs);
        let mut posts = Vec::new();
        let mut counts = vec![0; kinds.len()];
        for path in discover(&[folder.to_owned()]).flatten() {
            let inner = inner(folder, &path);
            match kinds.iter().position(|(prefix, _)| holds(prefix, inner)) {
                Some(kind) => counts[kind] += 1,
                None if is_guide(inner) => self.passed_over.push(PassedOver {
                    glob: format!("/{}", inner.display()),
                    files: 1,
                    what: "for those who work on the repository",
                }),
                None => posts.push(path),
            }
        }
        let folders = kinds.into_iter().zip(counts);
        let folders = folders.filter(|(_, files)| *files > 0);
        let folders = folders.map(|((prefix, what), files)| PassedOver {
            glob: prefix,
            files,
            what,
        });
        self.passed_over.splice(0..0, folders);
        posts
    }

    fn add(&mut self, seen: Seen) {
        if let Some(name) = seen.pointer {
            return self.pointers.see(name);
        }
        if let Some(reads) = seen.reads {
            self.with_front_matter += 1;
            for (sum, reads) in self.reads.iter_mut().zip(reads) {
                *sum += usize::from(reads);
            }
        }
        for field in seen.url_fields {
            *self.url_fields.entry(field).or_default() += 1;
        }
        self.profile.add(seen.measured);
    }

    /// How many posts with front matter the site's generator reads.
    pub(super) fn read_by(&self, generator: &Generator) -> usize {
        let known = GENERATORS.iter().position(|known| **known == *generator);
        known.map_or(0, |at| self.reads[at])
    }
}

fn inner<'p>(folder: &Path, path: &'p Path) -> &'p Path {
    path.strip_prefix(folder).unwrap_or(path)
}

/// Patterns of what is no post, and what it is instead.
fn no_posts(signs: &Signs) -> Vec<(String, &'static str)> {
    let generator = signs.generator;
    let named = generator.and_then(|generator| signs.said(generator.built_key?));
    let usual = generator.map_or("_site", |generator| generator.built);
    let built = named.map_or(usual, |(_, folder)| folder);
    let folders = generator.map_or(&[][..], |generator| generator.passed_over);
    let mut kinds = vec![("node_modules".to_owned(), "packages")];
    let built = built.trim_start_matches("./").trim_matches('/');
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/');
    if !built.is_empty() && built.chars().all(is_plain) {
        kinds.push((format!("/{built}"), "the site as it is built"));
    }
    kinds.extend(
        folders
            .iter()
            .map(|passed| (passed.folder.to_owned(), passed.what)),
    );
    kinds
}

/// Whether a pattern of [`no_posts`] means `path`.
fn holds(glob: &str, path: &Path) -> bool {
    match glob.strip_prefix('/') {
        Some(top) => path.starts_with(top),
        None => path.components().any(|part| part.as_os_str() == glob),
    }
}

fn is_guide(path: &Path) -> bool {
    let is_top = path.parent().is_some_and(|up| up.as_os_str().is_empty());
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let stem = stem.unwrap_or_default();
    is_top && GUIDES.iter().any(|guide| guide.eq_ignore_ascii_case(stem))
}

fn style(
    folder: &Path,
    path: &Path,
    (rules, matrix): (&Rules, &Matrix),
    limit: u64,
) -> Option<Seen> {
    let bytes = files::read(path, limit).ok()?;
    let name = inner(folder, path).to_string_lossy().replace('\\', "/");
    if is_pointer(&bytes) {
        return Some(Seen {
            pointer: Some(name),
            ..Seen::default()
        });
    }
    let source = Source::new(name, bytes);
    let post = parse(&source);
    Some(Seen {
        pointer: None,
        reads: matrix.reads(&post),
        url_fields: url_fields(&post),
        measured: measure(&post, rules),
    })
}

/// The ways to the fields that hold addresses, as `front-matter: urls` has them.
fn url_fields(post: &Post<'_>) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    let Some(value) = &post.fields.value else {
        return fields;
    };
    value.scalars(&mut |way, _, scalar| {
        let text = scalar.text.trim_start();
        if text.starts_with("http://") || text.starts_with("https://") {
            let steps = way.iter().map(|step| match step {
                Step::Key(key) => *key,
                Step::Index(_) => "*",
            });
            let way = steps.collect::<Vec<_>>().join(".");
            let is_plain =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '*');
            if way.chars().all(is_plain) {
                fields.insert(way);
            }
        }
    });
    fields
}
