//! fix: changes what can be proved to be safe.

use super::args::FixArgs;
use super::exit::{CliError, Exit};
use super::migrate::{self, Way};
use super::options::changed_since;
use super::output::Outcome;
use super::prompt::Person;
use super::prove_by::{NOTHING_TO_PROVE, SitePost, prove, site_build};
use super::questions::{Questions, first_look};
use super::records::records;
use super::session::{Job, Shows};
use super::standard_input::standard_input;
use super::terminal;
use super::writer::{self, FixWriter};
use crate::config::one::Act;
use crate::lint::check::check;
use crate::lint::fix::{self, Endless, Fixed};
use crate::lint::selection::{FixId, select};
use crate::post::Post;
use crate::post::parse::parse;
use crate::report::{Format, RulePages, Style};
use crate::rule::index::Rules;
use crate::text::edit::{Edits, Safety};
use crate::text::finding::Finding;
use crate::text::source::Source;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

pub(super) fn fix(args: &FixArgs) -> Result<Exit, CliError> {
    if args.records.records {
        return records(&args.job, &args.records, Act::Fix(args.least()));
    }
    let mut job = Job::new(&args.job, Shows::Findings)?;
    if let Some(way) = Way::new(&args.way, &job)? {
        if args.proof.prove_by.is_some() {
            let message = "`--prove-by` builds a site before and after with one generator, and `--to` names another";
            return Err(CliError::said(message));
        }
        return migrate::fix(&mut job, (&args.writing, args.least()), &way);
    }
    if let Some(revision) = &args.since {
        job.compared = Some(changed_since(revision)?);
    }
    match standard_input(&job, &args.job)? {
        Some(_) if args.interactive => Err(CliError::Said(Some(
            "`--interactive` cannot ask about standard input: the answers come from there".into(),
        ))),
        Some(_) if args.proof.prove_by.is_some() => Err(CliError::Said(Some(
            "`--prove-by` cannot prove a fix of standard input: name files or folders of the site"
                .into(),
        ))),
        None if args.interactive => ask(args, &mut job),
        None if args.proof.prove_by.is_some() => fix_proved(args, &mut job),
        Some(source) => fix_one(args, job, &source),
        None => {
            job.counts_what_is_left();
            writer::change(&job, &args.writing, |post, rules| {
                fix::fix(post, rules, args.least())
            })
        }
    }
}

/// A post with fixes on trial.
struct Trial {
    text: String,
    rules: Arc<Rules>,
    made: Vec<FixId>,
    /// Those that the pages do not prove, and why.
    left_out: HashMap<FixId, String>,
}

/// The fixes that the site's own build proves.
fn fix_proved(args: &FixArgs, job: &mut Job) -> Result<Exit, CliError> {
    let build = site_build(&args.proof)?;
    let (mut posts, mut trials, refused) = on_trial(args, job)?;
    if posts.is_empty() {
        job.tell(NOTHING_TO_PROVE)?;
    } else {
        let make = |post: usize, places: &[usize]| {
            let trial: &Trial = &trials[post];
            let dialect = trial.rules.policy().readers.dialect();
            let source = Source::new(&*posts[post].name, trial.text.clone().into_bytes());
            let source = source.read_as(dialect);
            let wanted: HashSet<&FixId> = places.iter().map(|place| &trial.made[*place]).collect();
            let is_wanted = |id: &FixId| wanted.contains(id);
            let selected = select(&source, &trial.rules, args.least(), is_wanted);
            let place = |at: usize| trial.made.iter().position(|id| *id == selected.made[at].0);
            let declared = selected.declared.into_iter();
            let declared = declared.map(|one| one.numbered(|at| place(at).unwrap_or_default()));
            (
                selected.text.unwrap_or(trial.text.clone()),
                declared.collect(),
            )
        };
        let Some(proof) = prove(build, &posts, &make)? else {
            return Ok(Exit::Interrupted);
        };
        for (post, fix, why) in proof.left_out {
            let id = trials[post].made[fix].clone();
            trials[post].left_out.insert(id, format!("because {why}"));
        }
        job.tell(&proof.said)?;
    }
    job.counts_what_is_left();
    let names = posts.drain(..).map(|post| post.name);
    let proved: HashMap<String, Trial> = names.zip(trials).collect();
    writer::change(job, &args.writing, |post: &Post<'_>, rules| {
        let source = post.source;
        let trial = proved.get(source.name());
        let Some(trial) = trial.filter(|trial| trial.text == source.text()) else {
            // It is not changed, and why is said.
            if refused.contains(source.name()) {
                return fix::fix(post, rules, args.least());
            }
            return unchanged(check(post, rules));
        };
        let known: HashSet<&FixId> = trial.made.iter().collect();
        let is_wanted = |id: &FixId| known.contains(id) && !trial.left_out.contains_key(id);
        let selected = select(source, rules, args.least(), is_wanted);
        let findings = selected.findings(source, rules, &trial.left_out);
        Fixed {
            made: selected.by_rule(),
            text: selected.text,
            changes: selected.changes,
            edits: selected.edits,
            ..unchanged(findings)
        }
    })
}

