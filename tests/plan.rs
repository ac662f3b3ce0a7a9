//! plan: what `apply` makes of a plan, of one that was cut down, and of one that lies.

#![expect(
    clippy::disallowed_methods,
    reason = "posts and plans are made here, and looked at without copydesk"
)]

mod archive;

use archive::{before_and_after, make, posts, run, said, stopped, undo_all};
use serde_json::Value;
use std::fs;
use std::path::Path;

const POSTS: usize = 24;
const APPLY: [&str; 3] = ["apply", "plan.jsonl", "--allow-dirty"];

/// A folder of posts with a plan for them.
fn planned() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), POSTS);
    let plan = run(
        folder.path(),
        &["plan", "--no-config", "--out", "plan.jsonl"],
    );
    assert_eq!(plan.status.code(), Some(1), "{}", said(&plan));
    folder
}

fn plan(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("plan.jsonl")).expect("a plan");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// Makes `change` to the lines of the plan, and keeps those for which it says so.
fn edit(folder: &Path, change: impl Fn(&mut Value) -> bool) {
    let mut lines = plan(folder);
    lines.retain_mut(|line| change(line));
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, &line).expect("JSON");
        text.push(b'\n');
    }
    fs::write(folder.join("plan.jsonl"), text).expect("a plan");
}

fn posts_alone(folder: &Path) -> archive::Posts {
    let mut posts = posts(folder);
    posts.retain(|name, _| name != "plan.jsonl");
    posts
}

#[test]
fn a_plan_applied_is_a_fix_whatever_the_chunks() {
    let [before, after] = before_and_after(POSTS);
    for chunk in [None, Some("by-rule"), Some("by-folder"), Some("7")] {
        let folder = planned();
        let mut arguments = APPLY.to_vec();
        arguments.extend(chunk.iter().flat_map(|how| ["--chunk", how]));
        let applied = run(folder.path(), &arguments);
        assert_eq!(
            applied.status.code(),
            Some(0),
            "{chunk:?}: {}",
            said(&applied)
        );
        assert_eq!(posts_alone(folder.path()), after, "{chunk:?}");
        let again = run(folder.path(), &arguments);
        assert_eq!(again.status.code(), Some(0), "{chunk:?}: {}", said(&again));
        let told = String::from_utf8_lossy(&again.stdout).into_owned();
        assert!(told.contains("0 edits: nothing changed"), "{told}");
        undo_all(folder.path());
        assert_eq!(posts_alone(folder.path()), before, "{chunk:?}");
    }
}

#[test]
fn what_is_taken_out_or_rejected_is_not_applied() {
    let [before, after] = before_and_after(POSTS);
    let folder = planned();
    edit(folder.path(), |line| {
        if line["path"] == "3.md" {
            line["verdict"] = "reject".into();
        } else {
            line["verdict"] = "accept".into();
        }
        line["path"] != "1.md"
    });
    let applied = run(folder.path(), &APPLY);
    assert_eq!(applied.status.code(), Some(0), "{}", said(&applied));
    for (name, bytes) in posts_alone(folder.path()) {
        let is_left = ["1.md", "3.md"].contains(&&*name);
        let wanted = if is_left { &before } else { &after };
        assert_eq!(bytes, wanted[&name], "{name}");
    }
}

/// As a page of `copydesk review` saves it.
#[test]
fn where_any_verdict_is_set_only_what_is_accepted_is_applied() {
    let [before, after] = before_and_after(POSTS);
    for (word, verdict) in [("open", Some("open")), ("none", None)] {
        let folder = planned();
        edit(folder.path(), |line| {
            if line["path"] == "2.md" {
                line["verdict"] = "accept".into();
            } else if line["path"] == "3.md" {
                line["verdict"] = "reject".into();
            } else if let Some(verdict) = verdict {
                line["verdict"] = verdict.into();
            }
            true
        });
        let applied = run(folder.path(), &APPLY);
        assert_eq!(applied.status.code(), Some(0), "{}", said(&applied));
        for (name, bytes) in posts_alone(folder.path()) {
            let wanted = if name == "2.md" { &after } else { &before };
            assert_eq!(bytes, wanted[&name], "{word}: {name}");
        }
        let told = String::from_utf8_lossy(&applied.stdout).into_owned();
        assert!(told.contains(" fixes undecided, so not applied"), "{told}");
        assert!(told.contains(" of the plan left out: rejected"), "{told}");
        undo_all(folder.path());
        assert_eq!(posts_alone(folder.path()), before, "{word}");
    }
}

/// A fix is applied whole or not at all, and a line that is there twice is one: the worse verdict holds.
#[test]
fn a_line_that_is_accepted_and_rejected_is_rejected() {
    let [before, _] = before_and_after(POSTS);
    let folder = planned();
    edit(folder.path(), |line| {
        line["verdict"] = "accept".into();
        true
    });
    let path = folder.path().join("plan.jsonl");
    let accepted = fs::read_to_string(&path).expect("a plan");
    let rejected = accepted.replace("\"accept\"", "\"reject\"");
    fs::write(&path, format!("{accepted}{rejected}")).expect("a plan");
    let applied = run(folder.path(), &APPLY);
    assert_eq!(applied.status.code(), Some(0), "{}", said(&applied));
    assert_eq!(posts_alone(folder.path()), before);
}

