//! github: the commands, as the runner reads them.

use super::expected::{File, advice, expected, number, text};

pub(super) fn check(out: &str, files: &[File]) {
    let unescaped = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    let expected = expected(files);
    let commands: Vec<&str> = out.split_terminator('\n').collect();
    assert_eq!(commands.len(), expected.len());
    for (command, finding) in commands.iter().zip(&expected) {
        assert!(!command.contains('\r'));
        let (head, message) = command
            .strip_prefix("::")
            .and_then(|rest| rest.split_once("::"))
            .expect("a command");
        let (word, properties) = head.split_once(' ').expect("properties");
        let word = if word == "notice" { "note" } else { word };
        assert_eq!(word, finding["severity"]);
        assert_eq!(unescaped(message), advice(finding));
        let properties: Vec<(&str, String)> = properties
            .split(',')
            .map(|property| property.split_once('=').expect("a value"))
            .map(|(name, value)| (name, unescaped(value)))
            .collect();
        let property = |wanted: &str| {
            let found = properties.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| value.as_str())
        };
        let title = format!("copydesk ({})", text(&finding["rule"]));
        assert_eq!(property("file"), finding["path"].as_str());
        assert_eq!(property("title"), Some(&*title));
        let (start, end) = (&finding["start"], &finding["end"]);
        let (first, after) = (number(&start["line"]), number(&end["line"]));
        assert_eq!(property("line"), Some(&*first.to_string()));
        let last = after - usize::from(after > first && end["column"] == 1);
        assert_eq!(property("endLine"), Some(&*last.to_string()));
        let columns = [("col", start), ("endColumn", end)];
        for (name, place) in columns {
            let column = (first == after).then(|| place["column"].to_string());
            assert_eq!(property(name), column.as_deref());
        }
    }
}
