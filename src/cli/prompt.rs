//! interactive: fix by fix, as the person at the terminal answers.

use super::questions::Questions;
use super::terminal;
use crate::html::entity::{self, Context};
use crate::lint::check::check;
use crate::lint::fix::{Endless, Fixed, propose};
use crate::lint::plan::{Line, lines};
use crate::lint::verify::{Fate, verify};
use crate::lint::version::Versions;
use crate::post::Post;
use crate::report::summary::grouped;
use crate::report::{Style, plan_summary, visible};
use crate::rule::index::Rules;
use crate::text::edit::{Change, Edit, Edits, Fix, Safety};
use crate::text::finding::Finding;
use crate::text::span::Span;
use crate::workspace::files;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _, Write as _};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const HELP: &str = "\
y  apply this fix
n  skip it
a  apply this and the rest in this file (not suggestions)
r  apply this and all of this rule, in all files (not suggestions)
h  apply this and all that lead to this host, in all files (not suggestions)
b  back to the question before
q  skip this and everything after it
e  write something else, in an editor
?  print this
";

/// A person who answers, until they have had enough.
pub(super) struct Person {
    style: Style,
    has_left: AtomicBool,
    taken: Mutex<Taken>,
    /// How many questions there are in all files, and in those that are done.
    all: usize,
    done: AtomicUsize,
}

/// What the person answers.
pub(super) enum Answer {
    Yes,
    No,
    All,
    /// All of this rule.
    Rule,
    /// All that lead to this host.
    Host,
    /// To the question before.
    Back,
    Quit,
    Edit,
}

impl Person {
    pub(super) fn new(style: Style, questions: &Questions) -> Self {
        Self {
            style,
            all: questions.fixes,
            done: AtomicUsize::new(0),
            has_left: AtomicBool::new(false),
            taken: Mutex::default(),
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
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
        let mut unchecked: BTreeMap<String, usize> = BTreeMap::new();
        let mut made: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        // What was declined, in bytes of the text as it is now.
        let mut declined: BTreeSet<(String, Span)> = BTreeSet::new();
        let mut taken = Taken {
            file: false,
            ..self.taken().clone()
        };
        while !self.has_left() && source.not_text().is_empty() {
            let now = later.as_ref().unwrap_or(post);
            let (mut findings, _) = propose(now, rules, Safety::Suggest);
            findings.retain(|finding| !declined.contains(&known_by(finding)));
            let done = later.is_none().then(|| self.done.load(Ordering::Relaxed));
            let accepted = self.ask(now, findings, done, &mut taken, &mut declined)?;
            self.taken().clone_from(&taken);
            if accepted.is_empty() {
                break;
            }
            let wanted: Vec<&Fix> = accepted.iter().map(|one| &one.fix).collect();
            let verified = verify(now, &wanted, &versions);
            let kept = accepted.iter().zip(&verified.fates);
            let kept = kept.filter(|(_, fate)| **fate == Fate::Made);
            let kept = kept.map(|(one, _)| {
                *made.entry(Arc::from(&*one.rule)).or_default() += 1;
                if let Some(host) = &one.unchecked {
                    *unchecked.entry(host.clone()).or_default() += 1;
                }
                &one.fix
            });
            let kept: Vec<&Fix> = kept.collect();
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
            made,
            endless: Endless::default(),
            unchecked,
            unforeseen: 0,
        })
    }

