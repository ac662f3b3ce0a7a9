//! page: one file that a browser opens from disk, and that asks nothing of anybody.

mod block;
mod plot;
mod markup;

use crate::rule::Rule;
use block::Block;
use plot::Counted;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// No more bars than this in a plot: the largest, and all others as one.
const BARS: usize = 12;
/// More months than this are shown as years.
const MONTHS: usize = 24;

/// A page, apart from its data.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) title: String,
    /// What it is, in a sentence or two.
    pub(super) lead: String,
    /// Numbers that matter most, with what is counted.
    pub(super) numbers: Vec<(String, &'static str)>,
    pub(super) plots: Vec<Plot>,
    pub(super) kind: Kind,
}

/// What a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// To read findings.
    Report,
    /// To decide on fixes.
    Review,
}

/// A plot, and what it says as a table.
#[derive(Debug)]
pub(super) struct Plot {
    title: &'static str,
    /// What is counted by.
    by: &'static str,
    rows: Vec<Counted>,
    svg: String,
}

impl Plot {
    /// How often each name comes up; `None` where there are none.
    pub(super) fn of(
        (title, by): (&'static str, &'static str),
        counts: BTreeMap<String, usize>,
    ) -> Option<Self> {
        let pairs = counts.into_iter().map(|(name, now)| (name, (None, now)));
        Self::drawn((title, by), pairs.collect())
    }

    /// How often each name came up before, and does now.
    pub(super) fn of_pairs(
        (title, by): (&'static str, &'static str),
        counts: BTreeMap<String, (usize, usize)>,
    ) -> Option<Self> {
        let pairs = counts.into_iter();
        let pairs = pairs.map(|(name, (before, now))| (name, (Some(before), now)));
        Self::drawn((title, by), pairs.collect())
    }

    fn drawn(
        (title, by): (&'static str, &'static str),
        counts: Vec<(String, (Option<usize>, usize))>,
    ) -> Option<Self> {
        let counted = counts.into_iter().map(|(label, (before, count))| Counted {
            label,
            before,
            count,
        });
        let mut rows: Vec<Counted> = counted.collect();
        rows.sort_by_key(|row| Reverse(row.count.max(row.before.unwrap_or(0))));
        if rows.len() > BARS {
            let rest = rows.split_off(BARS - 1);
            let before: usize = rest.iter().filter_map(|row| row.before).sum();
            rows.push(Counted {
                label: format!("{} others", rest.len()),
                before: rest[0].before.map(|_| before),
                count: rest.iter().map(|row| row.count).sum(),
            });
        }
        let svg = plot::bars(&rows);
        (!rows.is_empty()).then_some(Self {
            title,
            by,
            rows,
            svg,
        })
    }

    /// How often each month comes up, in their order, those between with none.
    pub(super) fn of_months(counts: &BTreeMap<String, usize>) -> Option<Self> {
        let read = |month: &str| {
            let (year, month) = month.split_once('-')?;
            Some(year.parse::<usize>().ok()? * 12 + month.parse::<usize>().ok()? - 1)
        };
        let known = counts
            .iter()
            .filter_map(|(month, count)| Some((read(month)?, *count)));
        let known: BTreeMap<usize, usize> = known.collect();
        let (first, last) = (*known.keys().next()?, *known.keys().next_back()?);
        let by_year = last - first >= MONTHS;
        let months = if by_year { 12 } else { 1 };
        let rows = (first / months..=last / months).map(|step| Counted {
            label: match step {
                year if by_year => year.to_string(),
                month => format!("{}-{:02}", month / 12, month % 12 + 1),
            },
            before: None,
            count: known
                .range(step * months..(step + 1) * months)
                .map(|(_, count)| count)
                .sum(),
        });
        let rows: Vec<Counted> = rows.collect();
        let (title, by) = if by_year {
            ("By year of the post", "Year")
        } else {
            ("By month of the post", "Month")
        };
        Some(Self {
            title,
            by,
            svg: plot::columns(&rows),
            rows,
        })
    }
}

/// What the page's script is told of a rule.
#[derive(Debug, Serialize)]
pub(super) struct AboutRule {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl AboutRule {
    pub(super) fn of(id: &str, rules: &[Arc<Rule>]) -> Self {
        let rule = rules.iter().find(|rule| *rule.id == *id);
        Self {
            id: id.to_owned(),
            about: rule.map(|rule| rule.summary.clone()),
            why: rule.map(|rule| rule.why().trim().to_owned()),
        }
    }
}

/// Whether a file that begins so is a page that copydesk wrote.
pub(super) fn is_page(beginning: &[u8]) -> bool {
    beginning.starts_with(markup::BEGINNING.as_bytes())
}

/// The names of things by their numbers, each once.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, usize>, Vec<String>);

impl Names {
    /// The number of `name`, from 0.
    pub(super) fn number(&mut self, name: &str) -> usize {
        if let Some(known) = self.0.get(name) {
            return *known;
        }
        self.0.insert(name.to_owned(), self.1.len());
        self.1.push(name.to_owned());
        self.1.len() - 1
    }

    /// All of them, in the order of their numbers.
    pub(super) fn all(&self) -> &[String] {
        &self.1
    }
}

impl Page {
    /// The whole file. `data` is what the page's script reads.
    pub(super) fn written(&self, data: &impl Serialize) -> String {
        let json = serde_json::to_string(data).unwrap_or_else(|_| "null".to_owned());
        markup::written(self, &Block::of(&json))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_between_have_none_and_many_are_years() {
        let counts = |all: &[(&str, usize)]| {
            let all = all
                .iter()
                .map(|(month, count)| ((*month).to_owned(), *count));
            let plot = Plot::of_months(&all.collect()).expect("it is there");
            let rows = plot.rows.iter();
            let rows: Vec<String> = rows
                .map(|row| format!("{} {}", row.label, row.count))
                .collect();
            rows.join(", ")
        };
        assert_eq!(
            counts(&[("2021-11", 3), ("2022-01", 1)]),
            "2021-11 3, 2021-12 0, 2022-01 1"
        );
        assert_eq!(
            counts(&[("2012-11", 3), ("2012-12", 1), ("2014-12", 9)]),
            "2012 4, 2013 0, 2014 9"
        );
    }

    #[test]
    fn the_smallest_are_one_bar() {
        let counts = (1..=20).map(|at| (format!("{at:02}"), at)).collect();
        let plot = Plot::of(("", ""), counts).expect("it is there");
        assert_eq!(plot.rows.len(), 12);
        assert_eq!(plot.rows[0].label, "20");
        assert_eq!(
            (plot.rows[11].label.as_str(), plot.rows[11].count),
            ("9 others", 45)
        );
    }
}
