//! journal: what a run changes, written down before each change, and the way back.

mod seal;
mod record;
mod prune;
mod prepared;
mod write;
mod undo;

pub use prepared::Prepared;
pub use prune::Keep;
pub use record::{FOLDER, Run, inside, inside_anew, last, names, root};
pub use undo::Undone;
pub use write::Journal;
