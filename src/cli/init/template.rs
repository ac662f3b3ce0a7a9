//! starter: what a survey saw → a commented configuration to begin with.

use crate::cli::init::survey::Survey;
use crate::config::resolve::FILE_NAME;
use crate::data::date::Zone;
use crate::data::yaml_edit::quoted;
use crate::generator::{GENERATORS, Generator};
use crate::lint::sentence_style::Group;
use crate::post::prose::language::Language;
use crate::report::summary::{count, grouped};
use crate::rule::builtin;
use std::fmt::Write as _;

/// A field that fewer posts have is an accident, and no more than this many are named.
const MOST_FIELDS: usize = 6;

/// The text of a configuration that says what each line does, and what was seen that speaks for it.
pub(super) fn starter(survey: &Survey) -> String {
    let mut out = format!(
        "# {FILE_NAME}: what copydesk looks for in the posts below this folder. `copydesk init` wrote\n\
         # it from what is here; `copydesk config FILE` tells what holds for a file, and why.\n"
    );
    ignore(survey, &mut out);
    front_matter(survey, &mut out);
    language(survey, &mut out);
    sentence_ends(survey, &mut out);
    out
}

fn ignore(survey: &Survey, out: &mut String) {
    if survey.passed_over.is_empty() {
        return;
    }
    out.push_str(
        "\n# Passed over when a folder is checked; a file that is named is always read.\nignore:\n",
    );
    let width = survey.passed_over.iter().map(|over| over.glob.len()).max();
    let width = width.unwrap_or_default();
    for over in &survey.passed_over {
        let pad = " ".repeat(width - over.glob.len());
        let files = count(over.files, "file");
        let _ = writeln!(
            out,
            "  - {}{pad}  # {files}: {}",
            quoted(&over.glob),
            over.what
        );
    }
}

fn front_matter(survey: &Survey, out: &mut String) {
    let Some(generator) = survey.signs.generator else {
        unknown_generator(survey, out);
        return;
    };
    let name = generator.name;
    out.push_str("\nfront-matter:\n");
    let (what, key) = if builtin::schema(name).is_some() {
        let what = format!("What the front matter of a post must fit: {name}'s own fields.");
        (what, "schema")
    } else {
        (
            "The site generator that reads the front matter.".to_owned(),
            "generator",
        )
    };
    let _ = writeln!(out, "  # {what} Chosen because");
    for seen in &survey.signs.seen {
        let _ = writeln!(out, "  # - {seen}");
    }
    if let Some(line) = reads(survey, generator) {
        let _ = writeln!(out, "  # {line}");
    }
    let _ = writeln!(out, "  {key}: {name}");
    if let Some((file, zone)) = survey.signs.said("timezone")
        && Zone::new(zone).is_ok()
    {
        let _ = writeln!(
            out,
            "  # The zone that the site is for, as `{file}` says: a date is reported whose day would be\n  \
             # another one where the site is built elsewhere.\n  time-zone: {}",
            quoted(zone)
        );
    }
    url_fields(survey, out);
}

/// How many posts a generator reads, where that is worth saying.
pub(super) fn reads(survey: &Survey, generator: &Generator) -> Option<String> {
    let (read, all) = (survey.read_by(generator), survey.with_front_matter);
    let name = generator.name;
    let all = match (read, all) {
        (_, 0) => return None,
        (1, 1) => {
            return Some(format!(
                "{name} reads the front matter of the one post that has any"
            ));
        }
        (_, all) => count(all, "post"),
    };
    Some(format!(
        "{name} reads the front matter of {} of {all} that have any",
        if read == survey.with_front_matter {
            "all".to_owned()
        } else {
            grouped(read)
        }
    ))
}

fn unknown_generator(survey: &Survey, out: &mut String) {
    out.push_str(
        "\n# No generator was recognised, so front matter must fit no schema. To name one, remove\n\
         # the marks: hexo, hugo, jekyll, astro, or a file with a JSON Schema.\n",
    );
    if survey.with_front_matter > 0 {
        let reads = GENERATORS
            .map(|generator| format!("{} {}", generator.name, grouped(survey.read_by(generator))));
        let all = count(survey.with_front_matter, "post");
        let _ = writeln!(
            out,
            "# Of {all} with front matter they read: {}.",
            reads.join(", ")
        );
    }
    out.push_str("# front-matter:\n#   schema: hexo\n");
}

/// A list would leave out each field that is not in it, so it is for a person to begin one.
fn url_fields(survey: &Survey, out: &mut String) {
    let mut fields: Vec<(&str, usize)> = survey
        .url_fields
        .iter()
        .map(|(field, posts)| (field.as_str(), *posts))
        .collect();
    fields.sort_by_key(|(field, posts)| (std::cmp::Reverse(*posts), *field));
    fields.truncate(MOST_FIELDS);
    let Some((_, posts)) = fields.first() else {
        return;
    };
    let names: Vec<&str> = fields.iter().map(|(field, _)| *field).collect();
    let _ = writeln!(
        out,
        "  # The fields that hold URLs. Without a list each field is looked at; these have addresses,\n  \
         # the first of them in {}.\n  # urls: [{}]",
        count(*posts, "post"),
        names.join(", ")
    );
}

fn language(survey: &Survey, out: &mut String) {
    let said = ["language", "languagecode", "defaultcontentlanguage", "lang"]
        .iter()
        .find_map(|key| survey.signs.said(key));
    // Of all languages it is Japanese that may be written in another's script.
    if let Some((file, tag)) = said
        && Language::Zh.agreed(tag) == Some(Language::Ja)
    {
        let _ = writeln!(
            out,
            "\n# `{file}` says `{tag}`: a line of Chinese characters alone is Japanese here.\nlanguage: ja"
        );
    }
}

fn sentence_ends(survey: &Survey, out: &mut String) {
    let groups = survey.profile.groups(Group::All);
    let Some((_, all)) = groups.first().filter(|(_, all)| all.count() > 0) else {
        return;
    };
    let proposal = survey.profile.proposal();
    let _ = writeln!(
        out,
        "\n# {} % of {} of running text end with a mark{}",
        all.share(),
        count(all.count(), "block"),
        match &proposal {
            Some(_) if survey.profile.ends_nothing() =>
                ": this house ends\n\
                        # no paragraph with one, and the rule that asks for it is off.",
            Some(_) =>
                ". Left alone is what recurs in many posts, and\n\
                        # where a language or a folder ends its sentences without one.",
            None => ": missing-closing-period fits as it is.",
        }
    );
    out.push_str(&proposal.unwrap_or_default());
}
