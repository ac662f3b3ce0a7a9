//! prove-by: fixes → those that change no page by more than they declare, by the site's own build.

use super::args::ProofArgs;
use super::exit::CliError;
use super::{interrupt, terminal};
use crate::lint::culprits::{Failed, culprits};
use crate::lint::declared::{Declarations, Declared};
use crate::lint::page_diff::{Compared, Volatile, compare};
use crate::report::summary::{count, fixes, grouped};
use crate::workspace::files;
use crate::workspace::parallel::run;
use crate::workspace::site_build::{Ended, SiteBuild};
use crate::workspace::site_copy::SiteCopy;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, IsTerminal as _};
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};

/// How many lines of the end of what a build prints are shown.
const LAST_LINES: usize = 20;
/// Of so many pages that differ it is asked which post they are of.
const MOST_BLAMED: usize = 100;

/// A post with fixes that are to be proved.
pub(super) struct SitePost {
    pub(super) path: PathBuf,
    /// As it is called in messages.
    pub(super) name: String,
    pub(super) text: String,
    /// The rule of each fix, and its line.
    pub(super) fixes: Vec<(String, u32)>,
}

/// What the pages say of the fixes.
pub(super) struct Proof {
    /// The post and the fix in it, and why it is left out.
    pub(super) left_out: Vec<(usize, usize, String)>,
    /// What was done for it, for a person.
    pub(super) said: String,
}

/// Why there is no proof.
enum Unproved {
    Asked,
    Said(String),
    Io(io::Error),
}

impl From<io::Error> for Unproved {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::Interrupted {
            Self::Asked
        } else {
            Self::Io(error)
        }
    }
}

/// What some fixes (by their places) of a post make of it, and what they declare.
pub(super) type Make<'a> = &'a (dyn Fn(usize, &[usize]) -> (String, Vec<Declared>) + Sync);

/// Builds a copy of the site without the fixes and with them, until it is known which change no page by
/// more than they declare. Says which are left out. `None` where it was interrupted.
pub(super) fn prove(
    args: &ProofArgs,
    posts: &[SitePost],
    make: Make<'_>,
) -> Result<Option<Proof>, CliError> {
    let build = site_build(args)?;
    interrupt::watch()?;
    let proved = Prover::new(build, posts, make).and_then(Prover::prove);
    match proved {
        Ok(proof) => {
            for (post, fix, why) in &proof.left_out {
                let SitePost { name, fixes, .. } = &posts[*post];
                let (rule, line) = &fixes[*fix];
                terminal::say(&format!(
                    "{name}:{line}: a fix of {rule} is left out: {why}"
                ));
            }
            Ok(Some(proof))
        }
        Err(Unproved::Asked) => {
            terminal::say("interrupted; nothing was changed");
            Ok(None)
        }
        Err(Unproved::Said(why)) => Err(CliError::Said(Some(why))),
        Err(Unproved::Io(error)) => Err(CliError::Said(Some(format!(
            "the site cannot be built in a copy: {error} (`TMPDIR` says where the copy is made)"
        )))),
    }
}

fn site_build(args: &ProofArgs) -> Result<SiteBuild, CliError> {
    let built = args.built.clone().unwrap_or_default();
    let mut inner = PathBuf::new();
    for part in built.components() {
        match part {
            Component::Normal(name) => inner.push(name),
            Component::CurDir => {}
            _ => inner.clear(),
        }
    }
    let is_inside =
        built.is_relative() && !built.components().any(|part| part == Component::ParentDir);
    if inner.as_os_str().is_empty() || !is_inside {
        return Err(CliError::Said(Some(format!(
            "`--built {}` is not a folder inside this one: name the folder that the build writes, `public`",
            built.display()
        ))));
    }
    Ok(SiteBuild {
        command: args.prove_by.clone().unwrap_or_default(),
        built: inner,
    })
}

