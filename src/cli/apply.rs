//! apply: a plan → files, chunk by chunk, each fix proved again.

use super::args::ApplyArgs;
use super::chunk::{Chunk, ChunkPart, State, chunks, once};
use super::exit::{CliError, Exit};
use super::progress::Progress;
use super::prove_by::{NOTHING_TO_PROVE, SitePost, prove, site_build};
use super::{interrupt, plan_file, terminal, undo};
use crate::lint::plan::{self, Plan, Planned};
use crate::lint::verify::Fate;
use crate::report::summary::{Summary, count, fixes, grouped};
use crate::report::visible;
use crate::text::source::{self, Source};
use crate::workspace::discover::has_extension;
use crate::workspace::files;
use crate::workspace::git;
use crate::workspace::journal::{self, Journal, Prepared};
use crate::workspace::parallel::run_and_settle;
use crate::workspace::worktree::{self, WorkTrees};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, BufRead as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub(super) fn apply(args: &ApplyArgs) -> Result<Exit, CliError> {
    let mut plan = read(&args.plan)?;
    let root = undo::root()?.canonicalize()?;
    if args.commit && !root.join(".git").exists() {
        let message = "there is nothing to commit to: this is no git work tree";
        return Err(CliError::said(message));
    }
    let twice = once(&mut plan, &root);
    for line in &twice {
        terminal::say(line);
    }
    let mut unproved = 0;
    if args.proof.prove_by.is_some() {
        let apply = Apply::new(args, &plan, root.clone())?;
        let Some(left_out) = apply.prove()? else {
            return Ok(Exit::Interrupted);
        };
        unproved = left_out.len();
        plan.leave_out(&left_out);
    }
    let apply = Apply::new(args, &plan, root)?;
    let chunks = chunks(&plan, args.chunk);
    let mut states: Vec<State> = plan.files.iter().map(|_| State::default()).collect();
    for part in chunks.iter().flat_map(|chunk| &chunk.parts) {
        states[part.file].order.push(part.fixes.clone());
    }
    interrupt::watch()?;
    let mut progress = Progress::of(chunks.iter().map(|chunk| chunk.parts.len()).sum());
    let mut total = Total {
        failed: unproved > 0 || !twice.is_empty(),
        ..Total::default()
    };
    for chunk in &chunks {
        if interrupt::asked() {
            break;
        }
        apply.chunk(chunk, &mut states, (&mut progress, &mut total))?;
    }
    drop(progress);
    apply.journal.end();
    let is_already = |state: &&State| state.made.is_some() && !state.is_changed && !state.is_left;
    total.already = states.iter().filter(is_already).count();
    total.tell(args, &plan)
}

fn read(path: &Path) -> Result<Plan, CliError> {
    let say = |problem: String| CliError::said(format!("{}: {problem}", path.display()));
    let lines = plan_file::open(path).map_err(|error| say(error.to_string()))?;
    Plan::new(plan::read(lines.split(b'\n'))).map_err(say)
}

/// What came of the fixes of one file in one chunk.
struct Done {
    path: PathBuf,
    /// All that the file has now.
    made: Vec<usize>,
    is_changed: bool,
    /// The change, as long as it is not made.
    prepared: Option<Prepared>,
    /// The rules of fixes that do not hold.
    dropped: Vec<(String, Fate)>,
}

/// What a chunk comes to, whichever run made it.
#[derive(Default)]
struct Tally<'p> {
    summary: Summary,
    /// How many fixes of each rule.
    rules: BTreeMap<&'p str, usize>,
    /// What is to be committed.
    paths: Vec<PathBuf>,
}

impl<'p> Tally<'p> {
    /// Adds a file, and gives what it comes to.
    fn add(&mut self, planned: &'p Planned, part: &ChunkPart, done: &Done) -> Summary {
        let mut here = Summary::default();
        let made: HashSet<usize> = done.made.iter().copied().collect();
        let kept = part.fixes.iter().filter(|fix| made.contains(fix));
        for fix in kept.map(|fix| &planned.fixes[*fix]) {
            let (change, edits) = fix.edits();
            *here.edits.entry(change).or_default() += edits;
            *self.rules.entry(&fix.rule).or_default() += 1;
        }
        here.files_changed = usize::from(!here.edits.is_empty());
        self.summary.add(here.clone());
        // A file that has fixes of a later chunk was committed before it got them.
        let last = done.made.last();
        if last.is_some_and(|last| part.fixes.contains(last)) {
            self.paths.push(done.path.clone());
        }
        here
    }
}

