//! exact: how a rule does on real posts, by `tests/truth`: what is labelled there, and what was measured last.

use super::{book, read};
use serde_json::Value;
use std::fmt::Write as _;

/// A file of `tests/truth`.
fn truth(name: &str) -> String {
    read(&book().with_file_name("tests").join("truth").join(name))
}

/// With fewer labels than this, one more finding can change the picture.
const ENOUGH: usize = 20;

/// How many labels of `rule` say that a finding is right, and that it is not.
fn labels(rule: &str) -> [usize; 2] {
    let labels = truth("labels.jsonl");
    let labels = labels.lines().map(|line| -> Value {
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))
    });
    let of_rule: Vec<Value> = labels.filter(|label| label["rule"] == rule).collect();
    let right = of_rule.iter().filter(|label| label["true"] == true).count();
    [right, of_rule.len() - right]
}

/// What is known of a rule, in a few sentences.
pub(super) fn exact(rule: &str) -> String {
    let [right, wrong] = labels(rule);
    if right + wrong == 0 {
        return "No finding of it in real posts has been labelled yet, so its precision there is not known.\n"
            .to_owned();
    }
    let places = match right + wrong {
        1 => "1 place is".to_owned(),
        number => format!("{number} places are"),
    };
    let mut said = format!(
        "In posts of real repositories {places} labelled: at {right} a finding is right, at {wrong} it is wrong."
    );
    let measured: Value = serde_json::from_str(&truth("measured.json")).expect("what was measured");
    let day = measured["day"].as_str().expect("a day");
    let count = |word: &str| {
        let count = measured["rules"][rule][word].as_u64().unwrap_or_default();
        usize::try_from(count).expect("a count")
    };
    let (hits, false_alarms) = (count("right"), count("wrong"));
    let (missed, cured) = (count("missed"), count("cured"));
    if hits + false_alarms + missed > 0 {
        let are = if false_alarms == 1 { "is" } else { "are" };
        let _ = write!(
            said,
            "\nOn {day}, in those of the posts that were at hand, the rule reported {hits} of the {} that are right, and \
             {false_alarms} that {are} wrong",
            hits + missed,
        );
        if let Some(tenths) = (hits * 1000).checked_div(hits + false_alarms) {
            let _ = write!(said, ": a precision of {}.{} %", tenths / 10, tenths % 10);
        }
        said.push('.');
    }
    if cured > 0 {
        said.push_str(
            "\nAfter false alarms of some kinds were labelled, the rule was changed and does not give them any more: in posts \
             that nobody has looked at, expect a lower precision.",
        );
    }
    if right + wrong < ENOUGH {
        said.push_str("\nThese are too few to say how exact it is elsewhere.");
    }
    said.push('\n');
    said
}
