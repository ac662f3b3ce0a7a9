//! channel: messages over standard input and output. What is sent is text already: the tree that the library would
//! make of each message costs a third of a look at a long post.

use crossbeam_channel::{Receiver, Sender, bounded, never, select};
use lsp_server::{Connection, Message};
use std::io::{self, Write as _};
use std::thread::{JoinHandle, spawn};

/// The threads that read and write.
pub(super) struct Threads {
    reader: JoinHandle<io::Result<()>>,
    writer: JoinHandle<io::Result<()>>,
}

/// What the library reads and says, and where everything else that is said goes to.
pub(super) fn open() -> (Connection, Sender<String>, Threads) {
    // Nothing is stored: who sends waits until it is read, and so what one thread sends keeps its order.
    let (sender, messages) = bounded(0);
    let (texts, said) = bounded(0);
    let (read, receiver) = bounded(0);
    let threads = Threads {
        reader: spawn(move || listen(&read)),
        writer: spawn(move || write(messages, said)),
    };
    (Connection { sender, receiver }, texts, threads)
}

impl Threads {
    /// Waits for their end.
    pub(super) fn join(self) -> io::Result<()> {
        for thread in [self.reader, self.writer] {
            match thread.join() {
                Ok(ended) => ended?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(())
    }
}

fn listen(read: &Sender<Message>) -> io::Result<()> {
    let mut stdin = io::stdin().lock();
    while let Some(message) = Message::read(&mut stdin)? {
        let is_exit = matches!(&message, Message::Notification(told) if told.method == "exit");
        if read.send(message).is_err() || is_exit {
            break;
        }
    }
    Ok(())
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
