//! explain-url: the way from a proxied URL to its origin, and what the rules make of it.

use super::args::ExplainUrlArgs;
use super::exit::{CliError, Exit};
use super::options::{settings, wanted};
use super::terminal;
use crate::html::entity::{self, Context};
use crate::html::escape::Written;
use crate::report::visible_lines;
use crate::rule::Rule;
use crate::rule::finder::Find;
use crate::rule::index::Rules;
use crate::text::span::Span;
use crate::url::extract::{Kind, Site, names_image};
use crate::url::parts::Address;
use crate::url::proxy::Seen;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

/// Where a URL may stand, as a person would say it.
const PLACES: [(Kind, bool, &str); 6] = [
    (Kind::Image, true, "as an image"),
    (Kind::Link, false, "as a link"),
    (Kind::Media, false, "as a video, a sound or a frame"),
    (Kind::Resource, false, "as a script or a style sheet"),
    (Kind::Field, true, "in a front matter field for an image"),
    (Kind::Field, false, "in any other field"),
];

pub(super) fn explain_url(args: &ExplainUrlArgs) -> Result<Exit, CliError> {
    if !args.url.contains(':') && !args.url.starts_with("//") {
        let message = format!(
            "`{}` is no URL of its own: write all of it, with `https://`",
            args.url
        );
        return Err(CliError::Said(Some(message)));
    }
    let config = settings(&args.own, wanted(&args.trust)?)?.at(Path::new(""));
    let config = config.map_err(|wrong| terminal::say_wrong(&wrong))?;
    let address = entity::decode(&args.url, Context::Attribute);
    let out = explained(&config.rules_for(Path::new("-")), &address);
    io::stdout().write_all(visible_lines(&out).as_bytes())?;
    Ok(Exit::Clean)
}

/// The way of an address to its origin, and what the rules say of it at each kind of place.
pub(super) fn explained(rules: &Rules, address: &str) -> String {
    let mut out = format!("{address}\n");
    for rule in rules.iter() {
        steps(rule, address, &mut out);
    }
    let mut said = Vec::new();
    for (kind, is_image, place) in PLACES {
        let what = verdict(rules, kind, is_image, address);
        match said.iter_mut().find(|(known, _)| *known == what) {
            Some((_, places)) => *places = format!("{places}, {place}"),
            None => said.push((what, place.to_owned())),
        }
    }
    let is_same = said.len() == 1;
    for (what, places) in said {
        let places = if is_same {
            "wherever it is".to_owned()
        } else {
            places
        };
        let _ = write!(out, "\n{places}:\n{what}");
    }
    out
}

/// Each step that a rule takes towards the origin.
fn steps(rule: &Rule, address: &str, out: &mut String) {
    let Find::Url(find) = &rule.find else { return };
    let (Some(proxies), Some(address)) = (find.proxies(), Address::new(address)) else {
        return;
    };
    proxies.watch(&address, &mut |seen| {
        let _ = match seen {
            Seen::Proxy(host) => writeln!(out, "  `{host}` is a proxy ({})", rule.id),
            Seen::Step(step, text) => writeln!(out, "    {}: {text}", step.says()),
            Seen::Address(text) => writeln!(out, "  {text}"),
            Seen::Refused(text) => {
                writeln!(out, "    no address that a post may be pointed to: {text}")
            }
        };
    });
}

/// What the rules say of the URL at one kind of place.
fn verdict(rules: &Rules, kind: Kind, is_image: bool, address: &str) -> String {
    let site = Site {
        kind,
        span: Span::default(),
        address: Cow::Borrowed(address),
        written: Written::Plainly,
        element: None,
        is_image: is_image || (kind == Kind::Field && names_image(address)),
        is_in_sponsor: false,
        text: None,
    };
    let taken_apart = Address::new(address);
    let mut out = String::new();
    for rule in rules.iter() {
        let Find::Url(find) = &rule.find else {
            continue;
        };
        let Some(hit) = find.hit(&site, taken_apart.as_ref(), rules.policy()) else {
            continue;
        };
        let finding = rule.finding(&hit, None);
        let severity = finding.severity.word();
        let _ = writeln!(out, "  {severity}[{}] {}", finding.rule, finding.message);
        if let Some(fix) = &finding.fix {
            let text = fix.edits.as_slice().iter().map(|edit| edit.text.as_str());
            let text = text.collect::<String>();
            let _ = writeln!(out, "    {} fix: {text}", fix.safety.word());
        } else {
            out.push_str("    no fix\n");
        }
        if let Some(note) = &hit.note {
            let _ = writeln!(out, "    {note}");
        }
    }
    if out.is_empty() {
        out.push_str("  nothing to report\n");
    }
    out
}