/// What came of the whole plan.
#[derive(Default)]
struct Total {
    summary: Summary,
    already: usize,
    failed: bool,
}

/// A run that applies a plan.
struct Apply<'a> {
    args: &'a ApplyArgs,
    plan: &'a Plan,
    root: PathBuf,
    trees: WorkTrees,
    journal: Journal,
}

/// A file of the plan as it is on disk.
struct OnDisk {
    now: String,
    /// What it was when it was planned.
    original: Source,
    /// The fixes that it has.
    made: Vec<usize>,
    /// Those that it has not.
    more: Vec<usize>,
}

impl<'a> Apply<'a> {
    fn new(args: &'a ApplyArgs, plan: &'a Plan, root: PathBuf) -> io::Result<Self> {
        Ok(Self {
            args,
            plan,
            root,
            trees: WorkTrees::default(),
            journal: undo::journal()?,
        })
    }

    /// The fixes, each with its file, that the site's own build does not prove. `None` where it was
    /// interrupted.
    fn prove(&self) -> Result<Option<BTreeSet<(usize, usize)>>, CliError> {
        let build = site_build(&self.args.proof)?;
        let (mut posts, mut files) = (Vec::new(), Vec::new());
        for (at, planned) in self.plan.files.iter().enumerate() {
            // What cannot be changed is said when it is to be.
            let Some((path, file)) = self.on_disk(planned) else {
                continue;
            };
            let line = |fix: &usize| planned.fixes[*fix].line(&file.original);
            let rule = |fix: &usize| planned.fixes[*fix].rule.clone();
            posts.push(SitePost {
                path,
                name: planned.path.clone(),
                text: file.now.clone(),
                fixes: file.more.iter().map(|fix| (rule(fix), line(fix))).collect(),
            });
            files.push((at, file));
        }
        if posts.is_empty() {
            terminal::print(NOTHING_TO_PROVE)?;
            return Ok(Some(BTreeSet::new()));
        }
        let make = |post: usize, places: &[usize]| {
            let (at, file) = &files[post];
            let planned = &self.plan.files[*at];
            let more: Vec<usize> = places.iter().map(|place| file.more[*place]).collect();
            let Ok(applied) = planned.apply(&file.original, &file.made, &more) else {
                return (file.now.clone(), Vec::new());
            };
            let declared = planned.declared(&file.original, &applied.made);
            let place = |fix: usize| file.more.iter().position(|more| *more == applied.made[fix]);
            let declared = declared.into_iter();
            let declared = declared.map(|one| one.numbered(|fix| place(fix).unwrap_or_default()));
            (applied.text, declared.collect())
        };
        let Some(proof) = prove(build, &posts, &make)? else {
            return Ok(None);
        };
        terminal::print(&proof.said)?;
        let left_out = proof.left_out.into_iter().map(|(post, place, _)| {
            let (at, file) = &files[post];
            (*at, file.more[place])
        });
        Ok(Some(left_out.collect()))
    }

    /// A file with fixes that can be made; `None` where none can.
    fn on_disk(&self, planned: &Planned) -> Option<(PathBuf, OnDisk)> {
        let path = self.inside(&planned.path).ok()?;
        let now = String::from_utf8(files::read(&path, source::MAX_BYTES).ok()?).ok()?;
        let (original, made) = State::default().original(planned, &now)?;
        let is_guarded = made.is_empty() && !self.args.allow_dirty;
        if is_guarded && self.trees.refuses(&path).is_some() {
            return None;
        }
        let known: HashSet<usize> = made.iter().copied().collect();
        let more: Vec<usize> = (0..planned.fixes.len())
            .filter(|fix| !known.contains(fix))
            .collect();
        let original = Source::new(&*planned.path, original.into_bytes());
        let file = OnDisk {
            now,
            original,
            made,
            more,
        };
        (!file.more.is_empty()).then_some((path, file))
    }