struct Prover<'a> {
    build: SiteBuild,
    copy: SiteCopy,
    posts: &'a [SitePost],
    make: Make<'a>,
    /// The post of each fix that is on trial, and its place there.
    units: Vec<(usize, usize)>,
    /// Where each post is in the copy, if it is.
    inner: Vec<Option<PathBuf>>,
    /// The pages that are there whenever the site is built, and all that were once.
    pages: BTreeSet<PathBuf>,
    once: BTreeSet<PathBuf>,
    builds: usize,
    /// How many pages the last build that holds has changed.
    changed: usize,
}

impl<'a> Prover<'a> {
    fn new(build: SiteBuild, posts: &'a [SitePost], make: Make<'a>) -> Result<Self, Unproved> {
        progress(&format!(
            "copying the site to build it with `{}`",
            build.command
        ));
        let here = std::env::current_dir()?;
        let copy = SiteCopy::new(&here, &build.built, &interrupt::asked)?;
        let inner: Vec<_> = posts.iter().map(|post| copy.inner(&post.path)).collect();
        let mut units = Vec::new();
        for (at, post) in posts
            .iter()
            .enumerate()
            .filter(|(at, _)| inner[*at].is_some())
        {
            units.extend((0..post.fixes.len()).map(|fix| (at, fix)));
        }
        Ok(Self {
            build,
            copy,
            posts,
            make,
            units,
            inner,
            pages: BTreeSet::new(),
            once: BTreeSet::new(),
            builds: 0,
            changed: 0,
        })
    }

    fn prove(mut self) -> Result<Proof, Unproved> {
        let first = self.before("first")?;
        let second = self.before("second")?;
        self.pages = first.intersection(&second).cloned().collect();
        self.once = first.union(&second).cloned().collect();
        let count_units = self.units.len();
        let (found, _) = culprits(count_units, |fixes| self.holds(fixes))?;
        let mut left_out: Vec<(usize, usize, String)> = found
            .into_iter()
            .map(|(unit, why)| {
                let (post, fix) = self.units[unit];
                (post, fix, why)
            })
            .collect();
        for (post, _) in self
            .inner
            .iter()
            .enumerate()
            .filter(|(_, inner)| inner.is_none())
        {
            let built = self.build.built.display();
            let why =
                format!("its post is outside of this folder or in `{built}`: no page proves it");
            let fixes = 0..self.posts[post].fixes.len();
            left_out.extend(fixes.map(|fix| (post, fix, why.clone())));
        }
        let left = match left_out.len() {
            0 => String::new(),
            left => format!("; {} left out", fixes(left)),
        };
        let said = format!(
            "proved by {} of `{}`: {} compared, {} changed, as declared{left}",
            count(self.builds, "build"),
            self.build.command,
            count(self.pages.len(), "page"),
            grouped(self.changed)
        );
        Ok(Proof { left_out, said })
    }

    /// Builds the site as it is, and keeps the pages.
    fn before(&mut self, name: &str) -> Result<BTreeSet<PathBuf>, Unproved> {
        for (post, inner) in self.posts.iter().zip(&self.inner) {
            if let Some(inner) = inner {
                self.copy.write(inner, &post.text)?;
            }
        }
        let command = self.build.command.clone();
        if let Err((how, output)) = self.run()? {
            let lines: Vec<&str> = output.lines().collect();
            let last = lines[lines.len().saturating_sub(LAST_LINES)..].join("\n");
            return Err(Unproved::Said(format!(
                "`{command}` fails before any fix is made ({how}), so it can prove none; its last lines:\n{last}"
            )));
        }
        let built = self.copy.folder().join(&self.build.built);
        let pages = SiteBuild::pages(&built).unwrap_or_default();
        if pages.is_empty() {
            let built = self.build.built.display();
            return Err(Unproved::Said(format!(
                "`{command}` writes no page to `{built}`: name the folder with its pages with `--built`"
            )));
        }
        fs::rename(&built, self.copy.beside(name))?;
        self.copy.restore(&interrupt::asked)?;
        Ok(pages)
    }

