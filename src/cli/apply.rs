//! apply: a plan → files, chunk by chunk, each fix proved again.

use super::args::ApplyArgs;
use super::progress::Progress;
use super::{Exit, Stop, interrupt, screen, undo};
use crate::journal::{FOLDER, Journal};
use crate::plan::{self, Plan, Planned};
use crate::report::summary::{Summary, count, fixes, grouped};
use crate::run::run;
use crate::source::{self, Source};
use crate::worktree::{self, WorkTrees};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead, Write as _};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

pub(super) fn apply(args: &ApplyArgs) -> Result<Exit, Stop> {
    let plan = read(&args.plan)?;
    let root = undo::root()?.canonicalize()?;
    if args.commit && !root.join(".git").exists() {
        let message = "there is nothing to commit to: this is no git work tree";
        return Err(Stop::Said(Some(message.to_owned())));
    }
    let apply = Apply {
        args,
        plan: &plan,
        root,
        trees: WorkTrees::default(),
        journal: undo::journal()?,
    };
    let chunks = chunks(&plan, args.chunk);
    let mut states: Vec<State> = plan.files.iter().map(|_| State::default()).collect();
    for part in chunks.iter().flat_map(|chunk| &chunk.parts) {
        states[part.file].order.push(part.fixes.clone());
    }
    interrupt::watch()?;
    let mut progress = Progress::of(chunks.iter().map(|chunk| chunk.parts.len()).sum());
    let mut total = Total::default();
    for chunk in &chunks {
        if interrupt::asked() {
            break;
        }
        apply.chunk(chunk, &mut states, (&mut progress, &mut total))?;
    }
    drop(progress);
    total.tell(args, plan.left_out)
}

fn read(path: &Path) -> Result<Plan, Stop> {
    let say = |problem: String| Stop::Said(Some(format!("{}: {problem}", path.display())));
    let lines: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = source::open(path).map_err(|error| say(error.to_string()))?;
        Box::new(file)
    };
    Plan::new(plan::read(lines)).map_err(say)
}

/// What is done together.
#[derive(Clone, Copy, Debug)]
pub(super) enum ChunkArg {
    ByFolder,
    ByRule,
    Files(NonZeroUsize),
}

impl FromStr for ChunkArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "by-folder" => Ok(Self::ByFolder),
            "by-rule" => Ok(Self::ByRule),
            number => {
                let files = number.parse().map(Self::Files);
                files.map_err(|_| "`by-folder`, `by-rule` or a number of files is wanted")
            }
        }
    }
}

/// What is done together, and committed together.
struct Chunk {
    /// Empty where the whole plan is one.
    name: String,
    parts: Vec<Part>,
}

/// What a chunk has of one file of the plan.
struct Part {
    file: usize,
    fixes: Vec<usize>,
}

fn chunks(plan: &Plan, how: Option<ChunkArg>) -> Vec<Chunk> {
    // By number, and then by name.
    let mut chunks: BTreeMap<(usize, String), Vec<Part>> = BTreeMap::new();
    for (file, planned) in plan.files.iter().enumerate() {
        let mut parts: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
        for (fix, wanted) in planned.fixes.iter().enumerate() {
            let key = match how {
                None => (0, String::new()),
                Some(ChunkArg::ByRule) => (0, wanted.rule.clone()),
                Some(ChunkArg::ByFolder) => {
                    let folder = planned
                        .path
                        .rsplit_once('/')
                        .map_or(".", |(folder, _)| folder);
                    (0, folder.to_owned())
                }
                Some(ChunkArg::Files(most)) => {
                    let from = file / most * most.get();
                    let to = (from + most.get()).min(plan.files.len());
                    (from, format!("files {} to {to}", from + 1))
                }
            };
            parts.entry(key).or_default().push(fix);
        }
        for (key, fixes) in parts {
            let part = Part { file, fixes };
            chunks.entry(key).or_default().push(part);
        }
    }
    let chunks = chunks.into_iter();
    chunks
        .map(|((_, name), parts)| Chunk { name, parts })
        .collect()
}

