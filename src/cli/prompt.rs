//! interactive: fix by fix, as the person at the terminal answers.

use super::terminal;
use crate::html::entity::{self, Context};
use crate::lint::check::check;
use crate::lint::fix::{Endless, Fixed, propose};
use crate::lint::plan::lines;
use crate::lint::verify::{Fate, verify};
use crate::lint::version::Versions;
use crate::post::Post;
use crate::report::Style;
use crate::report::plan_summary;
use crate::rule::index::Rules;
use crate::text::edit::{Change, Edit, Edits, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::span::Span;
use crate::workspace::files;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _, Write as _};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

const HELP: &str = "\
y  make this fix
n  leave it
a  make this one and all later ones in this file, but for mere suggestions
q  leave this one and all that come after it
e  write something else in its place, with an editor
?  print this
";

/// A person who answers, until they have had enough.
pub(super) struct Person {
    style: Style,
    has_left: AtomicBool,
}

/// What the person answers.
pub(super) enum Answer {
    Yes,
    No,
    All,
    Quit,
    Edit,
}

impl Person {
    pub(super) fn new(style: Style) -> Self {
        Self {
            style,
            has_left: AtomicBool::new(false),
        }
    }

    /// Whether nothing more is to be asked.
    pub(super) fn has_left(&self) -> bool {
        self.has_left.load(Ordering::Relaxed)
    }

    /// What the person makes of a source.
    pub(super) fn fix(&self, post: &Post<'_>, rules: &Rules) -> io::Result<Fixed> {
        let source = post.source;
        let versions = Versions::default();
        let mut later: Option<Post<'_>> = None;
        let mut changes = Edits::default();
        let mut edits = BTreeMap::new();
        // What was declined, in bytes of the text as it is now.
        let mut declined: BTreeSet<(String, Span)> = BTreeSet::new();
        let mut takes_all = false;
        while !self.has_left() && source.not_text().is_empty() {
            let now = later.as_ref().unwrap_or(post);
            let (mut findings, _) = propose(now, rules, Safety::Suggest);
            findings.retain(|finding| !declined.contains(&known_by(finding)));
            let accepted = self.ask(now, findings, &mut takes_all, &mut declined)?;
            if accepted.is_empty() {
                break;
            }
            let wanted: Vec<&Fix> = accepted.iter().collect();
            let verified = verify(now, &wanted, &versions);
            let kept = wanted.into_iter().zip(&verified.fates);
            let kept = kept.filter(|(_, fate)| **fate == Fate::Made);
            let kept: Vec<&Fix> = kept.map(|(fix, _)| fix).collect();
            for fix in &kept {
                *edits.entry(fix.change).or_default() += fix.edits.as_slice().len();
            }
            if kept.len() < accepted.len() {
                terminal::say("some of these cannot be made together, and are left out");
            }
            declined = declined
                .into_iter()
                .map(|(rule, span)| (rule, moved(span, &kept)))
                .collect();
            let Some(after) = verified.after else {
                break;
            };
            changes = changes.then(&verified.edits);
            later = Some(after);
        }
        Ok(Fixed {
            findings: check(later.as_ref().unwrap_or(post), rules),
            text: later.map(|post| post.text().to_owned()),
            changes,
            edits,
            made: BTreeMap::new(),
            endless: Endless::default(),
        })
    }

    /// Which fixes the person wants, as they want them.
    fn ask(
        &self,
        post: &Post<'_>,
        findings: Vec<Finding>,
        takes_all: &mut bool,
        declined: &mut BTreeSet<(String, Span)>,
    ) -> io::Result<Vec<Fix>> {
        let source = post.source;
        let mut accepted = Vec::new();
        let all = findings.len();
        for (at, finding) in findings.into_iter().enumerate() {
            let known = known_by(&finding);
            let one = [finding];
            let shown = lines(source, &one).concat();
            let [finding] = one;
            let Some(fix) = finding.fix else { continue };
            if *takes_all && fix.safety > Safety::Suggest {
                accepted.push(fix);
                continue;
            }
            let mut out = io::stdout().lock();
            let (rule, safety) = (&finding.rule, fix.safety.word());
            for line in &shown {
                writeln!(
                    out,
                    "{}:{}: {rule}: {}",
                    source.name(),
                    line.line,
                    finding.message
                )?;
                write!(out, "{}", plan_summary::edit(line, self.style))?;
            }
            loop {
                write!(
                    out,
                    "({}/{all}) {}, {safety} [y,n,a,q,e,?]? ",
                    at + 1,
                    fix.title
                )?;
                out.flush()?;
                match answer()? {
                    Some(Answer::Yes) => accepted.push(fix),
                    Some(Answer::No) => drop(declined.insert(known)),
                    Some(Answer::All) => {
                        *takes_all = true;
                        accepted.push(fix);
                    }
                    Some(Answer::Quit) => {
                        self.has_left.store(true, Ordering::Relaxed);
                        return Ok(accepted);
                    }
                    Some(Answer::Edit) => match rewritten(post, &fix) {
                        Ok(fix) => accepted.push(fix),
                        Err(why) => {
                            terminal::say(&why);
                            continue;
                        }
                    },
                    None => {
                        write!(out, "{HELP}")?;
                        continue;
                    }
                }
                break;
            }
        }
        Ok(accepted)
    }
}

