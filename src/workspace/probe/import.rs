//! import: what another link checker found, a JSON report of lychee or a list of curl's → what each host answered.

use super::verdict::{Asked, Failure, Reply, Trial};
use serde_json::Value;
use std::collections::BTreeMap;
use url::Url;

/// What curl's `--write-out` is to be given; its columns are told apart by tabs.
pub const CURL_FORMAT: &str =
    r"%{url}\t%{http_code}\t%{exitcode}\t%{content_type}\t%{url_effective}\n";

/// The trials of each host, by its name. The error says what the file is not.
pub fn read(text: &str) -> Result<BTreeMap<String, Vec<Trial>>, String> {
    let mut found = BTreeMap::new();
    if text.trim_start().starts_with('{') {
        lychee(text, &mut found)?;
    } else {
        curl(text, &mut found)?;
    }
    if found.is_empty() {
        return Err("no address by http or https is in it".to_owned());
    }
    Ok(found)
}

type Found = BTreeMap<String, Vec<Trial>>;

/// A report of `lychee --format json`: maps of files to addresses, each with a status.
fn lychee(text: &str, found: &mut Found) -> Result<(), String> {
    let report: Value = serde_json::from_str(text).map_err(|error| format!("{error}"))?;
    let maps = report.as_object().into_iter().flatten();
    let mut is_report = false;
    for (key, map) in maps.filter(|(key, _)| key.ends_with("_map")) {
        is_report = true;
        let is_success = key == "success_map";
        if !(is_success || ["error_map", "fail_map", "timeout_map"].contains(&key.as_str())) {
            continue;
        }
        let all = map.as_object().into_iter().flatten();
        let all = all.filter_map(|(_, all)| all.as_array()).flatten();
        for one in all {
            let Some(url) = one.get("url").and_then(Value::as_str) else {
                continue;
            };
            let code = one.pointer("/status/code").and_then(Value::as_u64);
            let code = code.and_then(|code| u16::try_from(code).ok());
            let asked = match code.or_else(|| is_success.then_some(200)) {
                Some(status) => answered(status, is_success, None),
                None if key == "timeout_map" => Err(Failure::Timeout),
                None => Err(Failure::Unsaid),
            };
            add(found, url, asked);
        }
    }
    if is_report {
        Ok(())
    } else {
        Err("it is no JSON report of lychee (`lychee --format json`)".to_owned())
    }
}

/// Lines as `CURL_FORMAT` makes them.
fn curl(text: &str, found: &mut Found) -> Result<(), String> {
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let read = match columns[..] {
            [url, status, exit, content, end] => {
                let (status, exit) = (status.parse::<u16>(), exit.parse::<u16>());
                status
                    .ok()
                    .zip(exit.ok())
                    .map(|read| (url, read, content, end))
            }
            _ => None,
        };
        let Some((url, (status, exit), content, end)) = read else {
            let line = at + 1;
            return Err(format!(
                "line {line} is not what curl writes by `--write-out '{CURL_FORMAT}'`"
            ));
        };
        let asked = match exit {
            0 => answered(status, content.starts_with("image/"), Some(end)),
            6 => Err(Failure::NoName),
            7 => Err(Failure::Refused),
            28 => Err(Failure::Timeout),
            35 => Err(Failure::Tls),
            47 => Err(Failure::Redirect),
            51 | 60 => Err(Failure::Certificate("not valid")),
            _ => Err(Failure::Unsaid),
        };
        add(found, url, asked);
    }
    Ok(())
}

/// Whether the redirects were for good nobody says, so no host has moved by it.
fn answered(status: u16, is_image: bool, end: Option<&str>) -> Asked {
    let is_plain = end.is_some_and(|end| end.starts_with("http:"));
    if status == 429 || status >= 500 {
        return Err(Failure::Later(status));
    }
    if is_plain && (200..300).contains(&status) {
        // It ended by http, so that is what answered.
        return Err(Failure::Downgrade);
    }
    Ok(Reply {
        status,
        is_image,
        moved: None,
        first: Vec::new(),
    })
}

fn add(found: &mut Found, address: &str, asked: Asked) {
    let Ok(url) = Url::parse(address) else {
        return;
    };
    let Some(host) = url.domain() else {
        return;
    };
    // What it is used for the posts know; here it is enough that it is there.
    let mut trial = Trial {
        wants_image: false,
        https: None,
        http: None,
        foreign: None,
    };
    match url.scheme() {
        "https" => trial.https = Some(asked),
        "http" => {
            let asked = match asked {
                // It began by http.
                Err(Failure::Downgrade) => answered(200, false, None),
                asked => asked,
            };
            trial.http = Some(asked);
        }
        _ => return,
    }
    found.entry(host.to_owned()).or_default().push(trial);
}

#[cfg(test)]
mod tests {
    use super::super::verdict::verdict;
    use super::*;

    fn says(text: &str) -> Vec<String> {
        let found = read(text).expect("it is a report");
        let found = found.iter().map(|(host, trials)| {
            let found = verdict(trials, "2026-11-28", None);
            let said = found
                .says()
                .into_iter()
                .filter(|(key, _)| *key != "checked");
            let said: Vec<_> = said.map(|(key, said)| format!("{key}: {said}")).collect();
            format!("{host}: {}", said.join(", "))
        });
        found.collect()
    }

    #[test]
    fn a_report_of_lychee_is_read() {
        let report = r#"{"total": 4, "success_map": {"a.md": [{"url": "https://a.example/", "status":
            {"text": "OK", "code": 200}}, {"url": "mailto:a@a.example"}]}, "error_map": {"a.md": [{"url":
            "https://b.example/x", "status": {"text": "Not Found", "code": 404}}, {"url":
            "https://c.example/", "status": {"text": "Failed: Network error"}}]}, "timeout_map": {"b.md":
            [{"url": "https://d.example/", "status": {"text": "Timeout"}}]}, "excluded_map": {"b.md":
            [{"url": "https://e.example/"}]}}"#;
        assert_eq!(
            says(report),
            [
                "a.example: https: yes, samples: 1, found: 1",
                "b.example: https: yes, samples: 1, found: 0, failed: answers 404",
                "c.example: samples: 1, found: 0, failed: not reached",
                "d.example: samples: 1, found: 0, failed: timed out",
            ]
        );
        assert!(read(r#"{"version": 1}"#).is_err());
    }

    #[test]
    fn a_list_of_curl_is_read() {
        let list = "https://a.example/x.png\t200\t0\timage/png\thttps://a.example/x.png\n\
            https://b.example/\t000\t6\t\thttps://b.example/\n\
            https://c.example/\t000\t60\t\thttps://c.example/\n\
            http://d.example/\t200\t0\ttext/html\thttps://d.example/\n";
        assert_eq!(
            says(list),
            [
                "a.example: https: yes, samples: 1, found: 1",
                "b.example: dead: since 2026-11-28, samples: 1, found: 0, failed: no such host",
                "c.example: https: no, samples: 1, found: 0, failed: certificate not valid",
                "d.example: samples: 1, found: 1",
            ]
        );
        let wrong = read("https://a.example/ 200\n").expect_err("columns are missing");
        assert!(
            wrong.starts_with("line 1 is not what curl writes"),
            "{wrong}"
        );
    }
}
