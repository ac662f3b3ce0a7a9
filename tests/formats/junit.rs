//! junit: suites, tests and failures, as a reader of XML sees them.

use super::expected::{File, advice, expected, text};
use super::xml::{elements, in_xml};

pub(super) fn check(report: &str, files: &[File]) {
    let document = roxmltree::Document::parse(report).expect("XML");
    let root = document.root_element();
    assert!(root.has_tag_name("testsuites"));
    let suites = elements(root, "testsuite");
    let expected = expected(files);
    if expected.is_empty() {
        assert_eq!(suites.len(), 1);
        assert_eq!(suites[0].attribute("tests"), Some("1"));
        assert_eq!(suites[0].attribute("failures"), Some("0"));
        let tests = elements(suites[0], "testcase");
        assert_eq!(tests.len(), 1);
        assert!(!tests[0].has_children());
        return;
    }
    let mut seen = expected.iter();
    for suite in suites {
        let tests = elements(suite, "testcase");
        let count = tests.len().to_string();
        for (name, value) in [("tests", &*count), ("failures", &count), ("errors", "0")] {
            assert_eq!(suite.attribute(name), Some(value));
        }
        for test in tests {
            let finding = seen.next().expect("a finding");
            let path = in_xml(text(&finding["path"]));
            let (rule, start) = (text(&finding["rule"]), &finding["start"]);
            let name = format!("{rule} at {}:{}", start["line"], start["column"]);
            assert_eq!(suite.attribute("name"), Some(&*path));
            assert_eq!(test.attribute("name"), Some(&*name));
            assert_eq!(test.attribute("classname"), Some(&*path));
            assert_eq!(test.attribute("file"), Some(&*path));
            let failures = elements(test, "failure");
            assert_eq!(failures.len(), 1);
            let message = in_xml(text(&finding["message"]));
            assert_eq!(failures[0].attribute("message"), Some(&*message));
            assert_eq!(failures[0].attribute("type"), finding["severity"].as_str());
            let advice = in_xml(&advice(finding));
            assert_eq!(failures[0].text().unwrap_or_default(), advice);
        }
    }
    assert_eq!(seen.next(), None);
}