    /// Which fixes the person wants, as they want them, with their rules. `done` is how many questions are before those of this
    /// post, where it is as it was counted.
    fn ask(
        &self,
        post: &Post<'_>,
        findings: Vec<Finding>,
        done: Option<usize>,
        taken: &mut Taken,
        declined: &mut BTreeSet<(String, Span)>,
    ) -> io::Result<Vec<Accepted>> {
        let questions: Vec<Question> = findings
            .into_iter()
            .filter_map(|finding| Question::of(post, finding))
            .collect();
        let mut answers: Vec<Option<Fix>> = Vec::new();
        // What was asked, and what was taken unasked before that: the way back.
        let mut asked: Vec<(usize, Taken)> = Vec::new();
        while let Some(question) = questions.get(answers.len()) {
            if taken.takes(question) {
                answers.push(Some(question.fix.clone()));
                continue;
            }
            question.show(self.style)?;
            let before = (answers.len(), taken.clone());
            loop {
                let mut out = io::stdout().lock();
                let (at, here) = (answers.len() + 1, questions.len());
                let all = match done {
                    Some(done) if self.all > here => {
                        format!(", {} of {} in all", grouped(done + at), grouped(self.all))
                    }
                    _ => String::new(),
                };
                let (title, safety) = (visible(&question.fix.title), question.fix.safety.word());
                write!(
                    out,
                    "({at}/{here}{all}) {title}, {safety} [y,n,a,r,h,b,q,e,?]? "
                )?;
                out.flush()?;
                match answer()? {
                    Some(Answer::Yes) => answers.push(Some(question.fix.clone())),
                    Some(Answer::No) => answers.push(None),
                    Some(Answer::All) => {
                        taken.file = true;
                        answers.push(Some(question.fix.clone()));
                    }
                    Some(Answer::Rule) => {
                        taken.rules.insert(question.known.0.clone());
                        answers.push(Some(question.fix.clone()));
                    }
                    Some(Answer::Host) => {
                        let Some(host) = &question.host else {
                            terminal::say("this fix leads to no host");
                            continue;
                        };
                        taken.hosts.insert(host.clone());
                        answers.push(Some(question.fix.clone()));
                    }
                    Some(Answer::Back) => {
                        let Some((at, then)) = asked.pop() else {
                            terminal::say(
                                "this is the first question of this file; \
                                 `copydesk undo` restores files that are done",
                            );
                            continue;
                        };
                        answers.truncate(at);
                        *taken = then;
                        break;
                    }
                    Some(Answer::Quit) => {
                        self.has_left.store(true, Ordering::Relaxed);
                        return Ok(wanted(&questions, answers));
                    }
                    Some(Answer::Edit) => match rewritten(post, &question.fix) {
                        Ok(fix) => answers.push(Some(fix)),
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
                asked.push(before);
                break;
            }
        }
        if done.is_some() {
            self.done.fetch_add(questions.len(), Ordering::Relaxed);
        }
        let answered = questions.iter().zip(&answers);
        let no = answered.filter(|(_, answer)| answer.is_none());
        declined.extend(no.map(|(question, _)| question.known.clone()));
        Ok(wanted(&questions, answers))
    }
}

/// The fixes that were wanted, with their rules.
fn wanted(questions: &[Question], answers: Vec<Option<Fix>>) -> Vec<Accepted> {
    let answered = questions.iter().zip(answers);
    let wanted = answered.filter_map(|(question, fix)| {
        Some(Accepted {
            rule: question.known.0.clone(),
            unchecked: question.unchecked.clone(),
            fix: fix?,
        })
    });
    wanted.collect()
}

/// A fix that was answered with yes.
struct Accepted {
    rule: String,
    /// The host that it leads to, which nobody has asked.
    unchecked: Option<String>,
    fix: Fix,
}

/// What is applied without another question, but for suggestions.
#[derive(Clone, Debug, Default)]
struct Taken {
    /// The rest of this file.
    file: bool,
    rules: BTreeSet<String>,
    hosts: BTreeSet<String>,
}

impl Taken {
    fn takes(&self, question: &Question) -> bool {
        let host = question.host.as_ref();
        let is_taken = self.file
            || self.rules.contains(&question.known.0)
            || host.is_some_and(|host| self.hosts.contains(host));
        is_taken && question.fix.safety > Safety::Suggest
    }
}

/// A fix that is asked about.
struct Question {
    known: (String, Span),
    /// How it is shown.
    lines: Vec<Line>,
    message: String,
    /// Where the post points to afterwards.
    host: Option<String>,
    /// The same, where nobody has asked it.
    unchecked: Option<String>,
    fix: Fix,
}

impl Question {
    fn of(post: &Post<'_>, finding: Finding) -> Option<Self> {
        let one = [finding];
        let lines = lines(post.source, &one).concat();
        let [finding] = one;
        Some(Self {
            known: known_by(&finding),
            host: lines.first().and_then(|line| line.host.clone()),
            lines,
            unchecked: (finding.host.filter(|host| host.is_unchecked)).map(|host| host.name),
            message: finding.message,
            fix: finding.fix?,
        })
    }

    fn show(&self, style: Style) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in &self.lines {
            let (path, rule) = (visible(&line.path), &line.rule);
            let message = visible(&self.message);
            writeln!(out, "{path}:{}: {rule}: {message}", line.line)?;
            write!(out, "{}", plan_summary::edit(line, style))?;
        }
        Ok(())
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
        "r" => Some(Answer::Rule),
        "h" => Some(Answer::Host),
        "b" => Some(Answer::Back),
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
        return Err("that is the text already there; answer `n` to leave it".into());
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