/// What is known of a file of the plan.
#[derive(Default)]
struct State {
    /// Its fixes, chunk by chunk.
    order: Vec<Vec<usize>>,
    /// Those that it has; `None` where nobody has looked yet.
    made: Option<Vec<usize>>,
    /// It was changed by this run.
    is_changed: bool,
    /// It cannot be changed, and that was said.
    is_left: bool,
}

impl State {
    /// The text of the file as it was planned, and which fixes have been made since. A run that was
    /// cut short made those of the first chunks.
    fn original(&self, planned: &Planned, now: &str) -> Option<(String, Vec<usize>)> {
        if let Some(made) = &self.made {
            return Some((planned.original(now, made)?, made.clone()));
        }
        (0..=self.order.len()).find_map(|chunks| {
            let made = self.order[..chunks].concat();
            Some((planned.original(now, &made)?, made))
        })
    }
}

/// What came of the fixes of one file in one chunk.
struct Done {
    path: PathBuf,
    /// All that the file has now.
    made: Vec<usize>,
    is_changed: bool,
    /// The rules of fixes that do not hold.
    dropped: Vec<String>,
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

impl Apply<'_> {
    /// Makes the fixes of a chunk, and commits them where that is wanted.
    fn chunk(
        &self,
        chunk: &Chunk,
        states: &mut [State],
        (progress, total): (&mut Progress, &mut Total),
    ) -> Result<(), Stop> {
        let known: &[State] = states;
        let parts = chunk.parts.iter().filter(|part| !known[part.file].is_left);
        let work = |part| {
            let is_wanted = !interrupt::asked();
            is_wanted.then(|| (part, self.file(part, known)))
        };
        let mut came: Vec<(&Part, _)> = Vec::new();
        run(parts, self.args.threads, work, |done| {
            progress.step();
            came.extend(done);
            ControlFlow::Continue(())
        });
        let (mut rules, mut paths) = (BTreeMap::<&str, usize>::new(), Vec::new());
        // What the chunk comes to, whichever run made it.
        let mut summary = Summary::default();
        for (part, done) in came {
            let planned = &self.plan.files[part.file];
            let say = |why: &str| progress.aside(|| screen::say(&format!("{}{why}", planned.path)));
            let done = match done {
                Ok(done) => done,
                Err(why) => {
                    total.failed = true;
                    states[part.file].is_left = true;
                    say(&format!(" is left as it is: {why}"));
                    continue;
                }
            };
            for rule in &done.dropped {
                total.failed = true;
                say(&format!(
                    ": a fix of {rule} is left out, because it would change more than it declares"
                ));
            }
            let mut here = Summary::default();
            let kept = part.fixes.iter().filter(|fix| done.made.contains(fix));
            for fix in kept.map(|fix| &planned.fixes[*fix]) {
                let (change, edits) = fix.edits();
                *here.edits.entry(change).or_default() += edits;
                *rules.entry(&fix.rule).or_default() += 1;
            }
            here.files_changed = usize::from(!here.edits.is_empty());
            total.already += usize::from(!done.is_changed && here.files_changed > 0);
            let state = &mut states[part.file];
            if done.is_changed {
                let mut more = here.clone();
                more.files_changed = usize::from(!state.is_changed);
                total.summary.add(more);
                state.is_changed = true;
            }
            summary.add(here);
            // A file that has fixes of a later chunk was committed before it got them.
            if done
                .made
                .last()
                .is_some_and(|last| part.fixes.contains(last))
            {
                paths.push(done.path);
            }
            state.made = Some(done.made);
        }
        if summary.files_changed == 0 || interrupt::asked() {
            return Ok(());
        }
        let mut line = format!("{}: {}", chunk.name, summary.changed("in"));
        if self.args.commit {
            let commit = self.commit(&chunk.name, &summary, &rules, &paths)?;
            let _ = match commit {
                Some(commit) => write!(line, "; committed as {commit}"),
                None => write!(line, "; committed before"),
            };
        }
        if self.args.chunk.is_some() || self.args.commit {
            let line = line.trim_start_matches(": ");
            progress.aside(|| writeln!(io::stdout(), "{line}"))?;
        }
        Ok(())
    }

