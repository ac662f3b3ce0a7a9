//! hosts: the hosts that posts point to, as a table for people, as JSON, as CSV, and as lines of a hosts file.

use super::about::About;
use super::csv;
use super::summary::{count, grouped};
use super::visible;
use crate::lint::host_use::{HostUse, Use};
use crate::post::parse::parse;
use crate::rule::index::Rules;
use crate::text::source::Source;
use crate::url::hosts::{Host, is_host};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::fmt::Write as _;

/// The form of the JSON.
const VERSION: u32 = 1;

/// What is above the lines of a new hosts file.
const HEAD: &str = "\
# What is known of the hosts that the posts point to: `copydesk check` and `copydesk fix` read it.
# Where you know it, remove the `#` before the name and correct what follows: does the host answer by
# HTTPS (`https`), and does it serve images to pages of other sites (`hotlink`)?
";

/// What one post adds.
pub fn of(source: &Source, rules: &Rules) -> HostUse {
    let month = About::of(source).month(source.name());
    HostUse::of(&parse(source), rules, month.as_deref())
}

/// A line a host, at most 80 characters wide where names are short, and below it the proxies in front.
pub fn table(all: &HostUse) -> String {
    let all = all.by_count();
    if all.is_empty() {
        return "no address points to a host\n".to_owned();
    }
    let mut out = String::from("   count   images    links   fields  first    last     host\n");
    for (host, seen) in &all {
        let (first, last) = match &seen.months {
            Some((first, last)) => (first.as_str(), last.as_str()),
            None => ("-", "-"),
        };
        let _ = writeln!(
            out,
            "{:>8} {:>8} {:>8} {:>8}  {first:<7}  {last:<7}  {}",
            grouped(seen.count()),
            grouped(seen.images),
            grouped(seen.links),
            grouped(seen.fields),
            visible(host),
        );
        let proxies = proxies(seen);
        if !proxies.is_empty() {
            let _ = writeln!(out, "           behind {}", visible(&proxies.join(", ")));
        }
        let says = seen.known.says();
        if !says.is_empty() {
            let says = says.iter().map(|(key, said)| format!("{key}: {said}"));
            let says = says.collect::<Vec<_>>().join(", ");
            let _ = writeln!(out, "           {}", visible(&says));
        }
    }
    let unknown = all.iter().filter(|(_, seen)| seen.known == Host::default());
    let _ = writeln!(
        out,
        "{}; the hosts file says nothing of {}",
        count(all.len(), "host"),
        grouped(unknown.count())
    );
    out
}

/// The proxies before a host, the most used first: `wsrv.nl (12)`.
fn proxies(seen: &Use) -> Vec<String> {
    let mut proxies: Vec<_> = seen.proxies.iter().collect();
    proxies.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let proxies = proxies.into_iter();
    proxies
        .map(|(proxy, count)| format!("{proxy} ({})", grouped(*count)))
        .collect()
}

/// All of it for programs.
pub fn json(all: &HostUse) -> String {
    let hosts: Vec<Value> = all
        .by_count()
        .into_iter()
        .map(|(host, seen)| one(host, seen))
        .collect();
    format!("{:#}\n", json!({ "version": VERSION, "hosts": hosts }))
}

fn one(host: &str, seen: &Use) -> Value {
    let samples = seen.samples.iter().map(|sample| sample.address.as_str());
    let mut one = json!({
        "host": host,
        "count": seen.count(),
        "images": seen.images,
        "links": seen.links,
        "fields": seen.fields,
        "others": seen.others,
        "proxies": seen.proxies,
        "samples": samples.collect::<Vec<_>>(),
    });
    if let Some((first, last)) = &seen.months {
        one["first"] = first.as_str().into();
        one["last"] = last.as_str().into();
    }
    for (key, said) in seen.known.says() {
        let number = said.parse::<u32>().ok();
        // The addresses themselves have that key.
        let key = if key == "samples" { "asked" } else { key };
        one[key] = number.map_or_else(|| said.as_ref().into(), Value::from);
    }
    one
}