fn unchanged(findings: Vec<Finding>) -> Fixed {
    Fixed {
        text: None,
        changes: Edits::default(),
        edits: BTreeMap::new(),
        made: BTreeMap::new(),
        findings,
        endless: Endless::default(),
        unchecked: BTreeMap::new(),
        unforeseen: 0,
    }
}

/// The posts with fixes, and the names of those that are not to be changed.
type OnTrial = (Vec<SitePost>, Vec<Trial>, HashSet<String>);

/// What `fix` would do, and nothing is written or printed.
fn on_trial(args: &FixArgs, job: &mut Job) -> Result<OnTrial, CliError> {
    let writer = FixWriter::new(&args.writing)?;
    let (mut found, mut refused) = (Vec::new(), HashSet::new());
    first_look(
        job,
        |path, source, rules| {
            let mut outcome = Outcome::default();
            outcome.summary.files = 1;
            let is_text = source.not_text().is_empty();
            let selected = is_text.then(|| select(source, rules, args.least(), |_| true));
            let Some(selected) = selected.filter(|selected| selected.text.is_some()) else {
                return (outcome, None);
            };
            let is_refused = !args.writing.diff && writer.target(path).is_err();
            let fixes = selected.made.iter();
            let post = SitePost {
                path: path.to_owned(),
                name: source.name().to_owned(),
                text: source.text().to_owned(),
                fixes: fixes
                    .map(|(id, line)| (id.rule.to_string(), *line))
                    .collect(),
            };
            (outcome, Some((post, selected.made, is_refused)))
        },
        |one| {
            match one {
                Some((post, _, true)) => {
                    refused.insert(post.name);
                }
                Some((post, made, false)) => found.push((post, made)),
                None => {}
            }
            Ok(ControlFlow::Continue(()))
        },
    )?;
    let (mut posts, mut trials) = (Vec::new(), Vec::new());
    for (post, made) in found {
        trials.push(Trial {
            text: post.text.clone(),
            rules: job.rules_for(&post.path)?,
            made: made.into_iter().map(|(id, _)| id).collect(),
            left_out: HashMap::new(),
        });
        posts.push(post);
    }
    Ok((posts, trials, refused))
}

/// What there is to answer in all files that may be changed; nothing is printed.
fn questions(job: &mut Job, writer: &FixWriter<'_>) -> Result<Questions, CliError> {
    let mut questions = Questions::default();
    first_look(
        job,
        |path, source, rules| {
            let may_change = writer.target(path).is_ok();
            let here = may_change.then(|| Questions::of(&parse(source), rules));
            let mut outcome = Outcome::default();
            outcome.summary.files = 1;
            (outcome, here.unwrap_or_default())
        },
        |here| {
            questions.add(here);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    Ok(questions)
}

/// Fix by fix, as the person at the terminal answers.
fn ask(args: &FixArgs, job: &mut Job) -> Result<Exit, CliError> {
    let writer = FixWriter::new(&args.writing)?;
    let questions = questions(job, &writer)?;
    if let Some(said) = questions.said() {
        job.tell(&said)?;
    }
    // One person answers one question at a time; what is left is counted, not shown.
    job.one_by_one();
    let person = Person::new(job.style, &questions);
    let total = job.run(|path, source, rules| {
        let post = parse(source);
        if person.has_left() {
            return job.told(source, &check(&post, rules));
        }
        // Nobody is asked what cannot be done anyhow.
        let fixed = match writer.target(path) {
            Err(_) => Ok(fix::fix(&post, rules, Safety::Suggest)),
            Ok(_) => person.fix(&post, rules),
        };
        match fixed {
            Ok(fixed) => writer.write(job, path, (&post, rules), fixed),
            Err(error) => Outcome {
                trouble: Some(error.to_string()),
                ..Outcome::default()
            },
        }
    })?;
    writer.conclude(job, &total)
}

/// The fixed post goes to standard output, what is left to say to standard error.
fn fix_one(args: &FixArgs, mut job: Job, source: &Source) -> Result<Exit, CliError> {
    let rules = job.rules_for(Path::new(source.name()))?;
    let fixed = fix::fix(&parse(source), &rules, args.least());
    writer::say_endless(&fixed.endless.reasons());
    if args.writing.diff {
        let total = job.run_one(writer::shown(&job, source, &fixed))?;
        return Ok(if total.summary.files_changed > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        });
    }
    let text = fixed.text.as_deref().unwrap_or(source.text());
    let after = source.with_text(text);
    job.format = None;
    let total = job.run_one(job.told(&after, &fixed.findings))?;
    terminal::write(text)?;
    // What is no text is nothing to look at.
    if !io::stdout().is_terminal() {
        io::stdout().write_all(source.not_text())?;
    }
    io::stdout().flush()?;
    let findings = Format::Concise.file(&after, &fixed.findings, Style::FILE, RulePages::NONE);
    write!(io::stderr(), "{}", findings.text)?;
    Ok(total.exit)
}
