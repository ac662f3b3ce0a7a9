//! checkstyle: files and errors, as a reader of XML sees them.

use super::expected::{File, expected, text};
use super::xml::{elements, in_xml};

pub(super) fn check(report: &str, files: &[File]) {
    let document = roxmltree::Document::parse(report).expect("XML");
    let root = document.root_element();
    assert!(root.has_tag_name("checkstyle") && root.has_attribute("version"));
    let expected = expected(files);
    let mut seen = expected.iter();
    for file in elements(root, "file") {
        for error in elements(file, "error") {
            let finding = seen.next().expect("a finding");
            let path = in_xml(text(&finding["path"]));
            assert_eq!(file.attribute("name"), Some(&*path));
            let severity = match error.attribute("severity") {
                Some("info") => Some("note"),
                severity => severity,
            };
            assert_eq!(severity, finding["severity"].as_str());
            let message = in_xml(text(&finding["message"]));
            assert_eq!(error.attribute("message"), Some(&*message));
            let rule = format!("copydesk.{}", text(&finding["rule"]));
            assert_eq!(error.attribute("source"), Some(&*rule));
            for place in ["line", "column"] {
                let wanted = finding["start"][place].to_string();
                assert_eq!(error.attribute(place), Some(&*wanted));
            }
        }
    }
    assert_eq!(seen.next(), None);
}