    /// Makes the fixes of a chunk, and commits them where that is wanted.
    fn chunk(
        &self,
        chunk: &Chunk,
        states: &mut [State],
        (progress, total): (&mut Progress, &mut Total),
    ) -> Result<(), CliError> {
        let known: &[State] = states;
        let parts = chunk.parts.iter().filter(|part| !known[part.file].is_left);
        let work = |part| (!interrupt::asked()).then(|| (part, self.file(part, known)));
        let mut came: Vec<(&ChunkPart, _)> = Vec::new();
        let keep = |done| {
            progress.step();
            came.extend(done);
            ControlFlow::Continue(())
        };
        let settle = |all: &mut [_]| self.settle(all);
        run_and_settle(parts, self.args.threads, work, settle, keep);
        let mut tally = Tally::default();
        for (part, done) in came {
            let planned = &self.plan.files[part.file];
            let say =
                |why: &str| progress.aside(|| terminal::say(&format!("{}{why}", planned.path)));
            let state = &mut states[part.file];
            match done {
                Ok(done) => {
                    for (rule, fate) in &done.dropped {
                        total.failed = true;
                        let why = match fate {
                            Fate::Untried => {
                                "and was not tried, because too many others in this file could not be proved"
                            }
                            _ => "because it would change more than it declares",
                        };
                        say(&format!(": a fix of {rule} is left out, {why}"));
                    }
                    let here = tally.add(planned, part, &done);
                    if done.is_changed {
                        total.add(here, state.is_changed);
                        state.is_changed = true;
                    }
                    state.made = Some(done.made);
                }
                Err(why) => {
                    total.failed = true;
                    state.is_left = true;
                    say(&format!(" was left alone: {why}"));
                }
            }
        }
        if tally.summary.files_changed == 0 || interrupt::asked() {
            return Ok(());
        }
        let name = match chunk.name.as_str() {
            "" => String::new(),
            name => format!("{}: ", visible(name)),
        };
        let changed = tally.summary.changed();
        let committed = match self.args.commit.then(|| self.commit(&chunk.name, &tally)) {
            None => String::new(),
            Some(commit) => match commit? {
                Some(commit) => format!("; committed as {commit}"),
                None => "; committed before".to_owned(),
            },
        };
        if (self.args.chunk.is_some() || self.args.commit) && !interrupt::asked() {
            progress.aside(|| terminal::print(&format!("{name}{changed}{committed}")))?;
        }
        Ok(())
    }

    fn file(&self, part: &ChunkPart, states: &[State]) -> Result<Done, String> {
        let planned = &self.plan.files[part.file];
        let path = self.inside(&planned.path)?;
        let bytes = files::read(&path, source::MAX_BYTES).map_err(|_| "it cannot be read")?;
        let now = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
        let original = states[part.file].original(planned, &now);
        let (original, made) = original.ok_or("it has changed since the plan was made")?;
        let known: HashSet<usize> = made.iter().copied().collect();
        let is_new = |fix: &&usize| !known.contains(fix);
        let more: Vec<usize> = part.fixes.iter().filter(is_new).copied().collect();
        let mut done = Done {
            path,
            made,
            is_changed: false,
            prepared: None,
            dropped: Vec::new(),
        };
        if more.is_empty() {
            return Ok(done);
        }
        // What an earlier chunk changed is this plan's own.
        let is_guarded = done.made.is_empty() && !self.args.allow_dirty;
        if let Some(why) = self.trees.refuses(&done.path).filter(|_| is_guarded) {
            return Err(format!("{why}; --allow-dirty changes it all the same"));
        }
        let source = Source::from_text(&*planned.path, original);
        let applied = planned.apply(&source, &done.made, &more)?;
        done.dropped = applied.dropped;
        if !applied.made.is_empty() {
            let prepared = self.journal.prepare(&done.path, &now, &applied.changes)?;
            done.prepared = Some(prepared);
            done.is_changed = true;
            done.made.extend(applied.made);
        }
        Ok(done)
    }

