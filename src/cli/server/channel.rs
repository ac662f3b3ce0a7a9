//! channel: messages over standard input and output. What is sent is text already: the tree that the library would
//! make of each message costs a third of a look at a long post.

use crossbeam_channel::{Receiver, Sender, bounded, never, select};
use lsp_server::{Connection, Message};
use std::io::{self, BufRead, Read as _, Write as _};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

/// No message is longer, in bytes: what says that it is, is no message.
const MOST: u64 = 1 << 30;
/// No line before a message is longer.
const MOST_HEADER: u64 = 8 << 10;
/// Who has read its last message ends in less.
const SOON: Duration = Duration::from_millis(500);

/// The threads that read and write.
pub(super) struct Threads {
    /// How the reader ended, when it has.
    read: Receiver<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

/// What the library reads and says, and where everything else that is said goes to.
pub(super) fn open() -> (Connection, Sender<String>, Threads) {
    // Nothing is stored: who sends waits until it is read, and so what one thread sends keeps its order.
    let (sender, messages) = bounded(0);
    let (texts, said) = bounded(0);
    let (read, receiver) = bounded(0);
    let (end, ended) = bounded(1);
    spawn(move || {
        let read = listen(&mut io::stdin().lock(), &read);
        // Nobody may want to know it any more.
        let _ = end.send(read);
    });
    let threads = Threads {
        read: ended,
        writer: spawn(move || write(messages, said)),
    };
    (Connection { sender, receiver }, texts, threads)
}

impl Threads {
    /// Waits until all is written. The reader may still wait for an editor that says nothing more, and ends with the
    /// process: only where it has ended is it asked why.
    pub(super) fn join(self) -> io::Result<()> {
        let written = match self.writer.join() {
            Ok(written) => written,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        self.read.recv_timeout(SOON).unwrap_or(Ok(()))?;
        written
    }
}

fn listen(from: &mut impl BufRead, read: &Sender<Message>) -> io::Result<()> {
    while let Some(message) = next(from, MOST)? {
        let is_exit = matches!(&message, Message::Notification(told) if told.method == "exit");
        if read.send(message).is_err() || is_exit {
            break;
        }
    }
    Ok(())
}

/// The next message, of at most so many bytes; `None` at the end. The memory for it grows as it comes, whatever its
/// length is said to be.
fn next(from: &mut impl BufRead, most: u64) -> io::Result<Option<Message>> {
    let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
    let mut length = None;
    loop {
        let mut line = String::new();
        if from.by_ref().take(MOST_HEADER).read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let header = line.strip_suffix("\r\n");
        match header.map(|header| (header, header.split_once(':'))) {
            Some(("", _)) => break,
            Some((_, Some((name, value)))) if name.eq_ignore_ascii_case("Content-Length") => {
                let value = value.trim().parse::<u64>();
                length = Some(value.map_err(|error| invalid(format!("Content-Length: {error}")))?);
            }
            Some((_, Some(_))) => {}
            _ => return Err(invalid(format!("this is no header: {line:?}"))),
        }
    }
    let length = length.ok_or_else(|| invalid("a message without Content-Length".to_owned()))?;
    if length > most {
        let why = format!("a message of {length} bytes, and the limit is {most}");
        return Err(invalid(why));
    }
    let mut text = Vec::new();
    if from.by_ref().take(length).read_to_end(&mut text)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let message = serde_json::from_slice(&text);
    message
        .map(Some)
        .map_err(|error| invalid(format!("this is no message: {error}")))
}

fn write(mut messages: Receiver<Message>, mut texts: Receiver<String>) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    let mut open = 2;
    while open > 0 {
        select! {
            recv(messages) -> message => {
                if let Ok(message) = message {
                    message.write(&mut stdout)?;
                } else {
                    (messages, open) = (never(), open - 1);
                }
            }
            recv(texts) -> text => {
                if let Ok(text) = text {
                    write!(stdout, "Content-Length: {}\r\n\r\n{text}", text.len())?;
                    stdout.flush()?;
                } else {
                    (texts, open) = (never(), open - 1);
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_up_to_the_end() {
        let one = r#"{"jsonrpc":"2.0","method":"a","params":{"b":"中"}}"#;
        let mut sent = Vec::new();
        for header in [
            "",
            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n",
        ] {
            let length = one.len();
            write!(sent, "{header}content-length: {length}\r\n\r\n{one}").expect("memory");
        }
        let mut from = &*sent;
        for _ in 0..2 {
            let message = next(&mut from, 100).expect("a message");
            assert!(matches!(message, Some(Message::Notification(told)) if told.method == "a"));
        }
        assert!(next(&mut from, 100).expect("the end").is_none());
    }

    #[test]
    fn what_is_no_message_is_an_error() {
        for (sent, why) in [
            (
                "Content-Length: 11\r\n\r\n{\"id\": 1,  }",
                "the limit is 10",
            ),
            ("Content-Length: 9\r\n\r\n{}", "unexpected end of file"),
            ("Content-Length: 2\r\n\r\n{}", "no message"),
            ("Content-Length: 2\r\n\r\n{]", "no message"),
            ("Content-Length: two\r\n\r\n{}", "invalid digit"),
            ("Content-Type: a\r\n\r\n{}", "without Content-Length"),
            ("Content-Length: 2\n\n{}", "no header"),
            ("{}", "no header"),
        ] {
            let error = next(&mut sent.as_bytes(), 10).expect_err(sent).to_string();
            assert!(error.contains(why), "{sent:?}: {error}");
        }
    }
}
