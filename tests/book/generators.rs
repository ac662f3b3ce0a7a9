//! generators: a page for each generator, and one for the ways between them, made from the tables; `UPDATE=1` writes
//! what is new.

use copydesk::data::date_shape::Shape;
use copydesk::generator::site::{DateForm, Meaning, Site, TextList, Zoneless};
use copydesk::generator::{Feature, GENERATORS, Generator, Kind, Outcome, Quirk};
use copydesk::lint::migrate::Pair;
use copydesk::rule::builtin;
use copydesk::text::edit::Safety;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a form of front matter is called.
const fn feature(feature: Feature) -> &'static str {
    match feature {
        Feature::NotFirst => "a blank line before the line that opens it",
        Feature::BlankLines => "several blank lines before the line that opens it",
        Feature::Unopened => "YAML without a line that opens it",
        Feature::BlanksBehindOpening => "blanks behind the line that opens it",
        Feature::LanguageBehindOpening => "the name of its language behind that line: `---yaml`",
        Feature::CommentBehindOpening => "a comment behind that line: `--- # a`",
        Feature::MapBehindOpening => "keys in braces behind that line: `--- {title: a}`",
        Feature::LongOpening => "more than three marks: `-----`",
        Feature::ClosedByDots => "`...` as the line that closes it",
        Feature::ClosedByEnd => "no line that closes it, where the file ends with it",
        Feature::NothingBehindClosing => "a file that ends right behind the line that closes it",
        Feature::BlanksBehindClosing => "blanks behind the line that closes it",
        Feature::TextBehindClosing => "text behind the marks that close it",
        Feature::Empty => "nothing between the two lines",
        Feature::EmptyTitle => "`title:` without a value, as if it were not there",
        Feature::Toml => "TOML between lines of `+++`",
        Feature::Json => "JSON in braces",
        Feature::BareJson => "JSON without its braces, ended by `;;;`",
        Feature::DoubleKeys => "a key that is given twice: the last one holds",
        Feature::DoubleKeysInJson => "a key that is given twice in JSON",
        Feature::TabIndent => "a tab in the indentation",
        Feature::ControlCharacters => "control characters",
        Feature::CrLines => "lines that end in CR alone",
        Feature::NotUtf8 => "bytes that are not UTF-8, each as U+FFFD",
        Feature::Lines => "lines of `Key: value` that nothing opens",
        Feature::Org => "keywords of Org: `#+title: a`",
        Feature::IndentedOpening => "blanks before the line that opens it",
        Feature::DateWithSlashes => "a date between slashes: `2021/11/30`",
        Feature::DateAndMore => "a date with something behind it that is no time",
    }
}

/// How a date is written, by an example.
const fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Plain => "`2022-05-06`",
        Shape::Offset => "`2022-05-06 07:08:09 +09:00`",
        Shape::BareOffset => "`2022-05-06 07:08:09 +0900`",
        Shape::ShortOffset => "`2022-05-06 07:08:09+09`",
        Shape::NoSeconds => "`2022-05-06 07:08`",
        Shape::NoSecondsT => "`2022-05-06T07:08`",
        Shape::OneDigit => "`2022-5-6`",
        Shape::OneDigitTime => "`2022-5-6 07:08:09`",
        Shape::SpaceZ => "`2022-05-06 07:08:09 Z`",
        Shape::Utc => "`2022-05-06 07:08:09 UTC`",
        Shape::ZoneAmerican => "`2022-05-06 07:08:09 EST`",
        Shape::ZoneName => "`2022-05-06 07:08:09 CET`",
        Shape::SmallLetters => "`2022-05-06t07:08:09z`",
        Shape::Rfc2822 => "`Fri, 06 May 2022 07:08:09 GMT`",
        Shape::Rfc2822OneDigit => "`Fri, 6 May 2022 07:08:09 GMT`",
        Shape::Slashes => "`2022/05/06`",
        Shape::DayAndMonth => "`06 May 2022`",
        Shape::Words => "`May 6, 2022`",
        Shape::Aside => "`2022-05-06 (五)`",
        Shape::Ambiguous => "`05/06/2022`",
        Shape::DayFirst => "`30.11.2021`",
        Shape::MonthFirst => "`11/30/2021`",
        Shape::NoDay => "`2022-05`",
        Shape::Compact => "`20220506`",
        Shape::Year => "`2022`",
        Shape::Number => "seconds since 1970",
        Shape::QuotedWithSpace => "`'2022-05-06 07:08:09'`",
        Shape::List => "a list of dates",
        Shape::Late => "`2022-02-30`",
        Shape::Impossible => "`2022-13-01`",
        Shape::Empty => "`date:` without a value",
        Shape::Unknown => "any other form",
    }
}

