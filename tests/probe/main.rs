//! Hosts are asked, on loopback: what they do decides what `hosts.yml` says, and that decides what `fix` does.
//! `cargo test --features probe-loopback --test probe`.

#![expect(clippy::disallowed_methods, reason = "posts are made here")]

mod servers;

use serde_json::Value;
use servers::Servers;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use std::{iter, thread};
use tempfile::TempDir;

/// How a host behaves, how many there are of it, and what is to be said of it: `https`, `hotlink`, `moved`,
/// whether it is dead, how many of its two addresses were found, and why not.
type Case = (
    &'static str,
    usize,
    &'static str,
    &'static str,
    &'static str,
    bool,
    u64,
    &'static str,
);

const CASES: [Case; 21] = [
    ("fine", 40, "yes", "yes", "", false, 2, ""),
    ("guarded", 14, "yes", "no", "", false, 2, ""),
    ("swapped", 12, "yes", "no", "", false, 2, ""),
    ("gone", 14, "yes", "", "", false, 0, "answers 404"),
    ("page", 12, "yes", "", "", false, 0, "answers 200"),
    ("headless", 12, "yes", "yes", "", false, 2, ""),
    ("moved", 4, "yes", "yes", "new.example", false, 2, ""),
    ("expired", 14, "no", "", "", false, 1, "certificate expired"),
    (
        "misnamed",
        12,
        "no",
        "",
        "",
        false,
        1,
        "certificate for another name",
    ),
    ("slow", 8, "yes", "yes", "", false, 2, ""),
    ("stalled", 4, "", "", "", false, 0, "timed out"),
    ("endless", 12, "yes", "yes", "", false, 2, ""),
    ("busy", 10, "yes", "yes", "", false, 2, ""),
    ("closed", 10, "", "", "", false, 0, "answers 429"),
    ("plain", 14, "no", "", "", false, 1, "connection refused"),
    ("down", 6, "no", "", "", false, 1, "redirects to http"),
    ("dead", 8, "", "", "", true, 0, "no such host"),
    ("refused", 6, "", "", "", true, 0, "connection refused"),
    ("inward", 6, "", "", "", false, 0, "no public address"),
    (
        "circle",
        6,
        "",
        "",
        "",
        false,
        0,
        "redirects to where no answer is",
    ),
    (
        "named",
        6,
        "",
        "",
        "",
        false,
        0,
        "redirects to where no answer is",
    ),
];

fn hosts() -> Vec<String> {
    let of = |(kind, many, ..): &Case| {
        let (kind, many) = (*kind, *many);
        (0..many).map(move |at| format!("{kind}-{at}.example"))
    };
    CASES.iter().flat_map(of).collect()
}

/// A folder with a post that has two pictures of each host, and servers for them.
fn site(hosts: &[String]) -> (TempDir, Servers) {
    let picture =
        |host: &String| format!("![x](http://{host}/x.png)\n\n![y](http://{host}/y/y.png?z=1)\n\n");
    let post: String = hosts.iter().map(picture).collect();
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.md", &post);
    let more = ["new.example".to_owned(), "within.example".to_owned()];
    let all: Vec<String> = hosts.iter().cloned().chain(more).collect();
    let servers = Servers::of(&all);
    write(
        folder.path(),
        "probe-loopback.json",
        &servers.described(&all),
    );
    (folder, servers)
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a file");
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("a file")
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.current_dir(folder).args(words);
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    command(folder, words).output().expect("it runs")
}

const PROBE: [&str; 8] = [
    "hosts",
    "--probe",
    "a.md",
    "--rate",
    "100",
    "--timeout",
    "1",
    "--format=csv",
];

