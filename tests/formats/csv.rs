//! csv: rows, as a reader of CSV sees them.

use super::expected::{File, expected, text};

pub(super) fn check(report: &str, files: &[File]) {
    let mut rows = csv::Reader::from_reader(report.as_bytes());
    let head = rows.headers().expect("a head").clone();
    let expected = expected(files);
    let mut seen = expected.iter();
    for row in rows.records() {
        let row = row.expect("as many cells as the head has");
        let finding = seen.next().expect("a finding");
        let cell = |name: &str| {
            let at = head.iter().position(|known| known == name);
            &row[at.expect("a column")]
        };
        for name in ["path", "rule", "severity"] {
            assert_eq!(cell(name), text(&finding[name]));
        }
        let said = text(&finding["message"]);
        assert_eq!(
            cell("message").trim_start_matches('\''),
            said.trim_start_matches('\'')
        );
        assert!(!cell("message").starts_with(['=', '+', '-', '@']));
        for (place, line, column) in [
            ("start", "line", "column"),
            ("end", "end_line", "end_column"),
        ] {
            assert_eq!(cell(line), finding[place]["line"].to_string());
            assert_eq!(cell(column), finding[place]["column"].to_string());
        }
        assert_eq!(
            cell("fix"),
            finding["fix"]["safety"].as_str().unwrap_or_default()
        );
    }
    assert_eq!(seen.next(), None);
}
