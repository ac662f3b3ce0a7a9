//! config: what holds for a file, and which line of which configuration says so.

use super::args::{ColorArg, ConfigArgs, ConfigFormat};
use super::exit::{CliError, Exit};
use super::options::{settings, wanted};
use super::terminal;
use crate::config::cache::Settings;
use crate::config::effective::Effective;
use crate::config::load;
use crate::config::provenance::{ConfigPlace, Origin};
use crate::config::resolve::Overrides;
use crate::lint::site;
use crate::post::parse::parse;
use crate::report::{RulePages, column, visible, visible_lines};
use crate::rule::policy::Https;
use crate::text::source::MAX_BYTES;
use crate::workspace::files;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

pub(super) fn config(args: &ConfigArgs) -> Result<Exit, CliError> {
    let name = load::name(&args.file);
    if !args.file.is_file() {
        let what = if args.file.is_dir() {
            "this is a folder, and its files may differ: name one of them"
        } else {
            "no such file"
        };
        return Err(CliError::Said(Some(format!("{name}: {what}"))));
    }
    let wanted = Overrides {
        select: args.rules.select.clone(),
        ignore: args.rules.ignore.clone(),
        ..wanted(&args.trust)?
    };
    let settings = settings(&args.own, wanted)?;
    let address = address(&settings, &args.file);
    let config = settings.at(&args.file);
    let config = config.map_err(|wrong| terminal::say_wrong(&wrong))?;
    let names = args.rules.select.iter().chain(&args.rules.ignore);
    load::check_names(config.all_rules(), names)
        .map_err(|message| CliError::Said(Some(message)))?;
    let mut told = config.told(&args.file);
    command_line(args, &mut told);
    // That a rule is off for everyone, or for this command line, is no news.
    let is_news = |origin: &Origin| matches!(origin, Origin::Configuration(_));
    told.rules
        .retain(|told| told.severity.is_some() || is_news(&told.origin));
    let text = match args.format {
        ConfigFormat::Human => {
            let style = terminal::style(ColorArg::Auto);
            let pages = style.pages(config.all_rules());
            format!(
                "{}\n{}",
                visible_lines(&page(&name, &told, address.as_ref())),
                rules(&told, style.color, pages)
            )
        }
        ConfigFormat::Json => format!("{:#}\n", document(&name, &told, address.as_ref())),
    };
    write!(io::stdout(), "{text}")?;
    Ok(Exit::Clean)
}

/// Lays what the command line says beside rules over it.
fn command_line(args: &ConfigArgs, told: &mut Effective<'_>) {
    let https = args
        .trust
        .https
        .map(|https| json!(Https::from(https).word()));
    let hosts = args
        .trust
        .hosts
        .as_ref()
        .map(|path| json!(load::name(path)));
    for (key, said) in [("https", https), ("hosts", hosts)] {
        for (known, value, origin) in &mut told.settings {
            if *known == key
                && let Some(said) = &said
            {
                (*value, *origin) = (said.clone(), Origin::CommandLine);
            }
        }
    }
}

/// Where the page of a file is published, and what says so, where it belongs to a site.
fn address(settings: &Settings, file: &Path) -> Option<(Option<String>, String)> {
    let home = settings.home(file)?;
    let inner = home.inner(file)?;
    let bytes = files::read(file, MAX_BYTES).ok()?;
    let source = settings.source(&file.to_string_lossy(), bytes);
    let post = parse(&source);
    let has_front_matter = post.front_matter.is_some();
    let page = site::page(
        &home.setup,
        &inner,
        has_front_matter,
        post.fields.value.as_ref(),
    )?;
    Some(match (page.hidden, page.address) {
        (Some(why), Ok(found)) => (
            None,
            format!("{why}; else {} by {}", found.address, found.why),
        ),
        (None, Ok(found)) => (Some(found.address), found.why),
        (_, Err(why)) => (None, format!("not known: {why}")),
    })
}

fn page(name: &str, told: &Effective<'_>, address: Option<&(Option<String>, String)>) -> String {
    let mut out = format!("{name}\n");
    let files = match told.files {
        [] => "no configuration".to_owned(),
        files => files.join(", which extends "),
    };
    let _ = writeln!(out, "by {files}");
    if let Some(place) = told.ignored {
        let _ = writeln!(out, "passed over in a folder: {place}");
    }
    out.push('\n');
    for (key, value, origin) in &told.settings {
        let _ = writeln!(out, "{key:<22}  {:<20}  {origin}", words(value));
    }
    if let Some((address, why)) = address {
        let address = address.as_deref().unwrap_or("-");
        let _ = writeln!(out, "{:<22}  {address:<20}  {why}", "address");
    }
    out
}

fn rules(told: &Effective<'_>, color: bool, pages: RulePages<'_>) -> String {
    let mut out = String::new();
    for told in &told.rules {
        let off = "off    ".to_owned();
        let severity = told
            .severity
            .map_or(off, |severity| column(severity, color));
        let origin = told.origin.to_string();
        let _ = write!(
            out,
            "{}{:2$}  {severity}  {3}",
            pages.named(&told.rule.id, told.severity, color),
            "",
            22_usize.saturating_sub(told.rule.id.len()),
            visible(&origin)
        );
        if let Some(place) = told.options {
            let _ = write!(out, "; options: {}", visible(&place.to_string()));
        }
        out.push('\n');
    }
    out
}

/// A value on one line; `-` where there is none.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn document(name: &str, told: &Effective<'_>, address: Option<&(Option<String>, String)>) -> Value {
    let address = address.map(|(address, why)| json!({ "value": address, "why": why }));
    let settings = told.settings.iter().map(|(key, value, origin)| {
        let said = json!({ "value": value, "origin": from(origin) });
        ((*key).to_owned(), said)
    });
    let rules = told.rules.iter().map(|told| {
        json!({
            "rule": *told.rule.id,
            "severity": told.severity.map_or("off", |severity| severity.word()),
            "origin": from(&told.origin),
            "options": told.options.map(at),
        })
    });
    json!({
        "version": 1,
        "path": name,
        "configurations": told.files,
        "ignored": told.ignored.map(at),
        "address": address,
        "settings": settings.collect::<serde_json::Map<_, _>>(),
        "rules": rules.collect::<Vec<_>>(),
    })
}

fn from(origin: &Origin) -> Value {
    match origin {
        Origin::Default => json!("default"),
        Origin::CommandLine => json!("command-line"),
        Origin::Detected(why) => json!({ "detected": why }),
        Origin::Configuration(place) => at(place),
    }
}

fn at(place: &ConfigPlace) -> Value {
    json!({ "path": place.file(), "line": place.line(), "override": place.number() })
}