/// What `hosts.yml` says, by host.
fn said(folder: &Path) -> HashMap<String, Value> {
    let output = run(folder, &["hosts", "a.md", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let all = json["hosts"].as_array().expect("a list").clone();
    let name = |host: &Value| host["host"].as_str().expect("a name").to_owned();
    all.into_iter().map(|host| (name(&host), host)).collect()
}

#[test]
fn every_verdict_is_right_and_no_host_has_two_connections() {
    let hosts = hosts();
    assert!(hosts.len() >= 200, "{}", hosts.len());
    let (folder, servers) = site(&hosts);
    let output = run(folder.path(), &PROBE);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = said(folder.path());
    let mut wrong = Vec::new();
    for (kind, many, https, hotlink, moved, is_dead, found, failed) in CASES {
        for at in 0..many {
            let host = &said[&format!("{kind}-{at}.example")];
            let word = |key: &str| host[key].as_str().unwrap_or_default();
            let is_right = word("https") == https
                && word("hotlink") == hotlink
                && word("moved") == moved
                && host["dead"].is_string() == is_dead
                && host["found"].as_u64() == Some(found)
                && word("failed") == failed
                && host["checked"].is_string()
                && host["asked"].is_u64()
                && host["samples"].as_array().is_some_and(|all| all.len() == 2);
            if !is_right {
                wrong.push(host.to_string());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    {
        let counts = servers.counts.lock().expect("nobody panics");
        assert_eq!(counts.twice, [""; 0]);
        assert!(
            counts
                .agents
                .iter()
                .all(|agent| agent.starts_with("copydesk/"))
        );
        // Whoever was sent there from elsewhere was asked, and what is within nobody asked.
        assert!(
            counts.requests["new.example"] > 0 && !counts.requests.contains_key("within.example")
        );
    }
    // What was asked today is not asked again.
    let (before, text) = (servers.requests(), read(folder.path(), "hosts.yml"));
    let output = run(folder.path(), &PROBE);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(servers.requests(), before);
    assert_eq!(read(folder.path(), "hosts.yml"), text);
    write(folder.path(), "a.md", "![x](http://fine-0.example/x.png)\n");
    let again = run(folder.path(), &[&PROBE[..], &["--max-age", "0"]].concat());
    assert_eq!(again.status.code(), Some(0), "{again:?}");
    assert!(servers.requests()["fine-0.example"] > before["fine-0.example"]);
}

#[test]
fn killed_at_any_moment_the_file_is_whole_and_the_next_run_goes_on() {
    let names =
        |kind: &'static str, many: usize| (0..many).map(move |at| format!("{kind}-{at}.example"));
    let hosts: Vec<String> = names("fine", 60).chain(names("slow", 30)).collect();
    let (folder, servers) = site(&hosts);
    let mine = "# mine\nfine-0.example: no # I asked\n";
    write(folder.path(), "hosts.yml", mine);
    let mut known: HashMap<String, usize> = HashMap::new();
    for after in [100, 650, 900, 1300] {
        let mut child = command(folder.path(), &PROBE)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        thread::sleep(Duration::from_millis(after));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let text = read(folder.path(), "hosts.yml");
        assert!(text.starts_with(mine) && text.ends_with('\n'), "{text}");
        let requests = servers.requests();
        for (name, host) in said(folder.path()) {
            if host["checked"].is_string() {
                let asked = requests[&name];
                // It was asked once and for all.
                assert_eq!(*known.entry(name.clone()).or_insert(asked), asked, "{name}");
            }
        }
    }
    assert!(
        !known.is_empty() && known.len() < hosts.len(),
        "{}",
        known.len()
    );
    let output = run(folder.path(), &PROBE);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = said(folder.path());
    let is_done = |host: &&String| said[*host]["checked"].is_string() || *host == "fine-0.example";
    assert_eq!(hosts.iter().filter(is_done).count(), hosts.len());
    let requests = servers.requests();
    assert!(known.iter().all(|(name, asked)| requests[name] == *asked));
    // A person's word holds, and that it is contradicted is said.
    let text = read(folder.path(), "hosts.yml");
    assert!(
        text.starts_with(mine) && text.contains("# probed fine-0.example: { https: yes"),
        "{text}"
    );
    assert_eq!(said["fine-0.example"]["https"], "no");
    let errors = String::from_utf8_lossy(&output.stderr);
    let contradiction = "`fine-0.example` has `https: no`, but the host was found to be `yes`";
    assert!(errors.contains(contradiction), "{errors}");
}

#[test]
fn fix_writes_what_is_proved_and_says_what_is_not() {
    let kinds = [
        "fine", "guarded", "expired", "moved", "dead", "stalled", "gone",
    ];
    let hosts: Vec<String> = kinds
        .iter()
        .map(|kind| format!("{kind}-0.example"))
        .collect();
    let (folder, _servers) = site(&hosts);
    let proxied = |host: &String| format!("![x](https://wsrv.nl/?url=http://{host}/x.png)\n");
    let post: String = hosts.iter().map(proxied).collect();
    write(folder.path(), "a.md", &post);
    let output = run(folder.path(), &PROBE);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let fix = [
        "fix",
        "a.md",
        "--select",
        "proxied-url",
        "--allow-dirty",
        "--https",
        "evidence",
    ];
    let output = run(folder.path(), &fix);
    let fixed = post.replacen("https://wsrv.nl/?url=http://fine", "https://fine", 1);
    assert_eq!(read(folder.path(), "a.md"), fixed);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        told.contains("fixes use 1 unchecked host: stalled-0.example (1)"),
        "{told}"
    );
    let check = [
        "check",
        "a.md",
        "--select",
        "proxied-url",
        "--format",
        "jsonl",
    ];
    let check = run(folder.path(), &check);
    let told = String::from_utf8_lossy(&check.stdout);
    for said in [
        "the hosts file says that `guarded-0.example` refuses images to other sites",
        "the hosts file says that `expired-0.example` does not answer by HTTPS",
        "the hosts file says that `moved-0.example` has moved to `new.example`",
        "the hosts file says that `dead-0.example` is dead since",
        "`gone-0.example` had none of the addresses that it was asked for on",
        "load it from `stalled-0.example` (unchecked)",
        "load it from `new.example`, where `moved-0.example` sends everyone",
        "load the copy that web.archive.org may have",
    ] {
        assert!(told.contains(said), "{said}\n{told}");
    }
    let fix: Vec<&str> = fix.iter().copied().chain(iter::once("--unsafe")).collect();
    run(folder.path(), &fix);
    let now = read(folder.path(), "a.md");
    assert!(
        now.contains("(https://new.example/x.png)")
            && now.contains("(http://expired-0.example/x.png)")
    );
    assert!(
        now.contains("?url=http://guarded-0") && now.contains("?url=http://dead-0"),
        "{now}"
    );
}

#[test]
fn without_a_network_nobody_is_called_dead() {
    let hosts = ["dead-0.example".to_owned(), "dead-1.example".to_owned()];
    let (folder, _servers) = site(&hosts);
    let output = run(folder.path(), &PROBE);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(!folder.path().join("hosts.yml").exists());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("no host answered"), "{errors}");
}
