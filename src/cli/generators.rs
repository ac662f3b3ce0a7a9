//! generators: what each generator does with each post's front matter, as a matrix, or as JSON.

use super::exit::CliError;
use super::output::Outcome as Done;
use super::session::{Job, Shows};
use crate::generator::{GENERATORS, Outcome};
use crate::lint::portability::{Answer, Matrix};
use crate::post::parse::parse;
use crate::report::summary::{Summary, count, grouped};
use crate::report::{Format, visible};
use crate::text::source::Source;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::ops::ControlFlow;

const VERSION: u32 = 1;

/// The name of a generator and its answer take so many characters of a line, so that ten of them and a
/// path have room in eighty.
const WIDTH: usize = 5;

/// How many posts have front matter, and how many of those each generator reads.
#[derive(Default)]
struct Tally {
    all: usize,
    reads: [usize; GENERATORS.len()],
}

impl Tally {
    fn add(&mut self, answers: &[Answer]) {
        if answers.iter().all(|answer| answer.outcome.is_none()) {
            return;
        }
        self.all += 1;
        for (sum, answer) in self.reads.iter_mut().zip(answers) {
            *sum += usize::from(answer.is_read());
        }
    }
}

/// Prints a line a post, and below it why a generator does not read it; or all of that as JSON.
pub(super) fn matrix(job: &mut Job) -> Result<super::Exit, CliError> {
    let is_json = match job.format {
        Some(Format::Json) => true,
        Some(Format::Human) | None => false,
        Some(_) => {
            let message = "`--generators` is shown as `human` or as `json`";
            return Err(CliError::Said(Some(message.to_owned())));
        }
    };
    job.shows = Shows::Nothing;
    let job = &*job;
    let matrix = Matrix::default();
    let mut tally = Tally::default();
    let begin = if is_json {
        format!("{{\"version\":{VERSION},\"posts\":[")
    } else {
        let names = GENERATORS.map(|generator| cell(generator.name));
        names.concat().trim_end().to_owned() + "\n"
    };
    write!(io::stdout(), "{begin}")?;
    let mut is_first = true;
    let total = job.collect(
        |_, source, _| {
            let answers = matrix.answers(&parse(source));
            let printed = if is_json {
                post(source, &answers).to_string()
            } else {
                row(source, &answers)
            };
            let done = Done {
                summary: Summary::of(&[]),
                ..Done::default()
            };
            (done, Some((answers, printed)))
        },
        |read| {
            let Some((answers, printed)) = read else {
                return Ok(ControlFlow::Continue(()));
            };
            tally.add(&answers);
            let between = if is_json && !is_first { "," } else { "" };
            is_first = false;
            write!(io::stdout(), "{between}{printed}")?;
            Ok(ControlFlow::Continue(()))
        },
    )?;
    if is_json {
        writeln!(io::stdout(), "]}}")?;
        return Ok(total.exit);
    }
    let sums: Vec<String> = GENERATORS
        .iter()
        .zip(tally.reads)
        .map(|(generator, sum)| format!("{} {}", generator.name, grouped(sum)))
        .collect();
    job.tell(&format!(
        "of {} with front matter: {}",
        count(tally.all, "file"),
        sums.join(", ")
    ))?;
    Ok(total.exit)
}

/// A word in a column, of four characters and a space.
fn cell(word: &str) -> String {
    format!("{word:<WIDTH$.4}")
}

/// What becomes of a post, in four characters.
const fn short(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        None => "none",
        Some(Outcome::Read | Outcome::Until(_)) => "yes",
        Some(Outcome::As(_)) => "as",
        Some(Outcome::Lost) => "lost",
        Some(Outcome::Text) => "text",
        Some(Outcome::LeftOut) => "out",
        Some(Outcome::Stops) => "stop",
    }
}

/// The lines of one post: what each generator does with it, and why.
fn row(source: &Source, answers: &[Answer]) -> String {
    let cells: Vec<String> = answers.iter().map(|one| cell(short(one.outcome))).collect();
    let mut out = format!("{}{}\n", cells.concat(), visible(source.name()));
    // Several say the same of what is no YAML.
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for (generator, answer) in GENERATORS.iter().zip(answers) {
        // Of a post that is not read the first reason is enough.
        let some = if answer.is_read() {
            answer.told.len()
        } else {
            1
        };
        for one in answer.told.iter().take(some) {
            // What becomes of the post is in its column.
            let says = format!(": {} ", generator.title);
            let why = match (one.outcome, one.why.rsplit_once(&says)) {
                (Outcome::As(_) | Outcome::Until(_), _) | (_, None) => one.to_string(),
                (_, Some((what, _))) => format!("line {}: {what}", one.line),
            };
            match told.iter_mut().find(|(known, _)| *known == why) {
                Some((_, names)) => names.push(generator.name),
                None => told.push((why, vec![generator.name])),
            }
        }
    }
    for (why, names) in told {
        let _ = writeln!(out, "    {}: {}", names.join(", "), visible(&why));
    }
    out
}

/// One post for programs.
fn post(source: &Source, answers: &[Answer]) -> Value {
    let (mut reads, mut detail) = (Map::new(), Map::new());
    for (generator, answer) in GENERATORS.iter().zip(answers) {
        reads.insert(generator.name.to_owned(), answer.is_read().into());
        let told = answer.told.iter().map(|told| {
            let mut one = json!({
                "outcome": told.outcome.word(),
                "line": told.line,
                "message": told.why,
            });
            if let Some(value) = &told.value {
                one["value"] = value.as_str().into();
            }
            one
        });
        let told: Vec<Value> = told.collect();
        if !told.is_empty() {
            detail.insert(generator.name.to_owned(), told.into());
        }
    }
    json!({ "path": source.name(), "generators": reads, "detail": detail })
}