    /// Makes the changes that are prepared.
    fn settle(&self, all: &mut [Option<(&ChunkPart, Result<Done, String>)>]) {
        let take = |one: &mut Option<(_, Result<Done, _>)>| {
            let (_, done) = one.as_mut()?;
            done.as_mut().ok()?.prepared.take()
        };
        let fail =
            |one: &mut Option<(_, _)>, why| *one = one.take().map(|(part, _)| (part, Err(why)));
        self.journal.settle(all, take, fail);
    }

    /// The post that a plan means.
    fn inside(&self, path: &str) -> Result<PathBuf, String> {
        let target = journal::inside(&self.root, Path::new(path)).map_err(|why| {
            format!("{why} (paths in a plan begin where `copydesk plan` was run)")
        })?;
        if !has_extension(&target) {
            return Err("it is no post".to_owned());
        }
        let top = git::top(target.parent().unwrap_or(&target));
        if self.args.commit && top != Some(&self.root) {
            return Err("it is in a repository of its own; run `copydesk apply` there".to_owned());
        }
        Ok(target)
    }

    /// Commits the files; the name of the commit, or `None` where they are committed already.
    fn commit(&self, chunk: &str, tally: &Tally<'_>) -> Result<Option<String>, CliError> {
        // A hook of the repository may be a run that writes, too.
        self.journal.end();
        let changed = tally.summary.changed();
        let subject = match chunk {
            "" => changed.split(':').next().unwrap_or_default(),
            name => name,
        };
        let rules: Vec<String> = tally
            .rules
            .iter()
            .map(|(rule, number)| format!("{rule}: {}", grouped(*number)))
            .collect();
        let message = format!(
            "copydesk: {subject}\n\n{changed}.\n\n{}\n\n\
             Each file was read again after its edits and compared with what it was: tags,\n\
             attributes, text, comments and front matter differ in what is named here only.\n",
            rules.join("\n")
        );
        let paths: Vec<&Path> = tally
            .paths
            .iter()
            .filter_map(|path| path.strip_prefix(&self.root).ok())
            .collect();
        match worktree::commit(&self.root, &paths, &message) {
            Ok(commit) => Ok(commit),
            // An interrupt is for git, too.
            Err(_) if interrupt::asked() => Ok(None),
            Err(why) => Err(CliError::Said(Some(format!(
                "git made no commit, so nothing more is done: {why}\n\
                 the files of this chunk are changed; when that is solved, `copydesk apply {}` with \
                 the same flags goes on, and `copydesk undo` restores them",
                self.args.plan.display()
            )))),
        }
    }
}

impl Total {
    /// Adds what a file came to; it counts once.
    fn add(&mut self, mut here: Summary, was_changed: bool) {
        here.files_changed = usize::from(!was_changed);
        self.summary.add(here);
    }

    fn tell(self, args: &ApplyArgs, plan: &Plan) -> Result<Exit, CliError> {
        terminal::print(&self.summary.changed())?;
        if self.summary.files_changed > 0 {
            terminal::print(if args.commit {
                "`copydesk runs` lists what `copydesk undo RUN` restores; `git revert` does too"
            } else {
                "`copydesk undo` restores the files"
            })?;
        }
        if self.already > 0 {
            let files = count(self.already, "file");
            terminal::print(&format!("{files} as the plan wants it already"))?;
        }
        let undecided = "undecided, so not applied: a plan with verdicts applies what is accepted";
        let left_out = "of the plan left out: rejected, or a part of it was taken out";
        for (number, why) in [(plan.undecided, undecided), (plan.left_out, left_out)] {
            if number > 0 {
                terminal::print(&format!("{} {why}", fixes(number)))?;
            }
        }
        if interrupt::asked() {
            let plan = args.plan.display();
            terminal::say(&format!(
                "interrupted; `copydesk apply {plan}` with the same flags goes on"
            ));
            return Ok(Exit::Interrupted);
        }
        Ok(if self.failed {
            Exit::Failed
        } else {
            Exit::Clean
        })
    }
}
