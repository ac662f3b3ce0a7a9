//! plan: what `fix` would do first, as lines to review, and what a reviewed sample says of the rest.

use super::args::PlanArgs;
use super::exit::{CliError, Exit};
use super::output::Outcome;
use super::output::{new_file, unwritable};
use super::session::Job;
use super::terminal::{self, typed};
use crate::lint::fix::propose;
use crate::lint::plan::{self, Line, Verdict, lines};
use crate::lint::sample::{Sample, most_errors};
use crate::post::parse::parse;
use crate::report::plan_summary::Groups;
use crate::report::summary::{Summary, count, fixes, grouped};
use crate::report::{Style, visible};
use crate::rule::index::Rules;
use crate::text::source::Source;
use crate::workspace::files::{self, Unfinished};
use std::collections::BTreeMap;
use std::io::{self, BufRead as _, Write as _};
use std::ops::ControlFlow;
use std::path::Path;

/// How sure the bound of a reviewed sample is.
const CONFIDENCE: f64 = 0.95;

pub(super) fn plan(args: &PlanArgs) -> Result<Exit, CliError> {
    if let Some(sample) = &args.check_sample {
        return check_sample(sample);
    }
    let job = Job::within(&args.scope, false)?;
    let mut planned = Planned::new(args)?;
    let total = job.collect(
        |path, source, rules| propose_one(args, path, source, rules),
        |(fixes, waiting)| planned.take(fixes, waiting),
    )?;
    let summary = planned.finish(args, &job)?;
    Ok(match total.exit {
        Exit::Failed => Exit::Failed,
        _ if summary.files_changed > 0 => Exit::Findings,
        _ => Exit::Clean,
    })
}

/// The fixes of one file, by their lines, and how many edits wait for them.
fn propose_one(
    args: &PlanArgs,
    path: &Path,
    source: &Source,
    rules: &Rules,
) -> (Outcome, (Vec<Vec<Line>>, usize)) {
    let mut outcome = Outcome::default();
    outcome.summary.files = 1;
    let (findings, waiting) = propose(&parse(source), rules, args.least());
    if !findings.is_empty() && path.to_str().is_none() {
        let name = source.name();
        outcome.trouble = Some(format!(
            "{name}: its name is not UTF-8, so no plan can hold it"
        ));
        return (outcome, (Vec::new(), 0));
    }
    (outcome, (lines(source, &findings), waiting))
}

/// Where a plan goes to.
enum Out {
    Nowhere,
    File(Unfinished),
    StandardOutput,
}

/// A plan as it comes together.
struct Planned {
    groups: Groups,
    out: Out,
    sample: Option<Sample<Vec<Line>>>,
    /// How many fixes more there may be.
    room: usize,
    fixes: usize,
    waiting: usize,
    summary: Summary,
}

impl Planned {
    fn new(args: &PlanArgs) -> Result<Self, CliError> {
        let out = match &args.out {
            None => Out::Nowhere,
            Some(path) if path.as_os_str() == "-" => Out::StandardOutput,
            Some(path) => Out::File(new_file(path).map_err(|error| unwritable(path, &error))?),
        };
        Ok(Self {
            groups: Groups::new(args.seed),
            out,
            sample: args.sample.map(|size| Sample::new(size, args.seed)),
            room: args.limit.unwrap_or(usize::MAX),
            fixes: 0,
            waiting: 0,
            summary: Summary::default(),
        })
    }

