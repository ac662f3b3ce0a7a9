//! verdict: what the generators that may read a post make of something in it → how bad that is, and how
//! it is told.

use crate::generator::{Outcome, Reader, Readers};
use crate::text::finding::Severity;
use std::fmt::Write as _;

/// What is to be said of something that is not read as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How bad it is.
    pub severity: Severity,
    /// The worst that becomes of it.
    pub outcome: Outcome,
    /// `Hugo stops`, `Hexo and Hugo read one tag`.
    pub says: String,
}

impl Verdict {
    /// The verdict of `readers`, each of whom takes it as `of` says, or does not look at it; `value` is
    /// what it comes to in YAML 1.1. `None` where the site's own generator reads it as it is written, or,
    /// where that is not known, most of them do.
    pub fn of(
        readers: Readers,
        value: &str,
        of: impl Fn(Reader) -> Option<Outcome>,
    ) -> Option<Self> {
        let asked = readers.iter().filter_map(&of);
        let (hurt, all) = asked.fold((0, 0), |(hurt, all), outcome| {
            (hurt + usize::from(outcome != Outcome::Read), all + 1)
        });
        (hurt * 2 > all).then(|| Self::of_any(readers, value, of))?
    }

    /// The same where it is enough that one of them does not read it.
    pub fn of_any(
        readers: Readers,
        value: &str,
        of: impl Fn(Reader) -> Option<Outcome>,
    ) -> Option<Self> {
        let mut groups: Vec<(Outcome, Vec<Reader>)> = Vec::new();
        for reader in readers.iter() {
            let Some(outcome) = of(reader).filter(|outcome| *outcome != Outcome::Read) else {
                continue;
            };
            match groups.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, readers)) => readers.push(reader),
                None => groups.push((outcome, vec![reader])),
            }
        }
        let all = groups.iter().map(|(outcome, _)| *outcome);
        let outcome = all.max_by_key(|outcome| severity(*outcome))?;
        let severity = match readers.known() {
            Some(_) => severity(outcome),
            None => severity(outcome).min(Severity::Warning),
        };
        let says = groups
            .iter()
            .map(|(outcome, readers)| told(*outcome, readers, value));
        let says = says.collect::<Vec<_>>().join(", ");
        Some(Self {
            severity,
            outcome,
            says,
        })
    }
}

/// How bad it is for the site of a generator that does this.
const fn severity(outcome: Outcome) -> Severity {
    match outcome {
        Outcome::Read | Outcome::Until(_) => Severity::Note,
        Outcome::As(_) => Severity::Warning,
        Outcome::Lost | Outcome::Text | Outcome::LeftOut | Outcome::Stops => Severity::Error,
    }
}

fn told(outcome: Outcome, readers: &[Reader], value: &str) -> String {
    let mut out = String::new();
    for (at, reader) in readers.iter().enumerate() {
        let join = match at {
            0 => "",
            _ if at + 1 == readers.len() => " and ",
            _ => ", ",
        };
        let _ = write!(out, "{join}{reader}");
    }
    let does = |one: &str, many: &str| if readers.len() == 1 { one } else { many }.to_owned();
    let does = match outcome {
        Outcome::Read => does("reads it", "read it"),
        Outcome::As(what) => does("reads ", "read ") + &what.replace("{}", value),
        Outcome::Until(program) => {
            does("reads it", "read it") + &format!(", but {program} does not")
        }
        Outcome::Lost => does("builds the post without it", "build the post without it"),
        Outcome::Text => does("prints it as text", "print it as text"),
        Outcome::LeftOut => does("leaves the post out", "leave the post out"),
        Outcome::Stops => does("stops", "stop"),
    };
    let _ = write!(out, " {does}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::{COMMON, GENERATORS, Quirk, named};

    fn of(name: &str, quirk: Quirk) -> Option<(Severity, String)> {
        let readers = named(name).map_or_else(Readers::default, |generator| {
            Readers::one(Reader::newest(generator))
        });
        let verdict = Verdict::of(readers, "5400", |reader| Some(reader.takes(quirk)))?;
        Some((verdict.severity, verdict.says))
    }

    #[test]
    fn it_is_told_as_the_site_has_it() {
        let told = |severity, says: &str| Some((severity, says.to_owned()));
        assert_eq!(
            of("hugo", Quirk::PublishedTruth),
            told(Severity::Error, "Hugo stops")
        );
        assert_eq!(of("jekyll", Quirk::PublishedTruth), None);
        assert_eq!(
            of("jekyll", Quirk::Sexagesimal),
            told(Severity::Warning, "Jekyll reads 5400")
        );
        assert_eq!(
            of("hexo", Quirk::QuoteAtMargin).map(|(severity, _)| severity),
            Some(Severity::Note)
        );
    }

    #[test]
    fn without_a_generator_what_hurts_most_of_them_is_told() {
        let one = GENERATORS[0];
        let verdict = |hurt: usize| {
            Verdict::of(Readers::default(), "", |reader| {
                let at = GENERATORS
                    .iter()
                    .position(|known| *known == reader.generator);
                Some(if at < Some(hurt) {
                    Outcome::Stops
                } else {
                    Outcome::Read
                })
            })
        };
        assert_eq!(verdict(COMMON / 2), None);
        let most = verdict(COMMON / 2 + 1).expect("most of them");
        assert_eq!(most.severity, Severity::Warning);
        assert!(
            most.says.starts_with(one.title) && most.says.ends_with(" stop"),
            "{}",
            most.says
        );
    }
}