/// What is written, by an example.
const fn quirk(quirk: Quirk) -> &'static str {
    match quirk {
        Quirk::List => "a list in the place of keys",
        Quirk::NoKeys => "a text in the place of keys",
        Quirk::Number => "a number in the place of keys",
        Quirk::Null => "`~` in the place of keys",
        Quirk::PublishedTruth => "`published: false`",
        Quirk::DraftWord => "`draft: yes`",
        Quirk::DraftNumber => "`draft: 1`",
        Quirk::DraftQuoted => "`draft: \"true\"`",
        Quirk::LocalTag => "`!tag` before a value",
        Quirk::BadNumber => "`!!int` before what is no number",
        Quirk::Equals => "`=` alone",
        Quirk::LongKey => "a key of more than 1,024 characters",
        Quirk::AnchorTwice => "a name that two anchors have",
        Quirk::Tab => "a tab behind a colon or a value",
        Quirk::TabBehindDash => "a tab behind the `-` of an item",
        Quirk::MapKey => "keys in braces as a key: `{{ x }}`",
        Quirk::Proto => "a key `__proto__` with keys below it",
        Quirk::ProtoText => "a key `__proto__` with a text",
        Quirk::LineSeparator => "U+2028 in a value without quotes",
        Quirk::TagsWithComma => "`tags: a, b`",
        Quirk::Sexagesimal => "`1:30` in a text",
        Quirk::Octal => "`017` in a text",
        Quirk::TruthWord => "`yes` in a text",
        Quirk::QuoteAtMargin => "a quoted text that goes on at the margin",
        Quirk::Reference => "`&amp;` in a text",
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Missing => "missing",
        Kind::Null => "empty",
        Kind::Text => "a text",
        Kind::QuotedTruth => "`true` in quotes",
        Kind::Number => "a number",
        Kind::Truth => "`true` or `false`",
        Kind::Date => "a date without quotes",
        Kind::List => "a list",
        Kind::Map => "keys and values",
    }
}

/// What becomes of it.
fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Read => "it is read".to_owned(),
        Outcome::As("{}") => "it is read as YAML 1.1 has it".to_owned(),
        Outcome::As(what) => format!("it is read as {what}"),
        Outcome::Until(program) => format!("it is read, until {program}"),
        Outcome::Lost => "the front matter is lost".to_owned(),
        Outcome::Text => "readers see the front matter as text".to_owned(),
        Outcome::LeftOut => "the post is left out".to_owned(),
        Outcome::Stops => "the build stops".to_owned(),
    }
}

/// The heading of a table, where it has rows.
fn table(page: &mut String, heading: &str, columns: (&str, &str), rows: &[(String, String)]) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(
        page,
        "\n## {heading}\n\n| {} | {} |\n|---|---|\n",
        columns.0, columns.1
    );
    for (left, right) in rows {
        let _ = writeln!(
            page,
            "| {} | {} |",
            left.replace('|', "\\|"),
            right.replace('|', "\\|")
        );
    }
}