    fn file(&self, part: &Part, states: &[State]) -> Result<Done, String> {
        let planned = &self.plan.files[part.file];
        let path = self.inside(&planned.path)?;
        let bytes =
            source::read(&path, source::MAX_BYTES).map_err(|_| "it cannot be read".to_owned())?;
        let now = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let (original, made) = states[part.file]
            .original(planned, &now)
            .ok_or("it has changed since the plan was made")?;
        let is_new = |fix: &&usize| !made.contains(fix);
        let more: Vec<usize> = part.fixes.iter().filter(is_new).copied().collect();
        let mut done = Done {
            path,
            made,
            is_changed: false,
            dropped: Vec::new(),
        };
        if more.is_empty() {
            return Ok(done);
        }
        // What an earlier chunk changed is this plan's own.
        let is_guarded = done.made.is_empty() && !self.args.allow_dirty;
        if let Some(why) = self.trees.refuses(&done.path).filter(|_| is_guarded) {
            return Err(why.to_owned());
        }
        let source = Source::new(&*planned.path, original.into_bytes());
        let applied = planned.apply(&source, &done.made, &more)?;
        done.dropped = applied.dropped;
        if !applied.made.is_empty() {
            self.journal.replace(&done.path, &now, &applied.text)?;
            done.is_changed = true;
            done.made.extend(applied.made);
        }
        Ok(done)
    }

    /// The file that a plan means. A plan may come from anywhere: it has no say over what lies
    /// outside, nor over git's own files and the journals.
    fn inside(&self, path: &str) -> Result<PathBuf, String> {
        let target = Path::new(path);
        let target = target.canonicalize().map_err(|error| {
            format!("{error} (paths in a plan begin where `copydesk plan` was run)")
        })?;
        let inner = target
            .strip_prefix(&self.root)
            .map_err(|_| format!("it is outside of {}", self.root.display()))?;
        let is_private = |part: Component<'_>| {
            [".git", FOLDER]
                .iter()
                .any(|private| part.as_os_str() == *private)
        };
        if inner.components().any(is_private) {
            return Err("it is no post".to_owned());
        }
        Ok(target)
    }

    /// Commits the files; the name of the commit, or `None` where they are committed already.
    fn commit(
        &self,
        chunk: &str,
        summary: &Summary,
        rules: &BTreeMap<&str, usize>,
        paths: &[PathBuf],
    ) -> Result<Option<String>, Stop> {
        // A hook of the repository may be a run that writes, too.
        self.journal.end();
        let changed = summary.changed("in");
        let subject = match chunk {
            "" => changed.split(':').next().unwrap_or_default(),
            name => name,
        };
        let rules: Vec<String> = rules
            .iter()
            .map(|(rule, number)| format!("{rule}: {}", grouped(*number)))
            .collect();
        let message = format!(
            "copydesk: {subject}\n\n{changed}.\n\n{}\n\n\
             Each file was read again after its edits and compared with what it was: tags,\n\
             attributes, text, comments and front matter differ in what is named here only.\n",
            rules.join("\n")
        );
        let paths: Vec<&Path> = paths
            .iter()
            .filter_map(|path| path.strip_prefix(&self.root).ok())
            .collect();
        let commit = worktree::commit(&self.root, &paths, &message);
        commit.map_err(|why| {
            let plan = self.args.plan.display();
            Stop::Said(Some(format!(
                "git made no commit, so nothing more is done: {why}\n\
                 when that is mended, `copydesk apply {plan}` with the same flags goes on"
            )))
        })
    }
}

impl Total {
    fn tell(self, args: &ApplyArgs, left_out: usize) -> Result<Exit, Stop> {
        let mut out = io::stdout().lock();
        writeln!(out, "{}", self.summary.changed("in"))?;
        if self.summary.files_changed > 0 {
            let how = if args.commit {
                "`copydesk runs` lists what `copydesk undo RUN` takes back; `git revert` does too"
            } else {
                "`copydesk undo` takes it back"
            };
            writeln!(out, "{how}")?;
        }
        if self.already > 0 {
            writeln!(
                out,
                "{} as the plan wants it already",
                count(self.already, "file")
            )?;
        }
        if left_out > 0 {
            let parts = "they were rejected, or a part of them was taken out";
            writeln!(out, "{} of the plan left out: {parts}", fixes(left_out))?;
        }
        if interrupt::asked() {
            let plan = args.plan.display();
            screen::say(&format!(
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
