//! update: what examples say → what their rule does, where the person at the terminal wants it so.

use super::args::{ColorArg, TestArgs};
use super::exit::CliError;
use super::prompt::{Answer, answer};
use super::{terminal, undo};
use crate::data::typed::route::{Mistake, locate};
use crate::lint::rule_test::{outcomes, updated};
use crate::report::diff::lines;
use crate::report::summary::count;
use crate::report::{Style, visible};
use crate::rule::Rule;
use crate::text::edit::Edits;
use crate::text::source::Source;
use crate::workspace::journal::Journal;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

const HELP: &str = "\
y  write this into the rule file
n  leave the example as it is
a  write this one and all later ones in this file
q  leave this one and all that come after it
?  print this
";

/// What changes rule files.
pub(super) struct Updater {
    style: Style,
    journal: Journal,
    /// Nothing is asked.
    takes_all: bool,
    /// Nothing more is to be asked.
    has_left: bool,
    examples: usize,
    files: usize,
    /// A file could not be written.
    pub(super) failed: bool,
}

/// One example that would say something else.
struct Offer<'a> {
    before: &'a Source,
    after: &'a Source,
    /// Where it is, and what does not hold.
    line: u32,
    mistakes: &'a [Mistake],
    /// Which of how many in the file.
    count: (usize, usize),
}

impl Updater {
    pub(super) fn new(args: &TestArgs) -> Result<Self, CliError> {
        Ok(Self {
            style: terminal::style(ColorArg::Auto),
            journal: undo::journal()?,
            takes_all: args.yes,
            has_left: false,
            examples: 0,
            files: 0,
            failed: false,
        })
    }

    /// Writes into a rule file what the person wants there; the rule and the file as they are then.
    pub(super) fn file(
        &mut self,
        rule: Arc<Rule>,
        source: Source,
    ) -> io::Result<(Arc<Rule>, Source)> {
        let outcomes = outcomes(&rule);
        let all = outcomes.iter().filter(|one| one.update.is_some()).count();
        let (mut at, mut taken, mut takes_all) = (0, 0, self.takes_all);
        let mut new: Option<(Source, Arc<Rule>)> = None;
        for (place, outcome) in outcomes.iter().enumerate() {
            let Some(update) = outcome.update.as_ref().filter(|_| !self.has_left) else {
                continue;
            };
            at += 1;
            let (before, now) = new.as_ref().map_or((&source, &rule), |(s, r)| (s, r));
            let span = locate(before, &now.examples()[place].route);
            let line = before.position(span.start).line;
            let after = match updated(before, now, place, update) {
                Ok(after) => after,
                Err(why) => {
                    let name = source.name();
                    terminal::say(&format!(
                        "{name}:{line}: the example stays as it is, because {why}; write it yourself"
                    ));
                    continue;
                }
            };
            let offer = Offer {
                before,
                after: &after.0,
                line,
                mistakes: &outcome.mistakes,
                count: (at, all),
            };
            self.show(&offer)?;
            if takes_all || self.wants(&offer, &mut takes_all)? {
                taken += 1;
                new = Some(after);
            }
        }
        let Some((after, changed)) = new else {
            return Ok((rule, source));
        };
        // The file is as it was shown, or as another program has made it since: then it stays so.
        let real = Path::new(source.name()).canonicalize();
        let edits = Edits::between(source.text(), after.text());
        let written = real.map_err(|error| error.to_string());
        let written = written.and_then(|real| self.journal.replace(&real, source.text(), &edits));
        if let Err(why) = written {
            terminal::say(&format!("{} was not changed: {why}", source.name()));
            self.failed = true;
            return Ok((rule, source));
        }
        self.examples += taken;
        self.files += 1;
        Ok((changed, after))
    }

    fn show(&self, offer: &Offer<'_>) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for mistake in offer.mistakes {
            let (name, message) = (visible(offer.before.name()), visible(mistake.message()));
            writeln!(out, "{name}:{}: {message}", offer.line)?;
        }
        let (before, after) = (offer.before.text(), offer.after.text());
        write!(out, "{}", lines(before, after, self.style))
    }

    /// Whether the person wants it.
    fn wants(&mut self, offer: &Offer<'_>, takes_all: &mut bool) -> io::Result<bool> {
        let (at, all) = offer.count;
        loop {
            let mut out = io::stdout().lock();
            write!(out, "({at}/{all}) write this [y,n,a,q,?]? ")?;
            out.flush()?;
            match answer()? {
                Some(Answer::Yes) => return Ok(true),
                Some(Answer::No) => return Ok(false),
                Some(Answer::All) => {
                    *takes_all = true;
                    return Ok(true);
                }
                Some(Answer::Quit) => {
                    self.has_left = true;
                    return Ok(false);
                }
                Some(_) | None => write!(out, "{HELP}")?,
            }
        }
    }

    /// Tells what was written.
    pub(super) fn tell(&self) -> io::Result<()> {
        if self.files == 0 {
            return Ok(());
        }
        let (examples, files) = (count(self.examples, "example"), count(self.files, "file"));
        terminal::print(&format!("{examples} updated in {files}"))?;
        terminal::print("`copydesk undo` restores the files")
    }
}
