//! record: what was found of hosts → the text of a hosts file. What a person wrote stays, byte for byte.

use crate::data::typed;
use crate::text::source::Source;
use crate::url::hosts::{FILE_NAME, Host, HostSpec, Hosts, HostsSpec};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is above the entries of a new hosts file.
const HEAD: &str = "\
# What is known of the hosts that the posts point to: `copydesk check` and `copydesk fix` read it.
# Entries with `checked` are written by `copydesk hosts --probe`; one without it is yours, and is kept.
";
/// Before what was found of a host of which a person says something else or the same.
const PROBED: &str = "# probed ";

/// A hosts file, as lines.
#[derive(Clone, Debug)]
pub struct Record {
    lines: Vec<String>,
    known: BTreeMap<String, Host>,
}

/// A person and a probe say different things of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The host.
    pub host: String,
    /// In what: the key, what the person says, and what was found.
    pub what: Vec<(&'static str, String, String)>,
}

impl Record {
    /// Reads a hosts file. The error says that it cannot be read.
    pub fn read(text: &str) -> Result<Self, String> {
        Ok(Self {
            lines: text.split_inclusive('\n').map(str::to_owned).collect(),
            known: entries(text)?,
        })
    }

    /// What was found of a host the last time, whether or not a person says something of it.
    pub fn found(&self, host: &str) -> Option<Host> {
        let own = self.known.get(host).filter(|known| known.checked.is_some());
        own.cloned().or_else(|| {
            let start = format!("{PROBED}{host}: ");
            let line = self.lines.iter().find(|line| line.starts_with(&start))?;
            entries(&line[PROBED.len()..]).ok()?.remove(host)
        })
    }

    /// Writes down what was found of a host: in the place of what was found before, or of the line that
    /// `hosts --write` made for it, or at the end. Of one that a person says something of it is a comment.
    pub fn set(&mut self, host: &str, found: &Host) {
        let is_theirs = (self.known.get(host)).is_some_and(|known| known.checked.is_none());
        let mut line = if is_theirs {
            format!("{PROBED}{host}: ")
        } else {
            format!("{host}: ")
        };
        let said = found.says().into_iter();
        let said: Vec<String> = said.map(|(key, said)| format!("{key}: {said}")).collect();
        let _ = writeln!(line, "{{ {} }}", said.join(", "));
        let place = if is_theirs {
            let start = format!("{PROBED}{host}: ");
            let at = self.lines.iter().position(|line| line.starts_with(&start));
            at.map(|at| at..at + 1)
        } else {
            self.entry(host).or_else(|| self.stub(host))
        };
        if let Some(place) = place {
            self.lines.splice(place, [line]);
        } else {
            match self.lines.last_mut() {
                Some(last) if !last.ends_with('\n') => last.push('\n'),
                Some(_) => {}
                None => self
                    .lines
                    .extend(HEAD.split_inclusive('\n').map(str::to_owned)),
            }
            self.lines.push(line);
        }
        if !is_theirs {
            self.known.insert(host.to_owned(), found.clone());
        }
    }

    /// The whole text, if it says what it is meant to and is read as that. The error says why not.
    pub fn text(&self) -> Result<String, String> {
        let text = self.lines.concat();
        if entries(&text)? == self.known {
            Ok(text)
        } else {
            Err("its entries are not one a line, so nothing can be added to it".to_owned())
        }
    }