    fn take(&mut self, fixes: Vec<Vec<Line>>, waiting: usize) -> Result<ControlFlow<()>, CliError> {
        self.waiting += waiting;
        self.summary.files_changed += usize::from(!fixes.is_empty() && self.room > 0);
        for fix in fixes {
            let (Some(first), Some(room)) = (fix.first(), self.room.checked_sub(1)) else {
                return Ok(ControlFlow::Break(()));
            };
            self.room = room;
            self.fixes += 1;
            *self.summary.edits.entry(first.change).or_default() += fix.len();
            if let Some(sample) = &mut self.sample {
                sample.see(&first.rule.clone(), || fix);
            } else {
                self.groups.see(&fix);
                self.out.write(&fix)?;
            }
        }
        Ok(if self.room == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    }

    /// Writes what is not written yet, and tells what there is.
    fn finish(mut self, args: &PlanArgs, job: &Job) -> Result<Summary, CliError> {
        let mut drawn = 0;
        if let Some(sample) = self.sample {
            for mut fix in sample.draw() {
                drawn += 1;
                // A person looks at these, so the groups are theirs.
                self.groups.see(&fix);
                for line in &mut fix {
                    line.verdict = Some(Verdict::Open);
                }
                self.out.write(&fix)?;
            }
        }
        let to = match (&args.out, self.out) {
            // A plan on standard output is for a program.
            (_, Out::StandardOutput) => return Ok(self.summary),
            (Some(path), Out::File(file)) => {
                file.finish().map_err(|error| unwritable(path, &error))?;
                path.display().to_string()
            }
            _ => String::new(),
        };
        let screen = terminal::height();
        let style = Style {
            screen,
            ..job.style
        };
        let (groups, is_cut) = self.groups.shown(style);
        write!(io::stdout(), "{groups}")?;
        if is_cut && screen.is_some() {
            let typed = visible(&typed().join(" ")).into_owned();
            job.tell(&format!(
                "examples of each group: `copydesk {typed} | less`"
            ))?;
        }
        job.tell(&self.summary.would_change())?;
        if self.waiting > 0 {
            let edits = count(self.waiting, "more edit");
            job.tell(&format!("{edits} depend on these: apply, then plan again"))?;
        }
        if args.sample.is_some() {
            job.tell(&format!(
                "{to} holds {drawn} of {}: set each `verdict` to `accept` or `reject`,\n\
                 then run `copydesk plan --check-sample {to}`",
                fixes(self.fixes)
            ))?;
        } else if !to.is_empty() && self.fixes > 0 {
            job.tell(&format!(
                "{to} holds them: take out what you do not want, then run `copydesk apply {to}`"
            ))?;
        }
        Ok(self.summary)
    }
}

impl Out {
    fn write(&mut self, fix: &[Line]) -> io::Result<()> {
        for line in fix {
            match self {
                Self::Nowhere => {}
                Self::File(file) => writeln!(file, "{line}")?,
                Self::StandardOutput => writeln!(io::stdout().lock(), "{line}")?,
            }
        }
        Ok(())
    }
}

/// What a person thought of the fixes of a sample.
#[derive(Default)]
struct Judged {
    accepted: u32,
    rejected: u32,
    open: u32,
}

fn check_sample(path: &Path) -> Result<Exit, CliError> {
    let say = |problem: String| CliError::Said(Some(format!("{}: {problem}", path.display())));
    let file = files::open(path).map_err(|error| say(error.to_string()))?;
    let mut fixes: BTreeMap<(String, String, usize), Vec<Option<Verdict>>> = BTreeMap::new();
    for line in plan::read(file.split(b'\n')) {
        let (_, line) = line.map_err(say)?;
        let verdicts = fixes.entry((line.rule, line.path, line.fix)).or_default();
        verdicts.push(line.verdict);
    }
    let (mut rules, mut all) = (BTreeMap::<String, Judged>::new(), Judged::default());
    for ((rule, ..), verdicts) in fixes {
        // A fix is right where all of it is.
        for judged in [rules.entry(rule).or_default(), &mut all] {
            if verdicts.contains(&Some(Verdict::Reject)) {
                judged.rejected += 1;
            } else if verdicts
                .iter()
                .all(|verdict| *verdict == Some(Verdict::Accept))
            {
                judged.accepted += 1;
            } else {
                judged.open += 1;
            }
        }
    }
    let judged = all.accepted + all.rejected;
    if judged == 0 {
        let help = "no `verdict` is set: write `accept` or `reject` in the place of `open`";
        return Err(say(help.to_owned()));
    }
    let width = rules
        .keys()
        .map(String::len)
        .max()
        .unwrap_or_default()
        .max("all rules".len());
    let mut out = io::stdout().lock();
    for (rule, judged) in rules
        .iter()
        .map(|(rule, judged)| (rule.as_str(), judged))
        .chain([("all rules", &all)])
    {
        writeln!(out, "{rule:<width$}  {}", judged.said())?;
    }
    writeln!(
        out,
        "the bounds hold at {} % confidence (Clopper-Pearson, one-sided)",
        CONFIDENCE * 100.0
    )?;
    Ok(match all {
        Judged {
            rejected: 0,
            open: 0,
            ..
        } => Exit::Clean,
        _ => Exit::Findings,
    })
}

impl Judged {
    fn said(&self) -> String {
        let judged = self.accepted + self.rejected;
        let open = match self.open {
            0 => String::new(),
            open => format!("; {} open", grouped(open as usize)),
        };
        let most = 100.0 * most_errors(self.rejected, judged, CONFIDENCE);
        format!(
            "{} of {} rejected: at most {most:.1} % are wrong{open}",
            grouped(self.rejected as usize),
            grouped(judged as usize)
        )
    }
}
