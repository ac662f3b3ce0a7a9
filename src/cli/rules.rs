//! rules and explain: what there is, and why.

use super::args::{ColorArg, ConfigFormat, ExplainArgs, RulesArgs};
use super::exit::{CliError, Exit};
use super::options::all_rules;
use super::terminal;
use crate::config::load;
use crate::data::typed::route::Mistake;
use crate::lint::migrate::PARTS;
use crate::report::visible::Quotes;
use crate::report::{Style, column, visible};
use crate::rule::{Bad, Rule, builtin};
use crate::text::suggest::nearest;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::sync::Arc;

pub(super) fn rules(args: &RulesArgs) -> Result<Exit, CliError> {
    let mut rules = all_rules(&args.own)?;
    load::check_names(&rules, &args.rules).map_err(|message| CliError::Said(Some(message)))?;
    let is_named = |rule: &Rule, name: &str| name == "all" || rule.answers_to(name);
    rules
        .retain(|rule| args.rules.is_empty() || args.rules.iter().any(|name| is_named(rule, name)));
    let out = match args.format {
        ConfigFormat::Human => table(&rules, terminal::style(ColorArg::Auto)),
        ConfigFormat::Json => document(&rules),
    };
    write!(io::stdout(), "{out}")?;
    Ok(Exit::Clean)
}

/// As wide as a severity.
const OFF: &str = "off    ";

/// A line a rule: its id, its severity, its fix, what it finds.
fn table(rules: &[Arc<Rule>], style: Style) -> String {
    let ids = rules.iter().map(|rule| rule.id.len());
    let width = ids.max().unwrap_or_default();
    let mut out = String::new();
    for rule in rules {
        let fix = rule.fix.as_ref().map_or("", |fix| fix.safety.word());
        let severity = rule.recommended.then_some(rule.severity);
        let named = style.pages(rules).named(&rule.id, severity, style.color);
        let severity = severity.map_or(OFF.to_owned(), |bad| column(bad, style.color));
        let _ = writeln!(
            out,
            "{named}{:1$}  {severity}  {fix:<7}  {2}",
            "",
            width - rule.id.len(),
            visible(&rule.summary)
        );
    }
    out
}

/// The same for a program.
fn document(rules: &[Arc<Rule>]) -> String {
    let one = |rule: &Arc<Rule>| {
        json!({
            "id": &*rule.id,
            "summary": rule.summary,
            "tags": rule.tags,
            "severity": rule.severity.word(),
            "recommended": rule.recommended,
            "fix": rule.fix.as_ref().map(|fix| fix.safety.word()),
        })
    };
    let rules: Vec<Value> = rules.iter().map(one).collect();
    format!("{}\n", json!({ "version": 1, "rules": rules }))
}

pub(super) fn explain(args: &ExplainArgs) -> Result<Exit, CliError> {
    if let Some(name) = args.rule.strip_prefix(builtin::PRESET) {
        return explain_preset(name);
    }
    let rules = all_rules(&args.own)?;
    let Some(rule) = rules.iter().find(|rule| *rule.id == *args.rule) else {
        let tagged = rules.iter().filter(|rule| rule.tags.contains(&args.rule));
        let tagged: Vec<&str> = tagged.map(|rule| &*rule.id).collect();
        if !tagged.is_empty() {
            let (tag, rules) = (&args.rule, tagged.join(", "));
            return Err(CliError::Said(Some(format!(
                "`{tag}` is a tag, of {rules}"
            ))));
        }
        if let Some((id, summary, done)) = PARTS.iter().find(|(id, ..)| *id == args.rule) {
            let command = "copydesk check --from jekyll --to hugo";
            write!(
                io::stdout(),
                "{id}: {summary}\n\n{done}\n\nIt is no rule: `{command}`, or with another pair, \
                 tells it,\nand `fix` with the same two flags does it.\n"
            )?;
            return Ok(Exit::Clean);
        }
        let help = match nearest(&args.rule, rules.iter().map(|rule| &*rule.id)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`copydesk rules` lists them".to_owned(),
        };
        return Err(CliError::Said(Some(format!(
            "no rule is called `{}`; {help}",
            args.rule
        ))));
    };
    write!(io::stdout(), "{}", page(rule))?;
    Ok(Exit::Clean)
}

/// A preset says line by line what it sets, and why.
fn explain_preset(name: &str) -> Result<Exit, CliError> {
    let Some(preset) = builtin::preset(name) else {
        let mistake = Mistake::unknown("preset", name, builtin::preset_names());
        let help = mistake.help().unwrap_or_default();
        let message = format!("{}; {help}", mistake.message());
        return Err(CliError::Said(Some(message)));
    };
    write!(io::stdout(), "{}", preset.text())?;
    Ok(Exit::Clean)
}

/// What a person wants to know of a rule.
fn page(rule: &Rule) -> String {
    let mut out = String::new();
    let told = format!("{}: {}\n\n{}", rule.id, rule.summary, rule.why());
    for line in told.trim_end().lines() {
        let _ = writeln!(out, "{}", visible(line));
    }
    let off = if rule.recommended {
        ""
    } else {
        ", off unless it is asked for"
    };
    let _ = writeln!(out, "\nseverity: {}{off}", rule.severity.word());
    let _ = writeln!(out, "tags: {}", visible(&rule.tags.join(", ")));
    let fix = rule.fix.as_ref().map_or("none", |fix| fix.safety.word());
    let _ = writeln!(out, "fix: {fix}");
    let id = &rule.id;
    let hush = if rule.answers_to("front-matter") {
        format!("`copydesk: {{ disable: [{id}] }}` in the front matter")
    } else {
        format!(
            "`<!-- copydesk-disable-next {id} -->` before it, as `copydesk suppress {id} FILE:LINE` writes"
        )
    };
    let _ = writeln!(out, "suppress one: {hush}");
    let quotes = Quotes::of(rule);
    let mut show = |word: &str, post: &str| {
        let _ = writeln!(out, "\n{word}:");
        for line in quotes.lines(post) {
            let _ = writeln!(out, "    {line}");
        }
    };
    for example in rule.examples() {
        match &example.bad {
            Some(Bad { fixed, .. }) => {
                show("finds", &example.post);
                if let Some(fixed) = fixed.as_ref().filter(|fixed| **fixed != example.post) {
                    show("and writes", fixed);
                }
            }
            None => show("leaves alone", &example.post),
        }
    }
    out
}