#[test]
fn a_file_that_moved_on_is_left_and_named_and_the_others_go_on() {
    let [_, after] = before_and_after(POSTS);
    let folder = planned();
    fs::write(folder.path().join("3.md"), "mine").expect("a post");
    fs::remove_file(folder.path().join("4.md")).expect("it is there");
    fs::create_dir(folder.path().join("posts")).expect("a folder");
    fs::rename(folder.path().join("5.md"), folder.path().join("posts/5.md")).expect("a move");
    let applied = run(folder.path(), &APPLY);
    assert_eq!(applied.status.code(), Some(2));
    let said = said(&applied);
    assert!(
        said.contains("3.md was left alone: it has changed since the plan was made"),
        "{said}"
    );
    assert!(said.contains("4.md was left alone: "), "{said}");
    assert!(said.contains("5.md was left alone: "), "{said}");
    assert_eq!(said.lines().count(), 3, "{said}");
    let mut wanted = after;
    wanted.insert("3.md".into(), b"mine".to_vec());
    wanted.remove("4.md");
    wanted.remove("5.md");
    assert_eq!(posts_alone(folder.path()), wanted);
}

type Lie = Box<dyn Fn(&mut Value)>;

#[test]
fn a_plan_that_lies_changes_nothing() {
    let [before, _] = before_and_after(POSTS);
    let of_two = |line: &Value| line["path"] == "2.md";
    let lie = |key: &'static str, value: Value| -> Lie {
        Box::new(move |line| line[key] = value.clone())
    };
    let lies: [(Lie, &str); 7] = [
        (lie("sha256", "0".repeat(64).into()), "it has changed since"),
        (
            Box::new(|line| line["end"] = (line["end"].as_u64().unwrap_or(0) + 9000).into()),
            "past its end",
        ),
        (lie("before", "x".into()), "not what the plan says"),
        (
            Box::new(|line| {
                line["start"] = 0.into();
                line["end"] = 1.into();
                line["before"] = "\n".into();
            }),
            "overlap",
        ),
        (lie("path", "../outside.md".into()), "it is outside of"),
        (lie("path", ".git/config".into()), "it is no post"),
        (
            lie("after", "\"><script>a</script>".into()),
            "it would change more than it declares",
        ),
    ];
    for (lie, wanted) in lies {
        let outer = tempfile::tempdir().expect("a folder");
        let folder = outer.path().join("site");
        fs::create_dir(&folder).expect("a folder");
        fs::create_dir(folder.join(".git")).expect("a folder");
        make(&folder, POSTS);
        fs::copy(folder.join("2.md"), outer.path().join("outside.md")).expect("a copy");
        fs::copy(folder.join("2.md"), folder.join(".git/config")).expect("a copy");
        run(&folder, &["plan", "--no-config", "--out", "plan.jsonl"]);
        edit(&folder, |line| {
            if of_two(line) {
                lie(line);
            }
            of_two(line) || line["path"] == "../outside.md" || line["path"] == ".git/config"
        });
        let applied = run(&folder, &APPLY);
        assert_eq!(applied.status.code(), Some(2), "{wanted}");
        assert!(
            said(&applied).contains(wanted),
            "{wanted}: {}",
            said(&applied)
        );
        assert_eq!(posts_alone(&folder), before, "{wanted}");
        let copies = [outer.path().join("outside.md"), folder.join(".git/config")];
        for copy in copies {
            assert_eq!(
                fs::read(copy).expect("it is there"),
                before["2.md"],
                "{wanted}"
            );
        }
    }
}

#[test]
fn a_line_that_is_none_stops_before_the_first_change() {
    let [before, _] = before_and_after(POSTS);
    for (bad, wanted) in [
        ("{\"version\":2}", "line 2"),
        (
            "not JSON",
            "line 2, column 2: this is no line of a plan: expected ident",
        ),
        ("\u{ff}", "line 2"),
    ] {
        let folder = planned();
        let path = folder.path().join("plan.jsonl");
        let text = fs::read_to_string(&path).expect("a plan");
        fs::write(&path, text.replacen('\n', &format!("\n{bad}\n"), 1)).expect("a plan");
        let applied = run(folder.path(), &APPLY);
        assert_eq!(applied.status.code(), Some(2));
        assert!(said(&applied).contains(wanted), "{}", said(&applied));
        assert_eq!(posts_alone(folder.path()), before);
    }
}

#[test]
fn a_person_may_write_something_else() {
    let folder = planned();
    edit(folder.path(), |line| {
        let is_image = line["rule"] == "proxied-url";
        line["after"] = "https://b.example/ours.jpg".into();
        is_image
    });
    let applied = run(folder.path(), &APPLY);
    assert_eq!(applied.status.code(), Some(0), "{}", said(&applied));
    for bytes in posts_alone(folder.path()).values() {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            text.contains("<img src=\"https://b.example/ours.jpg\" alt"),
            "{text}"
        );
    }
}

