//! standard input: one post, where that is what the paths say.

use super::args::JobArgs;
use super::exit::CliError;
use super::session::Job;
use crate::text::source::Source;
use serde_json::{Map, Value};
use std::io::{self, Read as _};

/// The post on standard input, where that is what the paths say.
pub(super) fn standard_input(job: &Job, args: &JobArgs) -> Result<Option<Source>, CliError> {
    if !job.reads_standard_input() {
        return Ok(None);
    }
    if job.changes.is_some() {
        let message = "git does not know which lines of standard input are new";
        return Err(CliError::said(message));
    }
    if job.paths.len() > 1 {
        let message = "`-` cannot be used with other paths: standard input is one post";
        return Err(CliError::said(message));
    }
    let mut bytes = Vec::new();
    let mut input = io::stdin().lock().take(job.limit + 1);
    input.read_to_end(&mut bytes)?;
    if is_json_lines(&bytes) {
        let message =
            "standard input is JSON lines, not a post; `--records` reads a post from each line";
        return Err(CliError::said(message));
    }
    if bytes.len() as u64 > job.limit {
        let message = format!("standard input is larger than {} bytes", job.limit);
        return Err(CliError::said(message));
    }
    Ok(Some(job.settings.source(&args.stdin_filename, bytes)))
}

/// Whether the first lines are JSON objects: the first two, or one that looks like a record. (Front matter may be
/// an object on one line, and is followed by a post.)
fn is_json_lines(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty());
    let mut object = || {
        let line = lines.next().filter(|line| line.starts_with(b"{"))?;
        serde_json::from_slice::<Map<String, Value>>(line).ok()
    };
    object().is_some_and(|first| {
        let has = |key| first.contains_key(key);
        has("text") && (has("name") || has("id")) || object().is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_lines_are_known_and_front_matter_is_none() {
        for (text, wanted) in [
            ("{\"id\":1,\"name\":\"a.md\",\"text\":\"x\"}\n", true),
            ("\u{feff}{\"a\":1}\r\n\r\n{\"b\":2}\r\n", true),
            ("{\"id\":1,\"text\":null}\nno\n", true),
            ("{\"a\":1}\n{\"a\":1}\n{\"a", true),
            ("{\"title\":\"x\"}\n", false),
            ("{\"title\":\"x\", \"text\":\"y\"}\n", false),
            ("{\"title\":\"x\"}\n\nA post.\n", false),
            ("{\n\"title\":\"x\"\n}\n\nA post.\n", false),
            ("{{ page.title }}\n", false),
            ("", false),
        ] {
            assert_eq!(is_json_lines(text.as_bytes()), wanted, "{text}");
        }
    }
}
