//! review: a plan → a page to decide on its fixes.

use super::args::ReviewArgs;
use super::exit::{CliError, Exit};
use super::output::{new_file, unwritable};
use super::{plan_file, terminal};
use crate::config::load;
use crate::lint::plan::{self, Plan};
use crate::report::review::{Drawn, Review};
use crate::report::summary::{count, fixes};
use crate::text::hash::sha256;
use std::convert::Infallible;
use std::io::{self, Read as _, Write as _};

/// What a plan is called that comes from standard input.
const UNNAMED: &str = "plan.jsonl";

pub(super) fn review(args: &ReviewArgs) -> Result<Exit, CliError> {
    let say = |problem: String| CliError::said(format!("{}: {problem}", args.plan.display()));
    let mut bytes = Vec::new();
    let read = plan_file::open(&args.plan).and_then(|mut plan| plan.read_to_end(&mut bytes));
    read.map_err(|error| say(error.to_string()))?;
    let lines = || plan::read(bytes.split(|byte| *byte == b'\n').map(Ok::<_, Infallible>));
    // What `apply` would refuse is said before a person has decided on it.
    let files = Plan::new(lines()).map_err(say)?.files.len();
    let mut review = Review::default();
    for line in lines() {
        review.see(line.map_err(say)?.1);
    }
    let rules = load::builtin().unwrap_or_default();
    let name = args.plan.file_name().and_then(|name| name.to_str());
    let name = name.filter(|name| *name != "-").unwrap_or(UNNAMED);
    let drawn = Drawn {
        size: args.sample,
        seed: args.seed,
    };
    let page = review.page((name, &sha256(&bytes)), drawn, &rules);
    if args.out.as_os_str() == "-" {
        io::stdout().lock().write_all(page.as_bytes())?;
        return Ok(Exit::Clean);
    }
    let written = new_file(&args.out).and_then(|mut file| {
        file.write_all(page.as_bytes())?;
        file.finish()
    });
    written.map_err(|error| unwritable(&args.out, &error))?;
    terminal::print(&format!(
        "{} shows {} in {}: open it in a browser, decide, save, then run `copydesk apply` with what it saved",
        args.out.display(),
        fixes(review.fixes()),
        count(files, "file")
    ))?;
    Ok(Exit::Clean)
}