    /// Runs the build; the error is how it ended, and what it printed.
    fn run(&mut self) -> Result<Result<(), (String, String)>, Unproved> {
        self.builds += 1;
        progress(&format!(
            "build {} of `{}`",
            self.builds, self.build.command
        ));
        match self.build.run(&self.copy, &interrupt::asked)? {
            Ended::Well => Ok(Ok(())),
            Ended::Badly(how, output) => Ok(Err((how, output))),
            Ended::Asked => Err(Unproved::Asked),
        }
    }

    /// Builds the site with some of the fixes, and compares its pages with what they were.
    fn holds(&mut self, fixes: &[usize]) -> Result<Option<Failed>, Unproved> {
        let declared = self.put(fixes)?;
        let failed = match self.run()? {
            Err((how, output)) => {
                let words = output.split_whitespace().rev();
                let last = output.lines().rev().find(|line| !line.trim().is_empty());
                let last = last.unwrap_or_default().trim();
                let mut suspects = Vec::new();
                for word in words.take(1000) {
                    suspects.extend(self.named(word));
                }
                Some(Failed {
                    why: format!("the build fails with it ({how}): {last}"),
                    suspects,
                })
            }
            Ok(()) => self.differs(&declared)?,
        };
        self.copy.restore(&interrupt::asked)?;
        Ok(failed)
    }

    /// Writes the posts into the copy, with some of the fixes, and gives what these declare.
    fn put(&self, fixes: &[usize]) -> Result<Declarations, Unproved> {
        let mut of_posts: Vec<Vec<usize>> = vec![Vec::new(); self.posts.len()];
        for unit in fixes {
            of_posts[self.units[*unit].0].push(*unit);
        }
        let work = |(post, units): (usize, Vec<usize>)| {
            let Some(inner) = &self.inner[post] else {
                return Ok(Vec::new());
            };
            if units.is_empty() {
                return self
                    .copy
                    .write(inner, &self.posts[post].text)
                    .map(|()| Vec::new());
            }
            let places: Vec<usize> = units.iter().map(|unit| self.units[*unit].1).collect();
            let (text, declared) = (self.make)(post, &places);
            self.copy.write(inner, &text)?;
            let first = units[0] - places[0];
            let declared = declared.into_iter();
            Ok(declared
                .map(|one| one.numbered(|place| first + place))
                .collect())
        };
        let (mut all, mut written) = (Vec::new(), Ok(()));
        run(
            of_posts.into_iter().enumerate(),
            0,
            work,
            |done| match done {
                Ok(declared) => {
                    all.extend(declared);
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    written = Err(error);
                    ControlFlow::Break(())
                }
            },
        );
        written?;
        Ok(Declarations::new(all))
    }

    /// What of the pages differs by more than was declared.
    fn differs(&mut self, declared: &Declarations) -> Result<Option<Failed>, Unproved> {
        let built = self.copy.folder().join(&self.build.built);
        let now = SiteBuild::pages(&built).unwrap_or_default();
        let mut wrong: Vec<(PathBuf, String, BTreeSet<usize>)> = Vec::new();
        let gone = self.pages.difference(&now);
        wrong.extend(gone.map(|page| (page.clone(), "is gone".to_owned(), BTreeSet::new())));
        let new = now.difference(&self.once);
        wrong.extend(new.map(|page| (page.clone(), "is new".to_owned(), BTreeSet::new())));
        let sides = [self.copy.beside("first"), self.copy.beside("second"), built];
        let work = |page: &'_ PathBuf| (page.clone(), compared(&sides, page, declared));
        let (mut changed, mut read) = (0, Ok(()));
        run(
            self.pages.intersection(&now),
            0,
            work,
            |(page, compared)| match compared {
                Ok(None) => ControlFlow::Continue(()),
                Ok(Some(compared)) => {
                    changed += 1;
                    if let Some((before, after)) = compared.unexplained {
                        let why = format!("changes by more: `{before}` becomes `{after}`");
                        wrong.push((page, why, compared.seen));
                    }
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    read = Err(error);
                    ControlFlow::Break(())
                }
            },
        );
        read?;
        let Some((page, why, _)) = wrong.first() else {
            self.changed = changed;
            return Ok(None);
        };
        let built = self.build.built.join(page);
        Ok(Some(Failed {
            why: format!("the page {} {why}", built.display()),
            suspects: self.suspects(&wrong),
        }))
    }

