//! hostile: posts, names and findings that no format is made for.

use super::expected::File;
use copydesk::text::edit::{Change, Edit, Edits, Fix, Safety};
use copydesk::text::finding::{Finding, Related, Severity};
use copydesk::text::source::Source;
use copydesk::text::span::Span;
use proptest::prelude::*;

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "]]>",
            "<![CDATA[",
            "%0A",
            "%",
            "::",
            ":",
            ",",
            "\n",
            "\r",
            "\r\n",
            "\t",
            "\"",
            "'",
            "<",
            ">",
            "&",
            "&amp;",
            "\0",
            "\u{1b}[31m",
            "\u{7f}",
            "\u{85}",
            "\u{fffe}",
            "\u{feff}",
            "\u{2028}",
            "😀",
            "é",
            "中",
            "\\ud800",
            "\\",
            "{0}",
            "[a](b)",
            " ",
            "/",
            "./",
            "#",
            "?",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[a-z]{1,3}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A place in `text`, between two characters.
fn place(text: &str, pick: prop::sample::Index) -> u32 {
    text.floor_char_boundary(pick.index(text.len() + 1)) as u32
}

fn finding(text: String) -> impl Strategy<Value = Finding> {
    let severities = vec![Severity::Note, Severity::Warning, Severity::Error];
    let rules = vec!["missing-alt", "proxied-url", "of-their-own"];
    let picks = prop::collection::vec(any::<prop::sample::Index>(), 6);
    (
        prop::sample::select(severities),
        prop::sample::select(rules),
        (hostile(), prop::option::of(hostile())),
        (any::<bool>(), hostile(), hostile()),
        picks,
    )
        .prop_map(move |(severity, rule, (message, help), fix, picks)| {
            let mut at: Vec<u32> = picks.iter().map(|pick| place(&text, *pick)).collect();
            at[..2].sort_unstable();
            at[2..].sort_unstable();
            let edits = Edits::new(vec![
                Edit::replace(Span::new(at[2], at[3]), fix.1.clone()),
                Edit::replace(Span::new(at[4], at[5]), fix.2.clone()),
            ]);
            Finding {
                rule: rule.into(),
                severity,
                span: Span::new(at[0], at[1]),
                message,
                help,
                fix: edits.filter(|_| fix.0).map(|edits| Fix {
                    title: fix.1,
                    safety: Safety::Unsafe,
                    change: Change::Text,
                    says: String::new(),
                    edits,
                }),
                moves: None,
                host: None,
                refused: None,
                related: Some(Related {
                    span: Span::new(at[2], at[3]),
                    message: "the other one",
                }),
            }
        })
}

pub(super) fn files() -> impl Strategy<Value = Vec<File>> {
    let file = (hostile(), hostile()).prop_flat_map(|(name, text)| {
        let findings = prop::collection::vec(finding(text.clone()), 0..4);
        (Just(name), Just(text), findings)
    });
    prop::collection::vec(file, 0..3).prop_map(|files| {
        let numbered = files.into_iter().enumerate();
        let file = |(number, (name, text, findings)): (usize, (String, String, _))| {
            let source = Source::new(format!("{name}{number}"), text.into_bytes());
            (source, findings)
        };
        numbered.map(file).collect()
    })
}
