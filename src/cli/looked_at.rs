//! looked at: which files a run looks at, and which findings are told of those that have changed.

use super::exit::CliError;
use super::session::Job;
use super::sites::Elsewhere;
use crate::report::visible;
use crate::text::finding::Finding;
use crate::text::source::Source;
use crate::workspace::changed_lines::Changes;
use crate::workspace::discover::{self, Found, is_below};
use crate::workspace::files::{self, ReadError};
use std::borrow::Cow;
use std::io;
use std::path::Path;

impl Job {
    /// The files to look at, in path order.
    pub(super) fn found(&self) -> Result<Box<dyn Iterator<Item = Found> + Send>, CliError> {
        let only = self.only.clone();
        let is_meant = move |found: &Found| only.as_ref().is_none_or(|only| is_below(found, only));
        let Some(changes) = &self.changes else {
            return Ok(Box::new(discover::discover(&self.paths).filter(is_meant)));
        };
        let mut files = changes.under(&self.paths).map_err(CliError::said)?;
        if let Some(elsewhere) = self.elsewhere() {
            files.extend(elsewhere.posts.iter().chain(&elsewhere.gone).cloned());
            files.sort();
            files.dedup();
        }
        Ok(Box::new(files.into_iter().map(Ok)))
    }

    /// What a change may have broken elsewhere.
    fn elsewhere(&self) -> Option<&Elsewhere> {
        self.elsewhere.get()?.as_ref()
    }

    /// The command that makes the fixes: what was published before is known to it as well.
    pub(super) fn next_fix(&self) -> Cow<'static, str> {
        let is_compared = self.elsewhere().is_some();
        match self.changes.as_ref().filter(|_| is_compared) {
            Some(changes) => format!("copydesk fix --since {}", visible(changes.revision())).into(),
            None => self.style.commands.fix.into(),
        }
    }

    /// Whether an address was at a file that is not there any more.
    fn is_gone(&self, path: &Path) -> bool {
        let elsewhere = self.elsewhere();
        elsewhere.is_some_and(|elsewhere| elsewhere.gone.contains(path))
    }

    /// The bytes of a file, as they are looked at.
    pub(super) fn bytes(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        if self.is_gone(path) {
            return Ok(Vec::new());
        }
        let changes = self.changes.as_ref();
        let Some(staged) = changes.and_then(|changes| changes.staged_content(path)) else {
            return files::read(path, self.limit);
        };
        let bytes = staged.map_err(|said| ReadError::Io(io::Error::other(said)))?;
        match bytes.len() as u64 {
            size if size > self.limit => Err(ReadError::TooLarge(size, self.limit)),
            _ => Ok(bytes),
        }
    }

    /// Those of `findings` that touch a changed line, or that a change elsewhere brought.
    pub(super) fn on_changes(
        &self,
        changes: &Changes,
        source: &Source,
        findings: &[Finding],
    ) -> Vec<Finding> {
        let path = Path::new(source.name());
        let Some(elsewhere) = self.elsewhere() else {
            return changes.touched(path, source, findings);
        };
        let mut all = if changes.has(path) {
            changes.touched(path, source, findings)
        } else {
            Vec::new()
        };
        let more = elsewhere.broken(source, findings);
        let more: Vec<Finding> = more.into_iter().filter(|new| !all.contains(new)).collect();
        all.extend(more);
        all.sort_by(Finding::cmp_position);
        all
    }
}
