//! queue: what is to be done, in order. Typing waits for nothing: of the looks at one file that are
//! still to be taken only the last is kept.

use super::document::Document;
use super::survey::Survey;
use lsp_server::{Request, RequestId};
use lsp_types::Uri;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// One thing to be done.
#[derive(Debug)]
pub(super) enum Task {
    /// Say what is wrong in this state of a file.
    Publish(Document),
    /// The file is not open any more.
    Close(Uri),
    /// These folders are open too, and those no more.
    Folders {
        added: Vec<PathBuf>,
        removed: Vec<PathBuf>,
    },
    /// Read the configurations anew, and look at these files again.
    Reload(Vec<Document>),
    /// Answer, about this state of the file that is asked about, if it is open.
    Answer(Request, Option<Document>),
    /// Go on with an answer that is given in steps.
    Survey(Box<Survey>),
}

impl Task {
    /// The request that it answers.
    fn request(&self) -> Option<&RequestId> {
        match self {
            Self::Answer(request, _) => Some(&request.id),
            Self::Survey(survey) => Some(&survey.id),
            Self::Publish(_) | Self::Close(_) | Self::Folders { .. } | Self::Reload(_) => None,
        }
    }
}

/// The tasks that wait.
#[derive(Debug, Default)]
pub(super) struct Queue {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    tasks: VecDeque<Task>,
    /// The request that is being answered, unless it was cancelled.
    answered: Option<RequestId>,
    is_closed: bool,
}

impl Queue {
    /// Adds a task behind those that wait.
    pub(super) fn push(&self, task: Task) {
        let mut inner = self.lock();
        if let Task::Publish(document) = &task {
            let is_older =
                |task: &Task| matches!(task, Task::Publish(older) if older.uri == document.uri);
            inner.tasks.retain(|task| !is_older(task));
        }
        inner.tasks.push_back(task);
        self.changed.notify_one();
    }

    /// The next task, once there is one; `None` when there will be none.
    pub(super) fn next(&self) -> Option<Task> {
        let mut inner = self.lock();
        loop {
            if inner.is_closed {
                return None;
            }
            if let Some(task) = inner.tasks.pop_front() {
                inner.answered = task.request().cloned();
                return Some(task);
            }
            inner = self
                .changed
                .wait(inner)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes back a request that waits, or whose answer is not given yet. Says whether it did.
    pub(super) fn cancel(&self, id: &RequestId) -> bool {
        let mut inner = self.lock();
        let before = inner.tasks.len();
        inner.tasks.retain(|task| task.request() != Some(id));
        let is_answered = inner.answered.take_if(|answered| answered == id).is_some();
        is_answered || inner.tasks.len() < before
    }

    /// Whether the answer that is there may be given: the request was not cancelled.
    pub(super) fn may_answer(&self) -> bool {
        self.lock().answered.take().is_some()
    }

    /// Goes on with `survey` behind all that waits, unless it was cancelled.
    pub(super) fn go_on(&self, survey: Box<Survey>) {
        let mut inner = self.lock();
        if inner.answered.take().is_some() {
            inner.tasks.push_back(Task::Survey(survey));
        }
    }

    /// Nothing is done any more.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(name: &str, version: i32) -> Document {
        let uri = Uri::parse(&format!("file:///{name}")).expect("an address");
        Document::open(uri, version, "markdown", String::new())
    }

    #[test]
    fn of_the_states_of_a_file_the_last_is_looked_at() {
        let queue = Queue::default();
        for (name, version) in [("a.md", 1), ("b.md", 1), ("a.md", 2)] {
            queue.push(Task::Publish(document(name, version)));
        }
        let next = || match queue.next() {
            Some(Task::Publish(document)) => {
                (document.path.display().to_string(), document.version)
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(
            [next(), next()],
            [("/b.md".to_owned(), 1), ("/a.md".to_owned(), 2)]
        );
    }

    #[test]
    fn a_request_that_waits_can_be_cancelled() {
        let queue = Queue::default();
        let request = Request::new(1.into(), "textDocument/hover".to_owned(), ());
        queue.push(Task::Answer(request.clone(), None));
        assert!(queue.cancel(&1.into()) && !queue.cancel(&1.into()));
        // One that is being answered, too.
        queue.push(Task::Answer(request, None));
        assert!(queue.next().is_some() && queue.cancel(&1.into()));
        assert!(!queue.may_answer() && !queue.cancel(&1.into()));
        queue.close();
        assert!(queue.next().is_none());
    }
}