#[test]
fn killed_at_any_moment_a_plan_goes_on_where_it_stopped() {
    let [before, after] = before_and_after(POSTS);
    for chunk in ["by-rule", "5"] {
        let folder = planned();
        let arguments = [&APPLY[..], &["--chunk", chunk]].concat();
        let mut cut_short = 0;
        for kill in 1..9 {
            let stopped = stopped(folder.path(), &arguments, "KILL", kill * 3);
            cut_short += usize::from(stopped.status.code().is_none());
        }
        assert!(cut_short > 0, "no run was killed");
        let applied = run(folder.path(), &arguments);
        assert_eq!(applied.status.code(), Some(0), "{}", said(&applied));
        assert_eq!(posts_alone(folder.path()), after);
        undo_all(folder.path());
        assert_eq!(posts_alone(folder.path()), before);
    }
}

#[test]
fn a_sample_has_each_rule_in_proportion_and_tells_how_many_may_be_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 40);
    let draw = |seed: &str| {
        let flags = [
            "plan",
            "--no-config",
            "--out",
            "plan.jsonl",
            "--sample",
            "20",
            "--seed",
            seed,
        ];
        assert_eq!(run(folder.path(), &flags).status.code(), Some(1));
        plan(folder.path())
    };
    let (first, again, other) = (draw("1"), draw("1"), draw("2"));
    assert!(first == again && first != other);
    let of = |rule: &str| other.iter().filter(|line| line["rule"] == rule).count();
    let counts = [
        "front-matter-not-first",
        "proxied-url",
        "trailing-whitespace",
    ]
    .map(of);
    assert_eq!(counts, [4, 8, 8]);

    let check = || run(folder.path(), &["plan", "--check-sample", "plan.jsonl"]);
    let open = check();
    assert_eq!(open.status.code(), Some(2));
    assert!(
        said(&open).contains("no `verdict` is set"),
        "{}",
        said(&open)
    );
    edit(folder.path(), |line| {
        line["verdict"] = "accept".into();
        true
    });
    let right = check();
    assert_eq!(right.status.code(), Some(0));
    let told = String::from_utf8_lossy(&right.stdout).into_owned();
    assert!(
        told.contains("all rules               0 of 20 rejected: at most 13.9 % are wrong"),
        "{told}"
    );
    edit(folder.path(), |line| {
        if line["rule"] == "proxied-url" {
            line["verdict"] = "reject".into();
        }
        true
    });
    let wrong = check();
    assert_eq!(wrong.status.code(), Some(1));
    let told = String::from_utf8_lossy(&wrong.stdout).into_owned();
    assert!(
        told.contains("proxied-url             8 of 8 rejected: at most 100.0 % are wrong"),
        "{told}"
    );
}

#[test]
fn a_limit_takes_the_first_fixes_by_path() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 10);
    let flags = ["plan", "--no-config", "--out", "plan.jsonl", "--limit", "4"];
    assert_eq!(run(folder.path(), &flags).status.code(), Some(1));
    let paths: Vec<Value> = plan(folder.path())
        .iter()
        .map(|line| line["path"].clone())
        .collect();
    assert_eq!(paths, ["0.md", "0.md", "0.md", "1.md"]);
}

/// One fix that does not hold is no reason to take the file for one that has changed.
#[test]
fn what_did_not_hold_is_said_again_and_the_rest_is_known() {
    let [_, after] = before_and_after(POSTS);
    let folder = planned();
    edit(folder.path(), |line| {
        if line["path"] == "3.md" && line["rule"] == "proxied-url" {
            line["change"] = "text".into();
        }
        true
    });
    for arguments in [
        &APPLY[..],
        &["apply", "plan.jsonl", "--allow-dirty", "--chunk", "by-rule"],
    ] {
        let applied = run(folder.path(), arguments);
        assert_eq!(applied.status.code(), Some(2));
        let why = said(&applied);
        assert!(
            why.contains("3.md: a fix of proxied-url is left out"),
            "{why}"
        );
        assert!(!why.contains("has changed"), "{why}");
    }
    for (name, bytes) in posts_alone(folder.path()) {
        assert_eq!(bytes == after[&name], name != "3.md", "{name}");
    }
}

#[test]
fn a_plan_takes_no_posts_place_and_a_line_that_stands_twice_is_one() {
    let [before, after] = before_and_after(POSTS);
    let folder = planned();
    let refused = run(folder.path(), &["plan", "--out", "3.md"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said(&refused).contains("a post is there"),
        "{}",
        said(&refused)
    );
    assert_eq!(posts_alone(folder.path()), before);
    let path = folder.path().join("plan.jsonl");
    let text = fs::read_to_string(&path).expect("a plan");
    fs::write(&path, text.repeat(2)).expect("a plan");
    assert_eq!(run(folder.path(), &APPLY).status.code(), Some(0));
    assert_eq!(posts_alone(folder.path()), after);
}