    /// The fixes that are to blame for these pages, most likely: of a post that is called as the page
    /// is, or whose other fixes are on it; first those that are not seen there.
    fn suspects(&self, wrong: &[(PathBuf, String, BTreeSet<usize>)]) -> Vec<usize> {
        let mut suspects = Vec::new();
        for is_by_name in [true, false] {
            for (page, _, seen) in wrong.iter().take(MOST_BLAMED) {
                let posts: BTreeSet<usize> = if is_by_name {
                    let posts = (0..self.posts.len()).filter(|post| self.is_page_of(page, *post));
                    posts.collect()
                } else {
                    seen.iter().map(|unit| self.units[*unit].0).collect()
                };
                let units =
                    (0..self.units.len()).filter(|unit| posts.contains(&self.units[*unit].0));
                let (on_page, not): (Vec<usize>, Vec<usize>) =
                    units.partition(|unit| seen.contains(unit));
                suspects.extend(not.into_iter().chain(on_page));
            }
        }
        suspects
    }

    /// Whether a page is called as a post is.
    fn is_page_of(&self, page: &Path, post: usize) -> bool {
        let Some(inner) = &self.inner[post] else {
            return false;
        };
        let name = called(inner);
        let mut parts = page
            .with_extension("")
            .components()
            .map(|part| {
                let part = part.as_os_str().to_string_lossy();
                part.into_owned()
            })
            .collect::<Vec<_>>()
            .into_iter();
        !name.is_empty() && parts.any(|part| part.eq_ignore_ascii_case(&name))
    }

    /// The fixes of the post that a word of what a build prints names.
    fn named(&self, word: &str) -> Vec<usize> {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let named = |post: usize| {
            let inner = self.inner[post]
                .as_ref()
                .and_then(|inner| inner.file_name());
            inner.is_some_and(|name| word.contains(&*name.to_string_lossy()))
        };
        let units = 0..self.units.len();
        if !word.contains('.') {
            return Vec::new();
        }
        units.filter(|unit| named(self.units[*unit].0)).collect()
    }
}

/// What a post is called in addresses: its name without a date and its folder's name where it is an
/// index.
fn called(post: &Path) -> String {
    let text = |name: Option<&std::ffi::OsStr>| {
        name.map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default()
    };
    let stem = text(post.file_stem());
    if matches!(&*stem, "index" | "_index" | "README") {
        return text(post.parent().and_then(Path::file_name));
    }
    let is_dated = |stem: &str| {
        let date = stem.bytes().take(11).enumerate();
        date.map(|(at, b)| {
            if matches!(at, 4 | 7 | 10) {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        })
        .all(|fits| fits)
    };
    match stem.get(11..) {
        Some(name) if !name.is_empty() && is_dated(&stem) => name.to_owned(),
        _ => stem,
    }
}

/// A page as it was, as it was once more, and as it is now; `None` where it is as it was.
fn compared(
    [first, second, now]: &[PathBuf; 3],
    page: &Path,
    declared: &Declarations,
) -> io::Result<Option<Compared>> {
    let read = |folder: &PathBuf| {
        files::read(&folder.join(page), u64::MAX)
            .map_err(|error| io::Error::other(error.to_string()))
    };
    let (before, after) = (read(first)?, read(now)?);
    if before == after {
        return Ok(None);
    }
    let again = read(second)?;
    if after == again {
        return Ok(None);
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (before, again, after) = (text(&before), text(&again), text(&after));
    let volatile = Volatile::new(&before, &again);
    let compared = compare(&before, &after, &volatile, declared);
    let is_changed = !compared.seen.is_empty() || compared.unexplained.is_some();
    Ok(is_changed.then_some(compared))
}

/// Says what is being done, to a person who waits for it.
fn progress(doing: &str) {
    if io::stderr().is_terminal() {
        terminal::say(&format!("{doing} …"));
    }
}
