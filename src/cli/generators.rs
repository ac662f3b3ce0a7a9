//! generators: which generators read each post's front matter, as a matrix.

use super::exit::CliError;
use super::output::Outcome;
use super::session::Job;
use crate::generator::GENERATORS;
use crate::lint::portability::Matrix;
use crate::post::parse::parse;
use crate::report::summary::{Summary, count, grouped};
use crate::report::visible;
use crate::text::source::Source;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

/// Prints a line a post, and below it why a generator does not read it.
pub(super) fn matrix(job: &Job) -> Result<super::Exit, CliError> {
    // How many have front matter, and how many of those each generator reads.
    let tally = Mutex::new((0usize, [0usize; GENERATORS.len()]));
    let names = GENERATORS.map(|generator| format!("{:<7}", generator.name));
    writeln!(io::stdout(), "{}", names.concat().trim_end())?;
    let matrix = Matrix::default();
    let total = job.run(|_, source, _| {
        let (printed, reads) = row(&matrix, source);
        if let Some(reads) = reads {
            let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
            tally.0 += 1;
            for (sum, reads) in tally.1.iter_mut().zip(reads) {
                *sum += usize::from(reads);
            }
        }
        Outcome {
            printed,
            summary: Summary::of(&[]),
            ..Outcome::default()
        }
    })?;
    let (all, tally) = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    let sums: Vec<String> = GENERATORS
        .iter()
        .zip(tally)
        .map(|(generator, sum)| format!("{} {}", generator.name, grouped(sum)))
        .collect();
    job.tell(&format!(
        "of {} with front matter: {}",
        count(all, "file"),
        sums.join(", ")
    ))?;
    Ok(total.exit)
}

/// The lines of one post, and which generators read its front matter, where it has any.
fn row(matrix: &Matrix, source: &Source) -> (String, Option<[bool; GENERATORS.len()]>) {
    let post = parse(source);
    let refusals = matrix.refusals(&post);
    let mut out = String::new();
    for refusal in &refusals {
        let word = match (post.front_matter, refusal) {
            (None, _) => "none",
            (Some(_), None) => "yes",
            (Some(_), Some(_)) => "no",
        };
        let _ = write!(out, "{word:<7}");
    }
    let _ = writeln!(out, "{}", visible(source.name()));
    for (generator, refusal) in GENERATORS.iter().zip(&refusals) {
        if let Some(why) = refusal {
            let _ = writeln!(out, "    {}: {}", generator.name, visible(&why.to_string()));
        }
    }
    (out, matrix.reads(&post))
}