fn page(generator: &Generator) -> String {
    let name = generator.title;
    let mut page = format!(
        "# What {name} does with your front matter\n\nAs the program itself answered, in the version that \
         `.ci/generators` pins.\n\n"
    );
    let form = if generator.is_lines {
        "lines of `Key: value`"
    } else {
        "YAML between lines of `---`"
    };
    let _ = writeln!(page, "- It reads {form}.");
    let _ = writeln!(
        page,
        "- Not at the start of the file: {}.",
        outcome(generator.unseen)
    );
    let _ = writeln!(
        page,
        "- Without a line that closes it: {}.",
        outcome(generator.unclosed)
    );
    let _ = writeln!(
        page,
        "- With a mistake in it: {}.",
        outcome(generator.unreadable)
    );
    if generator.is_typed {
        let _ = writeln!(
            page,
            "- It stops where a field does not fit the schema of the collection."
        );
    }
    let _ = writeln!(page, "- Its HTML is made by {}.", generator.renderer.name);
    let schemas = builtin::schema_names();
    let mut schemas: Vec<&str> = schemas
        .filter(|schema| copydesk::generator::of_schema(schema) == Some(generator))
        .collect();
    schemas.sort_unstable();
    let _ = writeln!(
        page,
        "- `front-matter: {{ generator: {} }}` in [copydesk.yml](../configuration.md) says that it is the one; schemas \
         of its fields: `{}`.",
        generator.name,
        schemas.join("`, `")
    );
    if !generator.reads.is_empty() {
        page.push_str("\n## What it reads besides\n\n");
        for one in generator.reads {
            let _ = writeln!(page, "- {}", feature(*one));
        }
    }
    let dates = generator
        .dates
        .iter()
        .map(|(one, what)| (shape(*one).to_owned(), outcome(*what)));
    table(
        &mut page,
        "Dates that it does not read as they are meant",
        ("written", "what becomes of it"),
        &dates.collect::<Vec<_>>(),
    );
    let quirks = generator.quirks.iter().map(|(one, what, since)| {
        let since = since.map_or_else(String::new, |since| format!(" (since {since})"));
        (quirk(*one).to_owned(), format!("{}{since}", outcome(*what)))
    });
    table(
        &mut page,
        "Values that it takes otherwise",
        ("written", "what becomes of it"),
        &quirks.collect::<Vec<_>>(),
    );
    let refused = generator.refuses.iter().map(|(field, kinds, what)| {
        let kinds: Vec<&str> = kinds.iter().map(|one| kind(*one)).collect();
        (format!("`{field}`: {}", kinds.join(", ")), outcome(*what))
    });
    table(
        &mut page,
        "What a field may not hold",
        ("field", "what becomes of it"),
        &refused.collect::<Vec<_>>(),
    );
    page
}

/// What a field is about.
const MEANINGS: [(Meaning, &str); 13] = [
    (Meaning::Title, "the title"),
    (Meaning::Date, "when it was published"),
    (Meaning::Updated, "when it was changed"),
    (Meaning::Tags, "tags"),
    (Meaning::Tag, "one tag"),
    (Meaning::Categories, "categories"),
    (Meaning::Category, "one category"),
    (Meaning::Slug, "the last part of the address"),
    (Meaning::Address, "the whole address"),
    (Meaning::Redirects, "addresses that lead here too"),
    (Meaning::Draft, "it is hidden if true"),
    (Meaning::Published, "it is hidden if false"),
    (Meaning::Description, "what search engines show"),
];