    /// Where what a person says and what was found differ.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let theirs = self
            .known
            .iter()
            .filter(|(_, known)| known.checked.is_none());
        let theirs = theirs.filter_map(|(host, known)| {
            let what = known.contradictions(&self.found(host)?);
            let host = host.clone();
            (!what.is_empty()).then_some(Contradiction { host, what })
        });
        theirs.collect()
    }

    /// The lines of the entry of a host.
    fn entry(&self, host: &str) -> Option<std::ops::Range<usize>> {
        let is_first = |line: &String| {
            let name = line.split_once(':').map(|(name, _)| name.trim_end());
            name.is_some_and(|name| name.trim_matches(['"', '\'']) == host)
        };
        let start = self.lines.iter().position(is_first)?;
        let rest = self.lines[start + 1..].iter();
        let more =
            rest.take_while(|line| line.starts_with([' ', '\t', '}']) && !line.trim().is_empty());
        Some(start..start + 1 + more.count())
    }

    /// The line that `hosts --write` made, if nobody has touched it.
    fn stub(&self, host: &str) -> Option<std::ops::Range<usize>> {
        let start = format!("# {host}: {{ https: yes, hotlink: yes }}  # ");
        let at = self
            .lines
            .iter()
            .position(|line| line.starts_with(&start))?;
        Some(at..at + 1)
    }
}

/// The entries of a hosts file.
fn entries(text: &str) -> Result<BTreeMap<String, Host>, String> {
    let source = Source::from_text(FILE_NAME, text);
    let read = typed::read::<HostsSpec>(&source);
    let wrong = "it has mistakes, which `copydesk check` names".to_owned();
    if !read.mistakes.is_empty() {
        return Err(wrong);
    }
    let Some(spec) = read.value else {
        return Ok(BTreeMap::new());
    };
    let all = spec
        .0
        .iter()
        .map(|(name, HostSpec(host))| (name.clone(), host.clone()));
    let all = all.collect();
    Hosts::new(spec).map_err(|_| wrong)?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::hosts::Answer;

    fn found(https: Answer) -> Host {
        Host {
            https: Some(https),
            checked: Some("2026-11-28".to_owned()),
            ..Host::default()
        }
    }

    fn with(text: &str, host: &str, https: Answer) -> String {
        let mut record = Record::read(text).expect("a hosts file");
        record.set(host, &found(https));
        record.text().expect("it says what it is meant to")
    }

    const YES: &str = "a.example: { https: yes, checked: 2026-11-28 }\n";

    #[test]
    fn what_was_found_before_gives_way_and_what_a_person_wrote_stays() {
        assert_eq!(with("", "a.example", Answer::Yes), format!("{HEAD}{YES}"));
        for before in [
            "a.example: { https: no, checked: 2020-01-01 }\n",
            "\"a.example\":\n  https: no\n  checked: 2020-01-01\n",
            "a.example: {\n  https: no,\n  checked: 2020-01-01\n}\n",
            "# a.example: { https: yes, hotlink: yes }  # 3 images\n",
        ] {
            let around =
                format!("# mine\nb.example: true # seen\n{before}\nc.example: {{ hotlink: no }}\n");
            let after =
                format!("# mine\nb.example: true # seen\n{YES}\nc.example: {{ hotlink: no }}\n");
            assert_eq!(with(&around, "a.example", Answer::Yes), after, "{before}");
        }
        let theirs = "a.example: { https: yes }  # I asked\nb.example: no";
        let after = with(theirs, "a.example", Answer::No);
        let noted = "# probed a.example: { https: no, checked: 2026-11-28 }\n";
        assert_eq!(after, format!("{theirs}\n{noted}"));
        assert_eq!(with(&after, "a.example", Answer::No), after);
        let record = Record::read(&after).expect("a hosts file");
        assert_eq!(record.found("a.example"), Some(found(Answer::No)));
        let disagree = Contradiction {
            host: "a.example".to_owned(),
            what: vec![("https", "yes".to_owned(), "no".to_owned())],
        };
        assert_eq!(record.contradictions(), [disagree]);
    }

    #[test]
    fn a_file_that_has_no_lines_of_entries_is_left_alone() {
        let mut record = Record::read("{ b.example: true }\n").expect("a hosts file");
        record.set("a.example", &found(Answer::Yes));
        assert!(record.text().is_err());
        assert!(Record::read("a.example: [1]\n").is_err());
    }
}