/// A row a host.
pub fn table_csv(all: &HostUse) -> String {
    let head = [
        "host", "count", "images", "links", "fields", "others", "first", "last", "https",
        "hotlink", "proxies", "samples", "moved", "dead", "checked",
    ];
    let rows = all.by_count().into_iter().map(|(host, seen)| {
        let (first, last) = seen.months.clone().unwrap_or_default();
        let said = |key: &str| {
            let mut all = seen.known.says().into_iter();
            let found = all.find_map(|(known, said)| (known == key).then_some(said));
            found.map_or_else(String::new, Cow::into_owned)
        };
        let samples: Vec<&str> = seen
            .samples
            .iter()
            .map(|sample| sample.address.as_str())
            .collect();
        vec![
            host.to_owned(),
            seen.count().to_string(),
            seen.images.to_string(),
            seen.links.to_string(),
            seen.fields.to_string(),
            seen.others.to_string(),
            first,
            last,
            said("https"),
            said("hotlink"),
            proxies(seen).join(" "),
            samples.join(" "),
            said("moved"),
            said("dead"),
            said("checked"),
        ]
    });
    let head = head.map(str::to_owned).to_vec();
    csv::table(std::iter::once(head).chain(rows))
}

/// The hosts file `before` with a line for each host that it does not name, as a comment; `None` where
/// there is none to add. Not a byte that is there changes.
pub fn written(before: &str, all: &HostUse) -> Option<(String, usize)> {
    let is_named = |host: &str| {
        before.lines().any(|line| {
            let line = line.trim_start_matches(['#', ' ']);
            let name = line.split_once(':').map_or("", |(name, _)| name);
            name.trim_matches(['"', '\'', ' ']) == host
        })
    };
    let mut lines = String::new();
    let mut added = 0;
    for (host, seen) in all.by_count() {
        // A number, or a name of this machine alone, is nothing that others can be asked about.
        if seen.known != Host::default() || !is_host(host) || is_named(host) {
            continue;
        }
        let used = [
            (seen.images, "image"),
            (seen.links, "link"),
            (seen.fields, "field"),
            (seen.others, "other"),
        ];
        let used = used.into_iter().filter(|(number, _)| *number > 0);
        let used: Vec<String> = used.map(|(number, noun)| count(number, noun)).collect();
        let _ = writeln!(
            lines,
            "# {host}: {{ https: yes, hotlink: yes }}  # {}",
            used.join(", ")
        );
        added += 1;
    }
    if added == 0 {
        return None;
    }
    let head = if before.is_empty() { HEAD } else { "" };
    let gap = if before.is_empty() || before.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    Some((format!("{before}{gap}{head}{lines}"), added))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::compile;
    use crate::rule::policy::Policy;

    fn seen(text: &str) -> HostUse {
        let rules = Rules::new(
            compile::builtin().expect("they are right"),
            Policy::default(),
        );
        of(&Source::from_text("2021-03-a.md", text), &rules)
    }

    #[test]
    fn a_hosts_file_gets_what_it_lacks_and_keeps_what_it_has() {
        let all = seen("[a](https://a.example/) [b](https://b.example/) [c](https://c.example/)\n");
        let (new, added) = written("", &all).expect("three lines");
        assert_eq!((new.lines().count(), added), (6, 3));
        assert_eq!(written(&new, &all), None);
        let before = "a.example: { https: no } # seen\n#b.example: {}";
        let after = format!("{before}\n# c.example: {{ https: yes, hotlink: yes }}  # 1 link\n");
        assert_eq!(written(before, &all), Some((after, 1)));
    }

    #[test]
    fn a_name_that_could_be_a_formula_or_move_the_cursor_is_text() {
        let all = seen("[a](https://a.example/\u{1b}[31m)\n");
        assert!(!table(&all).contains('\u{1b}'));
        assert!(table_csv(&all).starts_with("host,count,"));
    }
}