/// One way, from what each of the two does.
fn way(page: &mut String, from: &'static Generator, to: &'static Generator) {
    let (Ok(old), Ok(new)) = (&from.site, &to.site) else {
        return;
    };
    let pair = Pair::new(from, to).expect("a way");
    let (before, after) = (from.title, to.title);
    let is_safe = pair.safety() == Safety::Safe;
    let flag = if is_safe { "" } else { " --unsafe" };
    let _ = write!(
        page,
        "\n## From {before} to {after}\n\n`copydesk fix --from {} --to {}{flag}`\n\n",
        from.name, to.name
    );
    let _ = writeln!(
        page,
        "- Posts go from `{}` to `{}`.",
        old.posts[0], new.posts[0]
    );
    match (old.is_dated, new.is_dated) {
        (true, false) => {
            let _ = writeln!(
                page,
                "- The day leaves the name of the file, and becomes a field."
            );
        }
        (false, true) => {
            let _ = writeln!(page, "- The name of the file begins with the day.");
        }
        _ => {}
    }
    match new.field(Meaning::Address) {
        Some(field) => {
            let _ = writeln!(
                page,
                "- An address that {after} would not make is kept, by `{field}`."
            );
        }
        None => {
            let _ = writeln!(
                page,
                "- {after} has no field for the whole address: where it makes another one (`{}`), that is told.",
                new.address.default
            );
        }
    }
    if matches!(new.text, TextList::One | TextList::None) && old.text == TextList::Words {
        let _ = writeln!(
            page,
            "- A text of tags is a tag a word in {before}; it becomes a list."
        );
    }
    if old.has_nested_categories != new.has_nested_categories
        && new.field(Meaning::Categories).is_some()
    {
        let nested = if new.has_nested_categories {
            after
        } else {
            before
        };
        let _ = writeln!(
            page,
            "- {nested} takes the second category for one below the first, the other does not."
        );
    }
    dates(page, (before, old), (after, new));
    page.push_str("\n| field | ");
    let _ = write!(page, "{before} | {after} |\n|---|---|---|\n");
    for (meaning, what) in MEANINGS {
        let name = |site: &Site| {
            site.field(meaning)
                .map_or_else(|| "-".to_owned(), |name| format!("`{name}`"))
        };
        if old.field(meaning).is_some() {
            let _ = writeln!(page, "| {what} | {} | {} |", name(old), name(new));
        }
    }
}

fn dates(page: &mut String, (before, old): (&str, &Site), (after, new): (&str, &Site)) {
    let zone = |zoneless: Zoneless| match zoneless {
        Zoneless::Site | Zoneless::SiteAndInstants => "by the clocks of the site",
        Zoneless::YamlUtc => "in UTC, unless it is in quotes",
    };
    if zone(old.zoneless) != zone(new.zoneless) {
        let (left, right) = (zone(old.zoneless), zone(new.zoneless));
        let _ = writeln!(
            page,
            "- A date and time without a zone is {left} in {before}, {right} in {after}."
        );
    }
    if old.zoneless == Zoneless::SiteAndInstants {
        let _ = writeln!(
            page,
            "- An instant without quotes is its time in UTC by the clocks of the site in {before}."
        );
    }
    let form = match new.date {
        DateForm::Rfc3339 => "2021-11-30T16:11:20+08:00",
        DateForm::Space => "2021-11-30 16:11:20 +0800",
        DateForm::Local => "2021-11-30 16:11:20",
    };
    let _ = writeln!(
        page,
        "- A date that {after} would read otherwise is written as `{form}`."
    );
}

/// The ways from each to each.
fn moving() -> String {
    let known: Vec<&'static Generator> = GENERATORS
        .into_iter()
        .filter(|one| one.site.is_ok())
        .collect();
    let mut page = String::from(
        "# From each generator to each\n\nWhat [moving](../migrate.md) comes to, from the tables that `fix --from` works \
         by. A way that needs `--unsafe`\nwas compared in small sites at most.\n",
    );
    for from in &known {
        for to in known.iter().filter(|to| *to != from) {
            way(&mut page, from, to);
        }
    }
    let others = GENERATORS
        .into_iter()
        .filter_map(|one| Some((one.title, one.site.as_ref().err()?)));
    page.push_str("\n## Not moved\n\n");
    for (title, why) in others {
        let _ = writeln!(page, "- {title}: {why}");
    }
    page
}

/// The pages, by their names, and what the summary says of them.
pub(super) fn pages() -> (BTreeMap<String, String>, String) {
    let mut wanted = BTreeMap::new();
    let mut summary = String::from("- [From each generator to each](generators/moving.md)\n");
    wanted.insert("generators/moving.md".to_owned(), moving());
    for generator in GENERATORS {
        let (name, title) = (generator.name, generator.title);
        wanted.insert(format!("generators/{name}.md"), page(generator));
        let _ = writeln!(summary, "- [What {title} does](generators/{name}.md)");
    }
    (wanted, summary)
}
