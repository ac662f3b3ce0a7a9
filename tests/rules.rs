//! Every example of every built-in rule holds.

use copydesk::exercise::exercise;
use copydesk::rule::builtin;
use copydesk::rule::compile::compile;
use std::path::Path;
use std::sync::Arc;

#[test]
fn every_example_holds() {
    let mut wrong = Vec::new();
    let sources = builtin::sources();
    assert!(!sources.is_empty());
    for source in &sources {
        let stem = Path::new(source.name()).file_stem();
        let id = stem.and_then(|stem| stem.to_str()).expect("a name");
        let mistakes = match compile(id, source) {
            Ok(rule) => {
                assert!(!rule.examples.is_empty(), "{id} has no examples");
                assert!(rule.find.check().is_ok(), "{id} has a wrong pattern");
                exercise(&Arc::new(rule))
            }
            Err(mistakes) => mistakes,
        };
        for mistake in mistakes {
            let line = source.position(mistake.span.start).line;
            let help = mistake.help.unwrap_or_default();
            wrong.push(format!(
                "{}:{line}: {} ({help})",
                source.name(),
                mistake.message
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