/// What is declined is known by its rule and its place.
fn known_by(finding: &Finding) -> (String, Span) {
    (finding.rule.to_string(), finding.span)
}

/// Where a span is after these fixes.
fn moved(span: Span, fixes: &[&Fix]) -> Span {
    let edits = fixes.iter().flat_map(|fix| fix.edits.as_slice());
    let (mut added, mut removed) = (0, 0);
    for edit in edits.filter(|edit| edit.span.end <= span.start) {
        added += edit.text.len() as u32;
        removed += edit.span.len();
    }
    Span::new(span.start + added - removed, span.end + added - removed)
}

/// `None` where it is none that is known. The end of the input is the end of the patience.
pub(super) fn answer() -> io::Result<Option<Answer>> {
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 {
        writeln!(io::stdout())?;
        return Ok(Some(Answer::Quit));
    }
    Ok(match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Some(Answer::Yes),
        "n" | "no" => Some(Answer::No),
        "a" => Some(Answer::All),
        "q" => Some(Answer::Quit),
        "e" => Some(Answer::Edit),
        _ => None,
    })
}

/// The fix with what the person writes in its place. The error says why that cannot be.
fn rewritten(post: &Post<'_>, fix: &Fix) -> Result<Fix, String> {
    let [edit] = fix.edits.as_slice() else {
        return Err("this fix has several parts, and cannot be written anew".into());
    };
    let say = |error: io::Error| format!("the editor did not do it: {error}");
    let mut text = files::changed(&edit.text, open_editor).map_err(say)?;
    // Editors end a file with a newline.
    if text.ends_with('\n') && !edit.text.ends_with('\n') {
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
    }
    if text.trim().is_empty() && !edit.text.trim().is_empty() {
        return Err("nothing was written, so this fix is still to be answered".into());
    }
    if text == edit.span.of(post.text()) {
        return Err("that is what stands there already; answer `n` to leave it".into());
    }
    if text.contains('\n') && !edit.text.contains('\n') {
        return Err("one line is wanted here".into());
    }
    let read = match fix.change {
        Change::AttributeValue => entity::decode(&text, Context::Attribute),
        _ => entity::decode(&text, Context::Text),
    };
    let candidates = [text.clone(), read.into_owned()];
    let fixes = candidates.into_iter().filter_map(|says| {
        let edits = Edits::new(vec![Edit::replace(edit.span, text.clone())])?;
        Some(Fix {
            says,
            edits,
            ..fix.clone()
        })
    });
    let versions = Versions::default();
    let mut proved = fixes.filter(|fix| verify(post, &[fix], &versions).is_whole());
    proved
        .next()
        .ok_or_else(|| "what you wrote would change more than this fix may".into())
}

/// The editor that git would take.
fn open_editor(path: &std::path::Path) -> io::Result<()> {
    let set = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(std::env::var_os);
    let editor = set.into_iter().find(|value| !value.is_empty());
    let editor = editor.unwrap_or_else(|| "vi".into());
    let mut command = if cfg!(unix) {
        // It may have flags: `code --wait`.
        let mut shell = Command::new("sh");
        let mut script = editor.clone();
        script.push(" \"$@\"");
        shell.arg("-c").arg(script).arg(&editor);
        shell
    } else {
        Command::new(editor)
    };
    let status = command.arg(path).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(status.to_string()))
    }
}
