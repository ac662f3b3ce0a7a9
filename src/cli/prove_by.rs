//! prove-by: fixes → those that change no page by more than they declare, by the site's own build.

use super::args::ProofArgs;
use super::exit::CliError;
use super::suspects::{Suspects, Wrong};
use super::{interrupt, terminal};
use crate::lint::culprits::{Failed, culprits};
use crate::lint::declarations::Declarations;
use crate::lint::declared::Declared;
use crate::report::summary::{count, fixes, grouped};
use crate::workspace::parallel::run;
use crate::workspace::site_build::{Ended, SiteBuild};
use crate::workspace::site_copy::SiteCopy;
use crate::workspace::site_pages::{self, compared, pages};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, IsTerminal as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What is said where nothing is built.
pub(super) const NOTHING_TO_PROVE: &str = "nothing is built: there is no fix to prove";

/// How many lines of the end of what a build prints are shown.
const LAST_LINES: usize = 20;
/// So many of the last words that a failed build prints may name a post.
const MOST_WORDS: usize = 1000;

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
    build: SiteBuild,
    posts: &[SitePost],
    make: Make<'_>,
) -> Result<Option<Proof>, CliError> {
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

/// The build that the command line asks for. The error says why it cannot be one.
pub(super) fn site_build(args: &ProofArgs) -> Result<SiteBuild, CliError> {
    let command = args.prove_by.clone().unwrap_or_default();
    let built = args.built.as_deref().unwrap_or(Path::new(""));
    SiteBuild::new(command, built).map_err(|why| CliError::Said(Some(why)))
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
    /// How many pages change from build to build so much that they are not compared.
    unstable: usize,
    /// The pages that differed twice in the same way, by more than was declared.
    confirmed: BTreeSet<PathBuf>,
    builds: usize,
    /// How many pages the last build has changed, and the last one that holds.
    changed: usize,
    proved: usize,
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
            unstable: 0,
            confirmed: BTreeSet::new(),
            builds: 0,
            changed: 0,
            proved: 0,
        })
    }

    fn prove(mut self) -> Result<Proof, Unproved> {
        let first = self.before("first")?;
        let second = self.before("second")?;
        self.pages = first.intersection(&second).cloned().collect();
        self.once = first.union(&second).cloned().collect();
        self.settle()?;
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
        let unstable = match self.unstable {
            0 => String::new(),
            pages => format!(
                "; {} not compared, different in each build",
                count(pages, "page")
            ),
        };
        let said = format!(
            "proved by {} of `{}`: {} compared, {} changed as declared{unstable}{left}",
            count(self.builds, "build"),
            self.build.command,
            count(self.pages.len(), "page"),
            grouped(self.proved)
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
        let pages = pages(&built).unwrap_or_default();
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

    /// Leaves out the pages that are different in each build. Where two builds of the same site differ, a
    /// third one says whether what differs is known.
    fn settle(&mut self) -> Result<(), Unproved> {
        let [first, second] = ["first", "second"].map(|name| self.copy.beside(name));
        let is_same = |page: &PathBuf| site_pages::is_same(&first, &second, page);
        if self.pages.iter().all(is_same) {
            return Ok(());
        }
        let third = self.before("third")?;
        self.pages.retain(|page| third.contains(page));
        self.once.extend(third);
        let sides = [first, second, self.copy.beside("third")];
        let nothing = Declarations::default();
        let work = |page: &'_ PathBuf| {
            let is_little = site_pages::volatile(&sides, page)?.is_little();
            let compared = compared(&sides, page, &nothing)?;
            let is_known = compared.is_none_or(|compared| compared.unexplained.is_none());
            Ok::<_, io::Error>((page.clone(), is_known && is_little))
        };
        let mut stable = BTreeSet::new();
        let mut looked = Ok(());
        run(self.pages.iter(), 0, work, |done| match done {
            Ok((page, is_stable)) => {
                if is_stable {
                    stable.insert(page);
                }
                ControlFlow::Continue(())
            }
            Err(error) => {
                looked = Err(error);
                ControlFlow::Break(())
            }
        });
        looked?;
        self.unstable = self.pages.len() - stable.len();
        self.once.append(&mut self.pages);
        self.pages = stable;
        Ok(())
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

    /// Whether the site holds with some of the fixes.
    fn holds(&mut self, fixes: &[usize]) -> Result<Option<Failed>, Unproved> {
        let mut wrong = match self.tried(fixes)? {
            Ok(wrong) => wrong,
            Err(failed) => return Ok(Some(failed)),
        };
        // A page that is to blame a fix for the first time may be one that chance changes: twice the same
        // is none.
        if !wrong.is_empty() && !wrong.iter().any(|one| self.confirmed.contains(&one.page)) {
            let again = match self.tried(fixes)? {
                Ok(again) => again,
                Err(failed) => return Ok(Some(failed)),
            };
            let is_same = |one: &Wrong, all: &[Wrong]| {
                all.iter()
                    .any(|other| (&one.page, &one.was) == (&other.page, &other.was))
            };
            let by_chance = wrong.iter().filter(|one| !is_same(one, &again));
            let by_chance = by_chance.chain(again.iter().filter(|one| !is_same(one, &wrong)));
            let by_chance: BTreeSet<PathBuf> = by_chance.map(|one| one.page.clone()).collect();
            wrong.retain(|one| !by_chance.contains(&one.page));
            self.confirmed
                .extend(wrong.iter().map(|one| one.page.clone()));
            self.unstable += self.pages.intersection(&by_chance).count();
            self.pages.retain(|page| !by_chance.contains(page));
            self.once.extend(by_chance);
        }
        if wrong.is_empty() {
            self.proved = self.changed;
        }
        let known = wrong.iter().find(|one| self.confirmed.contains(&one.page));
        Ok(known.map(|Wrong { page, why, .. }| Failed {
            why: format!("the page {} {why}", self.build.built.join(page).display()),
            suspects: self.suspects().of(&wrong),
        }))
    }

    /// Builds the site with some of the fixes: the pages that differ by more than they declare. The
    /// error is what is wrong where it cannot be built.
    fn tried(&mut self, fixes: &[usize]) -> Result<Result<Vec<Wrong>, Failed>, Unproved> {
        let declared = self.put(fixes)?;
        let tried = match self.run()? {
            Err((how, output)) => {
                let words = output.split_whitespace().rev().take(MOST_WORDS);
                let last = output.lines().rev().find(|line| !line.trim().is_empty());
                let last = last.unwrap_or_default().trim();
                Err(Failed {
                    why: format!("the build fails with it ({how}): {last}"),
                    suspects: words.flat_map(|word| self.suspects().named(word)).collect(),
                })
            }
            Ok(()) => Ok(self.differs(&declared)?),
        };
        self.copy.restore(&interrupt::asked)?;
        Ok(tried)
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

    fn suspects(&self) -> Suspects<'_> {
        Suspects {
            units: &self.units,
            inner: &self.inner,
        }
    }

    /// The pages that differ by more than was declared.
    fn differs(&mut self, declared: &Declarations) -> Result<Vec<Wrong>, Unproved> {
        let built = self.copy.folder().join(&self.build.built);
        let now = pages(&built).unwrap_or_default();
        let gone = self.pages.difference(&now).map(|page| (page, "is gone"));
        let new = now.difference(&self.once).map(|page| (page, "is new"));
        let wrong = gone.chain(new).map(|(page, why)| Wrong {
            page: page.clone(),
            why: why.to_owned(),
            was: String::new(),
            seen: BTreeSet::new(),
        });
        let mut wrong: Vec<Wrong> = wrong.collect();
        let sides = [self.copy.beside("first"), self.copy.beside("second"), built];
        let work = |page: &'_ PathBuf| (page.clone(), compared(&sides, page, declared));
        let (mut changed, mut read) = (0, Ok(()));
        let both = self.pages.intersection(&now);
        run(both, 0, work, |(page, compared)| match compared {
            Ok(compared) => {
                changed += usize::from(compared.is_some());
                let (seen, unexplained) = compared
                    .map(|compared| (compared.seen, compared.unexplained))
                    .unwrap_or_default();
                wrong.extend(unexplained.map(|(before, after)| Wrong {
                    page,
                    why: format!("changes by more: `{before}` becomes `{after}`"),
                    was: before,
                    seen,
                }));
                ControlFlow::Continue(())
            }
            Err(error) => {
                read = Err(error);
                ControlFlow::Break(())
            }
        });
        read?;
        self.changed = changed;
        Ok(wrong)
    }
}

/// Says what is being done, to a person who waits for it.
fn progress(doing: &str) {
    if io::stderr().is_terminal() {
        terminal::say(&format!("{doing} …"));
    }
}
