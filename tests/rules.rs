//! Every example of every built-in rule holds.

use copydesk::config::load;
use copydesk::data::typed::route::placed;
use copydesk::lint::rule_test;
use copydesk::rule::Rule;
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
                assert!(!rule.examples().is_empty(), "{id} has no examples");
                assert!(rule.find.check().is_ok(), "{id} has a wrong pattern");
                placed(source, rule_test::run(&Arc::new(rule)))
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

#[test]
fn what_a_run_reads_of_a_rule_is_all_that_it_needs() {
    let heads = load::builtin().expect("the built-in rules are valid");
    let sources = builtin::sources();
    assert_eq!(heads.len(), sources.len());
    for (head, source) in heads.iter().zip(&sources) {
        let whole = compile(&head.id, source).expect("valid");
        let parts = |rule: &Rule| {
            let fix = rule.fix.as_ref().map(|fix| fix.safety);
            let find = (rule.find.word(), rule.find.values(), rule.find.has_place());
            let level = (rule.recommended, rule.severity);
            (rule.summary.clone(), rule.tags.clone(), level, find, fix)
        };
        assert_eq!(parts(head), parts(&whole), "{}", head.id);
        assert_eq!(head.why(), whole.why());
        assert_eq!(head.examples().len(), whole.examples().len());
    }
}
