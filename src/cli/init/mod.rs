//! init: a configuration that fits what is here, and what was seen.

mod survey;
mod template;

use crate::cli::args::InitArgs;
use crate::cli::exit::{CliError, Exit};
use crate::cli::init::survey::Survey;
use crate::cli::init::template::{reads, starter};
use crate::cli::options::here;
use crate::cli::progress::Progress;
use crate::cli::terminal;
use crate::config::cache::upwards;
use crate::config::load;
use crate::config::resolve::{Config, FILE_NAME, Overrides};
use crate::config::schemas::Schemas;
use crate::lint::sentence_style::Group;
use crate::report::summary::count;
use crate::text::source::MAX_BYTES;
use crate::workspace::files;
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::sync::Arc;

pub(super) fn init(args: &InitArgs) -> Result<Exit, CliError> {
    here()?;
    let folder = &args.folder;
    let target = folder.join(FILE_NAME);
    let shown = load::name(target.strip_prefix(".").unwrap_or(&target));
    if !folder.is_dir() {
        let message = format!("{}: no such folder", folder.display());
        return Err(CliError::Said(Some(message)));
    }
    let there = || {
        let help = "`copydesk init --stdout` prints what would be written";
        CliError::Said(Some(format!("{shown} exists, not overwritten; {help}")))
    };
    if !args.stdout && target.symlink_metadata().is_ok() {
        return Err(there());
    }
    let rules = load::builtin().map_err(|wrong| terminal::say_wrong(&wrong))?;
    let config = Config::new(rules, Overrides::default(), Arc::new(Schemas::default()));
    let mut progress = Progress::new(std::slice::from_ref(folder), true);
    let rules = config.rules_for(Path::new(""));
    let survey = Survey::of(folder, &rules, MAX_BYTES, || progress.step());
    drop(progress);
    if let Some(said) = survey.pointers.said() {
        terminal::say(&said);
    }
    let text = starter(&survey);
    if args.stdout {
        terminal::write(&text)?;
        return Ok(Exit::Clean);
    }
    let around = upwards(folder);
    files::create(&target, text.as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => there(),
        _ => CliError::Said(Some(format!("{shown} could not be written: {error}"))),
    })?;
    if let Some(around) = around {
        terminal::say(&format!(
            "{} no longer holds here; `extends` in {shown} would bring it in",
            around.display()
        ));
    }
    terminal::write(&told(&survey, folder, &shown))?;
    Ok(Exit::Clean)
}

/// What was seen, what was written, and what to do next.
fn told(survey: &Survey, folder: &Path, written: &str) -> String {
    let mut out = String::new();
    match survey.signs.generator {
        Some(generator) => {
            let seen = survey.signs.seen.iter().take(3);
            let seen: Vec<&str> = seen.map(String::as_str).collect();
            let _ = writeln!(out, "{}: {}", generator.name, seen.join(", "));
        }
        None => out.push_str("no generator was recognised\n"),
    }
    let _ = write!(out, "{}", count(survey.profile.posts(), "post"));
    let passed: usize = survey.passed_over.iter().map(|over| over.files).sum();
    if passed > 0 {
        let _ = write!(out, "; {} passed over that are none", count(passed, "file"));
    }
    out.push('\n');
    if let Some(generator) = survey.signs.generator
        && let Some(read) = reads(survey, generator)
    {
        let _ = write!(out, "{read}");
        if survey.read_by(generator) < survey.with_front_matter {
            out.push_str("; `copydesk check --generators` tells why not the others");
        }
        out.push('\n');
    }
    let groups = survey.profile.groups(Group::All);
    if let Some((_, all)) = groups.first().filter(|(_, all)| all.count() > 0) {
        let blocks = count(all.count(), "block");
        let _ = writeln!(
            out,
            "{} % of {blocks} of running text end with a mark",
            all.share()
        );
    }
    let path = if folder == Path::new(".") {
        String::new()
    } else {
        format!(" {}", folder.display())
    };
    let _ = writeln!(
        out,
        "\n{written} is written; what to run next:\n  \
         copydesk check{path}          what is wrong\n  \
         copydesk fix --diff{path}     what would be fixed"
    );
    out
}
